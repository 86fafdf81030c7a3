// The requests that wait for the refresh of another one. It decides whether code does nothing but queue and release them.

import { bare, isFunction, namesIn, walk } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { noteAccess } from './assignments.js';
import { VOID } from './effects.js';
import { apply } from './handler.js';
import { Scope } from './scope.js';
import { evaluate } from './values.js';

/** What is done with the requests that wait. */
export function queue(cx, f, node, key, scope) {
  if (!/^(push|unshift|add|forEach|map|clear|splice|shift|pop|set|delete|filter|length)$/.test(key))
    throw new Refusal(scope.module, node, 'this use of the queue is not understood');
  for (const given of node.arguments) {
    const one = bare(given);
    const fns = isFunction(one)
      ? [one]
      : one.type === 'ObjectExpression'
        ? one.properties.map((p) => bare(p.value ?? p.argument)).filter(isFunction)
        : [];
    for (const fn of fns) {
      const isEach = /^(forEach|map|filter)$/.test(key);
      const inner = new Scope(scope.module, scope);
      for (const param of fn.params) {
        const names = new Set();
        walk(param, (n) => void (n.type === 'Identifier' && names.add(n.name)));
        for (const name of names)
          inner.set(name, isEach ? { t: 'queued' } : /err/i.test(name) ? { t: 'failure' } : { t: 'access' });
      }
      if (isEach) {
        checkQueued(cx, f, fn, inner);
        continue;
      }
      apply(cx, f, { fn: { ...fn, params: [] }, scope: inner }, [], 'queue');
    }
  }
  return VOID;
}

/** `queue.forEach(({ resolve, reject }) => …)`: only what was queued is called, with the token or the error. */
function checkQueued(cx, f, fn, scope) {
  for (const name of namesIn(fn.body)) {
    const value = scope.get(name) ?? (name === 'undefined' || name === 'null' ? VOID : undefined);
    if (!value) throw new Refusal(scope.module, fn, 'this use of the queue is not understood');
    if (value.t === 'reply' && value.path.length) noteAccess(f, value);
  }
  walk(fn.body, (one) => {
    const value = one.type === 'MemberExpression' && evaluate(cx, one, scope);
    if (value?.t === 'reply') noteAccess(f, value);
  });
}

/** A function that touches nothing but a queue, flags, and what it is given. */
export function isQueueFunction(cx, fn, depth = 0) {
  if (depth > 2) return false;
  const own = new Set();
  const { init, module } = fn;
  walk(init, (one) => {
    if (isFunction(one))
      for (const param of one.params) walk(param, (n) => void (n.type === 'Identifier' && own.add(n.name)));
    if (one.type === 'VariableDeclarator')
      walk(one.id, (n) => void (n.type === 'Identifier' && own.add(n.name)));
  });
  const scope = new Scope(module);
  let touches = false;
  for (const name of namesIn({ type: 'Program', body: [init.body] })) {
    if (own.has(name) || /^(undefined|Promise|Error|console)$/.test(name)) continue;
    const value = evaluate(cx, { type: 'Identifier', name }, scope);
    if (value?.t === 'queue') touches = true;
    else if (/^(flag|slot)$/.test(value?.t ?? '')) touches = true;
    else if (!(
      isTypeName(module, name) ||
      (value?.t === 'function' && isQueueFunction(cx, value.found, depth + 1))
    ))
      return false;
  }
  return touches;
}

const isTypeName = (module, name) =>
  /^TS/.test(module.declared.get(name)?.node?.type ?? '') || /^[A-Z]/.test(name);
