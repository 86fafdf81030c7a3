// One sandbox of the API server, as a test sees it from outside of the browser: its knobs, its counters, its log.

import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';

export const freshName = () => `e2e-${randomBytes(6).toString('hex')}`;

/**
 * @param {string} origin of the API server
 * @param {string} name
 * @param {string} [publicOrigin] the address by which pages reach the server, if that is another
 */
export function createSandbox(origin, name, publicOrigin = origin) {
  async function ask(method, path, body) {
    const response = await fetch(`${origin}/s/${name}${path}`, {
      method,
      headers: body && { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const data = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${data.message}`);
    return data;
  }
  const counters = () => ask('GET', '/control/counters');
  return {
    name,
    prefix: `/s/${name}`,
    base: `${publicOrigin}/s/${name}`,
    knobs: (settings) => ask('POST', '/control/knobs', settings),
    /** Every access token is expired from now on. */
    expire: () => ask('POST', '/control/expire', {}),
    /** Every session is dead from now on. */
    kill: () => ask('POST', '/control/kill', {}),
    counters,
    log: () => ask('GET', '/control/log?limit=500'),
    /** Waits, within bounds, until the server has counted what is expected. */
    expectCounters: (expected) => expect.poll(counters, 'counters of the server').toMatchObject(expected),
  };
}
