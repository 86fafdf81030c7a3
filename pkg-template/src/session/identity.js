// @ts-check
/**
 * What a session's tokens are for, and who renews them: the grant. It decides the default id, and what the records, the
 * locks and the channel are named after. Pages whose names differ have nothing in common, so tokens never get to a page
 * that would send them to another endpoint: not by a message, not by a record, not by a tab that moves on.
 */
import { isString } from '../http/values.js';
import { baseOrigin, targetOf } from './target.js';

/**
 * @typedef {import('./types.js').Home} Home
 * @typedef {import('./types.js').Options} Options
 */

/**
 * A declared call's URL as it is resolved: one text may mean two endpoints, and two texts one.
 * @param {unknown} url @param {Home} home @returns {string | undefined}
 */
export const resolvedURL = (url, { baseURL }) =>
  isString(url) ? targetOf({ baseURL, url })?.href : undefined;

/**
 * The origin that the tokens are for, the refresh endpoint, the client, and the carrier; empty where there is none. Of
 * two functions only that there is one is known. @param {Options} options @param {Home} home @returns {string[]}
 */
const grantOf = ({ id, refresh, carrier = 'bearer', origins }, home) => {
  // A session that names itself and its origins may be that of several bases.
  const origin = id && origins ? '' : baseOrigin(home);
  const { url, clientId = '' } = /** @type {{ url?: unknown, clientId?: string }} */ (refresh);
  const href = resolvedURL(url, home) || '';
  const endpoint = href.startsWith(origin + '/') ? href.slice(origin.length) : href;
  return [origin, endpoint, clientId, carrier === 'bearer' ? '' : carrier];
};

/** @param {unknown[]} parts */
const join = (parts) => parts.filter(Boolean).join(' ') || 'default';

/** A session's id, and the name of all that it keeps. @param {Options} options @param {Home} home @returns {import('./types.js').Identity} */
export const identify = (options, home) => {
  const { id } = options;
  const grant = grantOf(options, home);
  return {
    id: id ?? join(grant.slice(0, 3)),
    key: 'everfetch:' + join([id, ...grant]),
    grant,
  };
};
