// A chunk of the package: what is there at once, what is loaded when it is needed, and the address at which it is asked for
// again when it did not come. late-core.test.js has the package with it.
import { expect, onTestFinished, test, vi } from 'vitest';
import { VERSION } from '../../pkg-template/src/client/version.js';
import { createChunk } from '../../pkg-template/src/wasm/chunk.js';
import { later, turns } from './support/fake.js';

const PARTS = { name: 'parts' };
/** A chunk as it arrives. */
const chunkOf = (version = VERSION, open = () => PARTS) => ({ version, open });
const failed = (message, more) =>
  expect.objectContaining({
    code: 'ERR_CORE_UNAVAILABLE',
    retryable: true,
    message: expect.stringMatching(message),
    ...more,
  });
const rejection = async (chunk) => {
  try {
    await chunk.ready();
  } catch (error) {
    return error;
  }
};

/** What the addresses give that a chunk is asked for at again. @param {Record<string, () => any>} modules */
function serve(modules) {
  const asked = [];
  const again = async (address) => {
    asked.push(address);
    return modules[address]();
  };
  return { asked, again };
}

/** Where the script runs, by the words of the browser. */
function runsAt(stack) {
  const { Error } = globalThis;
  vi.stubGlobal(
    'Error',
    class extends Error {
      constructor(...args) {
        super(...args);
        this.stack = stack;
      }
    },
  );
}

test('what the entry has inside is there at once', () => {
  const chunk = createChunk('mine');
  const load = vi.fn();
  chunk.set({ parts: PARTS, load });
  expect([chunk.now(), chunk.ready(), load.mock.calls]).toEqual([PARTS, PARTS, []]);
});

test('what a page has imported beside the package is there at once, of its own name and version', () => {
  const key = Symbol.for('everfetch.mine');
  const [front, open] = [{}, vi.fn(() => PARTS)];
  onTestFinished(() => delete globalThis[key]);
  const chunk = createChunk('mine');
  chunk.set({ load: async () => chunkOf(), front });
  expect(chunk.now()).toBe(undefined);
  globalThis[key] = { '0.0.1': chunkOf('0.0.1') };
  expect(chunk.now()).toBe(undefined);
  globalThis[key][VERSION] = chunkOf(VERSION, open);
  const other = createChunk('other');
  other.set({ load: async () => chunkOf() });
  expect([other.now(), chunk.now(), chunk.ready(), chunk.now()]).toEqual([undefined, PARTS, PARTS, PARTS]);
  expect(open.mock.calls).toEqual([[front]]);
});

test('what has to be loaded is loaded once, and opened with what the page’s part has', async () => {
  const arriving = later();
  const [front, open] = [{}, vi.fn(() => PARTS)];
  const load = vi.fn(() => arriving.promise);
  const chunk = createChunk('mine');
  chunk.set({ load, front });
  expect([chunk.now(), load.mock.calls.length]).toEqual([undefined, 0]);
  const both = [chunk.ready(), chunk.ready()];
  expect(both[0]).toBe(both[1]);
  arriving.resolve(chunkOf(VERSION, open));
  expect(await Promise.all(both)).toEqual([PARTS, PARTS]);
  expect([chunk.now(), chunk.ready(), load.mock.calls.length, open.mock.calls]).toEqual([
    PARTS,
    PARTS,
    1,
    [[front]],
  ]);
  // Another source starts over.
  chunk.set({ load });
  expect(chunk.now()).toBe(undefined);
});

test('one that has failed is asked for again, at another address each time', async () => {
  const lost = new TypeError('Failed to fetch dynamically imported module: https://cdn.example/core-1a.js');
  const load = vi.fn(() => Promise.reject(lost));
  const { asked, again } = serve({
    'https://cdn.example/core-1a.js?retry=1': () => {
      throw new Error('offline');
    },
    'https://cdn.example/core-1a.js?retry=2': () => chunkOf(),
  });
  const chunk = createChunk('mine');
  chunk.set({ load, again });
  const first = chunk.ready();
  expect(chunk.ready()).toBe(first);
  const whole =
    /^everfetch cannot load a part of itself: TypeError: Failed .*core-1a\.js\. No session is lost; the next request that needs it tries again\. If the site was deployed meanwhile, reload the page$/;
  expect(await first.catch((error) => error)).toEqual(failed(whole, { cause: lost }));
  await turns();
  expect(await rejection(chunk)).toEqual(failed(/itself: /));
  expect(await chunk.ready()).toBe(PARTS);
  expect([asked, load.mock.calls.length]).toEqual([
    ['https://cdn.example/core-1a.js?retry=1', 'https://cdn.example/core-1a.js?retry=2'],
    1,
  ]);
});

test('an address with a query keeps it', async () => {
  const { asked, again } = serve({ 'http://cdn.example/core.js?v=3&retry=1': () => chunkOf() });
  const chunk = createChunk('mine');
  chunk.set({ load: () => Promise.reject(new Error('module: http://cdn.example/core.js?v=3')), again });
  await rejection(chunk);
  expect([await chunk.ready(), asked.length]).toEqual([PARTS, 1]);
});

/** The text of a bundle's loader, whatever it does. */
const loaderOf = (text, load) => Object.assign(load, { toString: () => text });

for (const [what, text, stack] of [
  [
    'Chromium',
    "() => import('./core-1a.js')",
    'Error\n    at addressOf (https://cdn.example/assets/app.js:1:5)',
  ],
  [
    'Chromium, outside of a function',
    '()=>import("./core-1a.js")',
    'Error\n    at https://cdn.example/assets/app.js:12:345',
  ],
  [
    'Firefox',
    '() => import(`./core-1a.js`)',
    'addressOf@https://cdn.example/assets/app.js:12:345\nload@https://cdn.example/x.js:1:1',
  ],
  [
    'a loader with blanks',
    '() => import( "./core-1a.js" )',
    'addressOf@https://cdn.example/assets/app.js:1:5',
  ],
])
  test(`where the error names no address, it is beside the script: ${what}`, async () => {
    const { asked, again } = serve({ 'https://cdn.example/assets/core-1a.js?retry=1': () => chunkOf() });
    const chunk = createChunk('mine');
    let count = 0;
    chunk.set({
      again,
      load: loaderOf(text, async () => {
        count++;
        throw new TypeError('error loading');
      }),
    });
    runsAt(stack);
    await rejection(chunk);
    expect([await chunk.ready(), asked.length, count]).toEqual([PARTS, 1, 1]);
  });

for (const [what, text, stack] of [
  [
    'a bundler with a loader of its own',
    '() => __load(12)',
    'Error\n    at addressOf (https://cdn.example/app.js:1:5)',
  ],
  ['a browser that does not say where it is', "() => import('./core.js')", 'Error: in app.js'],
  ['one without a stack', "() => import('./core.js')", undefined],
])
  test(`where no address is known, the loader is asked again: ${what}`, async () => {
    const answers = [() => Promise.reject(), async () => chunkOf()];
    const load = loaderOf(text, () => answers.shift()());
    const chunk = createChunk('mine');
    chunk.set({ load });
    runsAt(stack);
    expect(await rejection(chunk)).toEqual(failed(/itself: undefined\./));
    expect(await chunk.ready()).toBe(PARTS);
  });

test('a chunk of another version, and what is none, is refused by name, and looked for beside the script', async () => {
  const found = [chunkOf('0.0.1'), undefined];
  const texts = [
    `of version 0.0.1, and the page of ${VERSION}`,
    `of version undefined, and the page of ${VERSION}`,
  ];
  for (const [at, text] of texts.entries()) {
    const { asked, again } = serve({ 'https://cdn.example/core.js?retry=1': () => chunkOf() });
    const chunk = createChunk('mine');
    chunk.set({ load: loaderOf("() => import('./core.js')", async () => found[at]), again });
    runsAt('Error\n    at addressOf (https://cdn.example/app.js:1:5)');
    const error = await rejection(chunk);
    vi.unstubAllGlobals();
    expect(error).toEqual(failed(new RegExp(`itself: it is ${text.replaceAll('.', '\\.')}\\. No session`)));
    expect([await chunk.ready(), asked.length]).toEqual([PARTS, 1]);
  }
});

test('an address that is known stays, also when it gives something else for once', async () => {
  const { asked, again } = serve({
    'https://cdn.example/core.js?retry=1': () => chunkOf('0.0.1'),
    'https://cdn.example/core.js?retry=2': () => chunkOf(),
  });
  const chunk = createChunk('mine');
  chunk.set({
    again,
    load: loaderOf('() => __load(12)', () =>
      Promise.reject(new Error('module: https://cdn.example/core.js')),
    ),
  });
  await rejection(chunk);
  expect(await rejection(chunk)).toEqual(failed(/itself: it is of version 0\.0\.1/));
  expect([await chunk.ready(), asked.length]).toEqual([PARTS, 2]);
});

test('in a service worker nothing can be imported later, and what can be done is said', async () => {
  vi.stubGlobal('ServiceWorkerGlobalScope', class {});
  const cause = new TypeError('import() is disallowed on ServiceWorkerGlobalScope');
  const chunk = createChunk('mine');
  chunk.set({ load: () => Promise.reject(cause) });
  expect(await rejection(chunk)).toEqual(
    failed(/itself: a service worker imports 'everfetch\/core' too\. No/, { cause }),
  );
});
