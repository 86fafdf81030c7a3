// @ts-check
/**
 * Whether a value is of a class of the package, for the classes that axios has no question for. They ask for what a value
 * can do, not for its class, so that they know those of a second copy of the package. Bundlers leave out what is not used.
 */
import { isFunction, kindOf } from './http/values.js';

/** A client: what `create` returns, or one that is made of a class. @param {any} value */
export const isApiClient = (value) => isFunction(value?.getUri) && 'session' in value;

/** @param {any} value */
export const isCancelToken = (value) => isFunction(value?.throwIfRequested);

/** @param {unknown} value */
export const isEverfetchHeaders = (value) => kindOf(value) === 'AxiosHeaders';

export { isAxiosError as isEverfetchError } from './errors.js';
