// The assignments of a hand-written refresh, and what else keeps a token, sets a header or leaves the page. It decides
// what each one is, and notes it.

import { bare, dotted, keyOf, walk } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { VOID } from './effects.js';
import { perform } from './perform.js';
import { bearerOf, evaluate } from './values.js';

/** Which field of the answer is the access token shows in how it is used. */
export const noteAccess = (f, value) => {
  if (value?.t === 'reply') f.accessPaths.push(value.path);
  if (value?.t === 'source') f.sources.push(value);
};

const isTokens = (value) => value && /^(reply|raw|access)$/.test(value.t);

/** The tokens of an expression, however deep they are in it. */
export function tokensIn(cx, node, scope) {
  const found = [];
  const look = (given) => {
    const one = bare(given);
    if (!one || typeof one.type !== 'string') return;
    const value = /^(Identifier|MemberExpression|CallExpression|LogicalExpression)$/.test(one.type)
      ? evaluate(cx, one, scope)
      : undefined;
    if (isTokens(value)) return void found.push({ node: one, value });
    walk(one, (child, parent, key) => {
      if (child === one) return true;
      if (parent?.type === 'Property' && key === 'key') return false;
      if (parent?.type === 'MemberExpression' && key === 'property' && !parent.computed) return false;
      look(child);
      return false;
    });
  };
  look(node);
  return found;
}

export function assignment(cx, f, node, scope, mode, statement) {
  const { module } = scope;
  const left = bare(node.left);
  if (left.type === 'Identifier' && scope.has(left.name)) {
    const value = perform(cx, f, node.right, scope, mode);
    for (let one = scope; one; one = one.parent)
      if (one.names.has(left.name)) one.names.set(left.name, value);
    return value;
  }
  const path = dotted(left);
  if (/^location(\.href)?$/.test(path ?? ''))
    return navigate(cx, f, node.right, scope, mode, statement ?? node);
  const target = evaluate(cx, left, scope);
  switch (target?.t) {
    case 'retry':
      cx.retryKeys?.add(target.key);
      return VOID;
    case 'flag':
      perform(cx, f, node.right, scope, mode);
      return VOID;
    case 'queue':
      return VOID;
    case 'slot': {
      const value = perform(cx, f, node.right, scope, mode);
      // What waits for this promise goes on with that field.
      if (value?.t === 'reply' && value.path.length) noteAccess(f, value);
      else if (value?.t === 'reply') f.shared.set(target.id, value);
      return value && value.t !== 'nothing' ? value : { t: 'slot' };
    }
    case 'header':
    case 'headers':
      return header(cx, f, node.right, scope, node, target);
    case 'config':
      return VOID;
    case 'configPart':
      if (/^(baseURL|sent|withCredentials)$/.test(target.key)) break;
      // `original.data = JSON.parse(original.data)`, which the second try needs with axios.
      if (target.key === 'data') return VOID;
      break;
    case 'source': {
      const tokens = tokensIn(cx, node.right, scope);
      if (tokens.length) return save(f, statement ?? node, scope, tokens);
      const value = evaluate(cx, node.right, scope);
      if (value?.t === 'nothing' || value?.value === '') {
        if (mode === 'fail') f.clears.push({ node: statement ?? node, scope });
        return VOID;
      }
      break;
    }
    default:
  }
  if (mode === 'fail' && left.type === 'MemberExpression') return end(cx, f, statement ?? node, scope);
  throw new Refusal(module, node, 'this assignment is not understood');
}

/** The token of the second try, and of later requests. */
export function header(cx, f, given, scope, node, target) {
  let right = bare(given);
  if (right.type === 'ConditionalExpression') right = bare(right.consequent);
  const name = target.t === 'header' ? target.name : undefined;
  if (right.type === 'ObjectExpression') {
    for (const one of right.properties) {
      if (one.type === 'SpreadElement') continue;
      header(cx, f, one.value, scope, node, { t: 'header', name: keyOf(one) });
    }
    return VOID;
  }
  const bearer = bearerOf(cx, right, scope);
  const value = bearer ? bearer.value : evaluate(cx, right, scope);
  if (value && /^(reply|access|source|nothing|headers|header)$/.test(value.t)) {
    if (bearer) Object.assign(f, { scheme: bearer.scheme, header: name ?? f.header });
    else if (value.t === 'reply' || value.t === 'access')
      Object.assign(f, { scheme: f.scheme ?? '', header: name });
    noteAccess(f, value);
    return VOID;
  }
  if (/^(content-type|accept)$/i.test(name ?? '')) return VOID;
  if (target.t === 'headers' && evaluate(cx, right, scope)?.t === 'headers') return VOID;
  throw new Refusal(scope.module, node, 'this header is not understood');
}

export function save(f, node, scope, tokens) {
  for (const { value } of tokens) if (value.t === 'raw') value.path = [];
  f.saves.push({ node, scope, tokens });
  return VOID;
}

function end(cx, f, node, scope) {
  f.ends.push({ node, scope });
  return VOID;
}

export function navigate(cx, f, given, scope, mode, statement) {
  if (mode !== 'fail')
    throw new Refusal(scope.module, statement, 'the page goes elsewhere although the refresh has not failed');
  const url = constantOf(cx.project, scope.module, given);
  if (f.login && f.login.url !== url)
    throw new Refusal(
      scope.module,
      statement,
      'the page goes to two different places when the refresh has failed',
    );
  if (typeof url === 'string') f.login = { url };
  else end(cx, f, statement, scope);
  return VOID;
}
