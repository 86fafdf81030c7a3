// The requests that a hand-written refresh sends. It decides whether one is the second try or the refresh call; there may be
// no other.

import { bare, dotted, keyOf, literalOf, propertyOf, walk } from '../source/ast.js';
import { resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { header } from './assignments.js';
import { perform } from './perform.js';
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
  if (key === 'retry' && cx.clients.clientOf(scope.module, callee.object)?.kind === 'ky')
    return retry(cx, f, node, scope);
  if (!client && !isFetch) return undefined;
  const isAgain = (one) => {
    const value = bare(one);
    if (evaluate(cx, value, scope)?.t === 'config') return true;
    if (value?.type !== 'ObjectExpression') return false;
    return value.properties.some(
      (part) => part.type === 'SpreadElement' && evaluate(cx, part.argument, scope)?.t === 'config',
    );
  };
  if (node.arguments.some(isAgain)) {
    f.resends++;
    for (const again of node.arguments) {
      const context = propertyOf(again, 'context')?.value;
      for (const one of [...(bare(again).properties ?? []), ...(bare(context)?.properties ?? [])])
        if (one.type === 'Property') cx.retryKeys?.add(keyOf(one));
      // `new Request(request, { headers })`
      const inner = bare(again).type === 'NewExpression' ? bare(again).arguments[1] : again;
      const headers = propertyOf(inner, 'headers');
      if (headers) header(cx, f, headers.value, scope, node, { t: 'headers' });
      if (client?.kind === 'ky') checkSame(cx, inner, scope);
    }
    return { t: 'again' };
  }
  if (mode === 'fail') return undefined;
  if (mode === 'queue') throw new Refusal(scope.module, node, 'a request that waits sends something else');
  const [first, second, third] = node.arguments;
  const object = bare(first)?.type === 'ObjectExpression' ? bare(first) : undefined;
  const part = (name) => propertyOf(object, name)?.value;
  const isPlain = isFetch || (client.kind === 'ky' && !key);
  const method = isPlain
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
    ...(isFetch || client.kind === 'ky'
      ? {
          body: (propertyOf(second, 'json') ?? propertyOf(second, 'body'))?.value,
          config: second,
        }
      : {
          body: object ? part('data') : hasBody ? second : undefined,
          config: object ?? (hasBody ? third : second),
        }),
  };
  if (f.refresh && f.refresh.node !== node) throw new Refusal(scope.module, node, 'a second request is made');
  f.refresh = made;
  return { t: 'raw', isFetch };
}

/** With ky the second try may be given another body or query: that is no second try of the same request. */
function checkSame(cx, options, scope) {
  for (const key of ['json', 'body', 'searchParams', 'method']) {
    const one = propertyOf(options, key);
    if (one && !/^(config\w*|method)$/.test(evaluate(cx, one.value, scope)?.t ?? ''))
      throw new Refusal(scope.module, one, 'another request is sent in place of the refused one');
  }
}

/** `ky.retry({ request: new Request(request, { headers }) })` */
function retry(cx, f, node, scope) {
  const [options] = node.arguments;
  const request = propertyOf(options, 'request')?.value;
  if (request && evaluate(cx, request, scope)?.t !== 'config')
    throw new Refusal(scope.module, request, 'another request is sent in place of the refused one');
  if (request) perform(cx, f, request, scope, 'main');
  f.resends++;
  return { t: 'again' };
}
