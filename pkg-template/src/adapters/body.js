// @ts-check
/**
 * Bodies that must be measured or watched: sizes, and streams that count what passes. It decides how a size
 * is found, and what a request can stream here; the limits are the config's. JavaScript, because bodies never pass
 * through WebAssembly.
 * @typedef {import('../types.js').WireHeaders} WireHeaders
 * @typedef {ReadableStream<Uint8Array<ArrayBuffer>>} Stream
 */
import { AxiosError } from '../errors.js';
import { isIterableForm, isStream, isString, kindOf } from '../http/values.js';
import { progress } from './progress.js';
import { setHeader } from './wire.js';

const CHUNK = 65536;

/** Bytes, where they can be known without reading. @param {any} body @returns {number | undefined} */
const sizeOf = (body) =>
  body == null
    ? 0
    : isString(body) || kindOf(body) === 'URLSearchParams'
      ? new TextEncoder().encode(body).length
      : (body.byteLength ?? body.size);

/**
 * Whether a request's body can be a stream: else fetch sends it as the text `[object ReadableStream]`. The attribute
 * came with the ability.
 */
const canStream = () => typeof Request === 'function' && 'duplex' in Request.prototype;

/** @param {number} loaded @param {number | undefined} total */
export const event = (loaded, total) => ({ lengthComputable: total != null, total, loaded });

/** A listener runs outside of the stream, which would otherwise fail with what the listener throws. @template T @param {(arg: T) => void} fn @param {T} [arg] */
export const later = (fn, arg) => queueMicrotask(() => fn(/** @type {T} */ (arg)));

/**
 * The same stream, watched. `onBytes` may throw: the stream then fails with what it threw.
 * @param {Stream} stream @param {(loaded: number) => void} onBytes @param {() => void} onEnd called once or more
 */
export const watch = (stream, onBytes, onEnd) => {
  const reader = stream.getReader();
  let loaded = 0;
  /** @type {Uint8Array<ArrayBuffer>} */
  let rest = /** @type {any} */ ([]);
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          while (!rest.length) {
            const { done, value } = await reader.read();
            if (done) {
              onEnd();
              return controller.close();
            }
            rest = value;
          }
          const chunk = rest.subarray(0, CHUNK);
          rest = rest.subarray(CHUNK);
          onBytes((loaded += chunk.length));
          controller.enqueue(chunk);
        } catch (error) {
          onEnd();
          reader.cancel(error).catch(() => {});
          throw error;
        }
      },
      cancel(reason) {
        onEnd();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 2 },
  );
};

/**
 * The body of a request within its limit and under watch; a promise of it for a form, whose size is known only once
 * it is bytes.
 * @param {any} body @param {WireHeaders} headers @param {number | undefined} limit
 * @param {import('../types.js').Config['onUploadProgress']} listener @param {() => Error} tooLarge what to throw
 * @returns {any} what fetch takes, or a promise of it
 */
export const guardBody = (body, headers, limit, listener, tooLarge) => {
  if (isStream(body) && !canStream())
    throw new AxiosError(
      'Stream request bodies are not supported by the current fetch implementation',
      'ERR_NOT_SUPPORT',
    );
  if (limit === undefined && !(listener && canStream())) return body;
  if (isIterableForm(body)) {
    const made = new Response(body);
    setHeader(headers, 'Content-Type', made.headers.get('content-type'));
    return made.blob().then((blob) => guardBody(blob, headers, limit, listener, tooLarge));
  }
  const size = sizeOf(body);
  const isOver = (/** @type {number | undefined} */ bytes) =>
    limit !== undefined && /** @type {number} */ (bytes) > limit;
  if (isOver(size)) throw tooLarge();
  if (size === 0 || (!listener && !isStream(body))) return body;
  const [report, flush] = listener ? progress(listener, 'upload') : [];
  return watch(
    /** @type {Stream} */ (new Response(body).body),
    (loaded) => {
      if (isOver(loaded)) throw tooLarge();
      if (report) later(report, event(loaded, size));
    },
    () => flush && later(flush),
  );
};
