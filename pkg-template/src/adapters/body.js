// @ts-check
/**
 * Bodies that must be measured or watched: sizes, and streams that count what passes. It decides how a size
 * is found, and whether this browser can stream a request; the config sets the limits. Bodies never pass through
 * WebAssembly.
 * @typedef {ReadableStream<Uint8Array<ArrayBuffer>>} Stream
 */
import { AxiosError } from '../errors.js';
import { isStream, isString, kindOf } from '../http/values.js';
import { progress } from './progress.js';

const CHUNK = 65536;

/** Bytes, where they can be known without reading. @param {any} body @returns {number | undefined} */
const sizeOf = (body) =>
  body == null
    ? 0
    : isString(body) || kindOf(body) === 'URLSearchParams'
      ? new TextEncoder().encode(body).length
      : (body.byteLength ?? body.size);

/**
 * Whether fetch can send a stream. Where it cannot, it sends the text `[object ReadableStream]`. Browsers got the
 * attribute together with the ability.
 */
const canStream = () => typeof Request === 'function' && 'duplex' in Request.prototype;

/** @param {number} loaded @param {number | undefined} total */
export const event = (loaded, total) => ({ lengthComputable: total != null, total, loaded });

/** A listener runs outside of the stream, which would otherwise fail with what the listener throws. @template T @param {(arg: T) => void} fn @param {T} [arg] */
export const later = (fn, arg) => queueMicrotask(() => fn(/** @type {T} */ (arg)));

/**
 * The same stream, watched. If `onBytes` throws, the stream fails with that error.
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
 * Checks a body against its limit, and watches it.
 * @param {any} body @param {number | undefined} limit
 * @param {import('../types.js').Config['onUploadProgress']} listener @param {() => Error} tooLarge what to throw
 * @returns {any} what fetch takes
 */
export const guardBody = (body, limit, listener, tooLarge) => {
  if (isStream(body) && !canStream())
    throw new AxiosError(
      'Stream request bodies are not supported by the current fetch implementation',
      'ERR_NOT_SUPPORT',
    );
  if (limit === undefined && !(listener && canStream())) return body;
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

/** What a data: URL holds, in bytes, by its length alone. Without its fragment, which is not fetched. @param {string} url as the platform writes it */
export const sizeOfDataURL = (url) => {
  const found = /^data:([^,]*),([^#]*)/.exec(url);
  if (!found) return 0;
  const [, kind, data] = found;
  const bytes = data.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number('0x' + hex)));
  if (!/; *base64[\t\n\f\r ]*$/i.test(kind)) return bytes.length;
  const text = bytes.replace(/[\t\n\f\r ]/g, '');
  return Math.floor((text.replace(/={1,2}$/, '').length * 3) / 4);
};
