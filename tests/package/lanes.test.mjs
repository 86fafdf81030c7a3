// How `npm test` runs two suites at a time: which begins when, and that what they print and start is kept apart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLanes, scope, within } from '../../scripts/lib/lanes.mjs';
import { run, stopAll } from '../../scripts/lib/run.mjs';

/** Runs suites whose ends the test decides. */
function controlled(suites, lanes) {
  const begun = [];
  const ends = new Map();
  const done = inLanes(suites, lanes, (suite) => {
    begun.push(suite.name);
    return new Promise((resolve) => ends.set(suite.name, resolve));
  });
  const end = async (name) => {
    ends.get(name)();
    await new Promise(setImmediate);
  };
  return { begun, end, done };
}

test('what others need begins first, then pages, and never two that use the same', async () => {
  const suites = [
    { name: 'format' },
    { name: 'clippy', uses: 'cargo' },
    { name: 'build', uses: 'cargo' },
    { name: 'face', needs: 'build' },
    { name: 'e2e', needs: 'build', uses: 'pages' },
    { name: 'tabs', needs: 'build', uses: 'pages' },
  ];
  const { begun, end, done } = controlled(suites, 2);
  assert.deepEqual(begun, ['build', 'format']);
  await end('format');
  assert.deepEqual(begun, ['build', 'format'], 'clippy waits for Cargo, the others for the build');
  await end('build');
  assert.deepEqual(begun.slice(2), ['e2e', 'clippy']);
  await end('clippy');
  await end('face');
  assert.deepEqual(begun.slice(4), ['face'], 'the tabs wait for the other pages');
  await end('e2e');
  assert.deepEqual(begun.slice(5), ['tabs']);
  await end('tabs');
  await done;
});

test('one at a time keeps the order, but for what others need', async () => {
  const suites = [{ name: 'a' }, { name: 'b', needs: 'c' }, { name: 'c' }, { name: 'd', uses: 'pages' }];
  const { begun, end, done } = controlled(suites, 1);
  for (const name of ['c', 'a', 'b', 'd']) await end(name);
  await done;
  assert.deepEqual(begun, ['c', 'a', 'b', 'd']);
});

test('a suite that breaks ends the run with its error', async () => {
  const broken = inLanes([{ name: 'a' }], 2, () => Promise.reject(new Error('broken')));
  await assert.rejects(broken, /broken/);
});

const scopeOf = (name) => {
  const written = [];
  const of = { env: { NAME: name }, write: (text) => written.push(String(text)), children: new Set() };
  return { of, text: () => written.join('') };
};
const script = 'console.log("out " + process.env.NAME); console.error("err " + process.env.NAME)';

test('the output and the variables of two suites do not mix', async () => {
  const scopes = [scopeOf('one'), scopeOf('two')];
  const seen = [];
  const codes = await Promise.all(
    scopes.map(({ of }) =>
      within(of, () =>
        run(process.execPath, ['-e', script], {
          onOutput: (text) => seen.push([scope()?.env.NAME, text.trim()]),
        }),
      ),
    ),
  );
  assert.deepEqual(codes, [0, 0]);
  for (const [index, name] of ['one', 'two'].entries()) {
    const lines = scopes[index].text().trim().split('\n').sort();
    assert.deepEqual(lines, [`err ${name}`, `out ${name}`]);
    assert.equal(scopes[index].of.children.size, 0, 'an ended program is forgotten');
  }
  for (const [name, text] of seen) assert.equal(text, `out ${name}`, 'a listener belongs to its suite');
});

test('a suite that hangs is stopped without the other one', { timeout: 60_000 }, async () => {
  const [hung, other] = [scopeOf('hung'), scopeOf('other')];
  const forever = within(hung.of, () => run(process.execPath, ['-e', 'setInterval(() => {}, 1000)']));
  const waits = within(other.of, () =>
    run(process.execPath, [
      '-e',
      'console.log("ready"); process.once("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000)',
    ]),
  );
  stopAll('SIGKILL', hung.of.children);
  assert.notEqual(await forever, 0);
  assert.equal(other.of.children.size, 1);
  while (!other.text().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
  stopAll('SIGTERM', other.of.children);
  assert.equal(await waits, 7);
});
