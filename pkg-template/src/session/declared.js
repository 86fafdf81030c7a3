// @ts-check
/**
 * The session's declared calls, refresh and revoke, as arguments of `fetch`. It decides how the options become a
 * request; when one is sent, and what its answer means, Rust decides. JavaScript, because the options may be the
 * user's functions, and `JSON` and `URLSearchParams` are the browser's.
 */
import { xsrfHeader } from '../adapters/xsrf.js';
import { AxiosError } from '../errors.js';
import { buildFullPath, invalidURL } from '../http/url.js';
import { isFunction, isThenable, kindOf } from '../http/values.js';
import { isAddress, isRecord } from './options.js';
import { parseURL } from './target.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').SessionCall} SessionCall
 * @typedef {import('../types.js').SessionCallTokens} Tokens
 * @typedef {import('../wasm/types.js').PreparedCall} PreparedCall
 */

/** Sets what is there. @template {Headers | URLSearchParams} T @param {T} target @param {object | undefined} values @returns {T} */
const fill = (target, values) => {
  for (const [name, value] of Object.entries(values || {})) if (value != null) target.set(name, value);
  return target;
};

/** What the functions of a call may give. @type {[name: 'url' | 'fields' | 'headers', test: (value: unknown) => boolean, takes: string][]} */
const PARTS = [
  // Not the function itself: a chunk is given it only when it is opened.
  ['url', (value) => isAddress(value), 'a URL'],
  ['fields', (value) => value == null || isRecord(value), 'an object'],
  ['headers', (value) => value == null || isRecord(value), 'an object'],
];

/**
 * `{ url, init }`, or a promise of it where an option is an asynchronous function.
 * @param {'refresh' | 'revoke'} name @param {SessionCall} call @param {Pick<Handle, 'home' | 'data' | 'peek'>} handle @param {Tokens} tokens
 * @param {object} standard the fields that the call has by its nature
 * @returns {PreparedCall | Promise<PreparedCall>}
 */
const prepareCall = (name, call, { home, data, peek }, tokens, standard) => {
  const { method = 'POST', format } = call;
  const isForm = format === 'form';

  /** @param {unknown[]} given @returns {PreparedCall} */
  const build = (given) => {
    PARTS.forEach(([part, test, takes], index) => {
      const value = given[index];
      // Without the value, which may have the token in it.
      if (!test(value))
        throw new AxiosError(
          `session.${name}.${part}() gave a value of the kind ${kindOf(value)}; it takes ${takes}`,
          'ERR_BAD_OPTION_VALUE',
        );
    });
    const [url, fields, ownHeaders] = given;
    const full = buildFullPath(home.baseURL, String(url), true);
    // What a function gives may have the token in it.
    const target = parseURL(full);
    if (target?.protocol === 'http:' && !peek()?.allows(target.origin, target.origin))
      throw new AxiosError('a secure page sends no token over http', 'ERR_INVALID_URL');
    if (!target) throw invalidURL(isFunction(call.url) ? '' : full, ' of a session call', undefined);
    const hasBody = !/^(get|head)$/i.test(method);
    const headers = new Headers({ Accept: 'application/json' });
    if (hasBody)
      headers.set('Content-Type', isForm ? 'application/x-www-form-urlencoded' : 'application/json');
    const xsrf = xsrfHeader(/** @type {import('../types.js').Config} */ (home), full);
    if (xsrf) headers.set(...xsrf);
    // Throws for what no header can carry, before anything is sent.
    fill(headers, /** @type {object | undefined} */ (ownHeaders));
    const body = { ...standard, .../** @type {object | undefined} */ (fields) };
    const isCookie = data.carrier !== 'bearer';
    return {
      url: full,
      init: {
        // @ts-ignore fetch reads inherited members too
        __proto__: null,
        method: method.toUpperCase(),
        headers,
        body: hasBody
          ? isForm
            ? String(fill(new URLSearchParams(), body))
            : JSON.stringify(body)
          : undefined,
        credentials: isCookie || home.withCredentials ? 'include' : 'same-origin',
        // A reload while a cookie is being renewed must not lose the new one.
        keepalive: isCookie,
        cache: 'no-store',
      },
    };
  };

  const values = PARTS.map(([part]) => {
    const value = call[part];
    return isFunction(value) ? value(tokens) : value;
  });
  return values.some(isThenable) ? Promise.all(values).then(build) : build(values);
};

/** The refresh call. @param {Handle} handle @param {Tokens} tokens */
export const prepareRefresh = (handle, tokens) => {
  const call = /** @type {SessionCall} */ (handle.options.refresh);
  const isForm = call.format === 'form';
  const { tokenField = isForm ? 'refresh_token' : 'refreshToken', clientId, scope } = call;
  const { refreshToken } = tokens;
  return prepareCall('refresh', call, handle, tokens, {
    ...(isForm && { grant_type: 'refresh_token', client_id: clientId, scope }),
    ...(tokenField && refreshToken && { [tokenField]: refreshToken }),
  });
};

/**
 * Revokes at the server: RFC 7009's form, or as declared. Resolves once the server has agreed.
 * @param {Handle} handle @param {Tokens} tokens
 */
export const revokeTokens = async (handle, tokens) => {
  const { revoke, refresh } = handle.options;
  if (isFunction(revoke)) return revoke(tokens);
  const call = /** @type {SessionCall} */ (revoke);
  const { tokenField = 'token', clientId = /** @type {SessionCall} */ (refresh).clientId } = call;
  const { refreshToken, accessToken } = tokens;
  const token = refreshToken || accessToken;
  const { url, init } = await prepareCall(
    'revoke',
    call,
    handle,
    tokens,
    tokenField && token
      ? {
          [tokenField]: token,
          token_type_hint: refreshToken ? 'refresh_token' : 'access_token',
          client_id: clientId,
        }
      : {},
  );
  // A sign-out is often followed by a navigation, which must not take the call with it.
  init.keepalive = true;
  const began = performance.now();
  const response = await fetch(url, init).catch((error) => {
    // The quota of such calls, 64 kB for a page, is full perhaps. Nothing is lost where this one has arrived.
    if (performance.now() - began > 1000) throw error;
    return fetch(url, { ...init, keepalive: false });
  });
  if (!response.ok) throw new Error(`the revocation was answered with status ${response.status}`);
};
