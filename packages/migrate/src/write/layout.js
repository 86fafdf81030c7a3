// How the code of a file is laid out: its indentation, and the statement and block that a node stands in. New code is
// written the way the file is written.

export const blockOf = (trail) =>
  trail.findLast(({ type }) => type === 'BlockStatement' || type === 'Program');

export const statementOf = (trail, node) => {
  const block = blockOf(trail);
  return trail[trail.indexOf(block) + 1] ?? node;
};

export const marginOf = (module, node) =>
  /^[ \t]*/.exec(module.text.slice(module.text.lastIndexOf('\n', node.start - 1) + 1))[0];

export const unitOf = (text) => /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ';

export const indent = (text, levels, unit = '  ') =>
  text
    .split('\n')
    .map((line) => (line ? unit.repeat(levels) + line : line))
    .join('\n');
