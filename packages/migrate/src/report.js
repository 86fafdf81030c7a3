// The report as people read it: three lists, and the files that were not looked at.

/** @typedef {{ file: string, line: number, what: string, why: string, page?: string }} Entry */
/** @typedef {{ moved: Entry[], left: Entry[], yours: Entry[], skipped: Entry[], changed: string[], scanned: number }} Report */

const LISTS = [
  ['moved', 'Moved'],
  ['left', 'Left (works unchanged)'],
  ['yours', 'Yours to decide'],
  ['skipped', 'Not looked at'],
];

/** @param {Report} report */
export function reportText(report) {
  const parts = LISTS.flatMap(([name, title]) => {
    const list = report[name];
    if (!list.length) return name === 'skipped' ? [] : [`${title}: nothing`];
    const lines = list.map(({ file, line, what, why, page }) => {
      const about = what === file ? '' : `  ${what}\n`;
      return `  ${file}:${line}\n${about ? `    ${about.trim()}\n` : ''}    ${why}${page ? ` (${page})` : ''}`;
    });
    return [`${title}: ${list.length}`, ...lines];
  });
  return parts.join('\n');
}

/** Whether everything that has to do with the session was moved. @param {Report} report */
export const shareMoved = (report) => report.changed.length > 0;
