// Plugins of axios, each doing its main job on everfetch as it does on axios: in the answers, and on the wire. Three ways:
// with axios; with everfetch imported by its own name, while the plugin has axios; and with everfetch under the name axios.
// On a session twenty requests that meet an expired token cost one refresh.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { plainServer } from './lib/plain-server.mjs';
import { compiles } from './lib/types.mjs';
import { ways } from './lib/ways.mjs';

const plugins = [
  'axios-retry',
  'axios-mock-adapter',
  'axios-cache-interceptor',
  'axios-rate-limit',
  'axios-hooks',
  'axios-logger',
  'axios-case-converter',
];

async function told(t, folder, name) {
  const server = await plainServer();
  t.after(() => server.close());
  const printed = await runQuietly(process.execPath, [join(folder, 'story.mjs'), name, server.url], {
    timeout: 120_000,
  }).catch(({ message, log }) => assert.fail(`${message}\n${log}`));
  return { ...JSON.parse(printed.split('\n').findLast(Boolean)), wire: server.log };
}

for (const name of plugins)
  test(name, async (t) => {
    const { axios, ...others } = await ways('tests/matrix/plugins', plugins);
    const expected = await told(t, axios, name);
    assert.equal(expected.session, undefined);
    for (const [way, folder] of Object.entries(others)) {
      const { session, ...found } = await told(t, folder, name);
      assert.deepEqual(found, { main: expected.main, wire: expected.wire }, way);
      assert.deepEqual(session, { answered: 20, refreshes: 1, reused: 0 }, way);
    }
  });

test('they take an instance by its types, where everfetch has the name axios', async () => {
  const { alias } = await ways('tests/matrix/plugins', plugins);
  await compiles(alias, 'types');
});
