// One lane's run: signs in, expires the token behind its back, lets every tab send at once, and counts the results.
// Numbers come from the callers' promises and from the server, never from what a library says about itself.

import { createControls } from '../controls.js';
import { pause } from '../dom.js';
import { until } from '../faults/until.js';
import { baseOf, sandboxFor } from '../place.js';
import { openTabs } from './frames.js';
import { shares } from './situations.js';

/**
 * @typedef {{ requests: number, answered: number, failed: number, took: number, refused: number, refreshes: number, reused: number, survived: boolean, outcomes: Record<string, number> }} Result
 */

/** ms after which a request counts as never answered. */
const PATIENCE = 30_000;

function summarize(calls, counters, survived) {
  const outcomes = {};
  for (const { outcome } of calls) {
    const name = outcome || 'no answer';
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }
  const answered = calls.filter(({ ok }) => ok).length;
  return {
    requests: calls.length,
    answered,
    failed: calls.length - answered,
    took:
      Math.max(...calls.map(({ end }) => end ?? performance.now())) -
      Math.min(...calls.map(({ start }) => start)),
    refused: counters.unauthorized,
    refreshes: counters.refresh.calls,
    reused: counters.reuseDetected,
    survived,
    outcomes,
  };
}

/**
 * @param {string} kind
 * @param {import('./situations.js').Situation} situation
 * @param {object} options of the lane's library
 * @param {(look: () => { calls: any[], flights: any[] }) => () => void} draw starts drawing; returns what ends it
 * @returns {Promise<{ result: Result, last: { calls: any[], flights: any[] } }>} `last`: the picture as it ended
 */
export async function race(kind, situation, options, draw) {
  const controls = createControls(baseOf(sandboxFor(kind)));
  await controls.reset();
  await controls.turnKnobs(situation.knobs);
  const { tabs, close } = await openTabs(kind, situation.tabs, options);
  try {
    await tabs[0].signIn('ada');
    await Promise.all(tabs.map((tab) => tab.ready()));
    // Each has been used before the storm, as tabs are.
    await Promise.all(tabs.map((tab) => tab.isAlive()));
    await controls.expireTokens();
    await controls.clearCounters();
    // Slow answers are those that come after a refresh. How fast this machine is must not decide whether they do.
    if (situation.slow > 0) await controls.turnKnobs({ hold: 'late401' });
    const look = joinTabs(tabs);
    const stop = draw(look);
    const counts = shares(situation.tabs, situation.count);
    const fired = Promise.all(tabs.map((tab, index) => tab.fire(counts[index], situation.slow)));
    if (situation.slow > 0) {
      await until(() => look().flights.some(({ to }) => to !== null));
      await controls.turnKnobs({ hold: null });
    }
    await Promise.race([fired, pause(PATIENCE)]);
    const last = look();
    stop();
    const counters = await controls.readCounters();
    await pause(situation.rest);
    return { result: summarize(last.calls, counters, await tabs[0].isAlive()), last };
  } finally {
    tabs.forEach((tab) => tab.leave());
    close();
  }
}

/** The calls of all tabs as one list on this page's clock; a call is the same object at each look. */
function joinTabs(tabs) {
  const known = new Map();
  const moved = (time, by) => (time === null ? null : time + by);
  const moveTrace = (trace, by) =>
    trace && {
      ...trace,
      refusedAt: trace.refusedAt.map((at) => at + by),
      segments: trace.segments.map(({ phase, from, to }) => ({ phase, from: from + by, to: moved(to, by) })),
    };
  return () => {
    const looks = tabs.map((tab) => tab.look());
    const calls = looks.flatMap(({ calls, shift }) =>
      calls.map((call) => {
        if (!known.has(call)) known.set(call, { number: known.size + 1 });
        const { start, end, ok, outcome, message, trace } = call;
        return Object.assign(known.get(call), {
          start: start + shift,
          end: moved(end, shift),
          ok,
          outcome,
          message,
          trace: moveTrace(trace, shift),
        });
      }),
    );
    const flights = looks.flatMap(({ flights, shift }) =>
      flights.map(({ from, to, ok }) => ({ from: from + shift, to: moved(to, shift), ok })),
    );
    return { calls, flights };
  };
}
