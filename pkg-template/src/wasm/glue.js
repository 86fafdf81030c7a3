// @ts-check
// What the compiled core imports, and its exports as the face uses them. It stands in place of wasm-bindgen's glue,
// which serves any module in any browser, and is three times as large. Each import has the name by which wasm-bindgen
// asks for it, without its hash; the build (scripts/lib/core.mjs) takes those that the module wants, gives the exports
// their short names, and makes all of it the body of a function, since each instance needs variables of its own.
// JavaScript, because it is what Rust cannot hold.
//
// Nothing of the memory is kept from one call to the next, since a memory that has grown is another one. Pointers
// are taken as they come, signed: the memory never has two gigabytes.

import { date, field, mono, number, parsed, random, wall } from '../../../src/web/foreign.js';
import { ask, connect, perform, save } from '../../../src/web/page.js';
import { createSlot, promiseOf, settleSlot } from '../../../src/web/slot.js';
import { decoder, encoder } from './utf8.js';

export { create as createPage } from '../../../src/web/page.js';

/**
 * @typedef {import('./types.js').Page} Page
 * @typedef {import('./types.js').RustClient} RustClient
 * @typedef {import('../../../src/web/types.js').Report} Report
 * @typedef {import('../../../src/web/slot.js').Slot} Slot
 */

/**
 * The exports of the instance: functions of numbers and values, the memory, and the table of values.
 * @type {Record<string, (...args: any[]) => any> & { memory: WebAssembly.Memory, __wbindgen_externrefs: WebAssembly.Table }}
 */
let wasm;

/** @param {number} at @param {number} [length] */
const bytes = (at, length) => new Uint8Array(wasm.memory.buffer, at, length);

/** @param {number} at @param {number[]} words */
const store = (at, ...words) => new Int32Array(wasm.memory.buffer, at).set(words);

/** @param {number} at @param {number} length */
const text = (at, length) => decoder.decode(bytes(at, length));

export const imports = {
  // wasm-opt's name for where they are from.
  a: {
    /** Where the text is, 0 for what is none, and its length. @param {number} at @param {unknown} value */
    __wbindgen_string_get: (at, value) => {
      if (typeof value !== 'string') return store(at, 0);
      const utf8 = encoder.encode(value);
      const to = wasm.__wbindgen_malloc(utf8.length, 1);
      bytes(to).set(utf8);
      store(at, to, utf8.length);
    },

    __wbindgen_throw: (/** @type {number} */ at, /** @type {number} */ length) => {
      throw new Error(text(at, length));
    },

    // What the page does, with texts and bytes as Rust has them.
    connect,
    createSlot,
    promiseOf,
    mono,
    wall,
    number,
    parsed,
    date: (/** @type {number} */ at, /** @type {number} */ length) => date(text(at, length)),
    random: (/** @type {number} */ at, /** @type {number} */ length) => random(bytes(at, length)),
    /** @param {unknown} value @param {number[]} texts */
    field: (value, ...texts) => field(value, text(texts[0], texts[1]), text(texts[2], texts[3])),
    /** @param {Page} page @param {number} task @param {number} op @param {number} number @param {number[]} texts */
    perform: (page, task, op, number, ...texts) =>
      perform(page, task, op, number, text(texts[0], texts[1]), text(texts[2], texts[3])),
    /** @param {Page} page @param {number} task @param {number} at @param {number} length */
    ask: (page, task, at, length) => ask(page, task, text(at, length)),
    /** @param {Page} page @param {number[]} texts and after them the end of the tokens */
    save: (page, ...texts) =>
      save(page, text(texts[0], texts[1]), text(texts[2], texts[3]), text(texts[4], texts[5]), texts[6]),
    /** @param {Slot} slot @param {number} at @param {number} length */
    settleSlot: (slot, at, length) => settleSlot(slot, text(at, length)),

    // Conversions; the build names them by what they are from.
    String: text,

    /**
     * A closure of Rust, until its owner drops it. That never happens while it runs, for its owner is a client, which
     * only the collector of garbage frees.
     * @param {number} at @param {number} table
     */
    Closure: (at, table) => {
      const call = (/** @type {Parameters<Report>} */ ...args) => wasm.invoke(at, table, ...args);
      call.drop = () => {
        wasm.__wbindgen_destroy_closure(at, table);
        // A later call is refused.
        at = 0;
      };
      return call;
    },
    _wbg_cb_unref: (/** @type {{ drop(): void }} */ call) => call.drop(),

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
  wasm = /** @type {typeof wasm} */ (/** @type {unknown} */ (instance.exports));
  wasm.__wbindgen_start();
};

// React Native has none, and there a session lives as long as the app.
const registry =
  globalThis.FinalizationRegistry && new FinalizationRegistry((at) => wasm.__wbg_apiclient_free(at, 1));

/**
 * A new `ApiClient`: its methods. A caller of one of them has to hold the object as well.
 * @param {Page} page @param {unknown[]} setUp @returns {RustClient}
 */
export const createClient = (page, ...setUp) => {
  const at = wasm.apiclient_new(page, ...setUp);
  const client = {
    act: wasm.apiclient_act,
    adjust: wasm.apiclient_adjust,
    allows: wasm.apiclient_allows,
    answer: wasm.apiclient_answer,
    begin: wasm.apiclient_begin,
    challenge: wasm.apiclient_challenge,
    expires: wasm.apiclient_expires,
    isRefreshCall: wasm.apiclient_isRefreshCall,
    lease: wasm.apiclient_lease,
    resume: wasm.apiclient_resume,
    overdue: wasm.apiclient_overdue,
    setTokens: wasm.apiclient_setTokens,
    status: wasm.apiclient_status,
    token: wasm.apiclient_token,
    waiting: wasm.apiclient_waiting,
  };
  for (const name of /** @type {(keyof typeof client)[]} */ (Object.keys(client)))
    client[name] = client[name].bind(undefined, at);
  registry?.register(client, at);
  return /** @type {RustClient} */ (/** @type {unknown} */ (Object.assign(client, { page })));
};
