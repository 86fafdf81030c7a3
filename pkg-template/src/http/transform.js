// @ts-check
/**
 * The default transforms, and the running of transform lists. They decide how a value becomes a body, and a
 * text a value; the adapters send and receive. JavaScript, because they walk the user's data and call
 * the user's functions.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').AxiosRequestHeaders} Headers
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').FormSerializerOptions} SerializerOptions
 * @typedef {import('../types.js').GenericFormData} Form
 * @typedef {import('../types.js').AxiosRequestTransformer | import('../types.js').AxiosResponseTransformer} Transformer
 */
import { AxiosError } from '../errors.js';
import { formToJSON } from '../forms/form-to-json.js';
import { toFormData } from '../forms/to-form-data.js';
import { AxiosHeaders } from './headers.js';
import { transitionalDefaults } from './transitional.js';
import {
  clone,
  isArray,
  isBuffer,
  isFormData,
  isFunction,
  isObject,
  isString,
  kindOf,
  own,
} from './values.js';

// One expression, which begins with letters: three searches take half as long as `JSON.stringify` where keys have the same
// first letters.
const UNSAFE = /(?:proto(?:type|__)|constructor)":/;

/** A string that is JSON already is sent as it is. @param {unknown} value */
const toJSON = (value) => {
  if (isString(value))
    try {
      JSON.parse(value);
      return value.trim();
    } catch {
      // Not JSON yet.
    }
  const text = JSON.stringify(value);
  // `clone` drops these keys. It costs ten times the text, so it runs only if the text has one.
  return text && UNSAFE.test(text) ? JSON.stringify(clone(value)) : text;
};

/** @param {object} data @param {SerializerOptions | undefined} options */
const toURLEncoded = (data, options) => toFormData(data, new URLSearchParams(), options).toString();

/** @this {Config} @param {any} data of the user @param {Headers} headers @returns {unknown} */
export function transformRequest(data, headers) {
  if (data === undefined) return data;
  const type = headers.getContentType() || '';
  const isJSON = type.includes('application/json');
  if (isObject(data)) {
    const kind = kindOf(data);
    if (kind === 'HTMLFormElement') data = new FormData(/** @type {any} */ (data));
    if (isFormData(data)) return isJSON ? JSON.stringify(formToJSON(data)) : data;
    if (/^(ArrayBuffer|File|Blob|ReadableStream)$/.test(kind) || isBuffer(data) || isFunction(data.pipe))
      return data;
    if (ArrayBuffer.isView(data)) return data.buffer;
    if (kind === 'URLSearchParams') {
      headers.setContentType('application/x-www-form-urlencoded;charset=utf-8', false);
      return data.toString();
    }
    const options = own(this, 'formSerializer');
    if (type.includes('application/x-www-form-urlencoded')) return toURLEncoded(clone(data), options);
    const isList = kind === 'FileList';
    if (isList || type.includes('multipart/form-data')) {
      const FormDataClass = own(own(this, 'env'), 'FormData');
      return toFormData(
        isList ? { 'files[]': data } : clone(data),
        FormDataClass && /** @type {Form} */ (new FormDataClass()),
        options,
      );
    }
  } else if (!isJSON) return data;
  headers.setContentType('application/json', false);
  return toJSON(data);
}

/** @this {Config} @param {unknown} data @returns {unknown} */
export function transformResponse(data) {
  if (data && isString(data)) {
    const transitional = own(this, 'transitional') || transitionalDefaults;
    const type = own(this, 'responseType');
    if (type === 'json' || (!type && transitional.forcedJSONParsing))
      try {
        return JSON.parse(data, own(this, 'parseReviver'));
      } catch (error) {
        if (type === 'json' && !transitional.silentJSONParsing)
          throw /** @type {any} */ (error).name === 'SyntaxError'
            ? AxiosError.from(error, 'ERR_BAD_RESPONSE', this, null, own(this, 'response'))
            : error;
      }
  }
  return data;
}

/**
 * Runs a transform or a list of them on the data of a config, or of its response. The default ones leave
 * headers clean, and the response's does not read them.
 * @param {Config} config @param {Transformer | Transformer[] | null | undefined} fns @param {Answer} [response]
 */
export const transform = (config, fns, response) => {
  const context = response || config;
  const status = response ? response.status : undefined;
  let { data } = context;
  /** @type {AxiosHeaders | undefined} */
  let headers;
  /** @type {unknown} */
  let isDirty = !response;
  for (const fn of isArray(fns) ? fns : fns == null ? [] : [fns])
    if (fn === transformResponse) data = transformResponse.call(config, data);
    else {
      headers ??= AxiosHeaders.from(context.headers);
      if (fn !== transformRequest) isDirty = headers.normalize();
      data = fn.call(config, data, headers, status);
    }
  if (isDirty) (headers || AxiosHeaders.from(context.headers)).normalize();
  return data;
};
