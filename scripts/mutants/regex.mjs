// What can be changed in a regular expression: each anchor, quantifier, class, group and flag of it. A pattern that
// matches a little more or less than it should is what tests notice least.

const isValid = (source, flags) => {
  try {
    return !!new RegExp(source, flags);
  } catch {
    return false;
  }
};

/** The parts of a pattern: escapes, classes, groups' beginnings, and single characters. */
const PART = /\\[pPu]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!])|\{\d+(?:,\d*)?\}|[\s\S]/g;

const CLASSES = { d: 'D', D: 'd', w: 'W', W: 'w', s: 'S', S: 's', b: '', B: '' };
const GROUPS = { '(?=': '(?!', '(?!': '(?=', '(?<=': '(?<!', '(?<!': '(?<=' };

function others(part) {
  if (part === '^' || part === '$') return [''];
  if (part === '+') return ['*', ''];
  if (part === '*') return ['+', ''];
  if (part === '?') return [''];
  if (part[0] === '{' && part.length > 1) return ['', '+'];
  if (GROUPS[part]) return [GROUPS[part]];
  if (part[0] === '\\' && CLASSES[part[1]] !== undefined)
    return [CLASSES[part[1]] && `\\${CLASSES[part[1]]}`];
  if (part[0] === '[' && part.length > 2) {
    const inner = part.slice(1, -1);
    return [inner[0] === '^' ? `[${inner.slice(1)}]` : `[^${inner}]`];
  }
  return [];
}

/** @param {string} literal with its slashes and flags @returns {string[]} literals that match something else */
export function regexMutants(literal) {
  const end = literal.lastIndexOf('/');
  const [source, flags] = [literal.slice(1, end), literal.slice(end + 1)];
  const found = [];
  const parts = source.match(PART) ?? [];
  parts.forEach((part, at) => {
    for (const other of others(part)) {
      const changed = [...parts.slice(0, at), other, ...parts.slice(at + 1)].join('');
      if (changed && isValid(changed, flags)) found.push(`/${changed}/${flags}`);
    }
  });
  for (const flag of 'gimsy') if (flags.includes(flag)) found.push(`/${source}/${flags.replace(flag, '')}`);
  return found;
}
