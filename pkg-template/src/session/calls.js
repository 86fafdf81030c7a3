// @ts-check
/**
 * The session's declared calls, refresh and revoke, as arguments of `fetch`. It decides how the options become a
 * request; when one is sent, and what its answer means, Rust decides. JavaScript, because the options may be the
 * user's functions, and `JSON` and `URLSearchParams` are the browser's.
 */
import { xsrfHeader } from '../adapters/xsrf.js';
import { buildFullPath } from '../http/url.js';
import { isFunction, isObject, isString } from '../http/values.js';

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
export const prepareCall = (call, handle, tokens, standard) => {
  const { config, carrier } = handle;
  const spec = isString(call) ? { url: call } : call;
  const { method = 'POST', format = 'json' } = spec;
  const isForm = format === 'form';

  /** @param {any[]} values */
  const build = ([url, fields, ownHeaders]) => {
    const full = buildFullPath(config.baseURL, url, true);
    const body = { ...standard, ...fields };
    /** @type {Record<string, string>} */
    const headers = { Accept: 'application/json' };
    const hasBody = !/^(get|head)$/i.test(method);
    if (hasBody) headers['Content-Type'] = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
    const xsrf = xsrfHeader(config, full);
    if (xsrf) headers[xsrf[0]] = xsrf[1];
    const isCookie = carrier !== 'bearer';
    return {
      url: full,
      init: {
        method: method.toUpperCase(),
        headers: { ...headers, ...ownHeaders },
        body: hasBody ? (isForm ? toForm(body) : JSON.stringify(body)) : undefined,
        credentials: isCookie || config.withCredentials ? 'include' : 'same-origin',
        // A reload while a cookie is being renewed must not lose the new one.
        keepalive: isCookie,
        cache: 'no-store',
      },
    };
  };

  const values = [spec.url, spec.fields, spec.headers].map((value) => (isFunction(value) ? value(tokens) : value));
  return values.some(isThenable) ? Promise.all(values).then(build) : build(values);
};

/** The refresh call. @param {any} handle @param {string | undefined} accessToken @param {string | undefined} refreshToken */
export const prepareRefresh = (handle, accessToken, refreshToken) => {
  const { refresh } = handle.options;
  const isForm = refresh.format === 'form';
  const { tokenField = isForm ? 'refresh_token' : 'refreshToken', clientId, scope } = refresh;
  /** @type {Record<string, any>} */
  const fields = isForm ? { grant_type: 'refresh_token', client_id: clientId, scope } : {};
  if (tokenField && refreshToken) fields[tokenField] = refreshToken;
  return prepareCall(refresh, handle, { accessToken, refreshToken }, fields);
};

/**
 * Revokes at the server: RFC 7009's form, or as declared. Resolves once the server has agreed.
 * @param {any} handle @param {string | undefined} accessToken @param {string | undefined} refreshToken
 */
export const revokeTokens = async (handle, accessToken, refreshToken) => {
  const { revoke, refresh } = handle.options;
  const tokens = { accessToken, refreshToken };
  if (isFunction(revoke)) return revoke(tokens);
  const call = isString(revoke) ? { url: revoke, format: 'form' } : revoke;
  const { tokenField = 'token', clientId = isObject(refresh) ? refresh.clientId : undefined } = call;
  /** @type {Record<string, any>} */
  const fields = {};
  if (tokenField && (refreshToken || accessToken)) {
    fields[tokenField] = refreshToken || accessToken;
    fields.token_type_hint = refreshToken ? 'refresh_token' : 'access_token';
    if (clientId) fields.client_id = clientId;
  }
  const { url, init } = await prepareCall(call, handle, tokens, fields);
  // A sign-out is often followed by a navigation, which must not take the call with it.
  const response = await fetch(url, /** @type {any} */ ({ ...init, keepalive: true }));
  if (!response.ok) throw new Error(`the revocation was answered with status ${response.status}`);
};
