// Clients that are generated from an OpenAPI file, on everfetch as on axios: in the answers, and on the wire. They are
// generated here, by each generator as its documentation calls it; their types hold against everfetch's; and on a session
// twenty requests that meet an expired token cost one refresh.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { generators } from './lib/generators.mjs';
import { plainServer } from './lib/plain-server.mjs';
import { compiles } from './lib/types.mjs';
import { ways } from './lib/ways.mjs';

/** The story of a client, in one file that asks for the axios of the folder. */
async function bundled(folder, name, source, axios) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(source, 'story.ts')],
    alias: {
      client: join(source, `${name}.ts`),
      ...(axios === 'axios' ? {} : { axios }),
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['axios', 'everfetch', 'form-data'],
    logLevel: 'error',
  });
  return outfile;
}

async function told(t, file) {
  const server = await plainServer();
  t.after(() => server.close());
  const printed = await runQuietly(process.execPath, [file, server.url], { timeout: 120_000 }).catch(
    ({ message, log }) => assert.fail(`${message}\n${log}`),
  );
  return { ...JSON.parse(printed.split('\n').findLast(Boolean)), wire: server.log };
}

for (const [name, { generate, skip }] of Object.entries(generators))
  test(name, { skip }, async (t) => {
    const folders = await ways('tests/matrix/generators', []);
    // Where `axios` has the types of everfetch, so that the compiler sees them too.
    const source = folders.alias;
    const output = join(source, 'generated', name);
    mkdirSync(output, { recursive: true });
    await generate(join(source, 'openapi.json'), output, source).catch(({ message, log }) =>
      assert.fail(`${message}\n${log}`),
    );
    const expected = await told(t, await bundled(folders.axios, name, source, 'axios'));
    assert.equal(expected.session, undefined);
    assert.deepEqual(
      expected.wire.map(({ method }) => method),
      ['GET', 'POST', 'GET', 'GET', 'POST'],
    );
    for (const [way, axios] of Object.entries({ everfetch: 'everfetch', alias: 'axios' })) {
      const { session, ...found } = await told(t, await bundled(folders[way], name, source, axios));
      assert.deepEqual(found, { main: expected.main, wire: expected.wire }, way);
      assert.deepEqual(session, { answered: 20, refreshes: 1, reused: 0 }, way);
    }
    // The client and its driver, where `axios` is @everfetch/axios.
    await compiles(source, name);
  });
