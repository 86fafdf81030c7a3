// One lane as a card: what runs, its numbers, its picture, its code. race.js decides what is counted.

import { createChart } from '../chart.js';
import { make, setText } from '../dom.js';
import { showCode } from '../highlight.js';
import { ms } from '../words.js';
import { toneOf, verdictOf } from './words.js';

const NUMBERS = [
  ['refreshes', 'Refreshes'],
  ['reused', 'Reused'],
  ['answered', 'Answered'],
  ['failed', 'Failed'],
];
/** Of a row, in pixels: on a phone three pictures of fifty rows fit beneath each other into one screen. */
const PHONE = matchMedia('(max-width: 39.99rem)');
const rowHeight = () => (PHONE.matches ? 1.5 : 5);

/** @param {import('./lanes.js').Lane} lane */
export function createLaneView({ id, title, what, code, choice }) {
  const numbers = Object.fromEntries(
    NUMBERS.map(([name]) => [name, make('dd', { 'data-testid': `${id}-${name}`, textContent: '–' })]),
  );
  const facts = make(
    'dl',
    { className: 'numbers' },
    ...NUMBERS.map(([name, label]) =>
      make('div', { 'data-number': name }, make('dt', { textContent: label }), numbers[name]),
    ),
  );
  const verdict = make('p', {
    className: 'verdict',
    'data-testid': `${id}-verdict`,
    textContent: 'Not run yet.',
  });
  const axis = make('div', { className: 'axis', 'aria-hidden': 'true' });
  const plot = make('div', { className: 'plot' });
  const chart = createChart({ plot, axis, height: rowHeight });
  const option =
    choice && make('input', { type: 'checkbox', id: `${id}-option`, 'data-testid': `${id}-option` });
  const shownCode = make('code');
  showCode(shownCode, code);
  const element = make(
    'article',
    { className: 'card lane', 'data-testid': `lane-${id}`, 'aria-labelledby': `${id}-title` },
    make('h3', { id: `${id}-title`, textContent: title }),
    verdict,
    make('figure', { className: 'timeline' }, axis, plot),
    facts,
    make(
      'details',
      { className: 'code' },
      make('summary', { textContent: 'The code that runs' }),
      make('p', { className: 'what', textContent: what }),
      ...(option
        ? [make('label', { className: 'option' }, option, make('code', { textContent: choice.label }))]
        : []),
      make('pre', { tabIndex: 0, role: 'region', 'aria-label': `Code: ${title}` }, shownCode),
    ),
  );

  const tell = (text, tone) => {
    setText(verdict, text);
    element.dataset.tone = tone;
  };

  return {
    element,
    /** Options of the lane's library, as its switch says. */
    options: () => (option?.checked ? choice.options : {}),
    reset() {
      chart.clear();
      for (const number of Object.values(numbers)) {
        setText(number, '–');
        delete number.dataset.none;
      }
      tell('Waits for its turn.', 'none');
    },
    start() {
      tell('Running …', 'running');
    },
    /** @param {{ calls: any[], flights: any[] }} look @param {number} leastSpan */
    draw({ calls, flights }, leastSpan) {
      chart.draw(calls, flights, performance.now(), leastSpan);
      const settled = calls.filter(({ end }) => end !== null);
      const answered = settled.filter(({ ok }) => ok).length;
      setText(numbers.refreshes, String(flights.length));
      setText(numbers.answered, String(answered));
      setText(numbers.failed, String(settled.length - answered));
    },
    /** @param {import('./race.js').Result} result */
    finish(result) {
      for (const [name] of NUMBERS) {
        setText(numbers[name], String(result[name]));
        numbers[name].dataset.none = String(result[name] === 0);
      }
      tell(verdictOf(result), toneOf(result));
      element.dataset.survived = String(result.survived);
      const outcomes = Object.entries(result.outcomes).map(([outcome, count]) => `${count} × ${outcome}`);
      chart.describe(`${title}: ${outcomes.join(', ')} within ${ms(result.took)}`);
      verdict.title = outcomes.join(', ');
    },
    fail(error) {
      tell(`That did not work: ${error.message}`, 'bad');
    },
  };
}
