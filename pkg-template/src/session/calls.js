// @ts-check
/**
 * The session's declared calls, refresh and revoke, as arguments of `fetch`. It decides how the options become a
 * request; when one is sent, and what its answer means, Rust decides. JavaScript, because the options may be the
 * user's functions, and `JSON` and `URLSearchParams` are the browser's.
 */
import { xsrfHeader } from '../adapters/xsrf.js';
import { buildFullPath, invalidURL } from '../http/url.js';
import { isFunction, isObject } from '../http/values.js';
import { parseURL } from './target.js';

/** @param {any} value */
export const isThenable = (value) => isObject(value) && isFunction(value.then);

/** @param {any} fields */
const toForm = (fields) => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value != null) form.append(name, value);
  return form.toString();
};

/**
 * `{ url, init }`, or a promise of it where an option is an asynchronous function.
 * @param {any} call @param {any} handle @param {{ accessToken?: string, refreshToken?: string }} tokens
 * @param {Record<string, any>} standard the fields that the call has by its nature
 */
const prepareCall = (call, { home, data }, tokens, standard) => {
  const { method = 'POST', format } = call;
  const isForm = format === 'form';

  /** @param {any[]} values */
  const build = ([url, fields, ownHeaders]) => {
    const full = buildFullPath(home.baseURL, String(url), true);
    // What a function gives may have the token in it.
    if (!parseURL(full)) throw invalidURL(isFunction(call.url) ? '' : full, ' of a session call', undefined);
    const hasBody = !/^(get|head)$/i.test(method);
    const headers = new Headers({ Accept: 'application/json' });
    if (hasBody)
      headers.set('Content-Type', isForm ? 'application/x-www-form-urlencoded' : 'application/json');
    const xsrf = xsrfHeader(home, full);
    if (xsrf) headers.set(...xsrf);
    // Throws for what no header can carry, before anything is sent.
    for (const [name, value] of Object.entries(ownHeaders || {})) if (value != null) headers.set(name, value);
    const body = { ...standard, ...fields };
    const isCookie = data.carrier !== 'bearer';
    return {
      url: full,
      init: {
        // @ts-ignore fetch reads inherited members too
        __proto__: null,
        method: method.toUpperCase(),
        headers,
        body: hasBody ? (isForm ? toForm(body) : JSON.stringify(body)) : undefined,
        credentials: isCookie || home.withCredentials ? 'include' : 'same-origin',
        // A reload while a cookie is being renewed must not lose the new one.
        keepalive: isCookie,
        cache: 'no-store',
      },
    };
  };

  const values = [call.url, call.fields, call.headers].map((value) =>
    isFunction(value) ? value(tokens) : value,
  );
  return values.some(isThenable) ? Promise.all(values).then(build) : build(values);
};

/** The refresh call. @param {any} handle @param {string | undefined} accessToken @param {string | undefined} refreshToken */
export const prepareRefresh = (handle, accessToken, refreshToken) => {
  const call = handle.options.refresh;
  const isForm = call.format === 'form';
  const { tokenField = isForm ? 'refresh_token' : 'refreshToken', clientId, scope } = call;
  /** @type {Record<string, any>} */
  const fields = isForm ? { grant_type: 'refresh_token', client_id: clientId, scope } : {};
  if (tokenField && refreshToken) fields[tokenField] = refreshToken;
  return prepareCall(call, handle, { accessToken, refreshToken }, fields);
};

/**
 * Revokes at the server: RFC 7009's form, or as declared. Resolves once the server has agreed.
 * @param {any} handle @param {string | undefined} accessToken @param {string | undefined} refreshToken
 */
export const revokeTokens = async (handle, accessToken, refreshToken) => {
  const { revoke, refresh } = handle.options;
  const tokens = { accessToken, refreshToken };
  if (isFunction(revoke)) return revoke(tokens);
  const { tokenField = 'token', clientId = isObject(refresh) ? refresh.clientId : undefined } = revoke;
  /** @type {Record<string, any>} */
  const fields = {};
  if (tokenField && (refreshToken || accessToken)) {
    fields[tokenField] = refreshToken || accessToken;
    fields.token_type_hint = refreshToken ? 'refresh_token' : 'access_token';
    if (clientId) fields.client_id = clientId;
  }
  const { url, init } = await prepareCall(revoke, handle, tokens, fields);
  // A sign-out is often followed by a navigation, which must not take the call with it.
  init.keepalive = true;
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`the revocation was answered with status ${response.status}`);
};
