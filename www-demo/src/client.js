// The client under demonstration, made as an application would make it. This file only names the
// carriers; everfetch decides how they differ.

import everfetch from 'everfetch';
import { baseOf, baseURL, sandbox } from './place.js';

export const xsrfCookieName = `XSRF-${sandbox}`;

/** @param {'bearer' | 'cookie' | 'split'} carrier */
export function createApi(carrier) {
  return everfetch.create({
    baseURL,
    // The CSRF cookie is the page's to read, the API is on another port: the header must be asked for.
    withXSRFToken: true,
    xsrfCookieName,
    session: {
      id: `${sandbox}-${carrier}`,
      carrier,
      refresh: '/auth/refresh',
      revoke: { url: '/auth/logout' },
    },
  });
}

/**
 * A client of another sandbox, with its own session.
 * @param {string} name of the sandbox, and of the session
 * @param {Record<string, unknown>} [session] more options of the session
 */
export const createApiOf = (name, session = {}) =>
  everfetch.create({
    baseURL: baseOf(name),
    session: { id: name, refresh: '/auth/refresh', revoke: { url: '/auth/logout' }, ...session },
  });

/**
 * The application's own sign-in call; its reply is what `session.signIn` takes.
 * @param {ReturnType<typeof createApi>} api
 */
export async function signIn(api, user, mode = 'bearer') {
  const { data } = await api.post('/auth/login', { user, mode }, { session: false, withCredentials: true });
  await api.session.signIn(data);
}
