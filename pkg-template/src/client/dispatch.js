// @ts-check
/**
 * From the last request interceptor to the first response interceptor: transforms, adapter, transforms. If the config
 * has a session, the session calls the adapter.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 */
import { getAdapter } from '../adapters/choose.js';
import { withRare } from '../adapters/rare.js';
import { isCancel, throwIfCancelled } from '../cancel.js';
import { AxiosHeaders } from '../http/headers.js';
import { transform } from '../http/transform.js';
import { flat } from '../http/values.js';
import { withSession } from '../session/with-session.js';
import { defaults } from './defaults.js';
import { takesSession } from './validate.js';

/** @param {Config} raw what the interceptors made of the config @returns {Promise<Answer>} */
export const dispatch = (raw) => {
  const config = flat(raw);
  throwIfCancelled(config);
  config.headers = AxiosHeaders.from(config.headers);
  config.data = transform(config, config.transformRequest);
  if (/^(post|put|patch)$/.test(/** @type {string} */ (config.method)))
    config.headers.setContentType('application/x-www-form-urlencoded', false);
  const adapter = getAdapter(config.adapter || defaults.adapter, config);
  // Not the time of day, which Next.js forbids while it prerenders.
  const start = performance.now();

  /** @param {Answer} response */
  const receive = (response) => {
    response.duration = Math.max(0, Math.round(performance.now() - start));
    // Only the transforms may see the response on the config.
    config.response = response;
    try {
      response.data = transform(config, config.transformResponse, response);
    } finally {
      delete config.response;
    }
    // Built-in adapters give a container already, made on first read.
    if (!adapter.builtin) response.headers = AxiosHeaders.from(response.headers);
  };

  const send = () => (takesSession(config) ? withSession(config, adapter) : adapter(config));
  return (config.retry ? withRare(({ withRetry }) => withRetry(config, send)) : send()).then(
    (response) => {
      throwIfCancelled(config);
      receive(response);
      return config.schema ? withRare(({ validated }) => validated(config, response)) : response;
    },
    (error) => {
      if (!isCancel(error)) {
        throwIfCancelled(config);
        const response = error && (error.response || error.refused);
        if (response) receive(response);
      }
      throw error;
    },
  );
};
