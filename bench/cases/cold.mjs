// Cold start: from the navigation to the first answer, with an empty cache, a stored session and a live token.
// The same page three times, with everfetch's two entries and with axios.

import { compare, shuffled } from '../lib/stats.mjs';
import { comparison } from '../lib/table.mjs';

const PAGES = {
  axios: 'cold-axios',
  'everfetch (default)': 'cold-everfetch',
  'everfetch/streaming': 'cold-streaming',
};

const NETWORKS = [
  ['unthrottled', undefined],
  [
    '1.6 Mbit/s, round trips of 150 ms',
    { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
  ],
];

async function visit({ browser, site }, script, tokens, network) {
  const context = await browser.newContext();
  try {
    await context.addInitScript((given) => Object.assign(localStorage, given), tokens);
    const page = await context.newPage();
    if (network) {
      const client = await context.newCDPSession(page);
      await client.send('Network.enable');
      await client.send('Network.emulateNetworkConditions', network);
    }
    await page.goto(`${site.url}/page/${script}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => /^\d/.test(document.title), undefined, { timeout: 30_000, polling: 20 });
    const [ms, user] = (await page.title()).split(' ');
    if (user !== 'ada') throw new Error(`${script} was answered as "${user}"`);
    return Number(ms);
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
    for (const [label, network] of NETWORKS) {
      const samples = Object.fromEntries(Object.keys(PAGES).map((name) => [name, []]));
      for (let round = -1; round < scale(25); round++)
        for (const name of shuffled(Object.keys(PAGES))) {
          const ms = await visit(context, PAGES[name], { accessToken, refreshToken }, network);
          if (round >= 0) samples[name].push(ms);
        }
      const rows = compare(samples, 'axios');
      console.log(`\n${label}`);
      comparison(rows, 'ms');
      result.rows[label] = rows;
      for (const { name, ratio } of rows.slice(1))
        result.bars.push({
          what: `cold start, ${name}, ${label}, over axios`,
          value: ratio,
          bar: 1.1,
          aim: 0.95,
        });
    }
    return result;
  },
};
