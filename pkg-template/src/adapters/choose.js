// @ts-check
/**
 * Which adapter sends a request: a function, a name, or the first of a list that works here.
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Config} Config
 */
import { AxiosError } from '../errors.js';
import { isArray, isFunction, own } from '../http/values.js';
import { fetchAdapter } from './fetch.js';
import { byXhr } from './rare.js';

/** @type {Record<string, (config?: Config) => Adapter | null | false>} null: not in this build; false: not in this environment */
const known = {
  // @ts-ignore names come from users: no inherited ones
  __proto__: null,
  http: () => null,
  xhr: () => typeof XMLHttpRequest !== 'undefined' && byXhr,
  fetch: (config) => {
    const env = own(config, 'env');
    const own_ = own(env, 'fetch');
    if (own_ ? !isFunction(own_) : typeof fetch !== 'function') return false;
    if (!env) return fetchAdapter;
    // The adapter keeps the environment of the config that asked for it.
    /** @type {Adapter} */
    const adapter = (config, extra) => fetchAdapter(config, extra, env);
    adapter.builtin = true;
    return adapter;
  },
};

/** @param {Config['adapter'] | null} adapters @param {Config} [config] @returns {Adapter} */
export const getAdapter = (adapters, config) => {
  if (isFunction(adapters)) return adapters;
  const list = isArray(adapters) ? adapters : [adapters];
  /** @type {string[]} */
  const reasons = [];
  for (let i = 0; i < list.length; i++) {
    /** @type {unknown} */
    let adapter = list[i];
    let name = '#' + i;
    if (!isFunction(adapter) && adapter !== null && adapter !== false) {
      name = String(adapter);
      const find = known[name.toLowerCase()];
      if (!find) throw new AxiosError(`Unknown adapter '${name}'`);
      adapter = find(config);
    }
    if (adapter) return /** @type {Adapter} */ (adapter);
    reasons.push(
      `adapter ${name} is not ${adapter === false ? 'supported by the environment' : 'available in the build'}`,
    );
  }
  throw new AxiosError(
    'There is no suitable adapter to dispatch the request ' +
      (reasons.length > 1
        ? 'since :\n' + reasons.map((reason) => '- ' + reason).join('\n')
        : reasons.length
          ? ' - ' + reasons[0]
          : 'as no adapter specified'),
    'ERR_NOT_SUPPORT',
  );
};
