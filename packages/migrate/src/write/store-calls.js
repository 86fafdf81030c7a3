// Tokens in a store of the application. It decides which calls elsewhere give the store its tokens or take them away, by
// the calls that the refresh itself made.

import { bare, keyOf } from '../source/ast.js';
import { isWeb } from '../recognise/stored.js';
import { evaluate } from '../recognise/values.js';
import { Refusal } from '../refusal.js';

/** How a store of the application takes and loses tokens, so that its other callers are found. */
export function storeCalls(cx, plan) {
  const { f, access } = plan;
  if (!access || isWeb(access) || access.area === 'cookie' || access.area === 'variable') return {};
  const root = /^[\w$]+/.exec(access.text)?.[0];
  const callOf = (node) => {
    let one = bare(node.type === 'ExpressionStatement' ? node.expression : node);
    if (one.type === 'AwaitExpression') one = bare(one.argument);
    return one.type === 'CallExpression' ? one : undefined;
  };
  const nameOf = (call) => {
    const callee = bare(call.callee);
    return callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
  };
  const spot = (call, scope, path) => {
    for (const [index, one] of call.arguments.entries()) {
      const node = bare(one);
      const value = evaluate(cx, node, scope);
      const isIt = (given) =>
        (given?.t === 'access' && path === f.accessPath) ||
        (given?.t === 'reply' && JSON.stringify(given.path) === JSON.stringify(path));
      if (isIt(value)) return { index, path: [] };
      if ((value?.t === 'reply' && !value.path.length) || value?.t === 'raw') return { index, path };
      if (node.type === 'ObjectExpression')
        for (const part of node.properties)
          if (part.type === 'Property' && isIt(evaluate(cx, part.value, scope)))
            return { index, path: [keyOf(part)] };
    }
    return undefined;
  };
  const known = (module) => module.imports.has(root) || module.declared.has(root);
  const writers = f.saves.flatMap(({ node, scope }) => {
    const call = callOf(node);
    if (!call) return [];
    const inner = nameOf(call) === 'dispatch' ? bare(call.arguments[0]) : undefined;
    if (nameOf(call) === 'dispatch' && inner?.type !== 'CallExpression')
      throw new Refusal(scope.module, node, 'this action is not understood');
    const target = inner ?? call;
    const name = nameOf(target);
    return [
      {
        dispatched: Boolean(inner),
        access: spot(target, scope, f.accessPath),
        refresh: f.refreshPath && spot(target, scope, f.refreshPath),
        matches(module, other, callee) {
          const own = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
          if (!inner) return own === name && known(module) && other !== call;
          const given = own === 'dispatch' ? bare(other.arguments[0]) : undefined;
          return given?.type === 'CallExpression' && nameOf(given) === name;
        },
      },
    ];
  });
  const clearers = f.clears.flatMap(({ node }) => {
    const call = callOf(node);
    if (!call) return [];
    const inner = nameOf(call) === 'dispatch' ? bare(call.arguments[0]) : undefined;
    const name = nameOf(inner?.type === 'CallExpression' ? inner : call);
    return [
      (module, other, callee) => {
        const own = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
        if (inner)
          return (
            own === 'dispatch' &&
            bare(other.arguments[0])?.type === 'CallExpression' &&
            nameOf(bare(other.arguments[0])) === name
          );
        return (
          own === name && known(module) && other.arguments.length === call.arguments.length && other !== call
        );
      },
    ];
  });
  return { writers, clearers };
}
