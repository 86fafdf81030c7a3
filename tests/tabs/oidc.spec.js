// The refresh grant against a certified OAuth server that rotates refresh tokens and revokes the grant of one that
// is used twice.

import { startOidc } from './lib/oidc.js';
import { createOpener, expect, test } from './lib/test.js';
import { until } from './lib/wait.js';

const TABS = 5;
const REQUESTS = 200;
/** How many requests a tab has open at the most. */
const OPEN = 20;
const LIFETIME = 2;
const LIFETIMES = 10;

test('h41_five_tabs_send_200_requests_each_through_ten_token_lifetimes_of_oidc_provider', async ({
  fastBrowser,
  site,
}) => {
  test.setTimeout(300_000);
  const oidc = await startOidc({ lifetime: LIFETIME });
  const lab = createOpener(fastBrowser, { base: oidc.url, origin: site.url });
  try {
    const setup = {
      session: { refresh: { url: '/token', format: 'form', clientId: oidc.clientId }, refreshAhead: 0 },
    };
    const first = await lab.open(setup);
    await first.run((tokens) => window.lab.api.session.signIn(tokens), await oidc.grant());
    const tabs = [first];
    while (tabs.length < TABS) tabs.push(await lab.open(setup));
    for (const tab of tabs) expect(await tab.ready()).toBe('active');

    const began = performance.now();
    const spread = (LIFETIMES + 1) * LIFETIME * 1000;
    const working = Promise.all(
      tabs.map((tab) =>
        tab.run(
          async ([count, spread, most]) => {
            const calls = [];
            const open = new Set();
            while (calls.length < count || !window.isOver) {
              const call = window.lab.call('/api/resource');
              calls.push(call);
              open.add(call);
              void call.then(() => open.delete(call));
              await new Promise((resolve) => setTimeout(resolve, spread / count));
              // A machine that cannot keep up gets no more than it can take.
              if (open.size >= most) await Promise.race(open);
            }
            return Promise.all(calls);
          },
          [REQUESTS, spread, OPEN],
        ),
      ),
    );
    const { counts, sends } = oidc;
    // On a busy machine that takes more requests: a token is renewed by the first one after its end.
    await until(() => counts.refreshes >= LIFETIMES, 200_000, `${LIFETIMES} refreshes`);
    await Promise.all(tabs.map((tab) => tab.run(() => void (window.isOver = true))));
    const settled = (await working).flat();
    const lifetimes = (performance.now() - began) / 1000 / LIFETIME;
    console.log(
      `${settled.length} requests of ${TABS} tabs: ${counts.refreshes} refreshes, ${counts.refused} answers 401, ` +
        `the slowest took ${Math.round(Math.max(...settled.map(({ took }) => took)))} ms`,
    );
    expect(settled.length).toBeGreaterThanOrEqual(TABS * REQUESTS);
    // A request is sent twice at the most. Where that takes half a lifetime, the machine lets both tokens end on the way.
    const refused = settled.filter(({ status }) => status !== 200);
    expect(refused.filter(({ took }) => took < (LIFETIME * 1000) / 2)).toEqual([]);
    expect(counts.errors).toEqual([]);
    expect(counts.revoked).toBe(0);
    // One refresh for each lifetime, and not one for each tab.
    expect(counts.refreshes).toBeLessThanOrEqual(lifetimes + 3);
    expect([...sends.values()].filter((times) => times > 2)).toEqual([]);
  } finally {
    await lab.close();
    await oidc.close();
  }
});
