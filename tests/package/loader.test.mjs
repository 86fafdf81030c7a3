// The loader, with a module of eight bytes and hand-made glue: synchronous at the first use, asynchronous where it
// has to be, anew after a trap, again after a failure, and a sentence for each way in which it can fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** A loader with state of its own, and glue that counts. */
async function freshLoader(sources) {
  const loader = await import(`../../pkg-template/src/wasm/loader.js?${Math.random()}`);
  const glue = { made: 0 };
  const make = () => {
    glue.made++;
    return { number: glue.made, imports: {}, start: (instance) => assert.ok(instance) };
  };
  loader.setLoader({ make, ...sources });
  return { ...loader, glue };
}

/** Replaces members of an object for one test. */
function replace(t, object, members) {
  for (const [name, value] of Object.entries(members)) {
    const before = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    t.after(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
  }
}

/** As Chrome before 115 does for modules above 4 kB. */
function refuseSync(t) {
  const refuse = () => {
    throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
  };
  replace(t, WebAssembly, { Module: refuse, Instance: refuse });
}

test('nothing happens before the first call, and then the core is there at once', async () => {
  let asked = 0;
  const sync = () => (asked++, empty);
  const { coreNow, coreReady, glue } = await freshLoader({ sync, async: sync });
  assert.deepEqual([asked, glue.made], [0, 0]);
  const core = coreNow();
  assert.equal(core.number, 1);
  assert.equal(coreNow(), core);
  assert.equal(await coreReady(), core);
  assert.deepEqual([asked, glue.made], [1, 1]);
});

test('where the browser refuses to compile synchronously, the first call waits and later ones do not', async (t) => {
  refuseSync(t);
  const { coreNow, coreReady, glue } = await freshLoader({ sync: () => empty, async: () => empty });
  assert.equal(coreNow(), undefined);
  const [one, two] = await Promise.all([coreReady(), coreReady()]);
  assert.equal(one, two);
  assert.equal(coreNow(), one);
  assert.equal(glue.made, 1);
});

test('a fresh instance replaces the old one, synchronously and where that is refused', async (t) => {
  const { coreNow, coreReady, renewCore } = await freshLoader({ sync: () => empty, async: () => empty });
  const first = coreNow();
  renewCore();
  const second = coreNow();
  assert.notEqual(second, first);
  assert.equal(coreNow(), second);
  refuseSync(t);
  renewCore();
  assert.equal(coreNow(), undefined);
  const third = await coreReady();
  assert.notEqual(third, second);
  assert.equal(coreNow(), third);
});

test('bytes are compiled once, however often the core is renewed', async () => {
  let asked = 0;
  const { coreNow, renewCore } = await freshLoader({ sync: () => (asked++, empty), async: () => empty });
  for (let round = 0; round < 5; round++, renewCore()) coreNow();
  assert.equal(asked, 1);
});

test('a Content-Security-Policy that forbids WebAssembly is named, with the cure', async (t) => {
  const message = "Refused to compile WebAssembly because 'unsafe-eval' is not an allowed source";
  const forbid = function () {
    throw new WebAssembly.CompileError(message);
  };
  replace(t, WebAssembly, { Module: forbid });
  const { coreNow, coreReady } = await freshLoader({ sync: () => empty, async: () => empty });
  const expected = { code: 'ERR_CORE_UNAVAILABLE', message: /'wasm-unsafe-eval'.*script-src/ };
  assert.throws(coreNow, expected);
  await assert.rejects(coreReady(), expected);
});

const refusals = [
  ["Refused because 'unsafe-eval' is not allowed", 'https:', /the page's Content-Security-Policy/],
  [
    "violates the document's Content Security Policy",
    'moz-extension:',
    /content_security_policy\.extension_pages/,
  ],
  [
    "Refused because 'unsafe-eval' is not allowed",
    'chrome-extension:',
    /content_security_policy\.extension_pages/,
  ],
  ['WebAssembly.Module(): Wasm code generation disallowed by embedder', 'https:', /this platform forbids it/],
];
for (const [said, protocol, message] of refusals)
  test(`where a policy stands is said as the platform has it: ${said}, ${protocol}`, async (t) => {
    const forbid = function () {
      throw new WebAssembly.CompileError(said);
    };
    replace(t, WebAssembly, { Module: forbid });
    replace(t, globalThis, { location: { protocol } });
    const { coreNow } = await freshLoader({ sync: () => empty, async: () => empty });
    assert.throws(coreNow, { code: 'ERR_CORE_UNAVAILABLE', message });
  });

test('missing WebAssembly is named', async (t) => {
  replace(t, globalThis, { WebAssembly: undefined });
  const { coreNow, coreReady } = await freshLoader({ sync: () => empty, async: () => empty });
  assert.throws(coreNow, { code: 'ERR_CORE_UNAVAILABLE', message: /WebAssembly switched off/ });
  await assert.rejects(coreReady(), { code: 'ERR_CORE_UNAVAILABLE' });
});

const answer = (body, status, type) =>
  new Response(body, { status, headers: type ? { 'Content-Type': type } : {} });

for (const [what, response, message] of [
  [
    'HTML instead of the wasm',
    () => answer('<!doctype html>', 200, 'text/html'),
    /answered 200 \(text\/html\), which is no WebAssembly/,
  ],
  ['a 404', () => answer('no', 404, 'text/plain'), /answered 404 \(text\/plain\) instead of the wasm/],
  ['wrong bytes of the right type', () => answer('<!doctype html>', 200, 'application/wasm'), /CompileError/],
  ['an empty answer', () => answer('', 200, 'text/plain'), /which is no WebAssembly/],
]) {
  test(`${what} is a clear error, and the next call tries again`, async () => {
    const answers = [response(), answer(empty, 200, 'application/wasm')];
    const { coreNow, coreReady } = await freshLoader({ async: () => answers.shift() });
    assert.equal(coreNow(), undefined);
    await assert.rejects(coreReady(), { code: 'ERR_CORE_UNAVAILABLE', message });
    const core = await coreReady();
    assert.equal(coreNow(), core);
  });
}

test('a lost connection is a clear error with its cause, and the next call tries again', async () => {
  const lost = new TypeError('Failed to fetch');
  let calls = 0;
  const load = async () => {
    if (++calls === 1) throw lost;
    return empty;
  };
  const { coreReady } = await freshLoader({ async: load });
  await assert.rejects(coreReady(), {
    code: 'ERR_CORE_UNAVAILABLE',
    cause: lost,
    message: /Failed to fetch/,
  });
  assert.ok(await coreReady());
});

test('a module that is compiled already is taken as it is', async () => {
  const { coreReady } = await freshLoader({ async: () => new WebAssembly.Module(empty) });
  assert.ok(await coreReady());
});

test('a wrong Content-Type costs nothing but the streaming', async () => {
  const { coreReady } = await freshLoader({ async: () => answer(empty, 200, 'application/octet-stream') });
  assert.ok(await coreReady());
});

test('a load that a renewal overtook does not bring the old instance back', async () => {
  let deliver;
  const { coreNow, coreReady, renewCore } = await freshLoader({
    async: () => new Promise((resolve) => (deliver = resolve)),
  });
  const old = coreReady();
  const sendOld = deliver;
  renewCore();
  const current = coreReady();
  deliver(empty);
  const core = await current;
  sendOld(empty);
  assert.notEqual(await old, core);
  assert.equal(coreNow(), core);
});
