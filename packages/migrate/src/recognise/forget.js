// What is done when the refresh has failed: tokens are forgotten, or the application ends the session in its own way.

import { bare, dotted, isFunction, keyOf, literalOf } from '../source/ast.js';
import { constantOf, resolve, resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { VOID } from './effects.js';
import { isQueueFunction } from './queue.js';
import { evaluate } from './values.js';

const CLEARING = /log_?out|sign_?out|clear|reset|remove/i;

/** What is done when the refresh has failed. */
export function forget(cx, f, node, whole, scope, area) {
  const { module } = scope;
  const callee = bare(node.callee);
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  const fn = resolveCallee(cx.project, module, callee);
  if (fn && isQueueFunction(cx, fn)) return VOID;
  if (area && /^(removeItem|clear)$/.test(key)) {
    f.clears.push({
      node: whole,
      scope,
      area,
      key: key === 'clear' ? '*' : constantOf(cx.project, module, node.arguments[0]),
    });
    return VOID;
  }
  const owner = key && bare(callee.object);
  const found = owner?.type === 'Identifier' && resolve(cx.project, module, owner.name);
  if (found?.package === 'js-cookie' && key === 'remove') {
    f.clears.push({
      node: whole,
      scope,
      area: 'cookie',
      key: constantOf(cx.project, module, node.arguments[0]),
    });
    return VOID;
  }
  for (const one of node.arguments)
    if (isFunction(bare(one)) && !/^(setTimeout|queueMicrotask)$/.test(dotted(callee) ?? ''))
      throw new Refusal(module, node, 'it is not clear what this call does');
  const isEmpty =
    node.arguments.length > 0 &&
    node.arguments.every(
      (one) => /^(nothing)$/.test(evaluate(cx, one, scope)?.t ?? '') || literalOf(one) === '',
    );
  const isStore =
    /(^|\.)(getState\(\)|use\w*\(\))\./.test(dotted(callee) ?? '') || isStoreMethod(cx, callee, scope);
  const action = key === 'dispatch' ? bare(node.arguments[0]) : undefined;
  const isDispatched =
    action?.type === 'CallExpression' &&
    !action.arguments.length &&
    CLEARING.test(keyOf({ property: bare(action.callee).property ?? bare(action.callee) }) ?? '');
  const isClearing = isDispatched || isEmpty || (isStore && CLEARING.test(key ?? ''));
  (isClearing ? f.clears : f.ends).push({ node: whole, scope, isStore, isCall: true });
  return VOID;
}

const isStoreMethod = (cx, callee, scope) =>
  callee.type === 'MemberExpression' && evaluate(cx, callee.object, scope)?.area === 'store';
