// What has been measured so far: a row for each situation, a column for each lane. It shows only what has run here.

import { make } from '../dom.js';
import { cellOf, toneOf } from './words.js';

/** @param {HTMLTableElement} table @param {import('./situations.js').Situation[]} situations @param {import('./lanes.js').Lane[]} lanes */
export function createScoreboard(table, situations, lanes) {
  const cells = new Map();
  const heads = lanes.map(({ title }) => make('th', { scope: 'col', textContent: title }));
  const rows = situations.map((situation) => {
    const own = lanes.map((lane) => {
      const cell = make('td', { textContent: '–', 'data-testid': `score-${situation.id}-${lane.id}` });
      cells.set(`${situation.id} ${lane.id}`, cell);
      return cell;
    });
    return make('tr', {}, make('th', { scope: 'row', textContent: situation.name }), ...own);
  });
  table.append(
    make('thead', {}, make('tr', {}, make('th', { scope: 'col', textContent: 'Situation' }), ...heads)),
    make('tbody', {}, ...rows),
  );
  return {
    /** @param {string} situation @param {string} lane @param {import('./race.js').Result} result */
    enter(situation, lane, result) {
      const cell = cells.get(`${situation} ${lane}`);
      cell.textContent = cellOf(result);
      cell.dataset.tone = toneOf(result);
    },
  };
}
