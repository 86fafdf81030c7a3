// The API server as a judge: one sandbox of it, its knobs and what it counted. Decides what every schedule of tabs
// must leave behind there; the numbers come from the server alone.

import { expect } from '@playwright/test';
import { BOUND, until } from './wait.js';

/** A call that the server keeps waiting until the test releases it, or hangs up: longer than any test. */
export const HELD = 600_000;

/** Like `fetch` for JSON, failing loudly. */
async function json(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** @param {string} url of the API server @param {string} name of the sandbox */
export function createSandbox(url, name) {
  const base = `${url}/s/${name}`;
  const post = (path, body = {}) =>
    json(base + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const sandbox = {
    url,
    base,
    knobs: (settings) => post('/control/knobs', settings),
    expire: () => post('/control/expire'),
    kill: () => post('/control/kill'),
    /** The next refresh call is processed, and its answer kept until it is released. @param {object} [more] other knobs */
    hold: (more) => sandbox.knobs({ refreshLatency: { value: HELD, times: 1 }, ...more }),
    /** So many calls that are kept waiting go on, as soon as they are there. */
    async release(count = 1) {
      let released = 0;
      const isDone = async () => (released += (await post('/control/release')).released) >= count;
      await until(isDone, BOUND, `${count} calls that are kept waiting`);
    },
    /** Waits until so many refresh calls are under way. */
    running: (count = 1) =>
      until(
        async () => (await sandbox.counters()).refresh.running === count,
        BOUND,
        `${count} refreshes under way`,
      ),
    /** Clears the counters, and nothing else. */
    forget: () => post('/control/reset', { keep: true }),
    counters: () => json(base + '/control/counters'),
    log: () => json(base + '/control/log?limit=500'),
    /** The refresh calls in the order of their arrival. */
    async refreshes() {
      const log = await sandbox.log();
      return log.filter(({ path }) => path === '/auth/refresh' || path === '/oauth/token');
    },
    /**
     * What holds after every run: no token was sent that had a successor, no session was killed, no two refreshes
     * ran at once, and no request was sent more than twice.
     * @param {{ refreshes?: number, reuse?: number, killed?: number, peak?: number }} [expected]
     */
    async judge({ refreshes, reuse = 0, killed = reuse, peak = 1 } = {}) {
      const counters = await sandbox.counters();
      const { refresh, reuseDetected, familiesKilled, sends } = counters;
      if (refreshes !== undefined) expect(refresh.calls, 'refresh calls').toBe(refreshes);
      expect(reuseDetected, 'reuses of a superseded token').toBe(reuse);
      expect(familiesKilled, 'sessions killed').toBe(killed);
      expect(refresh.peak, 'refreshes at once').toBeLessThanOrEqual(peak);
      const often = Object.entries(sends).filter(([, times]) => times > 2);
      expect(often, 'requests sent more than twice').toEqual([]);
      return counters;
    },
  };
  return sandbox;
}
