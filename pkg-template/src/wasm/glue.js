// @ts-check
// What the compiled core imports, and its exports as the face uses them. It stands in place of wasm-bindgen's glue,
// which serves any module in any engine, and is three times as large. Each import has the name by which wasm-bindgen
// asks for it, without its hash; the build (scripts/lib/core.mjs) takes those that the module wants, gives the exports
// their short names, and makes all of it the body of a function, since each instance needs variables of its own.
// JavaScript, because it is what Rust cannot hold.
//
// Nothing of the memory is kept from one call to the next, since a memory that has grown is another one. Pointers
// are taken as they come, signed: the memory never has two gigabytes.

/** @type {any} the exports of the instance */
let wasm;

/** @param {number} at @param {number} [length] */
const bytes = (at, length) => new Uint8Array(wasm.memory.buffer, at, length);

/** @param {number} at @param {any[]} words */
const store = (at, ...words) => new Int32Array(wasm.memory.buffer, at).set(words);

/** What `fn` throws is handed to Rust. @param {any} fn */
const catching =
  (fn) =>
  (/** @type {any[]} */ ...args) => {
    try {
      return fn(...args);
    } catch (error) {
      const at = wasm.__externref_table_alloc();
      wasm.__wbindgen_externrefs.set(at, error);
      wasm.__wbindgen_exn_store(at);
    }
  };

/** @param {number} at @param {number} length */
const text = (at, length) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(at, length));

export const imports = {
  // wasm-opt's name for where they are from. Yes and no come as they are: what Rust gets are 1 and 0.
  a: {
    __wbindgen_is_falsy: (/** @type {any} */ value) => !value,
    __wbindgen_is_function: (/** @type {any} */ value) => typeof value === 'function',
    __wbindgen_is_null: (/** @type {any} */ value) => value === null,
    __wbindgen_is_undefined: (/** @type {any} */ value) => value === undefined,
    // Any other number stands for what is neither.
    __wbindgen_boolean_get: (/** @type {any} */ value) => (typeof value === 'boolean' ? value : 0xffffff),

    /** Whether it is one, and which. @param {number} at @param {any} value */
    __wbindgen_number_get: (at, value) => {
      const is = typeof value === 'number';
      store(at, is);
      if (is) new Float64Array(wasm.memory.buffer, at + 8)[0] = value;
    },

    /** Where the text is, 0 for what is none, and its length. @param {number} at @param {any} value */
    __wbindgen_string_get: (at, value) => {
      if (typeof value !== 'string') return store(at, 0);
      const utf8 = new TextEncoder().encode(value);
      const to = wasm.__wbindgen_malloc(utf8.length, 1);
      bytes(to).set(utf8);
      store(at, to, utf8.length);
    },

    __wbindgen_throw: (/** @type {number} */ at, /** @type {number} */ length) => {
      throw new Error(text(at, length));
    },

    new: () => [],
    push: (/** @type {any[]} */ list, /** @type {any} */ value) => list.push(value),
    valueOf: () => globalThis,
    get: catching(Reflect.get),
    set: catching(Reflect.set),
    apply: catching(Reflect.apply),
    construct: catching(Reflect.construct),
    getRandomValues: catching((/** @type {number} */ at, /** @type {number} */ length) =>
      crypto.getRandomValues(bytes(at, length)),
    ),

    // Conversions; the build names them by what they are from.
    String: text,
    F64: (/** @type {number} */ value) => value,

    /**
     * A closure of Rust, until its owner drops it. That never happens while it runs, for its owner is a client, which
     * only the collector of garbage frees.
     * @param {number} at @param {number} table
     */
    Closure: (at, table) => {
      const call = (/** @type {any[]} */ ...args) => wasm.invoke(at, table, ...args);
      call.drop = () => {
        wasm.__wbindgen_destroy_closure(at, table);
        // Whoever still calls it is refused.
        at = 0;
      };
      return call;
    },
    _wbg_cb_unref: (/** @type {any} */ call) => call.drop(),

    /** The values that Rust knows by fixed numbers. */
    __wbindgen_init_externref_table: () =>
      [undefined, null, true, false].forEach((value, at) => {
        wasm.__wbindgen_externrefs.set(at, undefined);
        wasm.__wbindgen_externrefs.set(1024 + at, value);
      }),
  },
};

/** Makes an instance the one that is meant. @param {WebAssembly.Instance} instance */
export const start = (instance) => {
  wasm = instance.exports;
  wasm.__wbindgen_start();
};

const registry = new FinalizationRegistry((at) => wasm.__wbg_apiclient_free(at, 1));

/**
 * A new `ApiClient` (pkg-template/core/src/client.rs): its methods. Whoever uses one of them holds the object as well.
 * @param {any[]} args
 */
export const open = (...args) => {
  const at = wasm.apiclient_new(...args);
  /** @type {any} */
  const client = {
    act: wasm.apiclient_act,
    allows: wasm.apiclient_allows,
    answer: wasm.apiclient_answer,
    begin: wasm.apiclient_begin,
    cause: wasm.apiclient_cause,
    challenge: wasm.apiclient_challenge,
    epochKey: wasm.apiclient_epochKey,
    isRefreshCall: wasm.apiclient_isRefreshCall,
    resume: wasm.apiclient_resume,
    status: wasm.apiclient_status,
    take: wasm.apiclient_take,
    token: wasm.apiclient_token,
    waiting: wasm.apiclient_waiting,
  };
  for (const name in client) client[name] = client[name].bind(undefined, at);
  registry.register(client, at);
  return client;
};
