// Every statement that was taken for keeping a token has to do that and nothing else: it is gone afterwards. It refuses the
// client where one may do more.

import { bare, dotted, keyOf, pathOf, walk } from '../source/ast.js';
import { constantOf, resolveCallee } from '../source/project.js';
import { Scope } from '../recognise/scope.js';
import { storageArea } from '../recognise/stored.js';
import { evaluate } from '../recognise/values.js';
import { Refusal } from '../refusal.js';

/** Every statement that was taken for keeping a token has to do that and nothing else. */
export function checkSaves(cx, plan) {
  const { access, refresh, f } = plan;
  const keys = [access, refresh].filter(Boolean);
  const isOwn = (area, key) => keys.some((one) => one.area === area && one.key === key);
  for (const { node, scope } of f.saves) {
    const { module } = scope;
    let one = bare(node.type === 'ExpressionStatement' ? node.expression : node);
    if (one.type === 'AwaitExpression') one = bare(one.argument);
    const unclear = () => new Refusal(module, node, 'it is not clear what this does with the token');
    if (one.type === 'AssignmentExpression') {
      const target = evaluate(cx, one.left, scope);
      if (target?.t === 'source' && keys.some(({ id }) => id === target.id)) continue;
      throw unclear();
    }
    if (one.type !== 'CallExpression') throw unclear();
    if (keepsOnly(cx, module, one, isOwn, keys)) continue;
    const fn = resolveCallee(cx.project, module, one.callee);
    if (fn && onlyKeeps(cx, fn, isOwn, keys)) continue;
    const callee = bare(one.callee);
    const owner = callee.type === 'MemberExpression' ? evaluate(cx, callee.object, scope) : undefined;
    const root = access.area === 'store' ? /^[\w$]+/.exec(access.text)[0] : undefined;
    if (
      access.area === 'store' &&
      (owner?.area === 'store' || pathOf(callee)?.[0]?.replace('()', '') === root)
    )
      continue;
    throw unclear();
  }
}

/** `localStorage.setItem(key, …)` and its like for a key of the session. */
function keepsOnly(cx, module, call, isOwn) {
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const web = storageArea(callee.object, module);
  const isCookie =
    bare(callee.object).type === 'Identifier' &&
    cx.resolve(module, bare(callee.object).name)?.package === 'js-cookie';
  const area = web ?? (isCookie ? 'cookie' : undefined);
  return (
    Boolean(area) &&
    /^(setItem|set)$/.test(keyOf(callee)) &&
    isOwn(area, constantOf(cx.project, module, call.arguments[0]))
  );
}

/** A function of the application that does nothing but that. */
function onlyKeeps(cx, { init, module }, isOwn, keys, depth = 0) {
  let isOnly = true;
  const scope = new Scope(module);
  walk(init.body, (node) => {
    if (node.type === 'CallExpression') {
      const path = dotted(node.callee) ?? '';
      if (/^JSON\.(parse|stringify)$/.test(path) || /^(localStorage|sessionStorage)\.getItem$/.test(path))
        return true;
      if (keepsOnly(cx, module, node, isOwn)) return true;
      const fn = depth < 2 ? resolveCallee(cx.project, module, node.callee) : undefined;
      if (!fn || !onlyKeeps(cx, fn, isOwn, keys, depth + 1)) isOnly = false;
    } else if (node.type === 'AssignmentExpression') {
      const left = bare(node.left);
      const target = left.type === 'Identifier' ? evaluate(cx, left, scope) : undefined;
      const isLocal =
        left.type === 'MemberExpression' &&
        bare(left.object).type === 'Identifier' &&
        !module.declared.has(bare(left.object).name) &&
        !module.imports.has(bare(left.object).name);
      if (!(isLocal || keys.some(({ id }) => id === target?.id))) isOnly = false;
    }
    return isOnly;
  });
  return isOnly;
}
