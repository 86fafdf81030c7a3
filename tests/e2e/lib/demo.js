// The demo's workbench as a test uses it: by its hooks, as a visitor would, waiting for what it shows.

import { mkdirSync } from 'node:fs';
import { test as base, expect } from './fixtures.js';
import { createSandbox, freshName } from './sandbox.js';
import { at } from '../../../scripts/lib/paths.mjs';

const SCREENSHOTS = at('artifacts', 'e2e', 'screenshots');

/** @param {import('@playwright/test').Page} page */
function createDemo(page, server) {
  const hook = (name) => page.getByTestId(name);
  const number = async (name) => Number(await hook(name).textContent());
  const demo = {
    page,
    server,
    hook,
    async open() {
      await page.goto(`${process.env.EVERFETCH_DEMO}workbench.html?s=${server.name}`);
      await demo.settled();
      // The minute that is chosen there may be over on a busy machine. Only a test ends a token. Each sign-in of the page
      // tells the server what is chosen.
      await hook('ttl').evaluate((select) => void (select.value = '600000'));
    },
    /** The page knows whether there is a session. */
    settled: () => expect(hook('session-state')).toHaveAttribute('data-state', /^(anonymous|active|ended)$/),
    expectState: (state) => expect(hook('session-state')).toHaveAttribute('data-state', state),
    async signIn(carrier = 'bearer', user = 'ada') {
      // The radio button itself is hidden behind its label.
      await hook(`carrier-${carrier}`).check({ force: true });
      await demo.settled();
      await hook('user').fill(user);
      await hook('sign-in').click();
      await demo.expectState('active');
    },
    async expire() {
      await hook('expire').click();
      await expect(hook('message')).toContainText('expired on the server');
    },
    /** Chooses a setting of the server, and waits until the server has it. */
    async set(name, label) {
      const details = hook('server-settings');
      if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
      const told = page.waitForResponse(
        (response) =>
          /\/control\/(knobs|kill)$/.test(response.url()) && response.request().method() === 'POST',
      );
      await hook(name).selectOption({ label });
      await told;
    },
    async fault(label) {
      await demo.set('refresh-fault', label);
      await expect(hook('message')).toContainText('The next refresh');
    },
    /** Does what starts a run, and waits until it is over and counted. @param {() => Promise<void>} start */
    async run(start) {
      const before = Number(await hook('timeline').getAttribute('data-finished'));
      await start();
      await expect(hook('timeline')).toHaveAttribute('data-finished', String(before + 1));
      const names = ['requests', 'answered', 'failed', 'refreshes', 'resent'].map((name) => `count-${name}`);
      const served = ['calls', 'refused', 'refreshes', 'reuse'].map((name) => `server-${name}`);
      const counts = await Promise.all([...names, ...served].map(number));
      return Object.fromEntries([...names, ...served].map((name, index) => [name, counts[index]]));
    },
    async send(count) {
      if (count) await hook('count').fill(String(count));
      return demo.run(() => hook('send').click());
    },
    /** How often each request of the last run was sent, as the page's table says. */
    async sends() {
      const details = hook('table-details');
      if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
      const rows = hook('table').locator('tr');
      await expect(rows).not.toHaveCount(0);
      const cells = await rows.locator('td:nth-child(2)').allTextContents();
      return cells.map(Number);
    },
    events: (name) => hook('events').locator(`[data-event="${name}"]`),
    /** A picture of the page, kept as an artefact. */
    async picture(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true, animations: 'disabled' });
    },
  };
  return demo;
}

export const test = base.extend({
  demo: async ({ page }, use) => {
    const server = createSandbox(process.env.EVERFETCH_API, freshName());
    const demo = createDemo(page, server);
    await demo.open();
    await use(demo);
  },
});

export { expect };
