// The requests that a hand-written refresh sends. It decides whether one is the second try or the refresh call; there may be
// no other.

import { bare, dotted, keyOf, literalOf, propertyOf, walk } from '../source/ast.js';
import { resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { header } from './assignments.js';
import { evaluate } from './values.js';

const METHODS = /^(get|post|put|patch|delete|request)$/;

/** Whether a function sends a request, itself or one step further. */
export function doesRequests(cx, { init, module }, depth = 0) {
  let does = false;
  walk(init, (one) => {
    if (does || one.type !== 'CallExpression') return !does;
    const callee = bare(one.callee);
    if (callee.name === 'fetch' || dotted(callee) === 'fetch') does = true;
    else if (cx.clients.clientOf(module, callee)) does = true;
    else if (callee.type === 'MemberExpression' && cx.clients.clientOf(module, callee.object)) does = true;
    else if (depth < 2) {
      const fn = resolveCallee(cx.project, module, callee);
      if (fn && fn.init !== init) does = doesRequests(cx, fn, depth + 1);
    }
    return !does;
  });
  return does;
}

/** A request of a client or of `fetch`: the second try, or the refresh call. */
export function request(cx, f, node, callee, key, scope, mode) {
  const client = key
    ? METHODS.test(key) && cx.clients.clientOf(scope.module, callee.object)
    : callee.type === 'Identifier' && !scope.has(callee.name) && cx.clients.clientOf(scope.module, callee);
  const isFetch = dotted(callee) === 'fetch';
  if (!client && !isFetch) return undefined;
  const isAgain = (one) => {
    const value = bare(one);
    if (evaluate(cx, value, scope)?.t === 'config') return true;
    if (value?.type !== 'ObjectExpression') return false;
    return value.properties.some(
      (part) => part.type === 'SpreadElement' && evaluate(cx, part.argument, scope)?.t === 'config',
    );
  };
  const again = node.arguments.find(isAgain);
  if (again) {
    f.resends++;
    for (const one of bare(again).properties ?? [])
      if (one.type === 'Property') cx.retryKeys?.add(keyOf(one));
    const headers = propertyOf(again, 'headers');
    if (headers) header(cx, f, headers.value, scope, node, { t: 'headers' });
    return { t: 'again' };
  }
  if (mode === 'fail') return undefined;
  if (mode === 'queue') throw new Refusal(scope.module, node, 'a request that waits sends something else');
  const [first, second, third] = node.arguments;
  const object = bare(first)?.type === 'ObjectExpression' ? bare(first) : undefined;
  const part = (name) => propertyOf(object, name)?.value;
  const method = isFetch
    ? String(literalOf(propertyOf(second, 'method')?.value) ?? 'GET').toUpperCase()
    : object
      ? String(literalOf(part('method')) ?? 'GET').toUpperCase()
      : key && key !== 'request'
        ? key.toUpperCase()
        : 'GET';
  const hasBody = /^(POST|PUT|PATCH)$/.test(method);
  const made = {
    node,
    scope,
    client: client || undefined,
    isFetch,
    method,
    url: object ? part('url') : first,
    body: isFetch ? propertyOf(second, 'body')?.value : object ? part('data') : hasBody ? second : undefined,
    config: isFetch ? second : (object ?? (hasBody ? third : second)),
  };
  if (f.refresh && f.refresh.node !== node) throw new Refusal(scope.module, node, 'a second request is made');
  f.refresh = made;
  return { t: 'raw', isFetch };
}
