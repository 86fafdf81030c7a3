// @ts-check
/**
 * A call of `fetch` through a session, by the way that every request of a session goes. It decides what the caller gets:
 * every answer as it is, whatever its status; what the platform's fetch failed with; or the session's error. A session
 * that is over because of this very request's refusal gives that refusal, which is the API's own answer.
 */
import { AxiosHeaders } from '../http/headers.js';
import { own } from '../http/values.js';
import { withSession } from '../session/with-session.js';
import { outgoing } from './outgoing.js';
import { peek } from './peek.js';

/**
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').FetchDefaults} FetchDefaults
 * @typedef {import('../types.js').FetchInit} FetchInit
 */

/** What fetch failed with, which may be anything: an abort's reason is the caller's. */
class Failed {
  /** @param {any} reason */
  constructor(reason) {
    this.reason = reason;
    /** For the timeline. */
    this.code = reason?.code || reason?.name;
  }
}

/** @param {AbortSignal} signal */
const reasonOf = (signal) =>
  'reason' in signal ? signal.reason : new DOMException('The operation was aborted.', 'AbortError');

/** @param {FetchDefaults} defaults @param {unknown} input @param {FetchInit | null} [init] @returns {Promise<Response>} */
export const sessionFetch = async (defaults, input, init) => {
  const { config, signal, isAlone, send } = outgoing(defaults, input, init);
  if (signal?.aborted) throw reasonOf(signal);
  /** @type {Adapter} */
  const adapter = async (sent, extra) => {
    try {
      const response = await send(own(defaults.env, 'fetch') || fetch, sent.data, extra);
      return /** @type {Answer} */ ({
        data: response,
        status: response.status,
        statusText: response.statusText,
        get headers() {
          return AxiosHeaders.from(response.headers);
        },
        config,
        request: { responseURL: response.url },
        peek: () => peek(response.clone()),
      });
    } catch (error) {
      throw new Failed(error);
    }
  };
  adapter.builtin = true;
  try {
    return (await (isAlone ? adapter(config) : withSession(config, adapter))).data;
  } catch (caught) {
    if (caught instanceof Failed) throw caught.reason;
    const error =
      /** @type {import('../errors.js').AxiosError & { refused?: Answer, __CANCEL__?: boolean }} */ (caught);
    if (error.__CANCEL__ && signal?.aborted) throw reasonOf(signal);
    if (error.response) return error.response.data;
    if (error.refused) error.refused = error.refused.data;
    throw error;
  }
};
