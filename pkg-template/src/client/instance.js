// @ts-check
/**
 * Callable instances, and `ApiClient`, the same client as a class with the library's defaults. It decides
 * what an instance carries as own properties.
 * @typedef {import('../types.js').CreateAxiosDefaults} Defaults
 * @typedef {Axios['request'] & { create(own?: Defaults): Instance & Axios }} Instance with the members of its client
 */
import { define } from '../errors.js';
import { Axios } from './axios.js';
import { defaults } from './defaults.js';
import { mergeConfig } from './merge.js';

/** @param {Defaults} config @returns {Instance & Axios} */
export const createInstance = (config) => {
  const client = /** @type {Axios & Record<string, Function>} */ (new Axios(config));
  const instance = /** @type {Instance & Axios} */ (client.request.bind(client));
  for (const name of Object.getOwnPropertyNames(Axios.prototype))
    if (name !== 'session' && name !== 'constructor') define(instance, name, client[name].bind(client), true);
  for (const name of Object.keys(client)) define(instance, name, client[name], true);
  // Not enumerable: reading it may load the core, and debuggers and deep copies read enumerable properties.
  Object.defineProperty(instance, 'session', {
    // @ts-ignore an object literal's __proto__ keeps pollution out of the descriptor
    __proto__: null,
    get: () => client.session,
  });
  instance.create = (own) => createInstance(mergeConfig(config, own));
  return instance;
};

export class ApiClient extends Axios {
  /** @param {Defaults} [config] */
  constructor(config) {
    super(mergeConfig(defaults, config));
  }

  /** A callable instance with this client's defaults. @param {Defaults} [config] */
  create(config) {
    return createInstance(mergeConfig(this.defaults, config));
  }
}
