// What stands between the compiled core and the page: texts and bytes in the core's memory, closures, and the methods of a
// client. The module alone, with an instance that the test makes up.
import { describe, expect, test, vi } from 'vitest';

/** The glue, anew, started with an instance whose memory gives out places from 1000 on. */
const glue = async (more = {}) => {
  vi.resetModules();
  const { createClient, imports, start } = await import('../../pkg-template/src/wasm/glue.js');
  const { decoder, encoder } = await import('../../pkg-template/src/wasm/utf8.js');
  const memory = new WebAssembly.Memory({ initial: 1 });
  const table = new Map();
  let next = 1000;
  const exports = {
    memory,
    __wbindgen_start: vi.fn(),
    __wbindgen_malloc: vi.fn((length) => (next += length) - length),
    __wbindgen_destroy_closure: vi.fn(),
    __wbindgen_externrefs: table,
    invoke: vi.fn((...args) => args),
    ...more,
  };
  start({ exports });
  /** A text as the core hands it over. */
  const give = (value) => {
    const bytes = encoder.encode(value);
    const at = (next += 8);
    new Uint8Array(memory.buffer).set(bytes, at);
    next += bytes.length;
    return [at, bytes.length];
  };
  const words = (at) => [...new Int32Array(memory.buffer, at, 2)];
  const read = (at, length) => decoder.decode(new Uint8Array(memory.buffer, at, length));
  return { ...imports.a, createClient, exports, give, memory, read, table, words };
};

const TEXTS = ['', 'a', 'ä€😀', '\ufeffa', '\ufeff', 'a\ufeffb', '\0', 'x'.repeat(3000)];

describe('texts', () => {
  test('the core gets them as they are, with their place and their length', async () => {
    const { __wbindgen_string_get: get, exports, words, read } = await glue();
    for (const text of TEXTS) {
      get(16, text);
      const [at, length] = words(16);
      expect(read(at, length)).toBe(text);
      expect(exports.__wbindgen_malloc).toHaveBeenLastCalledWith(length, 1);
    }
    expect(new Set(exports.__wbindgen_malloc.mock.results.map(({ value }) => value)).has(0)).toBe(false);
  });

  test('the core gets 0 for what is none, and its memory stays as it is', async () => {
    const { __wbindgen_string_get: get, exports, memory, words } = await glue();
    for (const value of [undefined, null, 5, true, {}, ['a'], new String('a'), Symbol('a')]) {
      new Int32Array(memory.buffer).fill(-1);
      get(16, value);
      expect(words(16)[0]).toBe(0);
      expect(words(8)).toEqual([-1, -1]);
    }
    expect(exports.__wbindgen_malloc).not.toHaveBeenCalled();
  });

  test('the core gives them as they are, also one that begins with U+FEFF', async () => {
    const { String: text, give } = await glue();
    for (const value of TEXTS) expect(text(...give(value))).toBe(value);
    expect(text(0, 0)).toBe('');
  });

  test('a memory that has grown since is another one', async () => {
    const { __wbindgen_string_get: get, String: text, exports, memory, words, read } = await glue();
    get(16, 'before');
    exports.__wbindgen_malloc.mockImplementationOnce(() => (memory.grow(1), 65_536));
    get(16, 'after');
    expect([words(16), read(...words(16)), text(65_536, 5)]).toEqual([[65_536, 5], 'after', 'after']);
  });

  test('what the core throws is an error with its text', async () => {
    const { __wbindgen_throw: raise, give } = await glue();
    expect(() => raise(...give('why €'))).toThrow(new Error('why €'));
  });
});

describe('what the core asks of the page', () => {
  test('dates and random bytes', async () => {
    const { date, random, give, memory } = await glue();
    expect(date(...give('Thu, 01 Jan 1970 00:00:05 GMT'))).toBe(5000);
    expect(date(...give('soon'))).toBeNaN();
    const bytes = new Uint8Array(memory.buffer);
    random(100, 64);
    expect(bytes.subarray(100, 164).some(Boolean)).toBe(true);
    expect([...bytes.subarray(60, 100), ...bytes.subarray(164, 200)].some(Boolean)).toBe(false);
  });

  test('the fields of a value', async () => {
    const { field, give } = await glue();
    const value = { a: 'text', data: { a: 5 } };
    expect(field(value, ...give(''), ...give('a'))).toBe('text');
    expect(field(value, ...give('data'), ...give('a'))).toBe(5);
    expect(field(value, ...give('a'), ...give('data'))).toBeUndefined();
  });

  test('tasks, with their texts in order, and whether they were done', async () => {
    const { perform, ask, give } = await glue();
    const task = vi.fn(() => 'done');
    const page = { tasks: { 7: task } };
    expect(perform(page, 7, 1, 2, ...give('text'), ...give('more'))).toBe(true);
    expect(ask(page, 7, ...give('question'))).toBe('done');
    task.mockReturnValue('');
    expect(perform(page, 7, 1, 2, ...give(''), ...give(''))).toBe(false);
    expect(task.mock.calls).toEqual([
      [1, 2, 'text', 'more'],
      [0, 0, 'question', ''],
      [1, 2, '', ''],
    ]);
  });

  test('the record of a session, and the outcome of a wait', async () => {
    const { save, connect, createSlot, promiseOf, settleSlot, give } = await glue();
    const page = { save: vi.fn(), connect: vi.fn() };
    save(page, ...give('record'), ...give('access'), ...give('refresh'), 1234);
    expect(page.save.mock.calls).toEqual([['record', 'access', 'refresh', 1234]]);
    const entry = () => {};
    connect(page, entry);
    expect(page.connect).toHaveBeenCalledWith(entry);
    for (const outcome of ['outcome', '']) {
      const slot = createSlot();
      settleSlot(slot, ...give(outcome));
      expect(await promiseOf(slot)).toBe(outcome || undefined);
    }
  });
});

describe('a closure of the core', () => {
  test('is called with all that it is given, and with no place any more once it was dropped', async () => {
    const { Closure, _wbg_cb_unref: unref, exports } = await glue();
    const call = Closure(12, 34);
    expect(call('a', 2, null)).toEqual([12, 34, 'a', 2, null]);
    unref(call);
    expect(exports.__wbindgen_destroy_closure.mock.calls).toEqual([[12, 34]]);
    expect(call('late')).toEqual([0, 34, 'late']);
  });
});

test('the values that the core knows by numbers', async () => {
  const { __wbindgen_init_externref_table: init, table } = await glue();
  init();
  expect([...table].sort(([one], [two]) => one - two)).toEqual([
    ...[0, 1, 2, 3].map((at) => [at, undefined]),
    [1024, undefined],
    [1025, null],
    [1026, true],
    [1027, false],
  ]);
});

describe('a client', () => {
  const METHODS = [
    ...['act', 'adjust', 'allows', 'answer', 'begin', 'challenge', 'expires', 'isRefreshCall', 'lease'],
    ...['overdue', 'resume', 'setTokens', 'status', 'token', 'waiting'],
  ];
  const methods = () =>
    Object.fromEntries(
      METHODS.map((name) => [
        `apiclient_${name}`,
        vi.fn(function (...args) {
          return [this, name, ...args];
        }),
      ]),
    );

  test('is made of the page and the set-up, and each of its methods is the core’s, for this client', async () => {
    let at = 40;
    const apiclient_new = vi.fn(() => ++at);
    const { createClient, exports } = await glue({ apiclient_new, ...methods() });
    expect(exports.__wbindgen_start).toHaveBeenCalledTimes(1);
    const page = {};
    const [one, two] = [createClient(page, 1, 'b', null), createClient(page)];
    expect(apiclient_new.mock.calls).toEqual([[page, 1, 'b', null], [page]]);
    expect([one.page, two.page]).toEqual([page, page]);
    expect(Object.keys(one).sort()).toEqual([...METHODS, 'page'].sort());
    for (const name of METHODS) {
      expect((0, one[name])('x', 2)).toEqual([undefined, name, 41, 'x', 2]);
      expect(two[name]()).toEqual([undefined, name, 42]);
    }
  });

  test('is freed when nobody has it any more, and with no registry lives on', async () => {
    const registered = [];
    let freed;
    class Registry {
      constructor(callback) {
        freed = callback;
      }
      register(...args) {
        registered.push(args);
      }
    }
    const of = { apiclient_new: () => 41, __wbg_apiclient_free: vi.fn(), ...methods() };
    vi.stubGlobal('FinalizationRegistry', Registry);
    const { createClient } = await glue(of);
    const client = createClient({});
    expect(registered).toEqual([[client, 41]]);
    freed(41);
    expect(of.__wbg_apiclient_free.mock.calls).toEqual([[41, 1]]);
    vi.stubGlobal('FinalizationRegistry', undefined);
    const { createClient: create } = await glue(of);
    expect(create({}).token()).toEqual([undefined, 'token', 41]);
  });
});
