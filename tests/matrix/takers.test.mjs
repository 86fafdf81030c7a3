// `everfetch/fetch` of the packed package as the `fetch` of the libraries that take one: each does its main job on an
// expired token, with one refresh, and gets the API's own refusal once the session is over.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { project } from './lib/project.mjs';

for (const name of ['apollo', 'urql', 'graphql-request', 'openapi-fetch', 'trpc', 'swr', 'ai'])
  test(`${name} through createFetch`, async () => {
    const root = await project('tests/matrix/takers');
    const printed = await runQuietly(process.execPath, [join(root, `${name}.mjs`)], {
      timeout: 60_000,
    }).catch(({ message, log }) => assert.fail(`${message}\n${log}`));
    assert.match(printed, /told/);
  });
