// The loader, with a module of eight bytes and hand-made glue: synchronous at the first use, asynchronous where it
// has to be, anew after a trap, again after a failure, and a sentence for each way in which it can fail.

import { expect, test, vi } from 'vitest';
import { VERSION } from '../../pkg-template/src/client/version.js';

const { Instance } = WebAssembly;
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** A loader with state of its own, and glue that counts. */
async function freshLoader(sources) {
  vi.resetModules();
  const loader = await import('../../pkg-template/src/wasm/loader.js');
  const glue = { made: 0, started: [] };
  const start = (instance) => {
    if (!(instance instanceof Instance)) throw new Error('no instance');
    glue.started.push(instance);
  };
  const make = () => {
    glue.made++;
    return { number: glue.made, imports: {}, start };
  };
  loader.setLoader({ make, ...sources });
  return { ...loader, glue };
}

const failed = (message, more) =>
  expect.objectContaining({ code: 'ERR_CORE_UNAVAILABLE', message: expect.stringMatching(message), ...more });

/** What a call throws. */
const thrown = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
};

/** WebAssembly with some members that are others. */
const replace = (members) => vi.stubGlobal('WebAssembly', Object.assign(Object.create(WebAssembly), members));

/** As Chrome before 115 does for modules above 4 kB. */
function refuseSync() {
  const refuse = function () {
    throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
  };
  replace({ Module: refuse, Instance: refuse });
}

test('nothing happens before the first call, and then the core is there at once', async () => {
  let asked = 0;
  const sync = () => (asked++, empty);
  const { coreNow, coreReady, glue } = await freshLoader({ sync, async: sync });
  expect([asked, glue.made]).toEqual([0, 0]);
  const core = coreNow();
  expect(core.number).toBe(1);
  expect(coreNow()).toBe(core);
  expect(await coreReady()).toBe(core);
  expect([asked, glue.made]).toEqual([1, 1]);
});

test('where the browser refuses to compile synchronously, the first call waits and later ones do not', async () => {
  refuseSync();
  const sync = vi.fn(() => empty);
  const { coreNow, coreReady, glue } = await freshLoader({ sync, async: async () => empty });
  // It is tried once.
  expect([coreNow(), coreNow(), sync.mock.calls.length]).toEqual([undefined, undefined, 1]);
  const [one, two] = await Promise.all([coreReady(), coreReady()]);
  expect(one).toBe(two);
  expect(coreNow()).toBe(one);
  expect(glue.made).toBe(1);
});

test('a fresh instance replaces the old one, synchronously and where that is refused', async () => {
  const { coreNow, coreReady, renewCore } = await freshLoader({ sync: () => empty, async: () => empty });
  const first = coreNow();
  renewCore();
  const second = coreNow();
  expect(second).not.toBe(first);
  expect(coreNow()).toBe(second);
  refuseSync();
  renewCore();
  expect(coreNow()).toBe(undefined);
  const third = await coreReady();
  expect(third).not.toBe(second);
  expect(coreNow()).toBe(third);
});

test('bytes are compiled once, however often the core is renewed', async () => {
  let asked = 0;
  const { coreNow, renewCore } = await freshLoader({ sync: () => (asked++, empty), async: () => empty });
  for (let round = 0; round < 5; round++, renewCore()) coreNow();
  expect(asked).toBe(1);
});

test('a Content-Security-Policy that forbids WebAssembly is named, with the cure', async () => {
  const cause = new WebAssembly.CompileError(
    "Refused to compile because 'unsafe-eval' is not an allowed source",
  );
  replace({
    Module: function () {
      throw cause;
    },
  });
  const { coreNow, coreReady } = await freshLoader({ sync: () => empty, async: () => empty });
  const expected = failed(/the page's .*'wasm-unsafe-eval'.*script-src$/, { cause });
  expect(thrown(coreNow)).toEqual(expected);
  await expect(coreReady()).rejects.toEqual(expected);
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
  test(`where a policy stands is said as the platform has it: ${said}, ${protocol}`, async () => {
    const forbid = function () {
      throw new WebAssembly.CompileError(said);
    };
    replace({ Module: forbid });
    vi.stubGlobal('location', { protocol });
    const { coreNow } = await freshLoader({ sync: () => empty, async: () => empty });
    expect(thrown(coreNow)).toEqual(failed(message));
  });

test('missing WebAssembly is named', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const load = vi.fn(() => empty);
  const { coreNow, coreReady } = await freshLoader({ sync: () => empty, async: load });
  expect(thrown(coreNow)).toEqual(failed(/WebAssembly switched off$/));
  await expect(coreReady()).rejects.toEqual(failed(/: this browser has WebAssembly switched off$/));
  // Nothing is asked for in vain.
  expect(load).not.toHaveBeenCalled();
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
    expect(coreNow()).toBe(undefined);
    await expect(coreReady()).rejects.toEqual(failed(message));
    const core = await coreReady();
    expect(coreNow()).toBe(core);
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
  await expect(coreReady()).rejects.toEqual(failed(/core: TypeError: Failed to fetch$/, { cause: lost }));
  expect(await coreReady()).toBeTruthy();
});

test('a loader that fails without an error is a clear one too', async () => {
  const { coreReady } = await freshLoader({ async: () => Promise.reject() });
  await expect(coreReady()).rejects.toEqual(failed(/core: undefined$/));
});

test('a module that is compiled already is taken as it is', async () => {
  const { coreReady } = await freshLoader({ async: () => new WebAssembly.Module(empty) });
  expect(await coreReady()).toBeTruthy();
});

test('a wrong Content-Type costs nothing but the streaming', async () => {
  const { coreReady } = await freshLoader({ async: () => answer(empty, 200, 'application/octet-stream') });
  expect(await coreReady()).toBeTruthy();
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
  expect(await old).not.toBe(core);
  expect(coreNow()).toBe(core);
});

test('an answer is streamed into the compiler where its type is the right one', async () => {
  const compileStreaming = vi.fn(async () => new WebAssembly.Module(empty));
  replace({ compileStreaming });
  const right = answer(empty, 200, 'application/wasm');
  const { coreReady } = await freshLoader({ async: () => right });
  expect((await coreReady()).number).toBe(1);
  expect(compileStreaming.mock.calls).toEqual([[right]]);
  for (const other of [answer(empty, 200), answer(empty, 200, 'text/plain')])
    expect((await (await freshLoader({ async: () => other })).coreReady()).number).toBe(1);
  expect(compileStreaming).toHaveBeenCalledTimes(1);
});

test('a browser that cannot stream compiles the bytes', async () => {
  replace({ compileStreaming: undefined });
  const { coreReady } = await freshLoader({ async: () => answer(empty, 200, 'application/wasm') });
  expect((await coreReady()).number).toBe(1);
});

test('what answered is named: the address where there is one, and the type that is missing', async () => {
  const named = answer('no', 503);
  Object.defineProperty(named, 'url', { value: 'https://cdn.example/everfetch.wasm' });
  named.headers.delete('Content-Type');
  const { coreReady } = await freshLoader({ async: () => named });
  const whole =
    /^everfetch cannot start its WebAssembly core: https:\/\/cdn\.example\/everfetch\.wasm answered 503 \(no Content-Type\) instead/;
  await expect(coreReady()).rejects.toEqual(failed(whole));
  const unnamed = await freshLoader({ async: () => answer('no', 404, 'text/plain') });
  await expect(unnamed.coreReady()).rejects.toEqual(failed(/core: the server answered 404/));
});

test('what was compiled is kept over a renewal, and is not loaded again', async () => {
  let asked = 0;
  const { coreNow, coreReady, renewCore, glue } = await freshLoader({ async: () => (asked++, empty) });
  await coreReady();
  renewCore();
  const second = coreNow();
  expect([second.number, asked]).toEqual([2, 1]);
  // Where the browser refuses to make instances at once, too.
  refuseSync();
  renewCore();
  expect(coreNow()).toBe(undefined);
  expect([await coreReady(), asked]).toEqual([coreNow(), 1]);
  expect(new Set(glue.started).size).toBe(3);
});

test('another loader starts over', async () => {
  const loader = await freshLoader({ sync: () => empty, async: () => empty });
  const first = loader.coreNow();
  const make = () => ({ number: 'other', imports: {}, start() {} });
  const sync = vi.fn(() => empty);
  loader.setLoader({ make, sync, async: sync });
  expect([loader.coreNow().number, first.number, sync.mock.calls.length]).toEqual(['other', 1, 1]);
  // One that was refused is not.
  refuseSync();
  loader.renewCore();
  expect(loader.coreNow()).toBe(undefined);
  vi.unstubAllGlobals();
  loader.setLoader({ make, sync, async: sync });
  expect(loader.coreNow().number).toBe('other');
  const given = formOf();
  loader.setLoader({ form: given });
  expect(loader.coreNow().number).toBe('of the form');
  loader.setLoader({ make, sync, async: sync });
  expect((await loader.coreReady()).number).toBe('other');
});

/** The core as JavaScript, as its file exports it. */
const formOf = (version = VERSION) => ({
  version,
  makeCore() {
    const glue = { number: 'of the form', imports: { a: 1 }, start: (instance) => (glue.started = instance) };
    return glue;
  },
  instantiate: (imports) => ({ exports: imports }),
});

test('the form is instantiated with what its own glue gives, and anew after a renewal', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const loader = await freshLoader({});
  loader.setLoader({ form: formOf() });
  const first = loader.coreNow();
  expect(first.started).toEqual({ exports: first.imports });
  expect(loader.coreNow()).toBe(first);
  loader.renewCore();
  const second = await loader.coreReady();
  expect(second).not.toBe(first);
  expect(loader.coreNow()).toBe(second);
});

/** No compiler, no memory for another instance, and a policy. */
const hopeless = {
  'no WebAssembly': () => vi.stubGlobal('WebAssembly', undefined),
  'a RangeError': () => {
    const refuse = function () {
      throw new RangeError('could not allocate memory');
    };
    replace({ Module: refuse, Instance: refuse, instantiate: refuse });
  },
  'a policy': () => {
    const refuse = function () {
      throw new WebAssembly.CompileError('violates the Content Security Policy');
    };
    replace({ Module: refuse, compile: refuse });
  },
};

for (const [name, refuse] of Object.entries(hopeless))
  test(`the form takes the core’s place, once it has come: ${name}`, async () => {
    const attempts = [];
    const answers = [() => Promise.reject(new Error('offline')), () => formOf('0.0.1'), () => formOf()];
    const javascript = async (count) => (attempts.push(count), answers[attempts.length - 1]());
    const { coreNow, coreReady, renewCore, glue } = await freshLoader({
      sync: () => empty,
      async: () => empty,
      javascript,
    });
    refuse();
    expect(coreNow()).toBe(undefined);
    const first = await coreReady().catch((error) => error);
    expect(first).toEqual(
      failed(
        /; and core-js\.js, .* did not load \(Error: offline\): serve it .*, or import 'everfetch\/javascript'$/,
      ),
    );
    expect(first.cause.message).toBe('offline');
    await expect(coreReady()).rejects.toEqual(
      failed(`did not load \\(Error: it is of version 0\\.0\\.1, the script of ${VERSION}\\)`),
    );
    const core = await coreReady();
    expect([core.number, coreNow()]).toEqual(['of the form', core]);
    renewCore();
    expect(coreNow()).not.toBe(core);
    expect([coreNow().number, attempts, glue.started]).toEqual(['of the form', [0, 1, 2], []]);
  });

test('where there is no form, what has failed is said, and that there is no memory too', async () => {
  hopeless['a RangeError']();
  const { coreNow, coreReady } = await freshLoader({ sync: () => empty, async: () => empty });
  expect(coreNow()).toBe(undefined);
  await expect(coreReady()).rejects.toEqual(failed(/core: RangeError: could not allocate memory$/));
});

test('a failure that a renewal overtook does not spoil the load after it', async () => {
  const loads = [];
  const load = () => new Promise((resolve, reject) => loads.push({ resolve, reject }));
  const { coreReady, renewCore, glue } = await freshLoader({ async: load });
  const old = coreReady();
  renewCore();
  const current = coreReady();
  loads[0].reject(new Error('offline'));
  await expect(old).rejects.toEqual(failed(/offline/));
  const third = coreReady();
  expect(loads).toHaveLength(2);
  loads[1].resolve(empty);
  expect(await third).toBe(await current);
  expect(glue.made).toBe(1);
});
