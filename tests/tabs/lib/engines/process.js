// Which process a tab runs in, where no driver tells: the tab burns time, and the process of its browser that has used
// it is the tab's. Read from /proc, so only Linux has an answer. Decides nothing about what is done to the process.

import { readFileSync, readdirSync } from 'node:fs';

const BURN = 400;
/** What processes that show pages are called in Firefox and WebKitGTK, cut off as Linux does it. */
const CONTENT = /^(Isolated Web|Web Content|WebKitWebProces)/;

/** CPU time of each content process in a process group. @param {number} group @returns {Map<number, number>} */
function used(group) {
  const found = new Map();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, comm, rest] = /\((.*)\) (.*)$/s.exec(text) ?? [];
      const fields = rest.split(' ');
      if (Number(fields[2]) !== group || !CONTENT.test(comm)) continue;
      found.set(Number(name), Number(fields[11]) + Number(fields[12]));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** @param {number} group of the driver, which its browser belongs to @param {any} tab @returns {Promise<number>} */
export async function processOf(group, tab) {
  const before = used(group);
  await tab.run((ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }, BURN);
  const grown = [...used(group)].map(([id, time]) => [id, time - (before.get(id) ?? 0)]);
  const [most] = grown.sort((a, b) => b[1] - a[1]);
  if (!most?.[1]) throw new Error('no process of the browser has used the time that the tab burnt');
  return most[0];
}

export const isAlive = (id) => {
  try {
    // A zombie has ended, though nobody has asked for its end yet.
    return !/^\S+ \(.*\) Z/s.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
