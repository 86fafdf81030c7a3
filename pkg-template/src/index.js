// @ts-check
/**
 * The public names: the default callable instance, which carries every static, and each of them as a named
 * export. Importing has no side effects.
 */
import { getAdapter } from './adapters/choose.js';
import { CancelToken, CanceledError, isCancel } from './cancel.js';
import { Axios } from './client/axios.js';
import { defaults } from './client/defaults.js';
import { ApiClient, createInstance } from './client/instance.js';
import { mergeConfig } from './client/merge.js';
import { VERSION } from './client/version.js';
import { AxiosError, isAxiosError } from './errors.js';
import { formToJSON } from './forms/form-to-json.js';
import { toFormData } from './forms/to-form-data.js';
import { AxiosHeaders } from './http/headers.js';
import { HttpStatusCode } from './http/status.js';
import { setShared } from './session/registry.js';

setShared(defaults);
const everfetch = createInstance(defaults);
const { create } = everfetch;
/** @param {Iterable<unknown>} promises */
const all = (promises) => Promise.all(promises);
/** @param {(...args: unknown[]) => unknown} callback */
const spread = (callback) => (/** @type {unknown[]} */ list) => callback.apply(null, list);

Object.assign(everfetch, {
  ApiClient,
  Axios,
  AxiosError,
  AxiosHeaders,
  Cancel: CanceledError,
  CancelToken,
  CanceledError,
  EverfetchError: AxiosError,
  EverfetchHeaders: AxiosHeaders,
  HttpStatusCode,
  VERSION,
  all,
  default: everfetch,
  formToJSON,
  getAdapter,
  isAxiosError,
  isCancel,
  mergeConfig,
  spread,
  toFormData,
});

export {
  ApiClient,
  Axios,
  AxiosError,
  AxiosError as EverfetchError,
  AxiosHeaders,
  AxiosHeaders as EverfetchHeaders,
  CancelToken,
  CanceledError,
  CanceledError as Cancel,
  HttpStatusCode,
  VERSION,
  all,
  create,
  everfetch as default,
  formToJSON,
  getAdapter,
  isAxiosError,
  isCancel,
  mergeConfig,
  spread,
  toFormData,
};
export * from './questions.js';
