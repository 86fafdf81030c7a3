// An expression inside a hand-written refresh, evaluated with its effects. It decides which kind of effect it is and refuses
// what has none that is known.

import { bare } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { assignment } from './assignments.js';
import { leavesOf } from './conditions.js';
import { call, construct } from './effects.js';
import { evaluate } from './values.js';

/** Evaluates with effects. `statement` is the statement that the expression makes up. */
export function perform(cx, f, given, scope, mode, statement) {
  const node = bare(given);
  switch (node.type) {
    case 'AwaitExpression': {
      const value = perform(cx, f, node.argument, scope, mode, statement);
      return value?.t === 'slot' ? (f.shared.get(value.id) ?? { t: 'access' }) : value;
    }
    case 'AssignmentExpression':
      return assignment(cx, f, node, scope, mode, statement);
    case 'CallExpression':
      return call(cx, f, node, scope, mode, statement);
    case 'NewExpression':
      return construct(cx, f, node, scope, mode, statement);
    case 'SequenceExpression':
      for (const one of node.expressions.slice(0, -1)) perform(cx, f, one, scope, mode, statement);
      return perform(cx, f, node.expressions.at(-1), scope, mode, statement);
    case 'ConditionalExpression': {
      const leaves = leavesOf(cx, node.test, scope);
      if (leaves.every(({ kind }) => /^(flag|slot|queueError)$/.test(kind))) {
        const [a, b] = [node.consequent, node.alternate].map((one) =>
          perform(cx, f, one, scope, mode, statement),
        );
        return a && a.t !== 'slot' && a.t !== 'void' ? a : b;
      }
      const value = evaluate(cx, node, scope);
      if (value) return value;
      throw new Refusal(scope.module, node, 'this choice is not understood');
    }
    case 'LogicalExpression': {
      const left = evaluate(cx, node.left, scope);
      if (left?.t === 'slot' && node.operator !== '&&') {
        return perform(cx, f, node.right, scope, mode, statement) ?? left;
      }
      const value = evaluate(cx, node, scope);
      if (value) return value;
      if (node.operator === '&&') {
        const leaves = leavesOf(cx, node.left, scope);
        if (leaves.every(({ kind }) => /^(trivial|presence|reply|flag|slot)$/.test(kind)))
          return perform(cx, f, node.right, scope, mode, statement);
      }
      throw new Refusal(scope.module, node, 'this is not understood');
    }
    case 'UnaryExpression':
      if (node.operator === 'void')
        return perform(cx, f, node.argument, scope, mode, statement) && { t: 'nothing' };
      if (node.operator === 'delete' && /^header/.test(evaluate(cx, node.argument, scope)?.t ?? ''))
        return { t: 'void' };
      if (node.operator === '!') return { t: 'literal' };
      break;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { t: 'closure', fn: node, scope };
    case 'ObjectExpression':
    case 'ArrayExpression': {
      const known = evaluate(cx, node, scope);
      return known ?? { t: 'made', node, scope };
    }
    default:
  }
  const value = evaluate(cx, node, scope);
  if (value) {
    if (value.t === 'source') f.sources.push(value);
    return value;
  }
  if (mode === 'fail') return { t: 'unknown' };
  throw new Refusal(scope.module, node, 'this is not understood');
}
