// The mutants that survive and may: tests/mutants.txt has them, each block with its reason first. A line names one by
// its file, its line of code and its change, so that it stays named when lines move.

import { existsSync, readFileSync } from 'node:fs';
import { at } from '../lib/paths.mjs';

const list = at('tests', 'mutants.txt');

/** In one line; of a long text only both ends. */
const short = (text) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 80)} … ${line.slice(-36)}` : line;
};

/** As it stands in the list. */
export const nameOfMutant = ({ file, inLine, before, replacement }) =>
  [file, short(inLine), `${short(before)} => ${short(replacement)}`].join(' :: ').trim();

/** From name to reason. A block is a reason in lines that begin with `#`, then its mutants. */
export function namedMutants() {
  const named = new Map();
  let reason = [];
  let isReason = false;
  for (const line of existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []) {
    if (line.startsWith('#')) {
      if (!isReason) reason = [];
      isReason = true;
      reason.push(line.slice(1).trim());
    } else {
      isReason = false;
      if (line.trim()) named.set(line.trim(), reason.join(' '));
    }
  }
  return named;
}
