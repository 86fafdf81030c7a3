// @ts-check
/**
 * Checks a request's options, and rejects with an error that names the option.
 * JavaScript, because it looks at the user's objects.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Members} Members
 */
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { transitionalDefaults } from '../http/transitional.js';

/** @param {unknown} options @param {string} type @param {string[]} known @param {boolean} [isOpen] others may be there */
const check = (options, type, known, isOpen) => {
  if (!isObject(options)) throw new AxiosError('options must be an object', 'ERR_BAD_OPTION_VALUE');
  for (const key of Object.keys(options))
    if (!known.includes(key)) {
      if (!isOpen) throw new AxiosError('Unknown option ' + key, 'ERR_BAD_OPTION');
    } else if (options[key] !== undefined && typeof options[key] !== type)
      throw new AxiosError(`option ${key} must be a ${type}`, 'ERR_BAD_OPTION_VALUE');
};

const TRANSITIONAL = Object.keys(transitionalDefaults);
const SERIALIZER = ['encode', 'serialize'];

/** @param {Config} config @param {string} wrong @param {string} right */
const warnOf = (config, wrong, right) => {
  if (/** @type {Members} */ (/** @type {unknown} */ (config))[wrong] !== undefined)
    console.warn(`${wrong} is likely a misspelling of ${right}`);
};

/** @param {Config} config merged; a bare serializer function is turned into an object */
export const checkOptions = (config) => {
  const { transitional, paramsSerializer } = config;
  if (transitional !== undefined) check(transitional, 'boolean', TRANSITIONAL);
  if (isFunction(paramsSerializer)) config.paramsSerializer = { serialize: paramsSerializer };
  else if (paramsSerializer != null) check(paramsSerializer, 'function', SERIALIZER, true);
  warnOf(config, 'baseUrl', 'baseURL');
  warnOf(config, 'withXsrfToken', 'withXSRFToken');
};
