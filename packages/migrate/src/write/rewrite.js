// Code of the application at another place: the text of a node in which tokens, and what stood in local variables, are
// replaced by what they are called there. It refuses what cannot be seen from there.

import { bare, isReference, namesIn, walk, isFunction, boundNames } from '../source/ast.js';
import { constantOf, resolve } from '../source/project.js';
import { evaluate } from '../recognise/values.js';
import { quote } from '../recognise/conditions.js';
import { Refusal } from '../refusal.js';

/**
 * @param {(value: any) => string | undefined} replace the text for a value, where there is one
 * @param {{ module: any }} place where it will stand
 */
export function rewrite(cx, node, scope, replace, place) {
  /** @type {{ start: number, end: number, text: string }[]} */
  const holes = [];
  const own = new Set();
  walk(node, (one) => {
    if (isFunction(one)) for (const param of one.params) for (const name of boundNames(param)) own.add(name);
    if (one.type === 'VariableDeclarator') for (const name of boundNames(one.id)) own.add(name);
  });
  const look = (one, parent, key) => {
    if (parent?.type === 'Property' && key === 'key' && !parent.computed) return;
    if (parent?.type === 'MemberExpression' && key === 'property' && !parent.computed) return;
    if (/^TS/.test(one.type) && !/Expression$/.test(one.type)) return;
    const inner = bare(one);
    const value =
      /^(Identifier|MemberExpression|CallExpression)$/.test(inner.type) && !own.has(inner.name)
        ? evaluate(cx, inner, scope)
        : undefined;
    const text = value && replace(value);
    if (text !== undefined && text !== false) {
      const prefix = parent?.type === 'Property' && parent.shorthand ? `${inner.name}: ` : '';
      holes.push({ start: one.start, end: one.end, text: prefix + text });
      return;
    }
    if (inner.type === 'Identifier' && isReference(inner, parent, key) && !own.has(inner.name))
      name(inner, parent, value);
    each(one, look);
  };
  const name = (one, parent, value) => {
    if (scope.has(one.name)) {
      if (value?.text && /^(source|object|other)$/.test(value.t))
        return void holes.push({ start: one.start, end: one.end, text: value.text });
      throw new Refusal(scope.module, one, `"${one.name}" is not known where the session is set up`);
    }
    if (scope.module === place.module) return;
    const isTop = scope.module.declared.has(one.name) || scope.module.imports.has(one.name);
    if (!isTop) return;
    const constant = constantOf(cx.project, scope.module, one);
    if (constant !== undefined)
      return void holes.push({ start: one.start, end: one.end, text: quote(constant) });
    const there = place.module.imports.get(one.name) ?? place.module.declared.get(one.name);
    if (there && same(cx, scope.module, place.module, one.name)) return;
    throw new Refusal(scope.module, one, `"${one.name}" is not known where the session is set up`);
  };
  look(node, undefined, undefined);
  let text = '';
  let at = node.start;
  for (const hole of holes.sort((a, b) => a.start - b.start)) {
    if (hole.start < at) continue;
    text += scope.module.text.slice(at, hole.start) + hole.text;
    at = hole.end;
  }
  return text + scope.module.text.slice(at, node.end);
}

function each(node, visit) {
  walk(node, (one, parent, key) => {
    if (one === node) return true;
    visit(one, parent, key);
    return false;
  });
}

export function same(cx, a, b, name) {
  const [one, other] = [a, b].map((module) => resolve(cx.project, module, name));
  if (!one || !other) return false;
  return one.package
    ? one.package === other.package && one.imported === other.imported
    : one.module === other.module && one.name === other.name;
}

/** Whether the names of a node have their values already where the client is created. */
export function isReady(module, node, position) {
  for (const name of namesIn(node)) {
    const declared = module.declared.get(name);
    if (declared && (declared.statement?.start ?? 0) >= position && !/^Function/.test(declared.node.type))
      return false;
  }
  return true;
}
