// The files of a project as one: where an import leads, and what a name stands for. An import is followed to the file
// that it names, and from there once more where that file only passes the name on.

import { isFunction, keyOf, bare, literalOf, propertyValue } from './ast.js';
import { parse, unsuitable } from './parse.js';

const ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.mts', '.cjs', '.cts', '.vue', '.svelte'];
const INDEX = ENDINGS.slice(1).map((ending) => `/index${ending}`);
export const SCRIPT = /\.([cm]?[jt]sx?|vue|svelte)$/;

function join(folder, relative) {
  const parts = folder ? folder.split('/') : [];
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** @param {Map<string, string>} files path to text */
export function readProject(files) {
  const modules = new Map();
  const skipped = [];
  for (const [path, text] of files) {
    if (!SCRIPT.test(path) || /\.d\.[cm]?ts$/.test(path)) continue;
    const reason = unsuitable(path, text);
    const module = reason ? { path, text, problem: reason } : parse(path, text);
    if (module.problem) skipped.push(module);
    else modules.set(path, module);
  }
  return { files, modules, skipped };
}

/** The module that `source` names in `from`; undefined for a package. */
export function moduleAt(project, from, source) {
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : '';
  // `@/x` and `~/x` are the source folder in nearly every project that has them.
  const root = from.includes('src/') ? from.slice(0, from.indexOf('src/') + 3) : 'src';
  const path = source.startsWith('.')
    ? join(folder, source)
    : /^[@~]\//.test(source)
      ? join(root, source.slice(2))
      : undefined;
  if (path === undefined) return undefined;
  const bareName = path.replace(/\.[cm]?jsx?$/, '');
  for (const name of new Set([path, bareName]))
    for (const ending of [...ENDINGS, ...INDEX]) {
      const found = project.modules.get(name + ending);
      if (found) return found;
    }
  return undefined;
}

/** What a top-level name of a module stands for: where it is declared, or the package that it comes from. */
export function resolve(project, module, name, hops = 4) {
  const declared = module.declared.get(name);
  if (declared) return { module, name, ...declared };
  const imported = module.imports.get(name);
  if (!imported || !hops) return undefined;
  const target = moduleAt(project, module.path, imported.source);
  if (!target)
    return {
      package: imported.source,
      imported: imported.imported,
      isMissing: imported.source.startsWith('.'),
    };
  if (imported.imported === '*') return { namespace: target };
  return exported(project, target, imported.imported, hops - 1);
}

export function exported(project, module, name, hops = 4) {
  const one =
    module.exports.get(name) ?? (name === 'default' && module.exports.has('*') ? undefined : undefined);
  if (!one) {
    // `require` of a whole module: its exports are properties.
    return name === 'default' ? { namespace: module } : undefined;
  }
  if (one.source) {
    const target = moduleAt(project, module.path, one.source);
    return target && hops
      ? exported(project, target, one.local, hops - 1)
      : { package: one.source, imported: one.local };
  }
  return resolve(project, module, one.local, hops);
}

/** A function by its name, or as a method of an object or class: `TokenService.update`. */
export function resolveCallee(project, module, callee) {
  const node = bare(callee);
  if (node.type === 'Identifier') {
    const found = resolve(project, module, node.name);
    return isFunction(found?.init) ? found : undefined;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const object = bare(node.object);
  const key = keyOf(node);
  if (object.type !== 'Identifier' || key === undefined) return undefined;
  const owner = resolve(project, module, object.name);
  if (!owner) return undefined;
  if (owner.namespace) {
    const found = exported(project, owner.namespace, key);
    return isFunction(found?.init) ? found : undefined;
  }
  const method = methodOf(project, owner, key);
  return method && { module: owner.module, name: `${owner.name}.${key}`, init: method, owner };
}

function methodOf(project, owner, key) {
  let init = bare(owner.init);
  let { module } = owner;
  if (init?.type === 'NewExpression' && init.callee.type === 'Identifier') {
    const found = resolve(project, module, init.callee.name);
    init = found?.init;
    module = found?.module;
  }
  if (init?.type === 'ObjectExpression') {
    const value = propertyValue(init, key);
    return isFunction(value) ? value : undefined;
  }
  if (/^Class/.test(init?.type)) {
    const member = init.body.body.find((one) => keyOf(one) === key);
    const value = bare(member?.value);
    return isFunction(value) ? value : undefined;
  }
  return undefined;
}

/** The value of a constant text, wherever it is declared. */
export function constantOf(project, module, given) {
  const node = bare(given);
  const literal = literalOf(node);
  if (literal !== undefined) return literal;
  if (node?.type === 'Identifier') {
    const found = resolve(project, module, node.name);
    return found?.init && found.kind === 'const' ? constantOf(project, found.module, found.init) : undefined;
  }
  if (node?.type === 'MemberExpression' && bare(node.object).type === 'Identifier') {
    const found = resolve(project, module, bare(node.object).name);
    if (found?.namespace) {
      const one = exported(project, found.namespace, keyOf(node));
      return one?.init ? constantOf(project, one.module, one.init) : undefined;
    }
    const value = found?.init && propertyValue(found.init, keyOf(node));
    return value ? constantOf(project, found.module, value) : undefined;
  }
  if (node?.type === 'TemplateLiteral') {
    let text = node.quasis[0].value.cooked;
    for (const [index, hole] of node.expressions.entries()) {
      const value = constantOf(project, module, hole);
      if (value === undefined) return undefined;
      text += value + node.quasis[index + 1].value.cooked;
    }
    return text;
  }
  if (node?.type === 'BinaryExpression' && node.operator === '+') {
    const [left, right] = [node.left, node.right].map((one) => constantOf(project, module, one));
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}
