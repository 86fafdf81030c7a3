// @ts-check
/**
 * Which session a config belongs to. Instances with the same id share one in a page, also when the package was
 * bundled twice: live sessions sit behind a global symbol. It decides ids and origins, and refuses contradictions.
 * On a server nothing is shared by id: two users' requests must never meet.
 */
import { defaults } from '../client/defaults.js';
import { AxiosError } from '../errors.js';
import { createHandle } from './handle.js';
import { asText, flatten, isServer, ownOptions, ownerOf } from './options.js';
import { parseURL } from './target.js';

// The number is the version of what a handle offers: copies that differ in it share nothing but the storage.
const LIVE = Symbol.for('everfetch.sessions.1');

/** @type {WeakMap<object, any>} */
const known = new WeakMap();

/** @param {any} first @param {any} second @param {string} id */
const refuseContradiction = (first, second, id) => {
  for (const name in second) {
    const [one, two] = [asText(first[name]), asText(second[name])];
    // Some options have no default to contradict: whoever leaves them out goes along with the first.
    if (one !== two && one !== undefined && two !== undefined)
      throw new AxiosError(
        `session.${name} is ${two}, but the session "${id}" is already in use with ${one}; ` +
          'give the second session another id, or the same options',
        'ERR_BAD_OPTION_VALUE',
      );
  }
};

/** What the session's own calls need of a request's config, which itself may hold a large body. @param {any} config */
const homeFrom = ({ baseURL, withCredentials, xsrfCookieName, xsrfHeaderName, withXSRFToken }) => ({
  baseURL,
  withCredentials,
  xsrfCookieName,
  xsrfHeaderName,
  withXSRFToken,
});

/** @param {any} config */
const find = (config) => {
  const { session } = config;
  const home = ownerOf(session) || (defaults.session === session ? defaults : homeFrom(config));
  const options = ownOptions(session);
  const realm = /** @type {any} */ (globalThis);
  const { location } = realm;
  // Not the document's base: whoever can insert a <base> must not be sent the token.
  const page = location && parseURL(location.href);
  const base = home.baseURL ? parseURL(home.baseURL) : page;
  const origin = base ? base.origin : '';
  const origins = (options.origins || (origin ? [origin] : [])).map(
    (/** @type {string} */ one) => new URL(one).origin,
  );
  const id = options.id ?? (origin || 'default');
  const { data, flat } = flatten(options, id, origins, page?.protocol === 'https:');
  const create = () => createHandle(id, options, data, flat, home);
  if (isServer()) return create();

  /** @type {Map<string, any>} */
  const handles = (realm[LIVE] ??= new Map());
  let handle = handles.get(id);
  if (handle) {
    refuseContradiction(handle.data, data, id);
    // The data agree, so that what differs are functions: the newest win.
    handle.options = Object.assign(Object.create(null), handle.options, options);
    handle.rules = undefined;
  } else handles.set(id, (handle = create()));
  return handle;
};

/** The session of a config, made at its first use. @param {any} config */
export const handleOf = (config) => {
  let handle = known.get(config.session);
  if (!handle) known.set(config.session, (handle = find(config)));
  if (config.debug !== undefined) handle.timeline.debug = config.debug;
  return handle;
};
