// The calls of a hand-written refresh. It decides what each does: the refresh call, the second try, the queue, a token that
// is kept, or what the application does when the session is over.

import { bare, dotted, isFunction, keyOf, literalOf, propertyOf } from '../source/ast.js';
import { resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { header, navigate, noteAccess, save, tokensIn } from './assignments.js';
import { forget } from './forget.js';
import { apply } from './handler.js';
import { perform } from './perform.js';
import { isQueueFunction, queue } from './queue.js';
import { Scope } from './scope.js';
import { doesRequests, request } from './sent.js';
import { storageArea } from './stored.js';
import { evaluate } from './values.js';

export const VOID = { t: 'void' };

export function construct(cx, f, node, scope, mode, statement) {
  if (bare(node.callee).name === 'Promise') {
    const executor = bare(node.arguments[0]);
    if (!isFunction(executor)) throw new Refusal(scope.module, node, 'this promise is not understood');
    const [resolve, reject] = executor.params.map(({ name }) => name);
    const inner = new Scope(scope.module, scope);
    if (resolve) inner.set(resolve, { t: 'settle' });
    if (reject) inner.set(reject, { t: 'settleFailed' });
    const before = { refresh: f.refresh, settled: f.settled };
    f.settled = undefined;
    apply(cx, f, { fn: { ...executor, params: [] }, scope: inner }, [], mode);
    const value = f.settled ?? (f.refresh !== before.refresh ? { t: 'unknown' } : { t: 'access' });
    f.settled = before.settled;
    return value;
  }
  const copied = evaluate(cx, node, scope);
  if (copied) {
    const headers = propertyOf(node.arguments[1], 'headers');
    if (headers) header(cx, f, headers.value, scope, node, { t: 'headers' });
    return copied;
  }
  if (mode === 'fail' || /Error$/.test(bare(node.callee).name ?? '')) return { t: 'failure' };
  throw new Refusal(scope.module, node, 'this is not understood', statement);
}

export function call(cx, f, node, scope, mode, statement) {
  const { module } = scope;
  const callee = bare(node.callee);
  const whole = statement ?? node;
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  const path = dotted(callee) ?? '';
  const values = () => node.arguments.map((one) => perform(cx, f, one, scope, mode));

  if (/^Promise\.(reject|resolve)$/.test(path)) {
    const value =
      node.arguments[0] && key === 'resolve' ? perform(cx, f, node.arguments[0], scope, mode) : undefined;
    return key === 'reject' ? { t: 'rejected' } : (value ?? { t: 'nothing' });
  }
  if (/^console\./.test(path)) return VOID;
  if (/^location\.(assign|replace)$/.test(path))
    return navigate(cx, f, node.arguments[0], scope, mode, whole);
  if (/^(then|catch|finally)$/.test(key ?? '')) return chain(cx, f, node, callee, key, scope, mode);

  // Functions that were made here, and those that settle a promise.
  if (callee.type === 'Identifier' && scope.has(callee.name)) {
    const value = scope.get(callee.name);
    if (value.t === 'settle') {
      const given = node.arguments[0] ? perform(cx, f, node.arguments[0], scope, mode) : { t: 'nothing' };
      if (given?.t === 'reply') noteAccess(f, given);
      f.settled ??= given;
      return VOID;
    }
    if (value.t === 'settleFailed') return VOID;
    if (value.t === 'closure') return apply(cx, f, value, values(), mode);
    if (value.t === 'queued' || value.t === 'local') return VOID;
  }
  if (key) {
    const object = evaluate(cx, callee.object, scope);
    if (object?.t === 'queue') return queue(cx, f, node, key, scope);
    if (object?.t === 'headers' && /^(set|setAuthorization|delete)$/.test(key)) {
      const name = key === 'set' ? String(literalOf(node.arguments[0])) : 'Authorization';
      if (key !== 'delete')
        header(cx, f, node.arguments[key === 'set' ? 1 : 0], scope, node, { t: 'header', name });
      return VOID;
    }
    // `ky.post(…).json()`
    const inner = bare(callee.object);
    const owner =
      key === 'json' && /^(Call|Await)Expression$/.test(inner.type) && object?.t !== 'response'
        ? perform(cx, f, inner, scope, mode)
        : object;
    if (owner?.t === 'raw' && key === 'json') return { t: 'reply', path: [] };
    if (key === 'json' && owner?.t === 'response') return { t: 'answer', path: [] };
    if (key === 'clone' && /^(config|response)$/.test(object?.t ?? '')) return object;
  }

  const sent = request(cx, f, node, callee, key, scope, mode);
  if (sent) return sent;

  const known = evaluate(cx, node, scope);
  if (known?.t === 'source' || known?.t === 'object') {
    if (known.t === 'source') f.sources.push(known);
    if (statement && mode === 'fail') return forget(cx, f, node, whole, scope);
    return known;
  }

  const area = key && storageArea(callee.object, scope.module);
  if (mode === 'fail') return forget(cx, f, node, whole, scope, area);
  const fn = resolveCallee(cx.project, module, callee);
  if (fn && isQueueFunction(cx, fn)) {
    for (const [index, one] of node.arguments.entries()) {
      const value = perform(cx, f, one, scope, mode);
      if (value?.t === 'closure') apply(cx, f, value, [{ t: 'access' }, { t: 'access' }], 'queue');
      else if (value?.t === 'reply') noteAccess(f, value);
      else if (index > 2) throw new Refusal(module, node, 'this call is not understood');
    }
    return { t: 'access' };
  }
  const tokens = node.arguments.flatMap((one) => tokensIn(cx, one, scope));
  if (fn && doesRequests(cx, fn)) {
    f.inlined.push(fn);
    return apply(cx, f, { fn: fn.init, scope: new Scope(fn.module) }, values(), mode);
  }
  if (tokens.length) return save(f, whole, scope, tokens);
  throw new Refusal(module, node, 'it is not clear what this call does');
}

/** `.then`, `.catch` and `.finally` of a promise. */
function chain(cx, f, node, callee, key, scope, mode) {
  const value = perform(cx, f, callee.object, scope, mode);
  const settled = value?.t === 'slot' ? { t: 'access' } : value;
  const invoke = (given, args, how) => {
    const fn = bare(given);
    if (!fn) return undefined;
    if (isFunction(fn)) return apply(cx, f, { fn, scope }, args, how);
    const found = evaluate(cx, fn, scope);
    if (found?.t === 'closure') return apply(cx, f, found, args, how);
    if (found?.t === 'settle' || found?.t === 'settleFailed') return args[0];
    if (found?.t === 'function' && isQueueFunction(cx, found.found)) return VOID;
    if (found?.t === 'function')
      return apply(cx, f, { fn: found.found.init, scope: new Scope(found.found.module) }, args, how);
    throw new Refusal(scope.module, fn, 'this function is not written here');
  };
  const fails = mode === 'queue' ? 'queue' : 'fail';
  if (key === 'then') {
    const next = invoke(node.arguments[0], [settled], mode) ?? VOID;
    if (node.arguments[1]) invoke(node.arguments[1], [{ t: 'failure' }], fails);
    return next;
  }
  invoke(node.arguments[0], key === 'catch' ? [{ t: 'failure' }] : [], key === 'catch' ? fails : mode);
  return value;
}
