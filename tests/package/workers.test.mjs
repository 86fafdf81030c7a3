// The packed package in workers, as modules and as classic scripts: each does the main job with its own session, in
// memory, and says so. Workers have no page storage and no import map.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { freshProject } from './lib/project.mjs';
import { canLoad, expected, inWorker, kinds, loads } from './lib/workers.mjs';

let api;
let folder;
let count = 0;
before(async () => {
  [api, folder] = await Promise.all([
    process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : startTestApi(),
    freshProject(),
  ]);
});
after(() => api.close?.());

for (const kind of Object.keys(kinds)) {
  for (const way of Object.keys(loads)) {
    if (!canLoad(kind, way)) continue;
    test(`h54 in a ${kind}, ${way} does the main job, in memory, and ends without a page to go to`, async (t) => {
      const base = `${api.url}/s/worker-${process.pid}-${++count}`;
      const { log, ...found } = await inWorker(t, kind, way, { base, folder });
      assert.deepEqual(found, expected);
      const { refresh } = await (await fetch(`${base}/control/counters`)).json();
      assert.equal(refresh.rotated, 1, 'fifty requests cost one refresh');
      assert.deepEqual(
        log.filter((line) => !/status of 401/.test(line)),
        [],
      );
    });
  }
}

test('a service worker without the core in it says what to import', async (t) => {
  const base = `${api.url}/s/worker-${process.pid}-${++count}`;
  await assert.rejects(
    inWorker(t, 'service worker', 'a module', { base, folder }),
    /cannot load a part of itself: a service worker imports 'everfetch\/core' too/,
  );
});
