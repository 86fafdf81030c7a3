// Changes of texts: what is replaced, removed or inserted, file by file. It decides how a removed statement takes its
// line and its own comment along, and which declarations nobody needs any more afterwards. Everything else stays byte
// for byte.

import MagicString from 'magic-string';
import { bare, boundNames, isReference, namesIn, walk } from '../source/ast.js';
import { topStatements } from '../source/parse.js';

export function createEdits() {
  /** @type {Map<any, { start: number, end: number, text: string, isRemoval?: boolean }[]>} */
  const byModule = new Map();
  const list = (module) => byModule.get(module) ?? byModule.set(module, []).get(module);
  const edits = {
    modules: () => [...byModule.keys()],
    of: list,
    replace: (module, start, end, text) => void list(module).push({ start, end, text }),
    insert: (module, at, text) => void list(module).push({ start: at, end: at, text }),
    /** What has to be there, also where its neighbour goes: an import, a new statement. */
    add: (module, at, text) => void list(module).push({ start: at, end: at, text, isNew: true }),
    remove(module, node) {
      const { start, end } = wholeLines(module, node);
      list(module).push({ start, end, text: '', isRemoval: true });
    },
    isRemoved: (module, node) =>
      list(module).some(({ start, end, isRemoval }) => isRemoval && node.start >= start && node.end <= end),
    isCovered: (module, node) =>
      list(module).some(({ start, end }) => end > start && node.start >= start && node.end <= end),
    apply(module) {
      const text = new MagicString(module.text);
      for (const { start, end, text: given } of placed(
        joined(module.text, outermost(list(module))),
        list(module),
      )) {
        const made = module.text.includes('\r\n') ? given.replace(/\r?\n/g, '\r\n') : given;
        if (start === end) text.appendLeft(start, made);
        else if (made) text.overwrite(start, end, made);
        else text.remove(start, end);
      }
      const made = text.toString();
      // Blank lines that only the removal of what stood behind them has left.
      return /\S\r?\n$/.test(module.text) ? made.replace(/(\r?\n)\s*$/, '$1') : made;
    },
  };
  return edits;
}

/** An edit inside of another one is part of it. */
const outermost = (all) =>
  all.filter(
    (one) =>
      !one.isNew &&
      !all.some(
        (other) =>
          other !== one &&
          other.end > other.start &&
          other.start <= one.start &&
          other.end >= one.end &&
          !(other.start === one.start && other.end === one.end && all.indexOf(other) > all.indexOf(one)),
      ),
  );

/** What is new stands behind what goes. */
const placed = (all, given) => [
  ...all,
  ...given
    .filter(({ isNew }) => isNew)
    .map((one) => {
      const around = all.find(({ start, end }) => start < one.start && one.start < end);
      if (!around) return one;
      const text = one.text.startsWith('\n') ? `${one.text.slice(1)}\n` : one.text;
      return { start: around.end, end: around.end, text };
    }),
];

/** Removals that meet are one, and leave one blank line. */
function joined(text, all) {
  const removals = all.filter(({ isRemoval }) => isRemoval).sort((a, b) => a.start - b.start);
  const others = all.filter(({ isRemoval }) => !isRemoval);
  const met = [];
  for (const one of removals) {
    const before = met.at(-1);
    if (before?.end !== one.start) met.push({ ...one });
    else Object.assign(before, { end: one.end, isJoined: true });
  }
  for (const one of met) {
    const blank = /^[ \t]*\r?\n/.exec(text.slice(one.end));
    const isBlankBefore = /\n[ \t]*\r?\n$/.test(text.slice(0, one.start)) || one.start === 0;
    const end = one.end + (blank?.[0].length ?? 0);
    if (one.isJoined && blank && isBlankBefore && !all.some(({ start }) => start > one.end && start < end))
      one.end = end;
  }
  return [...others, ...met];
}

/** The node with the comment directly above it, its indentation and its line end. */
function wholeLines(module, node) {
  const { text } = module;
  let start = node.start;
  let end = node.end;
  if (text[end] === ';') end++;
  const lineStart = (at) => text.lastIndexOf('\n', at - 1) + 1;
  const isAlone = text.slice(lineStart(start), start).trim() === '';
  const rest = /^[ \t]*(\/\/[^\n]*)?(?:\r?\n|$)/.exec(text.slice(end));
  if (!isAlone || !rest) return { start, end };
  start = lineStart(start);
  end += rest[0].length;
  const comments = module.blocks.flatMap((block) => block.comments);
  const above = () =>
    comments.find(
      (one) =>
        one.end <= start &&
        /^[ \t]*(\r?\n)?$/.test(text.slice(one.end, start)) &&
        text.slice(lineStart(one.start), one.start).trim() === '',
    );
  for (let comment = above(); comment; comment = above()) {
    // A comment at the head of a file is about the file.
    if (/@ts-|eslint|@license|copyright/i.test(comment.value) || lineStart(comment.start) === 0) break;
    start = lineStart(comment.start);
  }
  // One blank line of the two that met.
  const before =
    /(\r?\n[ \t]*)\r?\n$/.test(text.slice(0, start)) || start === 0 || /\{\s*$/.test(text.slice(0, start));
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (before && blank) end += blank[0].length;
  else if (end >= text.length) start = text.slice(0, start).replace(/(\r?\n)[\s]*$/, '$1').length;
  return { start, end };
}

const isHarmless = (node) => {
  const one = bare(node);
  if (!one) return true;
  if (
    /^(Literal|TemplateLiteral|Identifier|ArrowFunctionExpression|FunctionExpression|FunctionDeclaration|MemberExpression)$/.test(
      one.type,
    )
  )
    return true;
  if (one.type === 'ArrayExpression') return one.elements.every(isHarmless);
  if (one.type === 'ObjectExpression') return one.properties.every((part) => isHarmless(part.value));
  if (one.type === 'NewExpression') return /^(Set|Map|WeakSet|WeakMap)$/.test(one.callee.name);
  // Reading a storage, making a client.
  if (one.type === 'CallExpression') return /^(getItem|create)$/.test(bare(one.callee).property?.name ?? '');
  return false;
};

/** Removes declarations and imports that were used only by what is removed. */
export function removeUnused(module, edits) {
  const used = () => {
    const names = new Map();
    const count = (node, parent, key) => {
      if (edits.isCovered(module, node)) return false;
      if (isReference(node, parent, key)) names.set(node.name, (names.get(node.name) ?? 0) + 1);
      return true;
    };
    for (const { program } of module.blocks) walk(program, count);
    for (const { text } of edits.of(module))
      for (const name of namesOf(text)) names.set(name, (names.get(name) ?? 0) + 1);
    // Outside of scripts a component's markup uses names too.
    if (module.blocks.length && module.blocks[0].end - module.blocks[0].start < module.text.length) {
      let markup = module.text;
      for (const { start, end } of module.blocks.toReversed())
        markup = markup.slice(0, start) + markup.slice(end);
      for (const [name] of markup.matchAll(/[A-Za-z_$][\w$]*/g)) names.set(name, (names.get(name) ?? 0) + 2);
    }
    return names;
  };
  const touched = touchedNames(module, edits);
  const isGone = (name, names) => touched.has(name) && (names.get(name) ?? 0) <= ownCount(module, name);
  for (let isNew = true; isNew;) {
    isNew = false;
    const names = used();
    for (const statement of topStatements(module)) {
      if (edits.isCovered(module, statement)) continue;
      if (unusedStatement(module, statement, names, isGone)) {
        edits.remove(module, statement);
        for (const name of namesIn(statement)) touched.add(name);
        isNew = true;
      }
    }
  }
  const names = used();
  for (const statement of topStatements(module))
    if (statement.type === 'ImportDeclaration' && !edits.isRemoved(module, statement))
      trimImport(module, statement, edits, (name) => isGone(name, names));
}

/** The names in new code. What it writes as a key, behind a dot or as a path in quotes is no use of a name. */
const namesOf = (text) =>
  text
    .replace(/'[\w/.:-]*'/g, '')
    .replace(/(?<=^\s*|[{,]\s*)[\w$]+:(?!:)|(?<!\.)\.[\w$]+/gm, '')
    .match(/[A-Za-z_$][\w$]*/g) ?? [];

/** Names that are mentioned in what goes. */
function touchedNames(module, edits) {
  const names = new Set();
  for (const { program } of module.blocks)
    walk(program, (node, parent, key) => {
      if (isReference(node, parent, key) && edits.isCovered(module, node)) names.add(node.name);
    });
  return names;
}

/** How often a declaration mentions its own name outside of all uses. */
function ownCount(module, name) {
  const imported = module.imports.get(name);
  if (imported && !imported.isRequired) {
    const { node } = imported;
    return node.type === 'ImportSpecifier' &&
      node.imported.name === name &&
      node.imported !== node.local &&
      node.imported.start !== node.local.start
      ? 1
      : 1;
  }
  const declared = module.declared.get(name);
  if (!declared) return imported ? 1 : -1;
  let count = 0;
  walk(declared.node, (node, parent, key) => {
    if (isReference(node, parent, key) && node.name === name) count++;
  });
  return count;
}

function unusedStatement(module, statement, names, isGone) {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.every(
        ({ id, init }) =>
          (isHarmless(init) || /^require\(/.test(module.text.slice(init.start))) &&
          boundNames(id).every((name) => isGone(name, names)),
      );
    case 'FunctionDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return isGone(statement.id.name, names);
    case 'ImportDeclaration':
      return (
        !statement.more &&
        statement.specifiers.length > 0 &&
        statement.specifiers.every(({ local }) => isGone(local.name, names))
      );
    default:
      return false;
  }
}

function trimImport(module, statement, edits, isUnused) {
  const gone = statement.specifiers.filter(({ local }) => isUnused(local.name));
  if (!gone.length || (gone.length === statement.specifiers.length && !statement.more)) return;
  const kept = statement.specifiers.filter((one) => !gone.includes(one));
  const named = kept
    .filter(({ type }) => type === 'ImportSpecifier')
    .map((one) => module.text.slice(one.start, one.end));
  const whole = kept
    .filter(({ type }) => type !== 'ImportSpecifier')
    .map((one) => module.text.slice(one.start, one.end));
  const first = statement.specifiers[0];
  const from = module.text.indexOf('from', statement.specifiers.at(-1).end);
  const head = module.text.slice(statement.start, first.start).replace(/\{\s*$/, '');
  named.push(...(statement.more ?? []));
  const clause = [...whole, ...(named.length ? [`{ ${named.join(', ')} }`] : [])].join(', ');
  edits.replace(module, statement.start, from, `${head.trimEnd()} ${clause} `);
}
