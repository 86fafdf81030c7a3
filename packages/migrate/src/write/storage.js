// The option `storage`. It decides how the tokens stay where the application keeps them: users remain signed in, and code
// that reads the old keys goes on to work.

import { quote } from '../recognise/conditions.js';
import { isWeb } from '../recognise/stored.js';
import { Refusal } from '../refusal.js';
import { checkSaves } from './check-saves.js';
import { ownStorage } from './own-storage.js';
import { keyText } from './key-text.js';
import { sharedRead } from './stored-token.js';
import { cookieStorage } from './cookie-storage.js';

export function storage(cx, plan) {
  checkSaves(cx, plan);
  const { access, refresh, f, place } = plan;
  const { module, node } = { module: f.refresh.scope.module, node: f.refresh.node };
  const isKept = (one) => isWeb(one) && (!one.path?.length || one.path.length <= 2);
  if (isWeb(access) && (!refresh || isWeb(refresh))) {
    if (!isKept(access) || (refresh && !isKept(refresh)) || (refresh && refresh.area !== access.area))
      throw new Refusal(module, node, 'the tokens are kept in two places of different kinds');
    if (Boolean(access.path?.length) !== Boolean((refresh ?? access).path?.length))
      throw new Refusal(module, node, 'the tokens are kept in two places of different kinds');
    return access.area === 'localStorage'
      ? [webStorage(cx, plan), initialText(cx, plan)]
      : [webStorage(cx, plan)];
  }
  if (access.area === 'cookie' && (!refresh || refresh.area === 'cookie')) return cookieStorage(cx, plan);
  if (isWeb(refresh) && access.area === 'variable')
    throw new Refusal(
      module,
      node,
      'the access token is in a variable, and the refresh token in a storage',
      'docs/storage.md',
    );
  if (refresh && refresh.area !== access.area)
    throw new Refusal(
      module,
      node,
      'the tokens are kept in two places of different kinds',
      'docs/storage.md',
    );
  return [ownStorage(cx, plan, place), 'shareTabs: false'];
}

/** Tokens in localStorage or sessionStorage, under the application's own keys. Beside them lies everfetch's record. */
function webStorage(cx, { access, refresh, place, recordKey }) {
  const area = access.area;
  const key = (source) => keyText(cx, source, place);
  const own = quote(recordKey);
  const record = `...JSON.parse(${area}.getItem(${own}) ?? '{}')`;
  const shared = area === 'localStorage' ? '\n  shared: true,' : '';
  const removals = (keys) => keys.map((one) => `    ${area}.removeItem(${one});`).join('\n');
  if (access.path?.length) {
    const at = key(access);
    const read = (source) => source.path.reduce((all, part) => `${all}?.${part}`, 'kept');
    const put = nested(access, refresh, `JSON.parse(${area}.getItem(${at}) ?? '{}')`);
    return `storage: {
  load() {
    const kept = JSON.parse(${area}.getItem(${at}) ?? 'null');
    if (!${read(access)}) return undefined;
    return { ${record}, accessToken: ${read(access).replaceAll('?', '')}${refresh ? `, refreshToken: ${read(refresh).replaceAll('?', '')}` : ''} };
  },
  save(record) {
    ${area}.setItem(${own}, JSON.stringify(record));
    ${area}.setItem(${at}, JSON.stringify(${put}));
  },
  clear() {
${removals([own, at])}
  },${shared}
}`;
  }
  return `storage: {
  load() {
    const accessToken = ${area}.getItem(${key(access)});
    if (!accessToken) return undefined;
    return { ${record}, accessToken${refresh ? `, refreshToken: ${area}.getItem(${key(refresh)})` : ''} };
  },
  save(record) {
    ${area}.setItem(${own}, JSON.stringify(record));
    ${area}.setItem(${key(access)}, record.accessToken);${refresh ? `\n    if (record.refreshToken) ${area}.setItem(${key(refresh)}, record.refreshToken);` : ''}
  },
  clear() {
${removals([own, key(access), ...(refresh ? [key(refresh)] : [])])}
  },${shared}
}`;
}

/** `{ ...kept, tokens: { ...kept.tokens, access: record.accessToken } }` */
function nested(access, refresh, kept) {
  const fields = [[access, 'record.accessToken'], ...(refresh ? [[refresh, 'record.refreshToken']] : [])];
  const last = fields.map(([{ path }, value]) => `${path.at(-1)}: ${value}`).join(', ');
  if (access.path.length === 1) return `{ ...${kept}, ${last} }`;
  const [parent] = access.path;
  return `{ ...${kept}, ${parent}: { ...${kept}.${parent}, ${last} } }`;
}

/**
 * The tokens alone, for a page that finds others than everfetch wrote: a tab that still runs the old code has renewed
 * them, or another application of the origin.
 */
function initialText(cx, { access, refresh, place }) {
  return `initial() {
  const accessToken = ${sharedRead(cx, access, place)};
  return accessToken ? { accessToken${refresh ? `, refreshToken: ${sharedRead(cx, refresh, place)}` : ''} } : undefined;
}`;
}
