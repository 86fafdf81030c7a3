// @ts-check
/**
 * What a call of `fetch` says, taken at the call as the platform takes it: later changes by the caller do not count, and
 * what was taken can be sent twice. It decides what a session sees of it, as a config, and what goes to the platform's
 * fetch. JavaScript, because requests, headers and bodies are the platform's.
 */
import { AxiosHeaders } from '../http/headers.js';
import { buildFullPath } from '../http/url.js';
import { bare, flat, isStream, kindOf } from '../http/values.js';
import { bodyNow } from '../session/body.js';
import { peek } from './peek.js';

/**
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Extra} Extra
 * @typedef {import('../types.js').FetchDefaults} FetchDefaults
 * @typedef {import('../types.js').FetchInit} FetchInit
 * @typedef {import('../types.js').Members} Members
 */
/**
 * @typedef {object} Outgoing
 * @property {Config} config
 * @property {AbortSignal | null | undefined} signal
 * @property {boolean} isAlone takes no part in the session
 * @property {(fetcher: typeof fetch, body: unknown, extra?: Extra) => Promise<Response>} send
 */

/** The whole URL where it stands for itself, which is what the URL parser says. @param {string} text */
const absolute = (text) => {
  try {
    return new URL(text).href;
  } catch {
    return undefined;
  }
};

/**
 * @param {FetchDefaults} defaults @param {unknown} input @param {FetchInit | null | undefined} given
 * @returns {Outgoing}
 */
export const outgoing = (defaults, input, given) => {
  // Members of a prototype count, as in the platform: an `init` may be a Request.
  const {
    session: inSession,
    skipAuthRefresh,
    ...rest
  } = /** @type {FetchInit & Members} */ (flat(given || {}));
  // The platform reads a polluted `Object.prototype` like any other: nothing that it is given has one.
  /** @type {FetchInit & Members} */
  const init = Object.assign(bare(), rest);
  const taken = kindOf(input) === 'Request' ? new Request(/** @type {Request} */ (input), init) : undefined;
  const { method, redirect, signal } = taken || init;
  const headers = new Headers((taken || init).headers);
  const { baseURL, withCredentials, xsrfCookieName, xsrfHeaderName, withXSRFToken, session, debug } =
    defaults;
  const text = taken ? taken.url : `${input}`;
  const whole = absolute(text);
  const isOneShot = isStream(init.body);
  // A Request says `follow` where nobody has said anything.
  const mayRedirect =
    redirect === 'follow'
      ? kindOf(given) !== 'Request' && init.redirect === redirect
      : redirect !== undefined;

  /** @type {Config} */
  const config = Object.assign(bare(), {
    // What a session's own calls need, where this is its first use.
    baseURL,
    withCredentials,
    xsrfCookieName,
    xsrfHeaderName,
    withXSRFToken,
    session,
    debug,
    allowAbsoluteUrls: true,
    url: whole || text,
    method: String(method || 'get').toLowerCase(),
    headers: new AxiosHeaders(headers),
    data: bodyNow(init.body),
    signal: signal || undefined,
    skipAuthRefresh: skipAuthRefresh === true,
    peek: taken?.body && !isOneShot && (() => peek(taken.clone())),
  });

  /** What differs from what the caller has said. @param {Extra | undefined} extra */
  const changes = ({ header, value, include } = {}) => ({
    ...(include && /** @type {const} */ ({ credentials: 'include' })),
    // On a redirect to another origin browsers remove only the Authorization header.
    ...(value &&
      !mayRedirect &&
      !/^authorization$/i.test(/** @type {string} */ (header)) &&
      /** @type {const} */ ({ redirect: 'error' })),
  });

  /** @param {typeof fetch} fetcher @param {Request} request @param {Extra} [extra] */
  const sendRequest = (fetcher, request, extra) => {
    if (extra?.value) request.headers.set(/** @type {string} */ (extra.header), extra.value);
    /** @type {Members} */
    const changed = changes(extra);
    // What a Request does not keep may mean something to this fetch.
    for (const name in init) if (!(name in request)) changed[name] = init[name];
    if (!Object.keys(changed).length) return fetcher(request);
    // Beside any other member these would be reset.
    const { referrer, referrerPolicy } = request;
    return fetcher(request, Object.assign(bare(), { referrer, referrerPolicy }, changed));
  };

  /** @type {Outgoing['send']} */
  const send = async (fetcher, body, extra) => {
    if (taken) return sendRequest(fetcher, isOneShot ? taken : taken.clone(), extra);
    const sent = new Headers(headers);
    if (extra?.value) sent.set(/** @type {string} */ (extra.header), extra.value);
    return fetcher(
      whole || buildFullPath(baseURL, text),
      Object.assign(bare(), init, changes(extra), { headers: sent, body: isOneShot ? init.body : body }),
    );
  };

  return {
    config,
    signal,
    // What is no URL of a server can have no session.
    isAlone: !session || inSession === false || (!!whole && !/^https?:/.test(whole)),
    send,
  };
};
