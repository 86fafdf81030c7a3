// The script blocks of a single-file component. A splitter of its own, and no compiler: Vue's and Svelte's would be the
// largest dependencies, in a version that may not be the project's. It only has to find the outermost <script> elements.
// Whatever it gets wrong does not parse as a script, and such a file is refused.

const SINGLE_FILE = /\.(vue|svelte)$/;
export const isSingleFile = (path) => SINGLE_FILE.test(path);

/** The end of a start tag, past attributes in quotes. */
function endOfTag(text, from) {
  const tag = /(?:[^>"'{]|"[^"]*"|'[^']*'|\{[^}]*\})*>/y;
  tag.lastIndex = from;
  return tag.test(text) ? tag.lastIndex : -1;
}

/** @returns {{ start: number, end: number, lang: string }[]} */
export function scriptBlocks(path, text) {
  if (!isSingleFile(path)) return [{ start: 0, end: text.length, lang: langOf(path, text) }];
  const blocks = [];
  const token = /<!--|<(\/?)(script|style|template)\b/gi;
  // In Vue everything but script is inside of an element; Svelte's markup may have a <template> too.
  let depth = 0;
  for (let match; (match = token.exec(text));) {
    if (match[0] === '<!--') {
      const end = text.indexOf('-->', match.index);
      if (end < 0) break;
      token.lastIndex = end;
      continue;
    }
    const name = match[2].toLowerCase();
    const tagEnd = endOfTag(text, token.lastIndex);
    if (tagEnd < 0) break;
    if (name === 'template') {
      if (match[1]) depth--;
      else if (text[tagEnd - 2] !== '/') depth++;
      token.lastIndex = tagEnd;
      continue;
    }
    if (match[1]) continue;
    const close = text.toLowerCase().indexOf(`</${name}`, tagEnd);
    if (close < 0) break;
    if (name === 'script' && depth === 0) {
      const lang = /\blang\s*=\s*["']?(\w+)/.exec(text.slice(match.index, tagEnd))?.[1] ?? 'js';
      blocks.push({ start: tagEnd, end: close, lang: lang === 'typescript' ? 'ts' : lang });
    }
    token.lastIndex = close;
  }
  return blocks;
}

function langOf(path, text) {
  const ending = /\.([cm]?[jt]sx?)$/.exec(path)?.[1].replace(/^[cm]/, '') ?? 'js';
  // JSX is common in .js, and harmless where there is none. Flow's types are not.
  return ending === 'js' && !/@flow\b/.test(text.slice(0, 500)) ? 'jsx' : ending;
}
