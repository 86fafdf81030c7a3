// @ts-check
/**
 * The default transport: fetch, with the results of axios's default. It decides when a request needs
 * XMLHttpRequest: progress events that hold the platform's event, documents, files.
 * @typedef {import('../types.js').Adapter} Adapter
 */
import { page } from '../http/location.js';
import { isFunction, own } from '../http/values.js';
import { getAdapter } from './choose.js';
import { send } from './fetch.js';
import { byXhr } from './rare.js';

/** @type {Adapter} */
export const auto = (config, extra) => {
  const env = own(config, 'env');
  const canFetch = isFunction(own(env, 'fetch') || globalThis.fetch);
  const wantsXhr =
    own(config, 'onUploadProgress') ||
    own(config, 'onDownloadProgress') ||
    own(config, 'responseType') === 'document' ||
    page().isFile;
  if ((wantsXhr || !canFetch) && typeof XMLHttpRequest !== 'undefined') return byXhr(config, extra);
  if (canFetch) return send(config, extra, env, true);
  return getAdapter(['fetch', 'xhr'], config)(config, extra);
};
auto.builtin = true;
