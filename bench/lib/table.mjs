// Prints rows as a table, numbers to the right.

export const figure = (value, digits = 3) =>
  value >= 10 ** digits
    ? Math.round(value).toLocaleString('en')
    : Number(value.toPrecision(digits)).toString();

export const times = (ratio) => `${ratio.toFixed(2)} ×`;

/** @param {string[]} head @param {(string | number)[][]} rows */
export function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const print = (line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  console.log(print(lines[0]));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const line of lines.slice(1)) console.log(print(line));
}

/** The usual table: one line for each side, what it took, and the ratio to the first. */
export function comparison(rows, unit) {
  table(
    ['', unit, 'middle half', 'ratio', 'rounds'],
    rows.map(({ name, median, low, high, ratio, rounds }) => [
      name,
      figure(median),
      `${figure(low)} to ${figure(high)}`,
      times(ratio),
      rounds,
    ]),
  );
}
