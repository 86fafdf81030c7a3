// @ts-check
/**
 * What few requests need: XMLHttpRequest, bodies that are measured or watched, `retry` and `schema`. It decides nothing
 * but when these are loaded: with the package where it is one file, else at the first request that needs one of them.
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Config} Config
 * @typedef {typeof import('./rare-parts.js')} Rare
 */
import { isFormData, isStream } from '../http/values.js';
import { createChunk } from '../wasm/chunk.js';

const { set, now, ready } = /** @type {typeof createChunk<Rare>} */ (createChunk)('rare');

export const setRare = set;
/** What is there at once. */
export const rareNow = now;

/** Goes on with it, at once where it is there. @template T @param {(rare: Rare) => Promise<T>} next @returns {Promise<T>} */
export const withRare = (next) => {
  const rare = now();
  return rare ? next(rare) : Promise.resolve(ready()).then(next);
};

/** @type {Adapter} */
export const byXhr = async (config, extra) => withRare(({ xhrAdapter }) => xhrAdapter(config, extra));
byXhr.builtin = true;

/** A limit, not -1. @param {unknown} limit */
const isLimit = (limit) => /** @type {number} */ (limit) > -1;

/** Whether a body has to be measured, watched or written here. @param {Config} config @param {boolean} likeXhr @returns {unknown} */
export const needsWatch = (
  { onDownloadProgress, onUploadProgress, responseType, maxContentLength, maxBodyLength, data, headers },
  likeXhr,
) =>
  onDownloadProgress ||
  onUploadProgress ||
  isStream(data) ||
  /^(stream|response)$/i.test(/** @type {string} */ (responseType)) ||
  (!likeXhr &&
    (isLimit(maxContentLength) ||
      isLimit(maxBodyLength) ||
      (isFormData(data) && /boundary/i.test(String(headers)))));
