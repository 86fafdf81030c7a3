// Cold start: from the navigation to the first answer, with an empty cache, a stored session and a live token; and where
// the core is needed at once, at a first visit and with a token that is over. The same page with axios and with
// everfetch's entries.

import { compare, shuffled } from '../lib/stats.mjs';
import { comparison } from '../lib/table.mjs';

const CHUNK = 'cold-everfetch.core.js';

/**
 * `first`: the session is not stored yet, and comes from elsewhere. `over`: the access token is over. `preload`: what the page
 * names in its head.
 */
const PAGES = {
  axios: { script: 'cold-axios' },
  'everfetch (default)': { script: 'cold-everfetch' },
  'everfetch/streaming': { script: 'cold-streaming' },
  'everfetch/streaming, preloaded': { script: 'cold-streaming', preload: 'everfetch.wasm' },
  'everfetch with everfetch/core': { script: 'cold-core' },
  ...Object.fromEntries(
    [
      ['first visit', { first: true }],
      ['token over', { over: true }],
    ].flatMap(([what, how]) => [
      [`everfetch (default), ${what}`, { script: 'cold-everfetch', ...how }],
      [`the same, preloaded, ${what}`, { script: 'cold-everfetch', preload: CHUNK, ...how }],
      [`everfetch with everfetch/core, ${what}`, { script: 'cold-core', ...how }],
    ]),
  ),
};

/** The record of a session whose token is over: the end of its lease, the end of the token and its whole life. */
const overdue = (session) =>
  Object.fromEntries(
    Object.entries(session).map(([key, record]) => {
      const lines = record.split('\n');
      const before = String(Date.now() - 1000);
      Object.assign(lines, { 5: before, 8: before, 9: '60000' });
      return [key, lines.join('\n')];
    }),
  );

/** Each with its bar and aim for a stored session, over axios. */
const NETWORKS = [
  ['unthrottled', undefined, { bar: 1.05, aim: 1 }],
  [
    '1.6 Mbit/s, round trips of 150 ms',
    { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
    { bar: 0.95, aim: 0.9 },
  ],
];

/** What needs the core at once is compared with a page whose first load holds it. */
const WHOLE = 'everfetch with everfetch/core';
const overWhole = ({ preload }) => ({ bar: preload ? 1.05 : 1.15, aim: 1 });

/** The time of one visit, and what it leaves in both storages. */
async function visit({ browser, site }, { script, preload, first, over }, stored, network) {
  const context = await browser.newContext();
  try {
    await context.addInitScript(
      ([local, session]) => {
        Object.assign(localStorage, local);
        Object.assign(sessionStorage, session);
      },
      first
        ? [stored.tokens, {}]
        : [{ ...stored.tokens, ...stored.local }, over ? overdue(stored.session) : stored.session],
    );
    const page = await context.newPage();
    if (network) {
      const client = await context.newCDPSession(page);
      await client.send('Network.enable');
      await client.send('Network.emulateNetworkConditions', network);
    }
    await page.goto(`${site.url}/page/${script}${preload ? `?preload=${preload}` : ''}`, {
      waitUntil: 'commit',
    });
    await page.waitForFunction(() => /^\d/.test(document.title), undefined, { timeout: 30_000, polling: 20 });
    const [ms, user] = (await page.title()).split(' ');
    if (user !== 'ada') throw new Error(`${script} was answered as "${user}"`);
    const left = await page.evaluate(() => ({ local: { ...localStorage }, session: { ...sessionStorage } }));
    return { ms: Number(ms), left };
  } finally {
    await context.close();
  }
}

export const cold = {
  name: 'cold',
  title: 'cold start: navigation to the first answer, empty cache',
  async run(context) {
    const { site, scale } = context;
    const result = { rows: {}, bars: [] };
    const response = await fetch(`${site.url}/s/cold/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user: 'ada', mode: 'bearer' }),
    });
    const { accessToken, refreshToken } = await response.json();
    // Each visit with a token that is over renews the same session.
    await fetch(`${site.url}/s/cold/control/knobs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ rotate: false }),
    });
    const tokens = { accessToken, refreshToken };
    // As everfetch stored it during an earlier visit.
    const { left } = await visit(context, { script: 'cold-everfetch', first: true }, { tokens });
    const stored = { tokens, ...left };
    for (const [label, network, overAxios] of NETWORKS) {
      const samples = Object.fromEntries(Object.keys(PAGES).map((name) => [name, []]));
      for (let round = -1; round < scale(15); round++)
        for (const name of shuffled(Object.keys(PAGES))) {
          const { ms } = await visit(context, PAGES[name], stored, network);
          if (round >= 0) samples[name].push(ms);
        }
      const rows = compare(samples, 'axios');
      console.log(`\n${label}`);
      comparison(rows, 'ms');
      result.rows[label] = rows;
      for (const { name, ratio, median } of rows.slice(1)) {
        const page = PAGES[name];
        const need = page.first ? 'first visit' : page.over && 'token over';
        const whole = rows.find((row) => row.name === `${WHOLE}, ${need}`);
        result.bars.push({
          what: `cold start, ${name}, ${label}, over axios`,
          value: ratio,
          ...(name === 'everfetch (default)' && overAxios),
        });
        if (whole && whole.name !== name)
          result.bars.push({
            what: `cold start, ${name}, ${label}, over the whole core in the first load`,
            value: median / whole.median,
            ...overWhole(page),
          });
      }
    }
    return result;
  },
};
