// @ts-check
// Has the compiled core ready when it is needed: compiled once, instantiated at the first use, instantiated anew
// after a trap. Where the bytes come from is the entry's choice (`setLoader`); what the core does is Rust's. Nothing
// happens before the first call. Where WebAssembly is refused, the same core as JavaScript takes its place. JavaScript
// rather than Rust, because it runs before there is any WebAssembly.
import { VERSION } from '../client/version.js';
import { CORE_UNAVAILABLE, coreError, formError, refusal } from './failure.js';

/**
 * @typedef {import('./types.js').Core} Core
 * @typedef {WebAssembly.Module | BufferSource} Source
 * @typedef {import('./types.js').Form} Form
 * @typedef {object} Compiled
 * @property {() => Core} make makes a fresh set of glue
 * @property {() => BufferSource} [sync] gives the bytes at once, where the entry has them in hand
 * @property {() => Source | Response | Promise<Source | Response>} async
 * @property {(attempts: number) => Promise<Form>} [javascript] loads the form for where WebAssembly is refused
 * @typedef {Compiled | { form: Form }} Loader
 */

/** @type {Compiled} */ let loader;
/** The core as JavaScript, where it is used. @type {Form | undefined} */ let form;
/** @type {WebAssembly.Module | undefined} */ let module;
/** @type {Core | undefined} */ let core;
/** @type {Promise<Core> | undefined} */ let loading;
let refused = false;
/** To load the form. */
let attempts = 0;

/** @param {Loader} chosen */
export const setLoader = (chosen) => {
  loader = /** @type {Compiled} */ (chosen);
  form = /** @type {{ form?: Form }} */ (chosen).form;
  module = core = loading = undefined;
  refused = false;
};

/** Drops the instance, which a trap leaves in an unknown state; the compiled module is kept. */
export const renewCore = () => {
  core = loading = undefined;
};

/** @param {Form} given */
const instanceOf = ({ makeCore, instantiate }) => {
  const glue = makeCore();
  glue.start(instantiate(glue.imports));
  return glue;
};

/**
 * The core, if it can be had at once. Else undefined: the entry loads it from a file, or the browser compiles only
 * asynchronously (Chrome before 115, above 4 kB); then `coreReady` has it. Throws where there is no hope.
 * @returns {Core | undefined}
 */
export const coreNow = () => {
  if (core) return core;
  if (form) return (core = instanceOf(form));
  if (refused) return;
  if (!module && !loader.sync) return;
  try {
    const { Module, Instance } = WebAssembly;
    const compiled = module || new Module(/** @type {() => BufferSource} */ (loader.sync)());
    const glue = loader.make();
    glue.start(new Instance(compiled, glue.imports));
    module = compiled;
    return (core = glue);
  } catch (error) {
    const reason = refusal(error);
    if (reason && !loader.javascript) throw coreError(reason, error);
    // The asynchronous way gets its chance, and the last word.
    refused = true;
  }
};

/**
 * What it is, is told by members rather than classes, which another realm has too.
 * @param {any} source @returns {Promise<WebAssembly.Module>}
 */
const toModule = async (source) => {
  const { compile, compileStreaming } = WebAssembly;
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

/** What takes the place of a core that is refused. @param {string} reason @param {NonNullable<Compiled['javascript']>} javascript */
const inJavaScript = async (reason, javascript) => {
  try {
    const found = await javascript(attempts);
    if (found.version !== VERSION)
      throw new Error(`it is of version ${found.version}, the script of ${VERSION}`);
    form = found;
  } catch (error) {
    attempts++;
    throw formError(reason, error);
  }
  return instanceOf(form);
};

const load = async () => {
  try {
    // First, so that nothing is asked for where there is no WebAssembly.
    const { instantiate } = WebAssembly;
    const compiled = module || (await toModule(await loader.async()));
    const glue = loader.make();
    glue.start(await instantiate(compiled, glue.imports));
    module = compiled;
    return glue;
  } catch (error) {
    // A RangeError: there is no address space for another memory.
    const reason = refusal(error) || (error instanceof RangeError && String(error));
    if (reason && loader.javascript) return inJavaScript(reason, loader.javascript);
    const known = /** @type {any} */ (error)?.code == CORE_UNAVAILABLE;
    throw known ? error : coreError(reason || String(error), error);
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
