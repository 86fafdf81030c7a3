// An application on the crate, in Chromium: what a user of the crate builds does the main job, tells what has happened to
// its session, finds it again after a reload and in another tab, and leaves all tabs at once. EXAMPLE names the framework:
// yew, leptos or dioxus.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { newPage, serve } from '../package/lib/browser.mjs';

const framework = process.env.EXAMPLE ?? 'yew';

let api;
let count = 0;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

/** The application with a server of its own. */
async function open(t) {
  const base = `${api.url}/s/${framework}-${process.pid}-${++count}`;
  const address = `${await serve(t, at('examples', framework))}/index.html?api=${encodeURIComponent(base)}`;
  const page = await newPage(t);
  await page.goto(address);
  const control = (what) => fetch(`${base}/control/${what}`, { method: 'POST' });
  const counters = async () => (await fetch(`${base}/control/counters`)).json();
  return { page, address, control, counters };
}

const button = (page, name) => page.getByRole('button', { name });
const history = (page) => page.locator('#history li').allTextContents();
/** The page shows the state, in each of the components that follow the session. */
const reaches = async (page, state) => {
  await page.waitForFunction((state) => document.querySelector('#state')?.textContent === state, state);
  const isOut = /anonymous|ended/.test(state);
  await page.getByText(isOut ? 'Please sign in.' : 'You are signed in.').waitFor();
};

async function signIn(page) {
  await page.getByLabel('Name').fill('grace');
  await button(page, 'Sign in').click();
  await reaches(page, 'active');
}

test('fifty requests meet an expired token: one refresh, all answered, and the history says so', async (t) => {
  const { page, control, counters } = await open(t);
  await reaches(page, 'anonymous');
  await signIn(page);
  await control('expire');
  await button(page, 'Load').click();
  await page.locator('#items li').nth(49).waitFor();
  const items = await page.locator('#items li').allTextContents();
  assert.deepEqual([items.length, items[0], items[49]], [50, 'Item 1: 10', 'Item 50: 23']);
  assert.deepEqual(await history(page), ['signed in', 'token renewed']);
  const { refresh, unauthorized, reuseDetected } = await counters();
  assert.deepEqual([refresh.calls, unauthorized, reuseDetected], [1, 50, 0]);
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a reload and another tab find the session; signing out ends it in both, and each is told once', async (t) => {
  const { page, address, counters } = await open(t);
  await signIn(page);
  await page.reload();
  await reaches(page, 'active');
  const other = await page.context().newPage();
  await other.goto(address);
  await reaches(other, 'active');
  await button(page, 'Sign out').click();
  await Promise.all([reaches(page, 'ended'), reaches(other, 'ended')]);
  for (const tab of [page, other]) {
    assert.deepEqual(
      (await history(tab)).filter((line) => line.startsWith('ended')),
      ['ended: signedOut'],
    );
    assert.equal(await button(tab, 'Sign in').count(), 1);
  }
  assert.equal((await counters()).refresh.calls, 0);
});

test('a session that the server has ended is over: the error names it, and the form is back', async (t) => {
  const { page, control } = await open(t);
  await signIn(page);
  await control('kill');
  await control('expire');
  await button(page, 'Load').click();
  await reaches(page, 'ended');
  assert.match(await page.getByRole('alert').textContent(), /\(ERR_SESSION_ENDED\)$/);
  assert.deepEqual(await history(page), ['signed in', 'ended: refused']);
  await signIn(page);
  await button(page, 'Load').click();
  await page.locator('#items li').nth(49).waitFor();
});
