// The option `storage`. It decides how the tokens stay where the application keeps them: users remain signed in, and code
// that reads the old keys goes on to work.

import { bare } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { quote } from '../recognise/conditions.js';
import { isWeb } from '../recognise/stored.js';
import { Refusal } from '../refusal.js';
import { checkSaves } from './check-saves.js';
import { ownStorage } from './own-storage.js';
import { rewrite, same } from './rewrite.js';

function keyText(cx, source, place) {
  const { keyNode, module } = source;
  if (keyNode && module && bare(keyNode).type === 'Identifier') {
    const { name } = bare(keyNode);
    const isTop = module.declared.has(name) || module.imports.has(name);
    const isThere =
      module === place.module || place.module.imports.has(name) || place.module.declared.has(name);
    if (isTop && isThere && same(cx, module, place.module, name)) return name;
  }
  return quote(source.key);
}

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
    return [webStorage(cx, plan)];
  }
  if (access.area === 'cookie' && (!refresh || refresh.area === 'cookie'))
    return [cookieStorage(cx, plan), 'shareTabs: false'];
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

function cookieStorage(cx, plan) {
  const { access, refresh, f, place } = plan;
  const owner = access.owner ?? 'Cookies';
  const settings = (source) => {
    for (const { node, scope } of f.saves) {
      const call = bare(node.type === 'ExpressionStatement' ? node.expression : node);
      if (
        call.type === 'CallExpression' &&
        call.arguments[2] &&
        constantOf(cx.project, scope.module, call.arguments[0]) === source.key
      )
        return `, ${rewrite(cx, call.arguments[2], scope, () => undefined, place)}`;
    }
    return '';
  };
  const removal = (source) => {
    const found = f.clears.find((one) => one.area === 'cookie' && one.key === source.key);
    return found
      ? `${rewrite(cx, found.node, found.scope, () => undefined, place).replace(/;?$/, ';')}`
      : `${owner}.remove(${keyText(cx, source, place)});`;
  };
  const sources = refresh ? [access, refresh] : [access];
  return `storage: {
  load() {
    const accessToken = ${owner}.get(${keyText(cx, access, place)});
    if (!accessToken) return undefined;
    return { accessToken${refresh ? `, refreshToken: ${owner}.get(${keyText(cx, refresh, place)})` : ''} };
  },
  save(record) {
${sources.map((source, index) => `    ${index ? 'if (record.refreshToken) ' : ''}${owner}.set(${keyText(cx, source, place)}, record.${index ? 'refreshToken' : 'accessToken'}${settings(source)});`).join('\n')}
  },
  clear() {
${sources.map((source) => `    ${removal(source)}`).join('\n')}
  },
}`;
}
