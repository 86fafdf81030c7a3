// @ts-check
/** Bodies that are sent twice. It decides what has to be copied, so that the second send has the bytes of the first. */
import { isIterableForm, isObject, kindOf } from '../http/values.js';

/**
 * A body as it is now. What can be changed by its owner is copied; text and blobs cannot be.
 * @param {any} data @returns {any}
 */
export const bodyNow = (data) => {
  if (!isObject(data)) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  const kind = kindOf(data);
  if (kind === 'ArrayBuffer') return data.slice(0);
  if (kind === 'URLSearchParams') return new data.constructor(data);
  if (!isIterableForm(data)) return data;
  const copy = new data.constructor();
  for (const [name, value] of data) copy.append(name, value);
  return copy;
};
