// A class of which the application makes one object, at the top of a module: `export const api = new ApiClient();`. Its
// fields and methods are as good as names at the top of the module, so `this.client` is read as such a name. Any other
// class stays what it is, and interceptors in it are refused.

import { bare, isFunction, keyOf, walk } from './ast.js';
import { resolve } from './project.js';

/** @typedef {{ name: string, module: any, node: any, outside: { module: any, name: string } | undefined }} SingleClass */

export function readSingleClasses(project) {
  const classes = [];
  for (const module of project.modules.values())
    for (const [name, { init }] of module.declared)
      if (/^Class/.test(init?.type) && !init.superClass) classes.push({ name, module, node: init, uses: [] });
  if (!classes.length) return;
  for (const module of project.modules.values())
    for (const { program } of module.blocks)
      walk(program, (node, parent, key) => {
        if (node.type !== 'Identifier' || (parent?.type === 'MemberExpression' && key === 'property')) return;
        const found = resolve(project, module, node.name);
        const one = found && classes.find((each) => each.node === found.init);
        if (one && parent && !(parent === one.node && key === 'id'))
          one.uses.push({ module, node: parent, isNew: parent.type === 'NewExpression' && key === 'callee' });
      });
  for (const one of classes) {
    const made = one.uses.filter(({ isNew }) => isNew);
    // Whoever else has the class could make more of it.
    const isKnown = one.uses.every(({ isNew, node }) => isNew || /^(Import|Export|TS)/.test(node.type));
    if (made.length !== 1 || !isKnown || one.module.singles) continue;
    if (made[0].module !== one.module || made[0].node.arguments.length) continue;
    if (nameOfObject(one, made[0].node)) rename(one);
  }
}

/** The constant that holds the object, or a field of it. */
function nameOfObject(one, made) {
  for (const [name, { init, kind }] of one.module.declared) {
    const node = bare(init);
    if (kind !== 'const' || !node) continue;
    if (node === made) return (one.object = name);
    if (node.type === 'MemberExpression' && bare(node.object) === made) {
      const key = keyOf(node);
      node.ofSingle = `this.${key}`;
      return (one.object = name);
    }
  }
  return undefined;
}

function rename(one) {
  const { module, node } = one;
  const fields = new Map();
  const field = (name) => fields.get(name) ?? fields.set(name, { values: [] }).get(name);
  const visit = (part, method) => {
    walk(part, (each) => {
      if (each !== part && (/^Class/.test(each.type) || /^Function/.test(each.type))) return false;
      if (each.type === 'AssignmentExpression' || each.type === 'UpdateExpression') {
        const left = bare(each.left ?? each.argument);
        if (left?.type === 'MemberExpression' && bare(left.object)?.type === 'ThisExpression') {
          const name = nameOf(left);
          if (name) field(name).values.push({ node: each, init: bare(each.right), method });
        }
      }
      if (each.type !== 'MemberExpression' || bare(each.object)?.type !== 'ThisExpression') return;
      const name = nameOf(each);
      if (!name) return;
      // The text stays what it is: only how it is read changes.
      const { start, end } = each;
      for (const key of Object.keys(each)) delete each[key];
      Object.assign(each, { type: 'Identifier', name, start, end, isMember: true });
      return false;
    });
  };
  for (const member of node.body.body) {
    const key = member.key && !member.computed ? keyOf(member) : undefined;
    if (key === undefined || member.static) continue;
    const name = member.key.type === 'PrivateIdentifier' ? `this.#${key}` : `this.${key}`;
    const value = bare(member.value);
    if (key === 'constructor') {
      visit(value.body, 'constructor');
      continue;
    }
    if (member.kind === 'get' || member.kind === 'set') continue;
    const entry = field(name);
    entry.member = member;
    if (value && isFunction(value)) {
      entry.isMethod = true;
      visit(value.body, key);
    } else if (value) visit(value, key);
  }
  for (const [name, { member, values, isMethod }] of fields) {
    const first = bare(member?.value) ?? (values[0]?.method === 'constructor' ? values[0].init : undefined);
    const later = member?.value ? values : values.slice(1);
    module.declared.set(name, {
      node: member ?? values[0].node,
      init: first ?? undefined,
      statement: undefined,
      kind: isMethod || !later.length ? 'const' : 'let',
      single: one,
      isPrivate:
        member?.accessibility === 'private' || member?.accessibility === 'protected' || /#/.test(name),
    });
  }
  one.fields = fields;
  one.constructorBody = node.body.body.find((member) => member.kind === 'constructor')?.value.body;
  module.singles = [one];
}

function nameOf(node) {
  const key = keyOf(node);
  if (key === undefined) return undefined;
  return node.property.type === 'PrivateIdentifier' ? `this.#${key}` : `this.${key}`;
}
