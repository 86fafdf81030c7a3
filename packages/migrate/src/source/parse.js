// One file as this package sees it: its text, the syntax trees of its script blocks, what it imports, declares and
// exports. It decides whether a file can be read at all; one that cannot is named in the report and never written.
//
// The parser is oxc: kept well, quick, and it reads JavaScript, TypeScript and JSX by one tree (ESTree). It brings its
// binary inside the package, so no install script has to run.

import { parseSync } from 'oxc-parser';
import { boundNames, keyOf, literalOf, bare, walk, isReference } from './ast.js';
import { scriptBlocks } from './blocks.js';

export const LARGEST = 1_000_000;

/** Why a file is not looked at, or undefined. */
export function unsuitable(path, text) {
  if (text.length > LARGEST) return 'it is larger than 1 MB: built or generated';
  if (text.includes('\0')) return 'it is no text';
  if (/^\s*(\/\/|\/\*|<!--)[^\n]{0,80}(@generated|auto-?generated|do not edit)/im.test(text.slice(0, 2000)))
    return 'it says that it is generated: change what generates it';
  const lines = text.split('\n');
  // A picture in one line does not make a file minified.
  const written = lines.filter((line) => line.trim() && line.length < 200).length;
  const isLong = (line) => line.length > 5000 && !/base64/.test(line);
  if (/\.min\.[cm]?js$/.test(path) || (written < 20 && lines.some(isLong))) return 'it is minified';
  return undefined;
}

/** @returns {import('./types.js').Module | { path: string, text: string, problem: string }} */
export function parse(path, text) {
  const module = {
    path,
    text,
    blocks: [],
    imports: new Map(),
    exports: new Map(),
    declared: new Map(),
    counts: new Map(),
  };
  for (const block of scriptBlocks(path, text)) {
    // Blanks in place of the rest keep every offset that of the file.
    const source = text.slice(0, block.start).replace(/[^\n]/g, ' ') + text.slice(block.start, block.end);
    const { program, comments, errors } = parseSync(`x.${block.lang}`, source, {
      lang: block.lang,
      sourceType: /\.cjs$/.test(path) ? 'script' : 'unambiguous',
      preserveParens: false,
    });
    const fatal = errors.find(({ severity }) => severity === 'Error');
    if (fatal) return { path, text, problem: `it does not parse: ${fatal.message.split('\n')[0]}` };
    module.blocks.push({ ...block, program, comments });
    for (const statement of program.body) learn(module, statement);
    walk(program, (node, parent, key) => {
      if (isReference(node, parent, key))
        module.counts.set(node.name, (module.counts.get(node.name) ?? 0) + 1);
    });
  }
  return module;
}

/** The statements at the top of all blocks. */
export const topStatements = (module) => module.blocks.flatMap(({ program }) => program.body);

function learn(module, statement) {
  const { type } = statement;
  if (type === 'ImportDeclaration') {
    const source = statement.source.value;
    for (const one of statement.specifiers) {
      const imported =
        one.type === 'ImportDefaultSpecifier'
          ? 'default'
          : one.type === 'ImportNamespaceSpecifier'
            ? '*'
            : (one.imported.name ?? one.imported.value);
      module.imports.set(one.local.name, { source, imported, node: one, statement });
    }
  } else if (type === 'ExportNamedDeclaration') {
    if (statement.declaration) {
      for (const name of declare(module, statement.declaration, statement))
        module.exports.set(name, { local: name });
    } else
      for (const { local, exported } of statement.specifiers)
        module.exports.set(exported.name ?? exported.value, {
          local: local.name ?? local.value,
          source: statement.source?.value,
        });
  } else if (type === 'ExportDefaultDeclaration') {
    const value = bare(statement.declaration);
    if (value.type === 'Identifier') module.exports.set('default', { local: value.name });
    else {
      const name = value.id?.name ?? '*default*';
      module.declared.set(name, { node: value, init: value, statement, kind: 'const' });
      module.exports.set('default', { local: name });
    }
  } else if (type === 'ExpressionStatement') commonJs(module, bare(statement.expression));
  else declare(module, statement, statement);
}

function declare(module, node, statement) {
  if (node.type === 'VariableDeclaration') {
    return node.declarations.flatMap((one) => {
      const required = requiredBy(one.init);
      const names = boundNames(one.id);
      for (const name of names) {
        if (required === undefined) {
          const init = one.id.type === 'Identifier' ? bare(one.init) : undefined;
          module.declared.set(name, { node: one, init, statement, kind: node.kind });
          continue;
        }
        const key = one.id.type === 'ObjectPattern' && one.id.properties.find((p) => p.value?.name === name);
        const member = bare(one.init).type === 'MemberExpression' && keyOf(bare(one.init));
        const imported = key ? keyOf(key) : member || 'default';
        module.imports.set(name, { source: required, imported, node: one, statement, isRequired: true });
      }
      return names;
    });
  }
  const name = node.id?.name;
  if (!name) return [];
  module.declared.set(name, { node, init: node, statement, kind: 'const' });
  return [name];
}

/** The name of the package in `require('x')` or `require('x').default`. */
export function requiredBy(given) {
  let node = bare(given);
  if (node?.type === 'MemberExpression') node = bare(node.object);
  const isCall = node?.type === 'CallExpression' && node.callee.name === 'require';
  const source = isCall ? literalOf(node.arguments[0]) : undefined;
  return typeof source === 'string' ? source : undefined;
}

function commonJs(module, node) {
  if (node?.type !== 'AssignmentExpression') return;
  const left = bare(node.left);
  if (left.type !== 'MemberExpression') return;
  const value = bare(node.right);
  const isWhole = left.object.name === 'module' && keyOf(left) === 'exports';
  if (isWhole && value.type === 'ObjectExpression') {
    for (const one of value.properties)
      if (one.type === 'Property' && bare(one.value).type === 'Identifier')
        module.exports.set(keyOf(one), { local: bare(one.value).name });
  } else if (isWhole && value.type === 'Identifier') module.exports.set('default', { local: value.name });
  else if (left.object.name === 'exports' || /^module\.exports$/.test(memberText(left.object))) {
    if (value.type === 'Identifier') module.exports.set(keyOf(left), { local: value.name });
    else {
      module.declared.set(`exports.${keyOf(left)}`, { node: value, init: value, kind: 'const' });
      module.exports.set(keyOf(left), { local: `exports.${keyOf(left)}` });
    }
  }
}

const memberText = (node) => (node.type === 'MemberExpression' ? `${node.object.name}.${keyOf(node)}` : '');
