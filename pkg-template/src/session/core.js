// @ts-check
/** The chunk with the core, as the page's part of a session asks for it. It decides nothing. */
import { createChunk } from '../wasm/chunk.js';

/** @typedef {import('../wasm/types.js').Parts} Parts */

const { set, now, ready } = /** @type {typeof createChunk<Parts>} */ (createChunk)('core');

export const setCore = set;
/** The core, if it can be had at once. Throws where there is no hope. */
export const coreNow = () => now()?.now();
/** The core, however long it takes. */
export const coreReady = async () => (await ready()).ready();
/** Gives a session what it can do with the core that is there. @param {import('./types.js').Handle} handle */
export const attach = (handle) => /** @type {Parts} */ (now()).attach(handle);
