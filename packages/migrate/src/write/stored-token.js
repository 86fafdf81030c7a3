// How a stored token is read where the session is written. All tabs of an application have localStorage and cookies in
// common. So the refresh call takes the refresh token from there, as it did before: on the day of the change a tab that
// still runs the old code may have renewed it, and the one in this tab's memory would be refused.

import { keyText } from './key-text.js';

/** The text that reads a token from a place that all tabs have; undefined for any other place. */
export function sharedRead(cx, source, place) {
  if (source.area === 'cookie') return `${cookieOwner(cx, source, place)}.get(${keyText(cx, source, place)})`;
  if (source.area !== 'localStorage') return undefined;
  const read = `localStorage.getItem(${keyText(cx, source, place)})`;
  if (!source.path?.length) return read;
  return source.path.reduce((all, key) => `${all}?.${key}`, `JSON.parse(${read} ?? 'null')`);
}

/** What js-cookie is called there, imported or to be imported. */
export function cookieOwner(cx, source, { module }) {
  for (const [name] of module.imports) if (cx.resolve(module, name)?.package === 'js-cookie') return name;
  return source.owner ?? 'Cookies';
}
