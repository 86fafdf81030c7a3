// @ts-check
/** Bodies that are sent twice. It decides what has to be copied, so that the second send has the bytes of the first. */
import { isIterableForm, isObject, kindOf } from '../http/values.js';

/** @typedef {new (from?: unknown) => FormData} Constructor */

/**
 * A body as it is now. What can be changed by its owner is copied; text and blobs cannot be.
 * @template T @param {T} data @returns {T}
 */
export const bodyNow = (data) => /** @type {T} */ (copyOf(data));

/** @param {unknown} data @returns {unknown} */
const copyOf = (data) => {
  if (!isObject(data)) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  const kind = kindOf(data);
  if (kind === 'ArrayBuffer') return /** @type {ArrayBuffer} */ (/** @type {unknown} */ (data)).slice(0);
  // Of the caller's own class, which another realm may have.
  const { constructor } = /** @type {{ constructor: unknown }} */ (data);
  const Same = /** @type {Constructor} */ (constructor);
  if (kind === 'URLSearchParams') return new Same(data);
  if (!isIterableForm(data)) return data;
  const copy = new Same();
  for (const [name, value] of /** @type {FormData} */ (/** @type {unknown} */ (data)))
    copy.append(name, value);
  return copy;
};
