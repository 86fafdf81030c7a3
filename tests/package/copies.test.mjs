// Two copies of the package on one page: the application's own and that of a library, or of another bundle. They must not
// make two sessions of one, whether they are of one version or of two that know nothing of each other.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { PATIENCE } from '../e2e/lib/patience.js';
import { finished } from './lib/page.mjs';

let api;
let count = 0;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

/** The files of a second copy, in a folder of its own. @param {(text: string) => string} change */
const copy = (change) =>
  Object.fromEntries(
    ['index.js', 'core.js', 'rare.js'].map((name) => [
      `/copy/${name}`,
      { headers: { 'Content-Type': 'text/javascript' }, body: change(readFileSync(at('pkg', name), 'utf8')) },
    ]),
  );

const JOB = `
  import one from './index.js';
  import two from './copy/index.js';
  const base = new URLSearchParams(location.search).get('api');
  const finish = (text) => fetch('/outcome', { method: 'POST', body: text });
  const job = async () => {
    const [first, second] = [one, two].map((lib) =>
      lib.create({ baseURL: base, session: { refresh: '/auth/refresh' } }));
    // Only the test ends a token, however long a busy machine takes.
    await one.post(base + '/control/knobs', { accessTtl: 600_000 });
    await first.session.ready();
    const { data } = await one.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
    await first.session.signIn(data);
    const limit = performance.now() + ${PATIENCE};
    while (!second.session.isSignedIn && performance.now() < limit) {
      await second.session.ready();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const joined = second.session.isSignedIn;
    await one.post(base + '/control/expire');
    const requests = Array.from({ length: 20 }, (_, index) => (index % 2 ? first : second).get('/api/me'));
    const answered = (await Promise.allSettled(requests)).filter(({ status }) => status === 'fulfilled').length;
    const counters = (await one.get(base + '/control/counters')).data;
    const ended = new Promise((resolve) => second.session.on('ended', ({ reason }) => resolve(reason)));
    await first.session.signOut();
    // A page gets no storage event for what it has written itself, so the other copy sees it when it is next used:
    // the request goes without the token.
    const next = await second.get('/api/me').then(() => 'answered', ({ response }) => response?.status);
    const told = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ${PATIENCE}, 'nothing'))]);
    return {
      isOther: one !== two, joined, answered, next, told, isSignedIn: second.session.isSignedIn,
      refreshes: counters.refresh.calls, reused: counters.reuseDetected,
    };
  };
  job().then((result) => finish('done ' + JSON.stringify(result)), (error) => finish('failed ' + error.stack));`;

const versions = {
  'of one version': (text) => text,
  'of versions that share no live session': (text) =>
    text.replaceAll('everfetch.sessions.', 'everfetch.sessions.other.'),
};

for (const [name, change] of Object.entries(versions)) {
  test(`h144_two_copies_${name.replaceAll(' ', '_')}_have_one_session_on_a_page`, async (t) => {
    const given = copy(change);
    const differs = given['/copy/index.js'].body !== readFileSync(at('pkg', 'index.js'), 'utf8');
    const differsInCore = given['/copy/core.js'].body !== readFileSync(at('pkg', 'core.js'), 'utf8');
    assert.equal(differs || differsInCore, name !== 'of one version');
    const { log: _, ...found } = await finished(t, JOB, {
      base: `${api.url}/s/copies-${process.pid}-${++count}`,
      given,
    });
    assert.deepEqual(found, {
      isOther: true,
      joined: true,
      answered: 20,
      next: 401,
      told: 'signedOut',
      isSignedIn: false,
      refreshes: 1,
      reused: 0,
    });
  });
}
