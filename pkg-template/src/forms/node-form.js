// @ts-check
/**
 * Bodies of Node that `fetch` does not take: a form of the npm package `form-data`, and streams that are older than its
 * iterators. It decides what becomes of them, and which of them can be sent twice. `fetch` would send their name.
 * @typedef {import('../types.js').Members} Members
 */
import { isFunction, isStream, isString, safe } from '../http/values.js';

/** @type {(form: unknown, name: string) => Function | undefined} */
const method = (form, name) => {
  const fn = /** @type {unknown} */ (safe(form, name));
  return isFunction(fn) ? fn : undefined;
};

/** The bytes of a form of the package, if it holds no stream. @param {unknown} form @returns {unknown} */
const bytesOf = (form) => {
  try {
    return method(form, 'getHeaders') && /** @type {Function} */ (method(form, 'getBuffer')).call(form);
  } catch {
    // It has no bytes, or a stream in it, whose bytes are not there yet.
  }
};

/** Something that is gone once it is read. @param {unknown} data */
export const isOneShot = (data) => isStream(data) && !bytesOf(data);

/** An old stream as one of the platform, with its pauses. @param {any} source */
const streamOf = (source) =>
  new ReadableStream({
    start(controller) {
      /** @param {string} name @param {(value: any) => void} take */
      const on = (name, take) =>
        source.on(name, (/** @type {unknown} */ value) => {
          try {
            take(value);
          } catch {
            // It came after the end, or after nobody wanted the rest; or the source is one that cannot pause.
          }
        });
      on('data', (chunk) => {
        controller.enqueue(isString(chunk) ? new TextEncoder().encode(chunk) : chunk);
        if (/** @type {number} */ (controller.desiredSize) <= 0) source.pause();
      });
      on('end', () => controller.close());
      on('error', (error) => controller.error(error));
    },
    pull: () => source.resume?.(),
    cancel: (reason) => source.destroy?.(reason),
  });

/**
 * What `fetch` takes in place of a body, and the headers that a form brings along, as axios takes them.
 * @param {unknown} data @param {unknown} policy `formDataHeaderPolicy` @param {(name: string, value: unknown) => void} set
 */
export const nodeBody = (data, policy, set) => {
  if (!method(data, 'pipe') || !method(data, 'on') || /** @type {Members} */ (data)[Symbol.asyncIterator])
    return data;
  /** @type {Members} */
  const headers = method(data, 'getHeaders')?.call(data) || {};
  for (const name of Object.keys(headers))
    if (policy !== 'content-only' || /^content-(type|length)$/i.test(name)) set(name, headers[name]);
  return bytesOf(data) || streamOf(data);
};
