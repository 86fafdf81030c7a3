// A member of a value: what `error.config`, `response.data.code` or `config.headers.Authorization` stand for.

/** A member of a value. */
export function member(object, key) {
  switch (object.t) {
    case 'error':
      if (key === 'config') return { t: 'config' };
      if (key === 'response') return { t: 'response' };
      if (/^(request|message|code|status|name)$/.test(key))
        return key === 'status' ? { t: 'status' } : { t: 'detail', key };
      return undefined;
    case 'response':
      if (key === 'status') return { t: 'status' };
      if (key === 'config') return { t: 'config' };
      if (key === 'data') return { t: 'answer', path: [] };
      if (key === 'headers') return { t: 'answerHeaders' };
      return undefined;
    case 'hookState':
      // What ky hands to a hook: one object since its version 2.
      if (key === 'request' || key === 'options') return { t: 'config' };
      if (key === 'response') return { t: 'response' };
      return key === 'retryCount' ? { t: 'retry', key: '@retryCount' } : undefined;
    case 'answerHeaders':
      return { t: 'answerHeader', name: key.toLowerCase() };
    case 'answer':
      return { t: 'answer', path: [...object.path, key] };
    case 'config':
      if (key === 'url') return { t: 'url' };
      if (key === 'headers') return { t: 'headers' };
      if (key === 'method') return { t: 'method' };
      if (key === 'context') return { t: 'config' };
      if (/retr|sent|attempt|_is|refreshed/i.test(key)) return { t: 'retry', key };
      return { t: 'configPart', key };
    case 'headers':
      return /^(common|get|post)$/.test(key) ? { t: 'headers' } : { t: 'header', name: key };
    case 'client':
      return key === 'defaults' ? { t: 'defaults', client: object.client } : undefined;
    case 'defaults':
      return key === 'headers'
        ? { t: 'headers', client: object.client }
        : { t: 'default', key, client: object.client };
    case 'raw':
      return key === 'data'
        ? { t: 'reply', path: [] }
        : key === 'headers'
          ? { t: 'replyHeaders' }
          : { t: 'rawPart', key };
    case 'replyHeaders':
      return { t: 'reply', path: ['@headers', key.toLowerCase()] };
    case 'reply':
      return { t: 'reply', path: [...object.path, key] };
    case 'object':
    case 'source': {
      if (object.t === 'source' && object.area === 'unknown') return undefined;
      const text = `${object.text}${object.isMaybe ? '?' : ''}.${key}`;
      const path = [...(object.path ?? []), key];
      return { ...object, t: 'source', path, id: `${object.id}.${key}`, text, base: object };
    }
    default:
      return undefined;
  }
}
