// Everything on the page that shows something: it reads the run, the session and the server's counters and writes
// them into the elements. It starts nothing.

import { createChart } from '../chart.js';
import { $ } from '../dom.js';
import { factsOf, ms, plain, sentence, spaced, verdict } from '../words.js';

const EVENT_LIMIT = 40;
const SIGNED_IN = ['active', 'refreshing', 'stale'];
const HINTS = {
  bearer: 'Both tokens are held by the page; the access token goes into a header.',
  cookie: 'HTTP-only cookies carry both tokens; a CSRF header goes along.',
  split: 'The access token is held, the refresh token is an HTTP-only cookie.',
};

const element = (name, text, className) =>
  Object.assign(document.createElement(name), { textContent: text, className: className ?? '' });

export function createView() {
  const chart = createChart({ plot: $('plot'), axis: document.querySelector('.axis') });
  const runState = { calls: [], picked: -1, verdict: '' };

  /** @param {ReturnType<typeof import('../run.js').createRuns>} runs */
  function drawRun(runs) {
    runState.calls = runs.calls;
    const summary = runs.summary();
    for (const name of ['requests', 'answered', 'failed', 'refreshes', 'resent'])
      setCount(name, summary[name]);
    $('empty').hidden = runs.calls.length > 0;
    chart.draw(runs.calls, runs.traces.flights, performance.now());
    if (runs.calls.length === 0) {
      runState.verdict = '';
      $('outcomes').replaceChildren();
      return;
    }
    // Said once: what has been said about something else since then is newer.
    const text = verdict(summary);
    if (text !== runState.verdict) say(text, summary.failed > 0 ? 'bad' : '');
    runState.verdict = text;
    $('outcomes').replaceChildren(
      ...summary.outcomes.map(({ outcome, ok, count, message }) => {
        const chip = element('li', `${count} × ${outcome}`);
        chip.dataset.tone = ok ? 'good' : 'bad';
        chip.title = message;
        return chip;
      }),
    );
    if (!runs.pending) {
      chart.describe(text);
      fillTable();
    }
  }

  function setCount(name, count) {
    setText(`count-${name}`, String(count));
    $(`count-${name}`).dataset.none = String(count === 0);
  }

  function setText(id, text) {
    const target = $(id);
    if (target.textContent !== text) target.textContent = text;
  }

  function say(text, tone = '') {
    setText('message', text);
    $('message').dataset.tone = tone;
  }

  /** The table is filled only when it is shown: with five hundred rows it is the most expensive part of the page. */
  function fillTable() {
    if (!$('table-details').open) return;
    $('table').replaceChildren(
      ...runState.calls.map((call) => {
        const { waiting, sent, resent, total } = factsOf(call);
        const cells = [
          call.number,
          call.trace?.sends ?? '',
          ms(waiting),
          ms(sent),
          call.trace?.refusedAt.length ?? 0,
          resent > 0 ? ms(resent) : '',
          ms(total),
          call.outcome,
        ];
        const row = document.createElement('tr');
        row.append(...cells.map((cell) => element('td', String(cell))));
        return row;
      }),
    );
  }

  function pick(index, reveal = false) {
    const call = runState.calls[index];
    if (!call) return;
    runState.picked = index;
    chart.select(call);
    setText('picked', sentence(call));
    if (reveal) chart.reveal(index);
  }

  function setUpPicking() {
    const plot = $('plot');
    plot.addEventListener('pointermove', ({ clientY }) => pick(chart.indexAt(clientY)));
    plot.addEventListener('pointerdown', ({ clientY }) => pick(chart.indexAt(clientY)));
    plot.addEventListener('keydown', (event) => {
      const last = runState.calls.length - 1;
      const now = runState.picked;
      const next = {
        ArrowDown: now + 1,
        ArrowUp: Math.max(now - 1, 0),
        Home: 0,
        End: last,
        PageDown: now + 10,
        PageUp: now - 10,
      }[event.key];
      if (next === undefined || last < 0) return;
      event.preventDefault();
      pick(Math.min(Math.max(next, 0), last), true);
    });
    $('table-details').addEventListener('toggle', fillTable);
  }

  /** @param {any} session @param {string} carrier */
  function drawSession(session, carrier) {
    const { state } = session;
    const signedIn = SIGNED_IN.includes(state);
    setText('session-state', state);
    $('session-state').dataset.state = state;
    $('carrier').disabled = signedIn;
    $('user').disabled = signedIn;
    $('sign-in').hidden = signedIn;
    $('sign-out').hidden = !signedIn;
    setText('carrier-hint', HINTS[carrier]);
    const facts = Object.entries(session.guarantees() ?? {}).map(([name, value]) => {
      const pair = document.createElement('div');
      pair.dataset.testid = `guarantee-${name}`;
      pair.append(element('dt', spaced(name)), element('dd', plain(value)));
      return pair;
    });
    $('guarantees').replaceChildren(...facts);
  }

  /** @param {import('../trace.js').Entry[]} entries */
  function addEvents(entries) {
    const list = $('events');
    for (const { event, request, at, reason, status, code } of entries) {
      if (request !== undefined) continue;
      const item = document.createElement('li');
      item.dataset.event = event;
      const why = [reason, status, code].filter((part) => part !== undefined && part !== null).join(' ');
      item.append(
        element('span', event + (why ? ` (${why})` : '')),
        element('time', `${(at / 1000).toFixed(2)} s`),
      );
      list.prepend(item);
    }
    while (list.childElementCount > EVENT_LIMIT) list.lastElementChild.remove();
  }

  /** @param {any} counters */
  function drawServer(counters, resource) {
    const calls = counters.calls[`GET ${resource}`] ?? 0;
    setText('server-calls', String(calls));
    setText('server-refused', String(counters.unauthorized));
    setText('server-refreshes', String(counters.refresh.calls));
    setText('server-reuse', String(counters.reuseDetected));
  }

  /** On a phone the picture is further down, and a user who starts a run wants to see it. */
  function revealRun() {
    const heading = $('run-heading');
    if (heading.getBoundingClientRect().top < innerHeight * 0.6) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    heading.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
  }

  setUpPicking();
  return { revealRun, drawRun, drawSession, drawServer, addEvents, say };
}
