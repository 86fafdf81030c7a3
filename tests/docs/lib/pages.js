// README, its neighbours and the pages of docs/, taken apart: fenced blocks of code, headings, links. Decides nothing
// about them.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const inFolder = (folder) =>
  readdirSync(root + folder, { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .filter((name) => !/\/(node_modules|target|reference)\//.test(name));

/** @type {{ file: string, text: string }[]} */
export const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...inFolder('docs'),
  ...inFolder('examples'),
]
  .sort()
  .map((file) => ({ file, text: readFileSync(root + file, 'utf8') }));

/**
 * @typedef {object} Block
 * @property {string} file
 * @property {number} line of its first line of code
 * @property {string} language
 * @property {string} text
 * @property {string[]} given names that the text around the block has introduced
 * @property {boolean} run
 * @property {boolean} inFunction statements rather than items (Rust)
 * @property {string | undefined} from the file that it is taken from
 */

/**
 * The fenced blocks of a page. What follows the language is read here and shown nowhere: `given=api,tokens` names what
 * the block uses and does not declare, `run` has it run, `fn` puts it into a function,
 * `from=PATH` names the file that it is taken from and compiled with.
 * @param {{ file: string, text: string }} page @returns {Block[]}
 */
export function blocksOf({ file, text }) {
  const blocks = [];
  let open;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^( *)(`{3,})(.*)$/.exec(line);
    if (open && fence && fence[2].length >= open.ticks && !fence[3].trim()) {
      blocks.push(open.block);
      open.block.text = open.lines.join('\n');
      open = undefined;
    } else if (open) open.lines.push(line.slice(open.indent));
    else if (fence) {
      const [language = '', ...words] = fence[3].trim().split(/\s+/);
      const given = words.find((word) => word.startsWith('given='))?.slice(6) ?? '';
      const block = {
        file,
        line: index + 2,
        language,
        text: '',
        given: given.split(',').filter(Boolean),
        run: words.includes('run'),
        inFunction: words.includes('fn'),
        from: words.find((word) => word.startsWith('from='))?.slice(5),
      };
      open = { ticks: fence[2].length, indent: fence[1].length, lines: [], block };
    }
  }
  if (open) throw new Error(`${file}: a block of code has no end`);
  return blocks;
}

export const blocks = pages.flatMap(blocksOf);

/** The page without its blocks, whose lines are no headings and no links. */
const prose = (text) => text.replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?^ *\2 *$/gm, '');

/** The anchors of a page, as GitHub makes them of headings. @param {string} text @returns {Set<string>} */
export function anchorsOf(text) {
  const anchors = new Set();
  for (const [, heading] of prose(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let name = slug;
    for (let count = 1; anchors.has(name); count++) name = `${slug}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

/** The targets of a page's links. @param {string} text @returns {string[]} */
export const linksOf = (text) =>
  [
    ...prose(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ].map((match) => match[1]);
