// @ts-check
// Has the compiled core ready when it is needed: its chunk loaded, compiled once, instantiated at the first use, and
// anew after a trap. Where the chunk and the bytes come from is the entry's choice (`setLoader`); what the core does is
// Rust's. Nothing happens before the first call. JavaScript rather than Rust, because it runs before there is any
// WebAssembly.
import { VERSION } from '../client/version.js';
import { CORE_UNAVAILABLE, chunkError, coreError, explain, wrongChunk } from './failure.js';

/**
 * @typedef {import('./types.js').Core} Core
 * @typedef {import('./types.js').Parts} Parts
 * @typedef {WebAssembly.Module | BufferSource} Source
 * @typedef {object} Loader
 * @property {Parts} [parts] the chunk, where the entry has it inside
 * @property {() => Promise<unknown>} [chunk] loads it, where it is a file of its own
 * @property {(address: string) => Promise<unknown>} [again] loads it from another address
 * @property {import('./types.js').Front} [front] what the chunk takes from the page's part
 * @property {() => Source | Response | Promise<Source | Response>} [source] of the bytes, where the chunk has none
 */

/** @type {Loader} */ let loader;
/** @type {Parts | undefined} */ let parts;
/** @type {WebAssembly.Module | undefined} */ let module;
/** @type {Core | undefined} */ let core;
/** @type {Promise<Core> | undefined} */ let loading;
let refused = false;
/** Where a chunk was not to be had. @type {string | undefined} */ let address;
let tries = 0;

/** @param {Loader} chosen */
export const setLoader = (chosen) => {
  loader = chosen;
  parts = module = core = loading = address = undefined;
  refused = false;
};

/** Drops the instance, which a trap leaves in an unknown state; the compiled module is kept. */
export const renewCore = () => {
  core = loading = undefined;
};

/** The chunks of a page, by their version: a page that imports one statically has it at once. */
const CHUNKS = Symbol.for('everfetch.cores');

/** @param {unknown} found @returns {found is Parts} */
const isOurs = (found) => /** @type {Partial<Parts> | undefined} */ (found)?.version === VERSION;

/** The chunk, where it is there. */
const partsNow = () => {
  const { [CHUNKS]: chunks } = /** @type {{ [CHUNKS]?: Record<string, Parts> }} */ (globalThis);
  return (parts ??= loader.parts ?? chunks?.[VERSION]);
};

/** Of the chunk that `coreNow` has found. @param {import('../session/types.js').Handle} handle */
export const attach = (handle) => /** @type {Parts} */ (partsNow()).attach(handle, loader.front);

const wasm = () => {
  if (typeof WebAssembly != 'object') throw coreError('this browser has WebAssembly switched off');
  return WebAssembly;
};

/**
 * The core, if it can be had at once. Else undefined: the chunk is not loaded yet, or the browser compiles only
 * asynchronously (Chrome before 115, above 4 kB); then `coreReady` has it. Throws where there is no hope.
 * @returns {Core | undefined}
 */
export const coreNow = () => {
  if (core || refused) return core;
  const chunk = partsNow();
  if (!chunk) return;
  const { makeCore, bytes, instantiate } = chunk;
  if (instantiate) {
    const glue = makeCore();
    glue.start(instantiate(glue.imports));
    return (core = glue);
  }
  if (!module && (loader.source || !bytes)) return;
  const { Module, Instance } = wasm();
  try {
    const compiled = module || new Module(/** @type {() => BufferSource} */ (bytes)());
    const glue = makeCore();
    glue.start(new Instance(compiled, glue.imports));
    module = compiled;
    return (core = glue);
  } catch (error) {
    const reason = explain(error);
    if (reason) throw coreError(reason, error);
    // Whatever else it was, the asynchronous way gets its chance, and the last word.
    refused = true;
  }
};

/**
 * What it is, is told by members rather than classes, which another realm has too.
 * @param {any} source @returns {Promise<WebAssembly.Module>}
 */
const toModule = async (source) => {
  const { compile, compileStreaming } = wasm();
  if (source.arrayBuffer) {
    const type = source.headers.get('Content-Type') || 'no Content-Type';
    const from = `${source.url || 'the server'} answered ${source.status} (${type})`;
    if (!source.ok) throw coreError(`${from} instead of the wasm file`);
    // A stream can be read once only, so a wrong type must not be found out by trying.
    if (compileStreaming && type == 'application/wasm') return compileStreaming(source);
    source = new Uint8Array(await source.arrayBuffer());
    if (String(source.subarray(0, 4)) != '0,97,115,109') throw coreError(`${from}, which is no WebAssembly`);
  }
  return 'byteLength' in source ? compile(source) : source;
};

/** The chunk, however long it takes. */
const loadChunk = async () => {
  const { chunk, again } = /** @type {Required<Loader>} */ (loader);
  let found;
  try {
    // Chromium remembers for the life of the page that an import has failed, but not under another address.
    found = await (address ? again(`${address}${/\?/.test(address) ? '&' : '?'}retry=${++tries}`) : chunk());
  } catch (error) {
    address ||= /module: (https?:\S+)/.exec(/** @type {Error} */ (error).message)?.[1];
    throw chunkError(error);
  }
  if (!isOurs(found)) throw wrongChunk(found, VERSION);
  return found;
};

const load = async () => {
  try {
    if (!partsNow()) {
      parts = await loadChunk();
      const now = coreNow();
      if (now) return now;
    }
    const { makeCore, bytes } = /** @type {Required<Parts>} */ (parts);
    const compiled = module || (await toModule(await (loader.source || bytes)()));
    const glue = makeCore();
    glue.start(await wasm().instantiate(compiled, glue.imports));
    module = compiled;
    return glue;
  } catch (error) {
    const known = /** @type {any} */ (error).code == CORE_UNAVAILABLE;
    throw known ? error : coreError(explain(error) || String(error), error);
  }
};

/** The core, however long it takes. A failure is not kept: the next call tries again. @returns {Promise<Core>} */
export const coreReady = async () => {
  if (!loading) {
    const now = coreNow();
    if (now) return now;
    const attempt = load();
    const isCurrent = () => loading == attempt;
    loading = attempt;
    attempt.then(
      (glue) => {
        if (isCurrent()) core = glue;
      },
      () => {
        if (isCurrent()) loading = undefined;
      },
    );
  }
  return loading;
};
