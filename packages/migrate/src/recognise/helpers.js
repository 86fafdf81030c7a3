// Small functions that only keep tokens: their callers are where somebody signs in. It refuses the client where such a
// function is called, or handed on, in a way that cannot be followed.

import { bare, keyOf, walk } from '../source/ast.js';
import { resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { site } from './token-writes.js';
import { visitAll } from './visit.js';

export function followHelpers(state) {
  const { cx, plan, sites, helpers } = state;
  const { skip } = plan;
  for (let at = 0; at < helpers.length; at++) {
    const helper = helpers[at];
    visitAll(cx, skip, (module, node, trail) => {
      if (node.type !== 'CallExpression') return;
      const found = resolveCallee(cx.project, module, node.callee);
      if (found?.init !== helper.fn) return;
      if (helper.clears) return void sites.signOuts.push({ module, node, trail });
      const given = (param) => param && { node: node.arguments[param.index], path: param.path };
      site(state, module, node, trail, given(helper.access), given(helper.refresh), true);
    });
  }
  checkHelpers(
    cx,
    skip,
    helpers.map((one) => ({ ...one, name: nameOfFunction(cx, one.fn) })),
  );
}

/** Whether a small function that keeps tokens is called or handed on where it cannot be followed. */
function checkHelpers(cx, skip, helpers) {
  for (const { fn, name, clears } of helpers) {
    if (!name || clears) continue;
    visitAll(cx, skip, (module, node, trail) => {
      const parent = trail.at(-1);
      if (node.type === 'CallExpression') {
        const callee = bare(node.callee);
        const own =
          callee.type === 'MemberExpression' ? keyOf(callee) : callee.name?.replace(/^this\.#?/, '');
        if (own !== name) return;
        const found = resolveCallee(cx.project, module, callee);
        const isLocal = found && found.init !== fn;
        if (!found && !isLocal && !cx.clients.clientOf(module, callee.object ?? callee))
          throw new Refusal(module, node, 'this may keep tokens, and cannot be followed');
      } else if (node.type === 'Identifier' && node.name === name && parent) {
        if (
          /^(Import|Export)|^(VariableDeclarator|FunctionDeclaration|MemberExpression|MethodDefinition|PropertyDefinition)$/.test(
            parent.type,
          )
        )
          return;
        if (parent.type === 'CallExpression' && bare(parent.callee) === node) return;
        if (parent.type === 'Property' && parent.key === node && !parent.shorthand) return;
        if (
          resolveCallee(cx.project, module, node)?.init === fn &&
          (parent.type === 'CallExpression' || parent.type === 'JSXExpressionContainer')
        )
          throw new Refusal(
            module,
            node,
            'a function that keeps tokens is handed on here, and cannot be followed',
          );
      }
    });
  }
}

/** The name by which a function is called from elsewhere. */
function nameOfFunction(cx, fn) {
  if (fn.id) return fn.id.name;
  for (const module of cx.project.modules.values()) {
    for (const [name, { init }] of module.declared) if (init === fn) return name.replace(/^this\.#?/, '');
    for (const { program } of module.blocks) {
      let found;
      walk(program, (node) => {
        if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(node.type) && bare(node.value) === fn)
          found = keyOf(node);
        return found === undefined;
      });
      if (found) return found;
    }
  }
  return undefined;
}
