// @ts-check
/**
 * Bodies that must be measured or watched: sizes, multipart text, streams that count. It decides how a size is
 * found; what a size is allowed to be is the transport's.
 */
import { isString, kindOf } from '../http/values.js';

const CHUNK = 65536;

/** Bytes, where they can be known without reading. @param {any} body @returns {number | undefined} */
export const sizeOf = (body) =>
  body == null
    ? 0
    : isString(body) || kindOf(body) === 'URLSearchParams'
      ? new TextEncoder().encode(String(body)).length
      : ArrayBuffer.isView(body) || kindOf(body) === 'ArrayBuffer'
        ? body.byteLength
        : /^(Blob|File)$/.test(kindOf(body))
          ? body.size
          : undefined;

const lines = (/** @type {any} */ text) => String(text).replace(/\r\n?|\n/g, '\r\n');
const quoted = (/** @type {any} */ text) =>
  `"${String(text).replace(/[\r\n"]/g, (char) => (char === '"' ? '%22' : char === '\r' ? '%0D' : '%0A'))}"`;

/** A form as the body that a browser would make of it. @param {any} form @param {any} BlobClass @param {string} boundary */
export const multipart = (form, BlobClass, boundary) => {
  const parts = [];
  for (const [name, value] of form) {
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name=${quoted(lines(name))}`);
    if (isString(value)) parts.push(`\r\n\r\n${lines(value)}`);
    else
      parts.push(
        `; filename=${quoted(isString(value.name) ? value.name : 'blob')}\r\nContent-Type: ` +
          String(value.type || 'application/octet-stream').replace(/[\r\n]/g, '') +
          '\r\n\r\n',
        value,
      );
    parts.push('\r\n');
  }
  return new BlobClass([...parts, `--${boundary}--\r\n`], { type: 'multipart/form-data; boundary=' + boundary });
};

/**
 * The same stream, watched. `onBytes` may throw: the stream then fails with what it threw.
 * @param {any} stream @param {(loaded: number) => void} onBytes @param {() => void} onEnd called once
 */
export const watch = (stream, onBytes, onEnd) => {
  const reader = stream.getReader();
  let loaded = 0;
  /** @type {any} */
  let rest = [];
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
