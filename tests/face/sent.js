// One request by fetch, as the client calls the adapter: with a config and an environment.
import { send } from '../../pkg-template/src/adapters/fetch.js';

/** What fetch was called with. */
export const calls = [];
export const run = (config, likeXhr, { answer = () => new Response('ok'), extra, env } = {}) => {
  calls.length = 0;
  const fetch = (...args) => (calls.push(args), answer());
  return send({ url: 'http://h/', ...config }, extra, { fetch, Request: null, ...env }, likeXhr);
};
/** The second argument of fetch. */
export const initOf = async (config, likeXhr, options) => {
  await run(config, likeXhr, options);
  return calls[0][1];
};
