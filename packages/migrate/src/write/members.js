// Fields and methods of a class that only the removed interceptors used. They go too: a method that is left over would
// refresh beside the session.

import { bare, keyOf, walk } from '../source/ast.js';

export function removeMembers(project, module, edits) {
  for (const single of module.singles ?? []) {
    const touched = new Set(names(module, (node) => edits.isCovered(module, node)));
    for (let isNew = true; isNew;) {
      isNew = false;
      for (const [name, { member, values }] of single.fields) {
        if (!touched.has(name) || (member && edits.isCovered(module, member))) continue;
        const statements = assignments(single, values);
        const isOwn = (node) =>
          [member, ...statements].some((one) => one && node.start >= one.start && node.end <= one.end);
        if (statements.length < values.filter(({ node }) => !edits.isCovered(module, node)).length) continue;
        if (isUsed(project, module, name, (node) => isOwn(node) || edits.isCovered(module, node))) continue;
        const gone = [member, ...statements].filter((one) => one && !edits.isCovered(module, one));
        if (!gone.length) continue;
        for (const one of gone) {
          for (const inner of names(module, (node) => node.start >= one.start && node.end <= one.end))
            touched.add(inner);
          edits.remove(module, one);
        }
        isNew = true;
      }
    }
  }
}

/** `this.queue = [];` in the constructor. */
const assignments = (single, values) =>
  (single.constructorBody?.body ?? []).filter(
    ({ type, expression }) =>
      type === 'ExpressionStatement' &&
      values.some(({ node }) => node === bare(expression)) &&
      /^(Literal|ArrayExpression|Identifier)$/.test(bare(expression).right?.type) &&
      !bare(expression).right.elements?.length,
  );

function names(module, isIn) {
  const found = [];
  for (const { program } of module.blocks)
    walk(program, (node) => void (node.isMember && isIn(node) && found.push(node.name)));
  return found;
}

function isUsed(project, home, name, isGone) {
  const key = name.replace(/^this\.#?/, '');
  let used = false;
  for (const module of project.modules.values())
    for (const { program } of module.blocks)
      walk(program, (node) => {
        if (used || (module === home && isGone(node))) return false;
        if (node.isMember ? node.name === name : node.type === 'MemberExpression' && keyOf(node) === key)
          used = true;
        // `const { queue } = this`, `this[name]`
        if (node.type === 'ThisExpression' && module === home) used = true;
        return !used;
      });
  return used;
}
