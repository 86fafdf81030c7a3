// The option `storage` for tokens in a store or a variable: the application's own statements put them there.

import { bare, dotted, literalOf } from '../source/ast.js';
import { visitAll } from '../recognise/visit.js';
import { Refusal } from '../refusal.js';
import { indent } from './layout.js';
import { rewrite, same } from './rewrite.js';

/** Tokens in a store or a variable: the application's own statements put them there. */
export function ownStorage(cx, plan, place) {
  const { access, refresh, f } = plan;
  const { module, node } = { module: f.refresh.scope.module, node: f.refresh.node };
  const home = access.helperModule ?? access.module;
  if (home !== place.module && !sameRoot(cx, access, home, place.module))
    throw new Refusal(module, node, 'the access token cannot be read where the client is set up');
  if (refresh) checkTabs(cx);
  const keys = f.accessPath?.at(-1) ?? 'accessToken';
  const refreshKey = f.refreshPath?.at(-1) ?? 'refreshToken';
  const replace = (value) => {
    if (value.t === 'access') return 'record.accessToken';
    if (value.t === 'source') return refresh && value.id === refresh.id ? 'record.refreshToken' : undefined;
    if (value.t !== 'reply' && value.t !== 'raw') return undefined;
    const path = JSON.stringify(value.path ?? []);
    if (path === JSON.stringify(f.accessPath)) return 'record.accessToken';
    if (path === JSON.stringify(f.refreshPath)) return 'record.refreshToken';
    if (value.path?.length) return undefined;
    return refresh || f.refreshPath
      ? `{ ${keys}: record.accessToken, ${refreshKey}: record.refreshToken }`
      : `{ ${keys}: record.accessToken }`;
  };
  const statement = (text) => text.replace(/^await\s+/, '').replace(/;?\s*$/, ';');
  const isOwnCell = access.area === 'variable' && access.cell?.module === place.module && !access.isHelper;
  const saves = isOwnCell
    ? [`${access.text} = record.accessToken;`]
    : [...new Set(f.saves.map((one) => statement(rewrite(cx, one.node, one.scope, replace, place))))];
  if (!saves.length) throw new Refusal(module, node, 'what keeps the new token was not found');
  let clears = isOwnCell
    ? [`${access.text} = null;`]
    : [
        ...new Set(
          f.clears
            .filter(({ area }) => !area)
            .map((one) => statement(rewrite(cx, one.node, one.scope, () => undefined, place))),
        ),
      ];
  if (!clears.length && saves.length === 1 && /^[\w.()]+\(record\.accessToken\);$/.test(saves[0]))
    clears = [saves[0].replace('record.accessToken', 'null')];
  if (!clears.length) throw new Refusal(module, node, 'what forgets the token was not found');
  return `storage: {
  load() {
    const token = ${access.text};
    return token ? { accessToken: token${refresh ? `, refreshToken: ${refresh.text}` : ''} } : undefined;
  },
  save(record) {
${saves.map((one) => indent(one, 2)).join('\n')}
  },
  clear() {
${clears.map((one) => indent(one, 2)).join('\n')}
  },
}`;
}

const sameRoot = (cx, access, from, to) => {
  const root = /^[\w$]+/.exec(access.text)?.[0];
  return Boolean(root) && same(cx, from, to, root);
};

/**
 * A tab has its own store, and so its own session. An application that tells its other tabs of new tokens would leave
 * the sessions of those tabs with a refresh token that is used up.
 */
function checkTabs(cx) {
  visitAll(cx, [], (module, node) => {
    const isChannel = node.type === 'NewExpression' && bare(node.callee).name === 'BroadcastChannel';
    const isListener =
      node.type === 'CallExpression' &&
      /(^|\.)addEventListener$/.test(dotted(node.callee) ?? '') &&
      literalOf(node.arguments[0]) === 'storage';
    if (!isChannel && !isListener) return;
    if (/token|auth|rehydrate|persist|session|store/i.test(module.text))
      throw new Refusal(
        module,
        node,
        'the application tells its other tabs of new tokens here, which their sessions would not see',
        'docs/storage.md',
      );
  });
}
