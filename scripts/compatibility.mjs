// Writes the rows of docs/axios-compatibility.md: one line for each test in tests/axios/rows. Run as a program it writes
// the file; a test compares the file with what would be written.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { sections } from '../tests/axios/rows/index.js';

const page = fileURLToPath(new URL('../docs/axios-compatibility.md', import.meta.url));
const [BEGIN, END] = ['<!-- rows: written by scripts/compatibility.mjs -->', '<!-- end -->'];

const cell = (text) => text.replaceAll('|', '\\|');
const verdict = (differs) =>
  typeof differs === 'object'
    ? Object.entries(differs)
        .map(([transport, why]) => `differs (${transport}): ${why}`)
        .join('; ')
    : differs
      ? `differs: ${differs}`
      : 'yes';

/** @param {string} text of the page @returns {Promise<string>} the same with today's rows */
export async function withRows(text) {
  const tables = sections.map(
    ({ title, file, rows }) =>
      `## ${title}\n\nTests: \`tests/axios/rows/${file}\`\n\n| what, and its test | ours |\n| --- | --- |\n` +
      rows.map(({ item, differs }) => `| ${cell(item)} | ${cell(verdict(differs))} |`).join('\n'),
  );
  const [before, rest] = text.split(BEGIN);
  const [, after] = rest.split(END);
  return prettier.format(`${before}${BEGIN}\n\n${tables.join('\n\n')}\n\n${END}${after}`, {
    ...(await prettier.resolveConfig(page)),
    parser: 'markdown',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(page, await withRows(readFileSync(page, 'utf8')));
