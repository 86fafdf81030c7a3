// @ts-check
/** Checks of a request's options that reject with an error naming the option. What the options do is not here. */
import { AxiosError } from '../errors.js';
import { hasOwn, isFunction, isObject } from '../http/values.js';
import { transitionalDefaults } from '../http/transitional.js';

/** @param {any} options @param {string} type @param {(key: string) => any} isKnown @param {boolean} others */
const check = (options, type, isKnown, others) => {
  if (!isObject(options)) throw new AxiosError('options must be an object', 'ERR_BAD_OPTION_VALUE');
  for (const key of Object.keys(options).reverse())
    if (isKnown(key)) {
      if (options[key] !== undefined && typeof options[key] !== type)
        throw new AxiosError(`option ${key} must be a ${type}`, 'ERR_BAD_OPTION_VALUE');
    } else if (!others) throw new AxiosError('Unknown option ' + key, 'ERR_BAD_OPTION');
};

const isTransitional = (/** @type {string} */ key) => hasOwn(transitionalDefaults, key);
const isSerializerFunction = (/** @type {string} */ key) => key === 'encode' || key === 'serialize';

/** @type {any} */
const SPELLINGS = { __proto__: null, baseUrl: 'baseURL', withXsrfToken: 'withXSRFToken' };

/** @param {any} config merged; a bare serializer function is turned into an object */
export const checkOptions = (config) => {
  const { transitional, paramsSerializer } = config;
  if (transitional !== undefined) check(transitional, 'boolean', isTransitional, false);
  if (isFunction(paramsSerializer)) config.paramsSerializer = { serialize: paramsSerializer };
  else if (paramsSerializer != null) check(paramsSerializer, 'function', isSerializerFunction, true);
  for (const wrong in SPELLINGS)
    if (config[wrong] !== undefined) console.warn(`${wrong} is likely a misspelling of ${SPELLINGS[wrong]}`);
};
