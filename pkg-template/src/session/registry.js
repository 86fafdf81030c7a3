// @ts-check
/**
 * Which session a config belongs to. Instances with the same id share one in a page, also when the package was
 * bundled twice: live sessions sit behind a global symbol. It decides ids and origins, and refuses contradictions.
 * On a server nothing is shared by id: two users' requests must never meet.
 */
import { defaults } from '../client/defaults.js';
import { AxiosError } from '../errors.js';
import { createHandle } from './handle.js';
import { asText, flatten, ownOptions } from './flat.js';
import { ownerOf } from './options.js';
import { isServer } from './realm.js';
import { parseURL } from './target.js';

/**
 * @typedef {import('./types.js').Data} Data
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Home} Home
 * @typedef {import('../types.js').SessionOptions} SessionOptions
 */
/** A config, or a client's defaults. @typedef {Home & { session?: SessionOptions | false, debug?: boolean }} WithSession */

// The number is the version of what a handle offers: copies that differ in it share nothing but the storage.
const LIVE = Symbol.for('everfetch.sessions.1');

/** @type {WeakMap<SessionOptions, Handle>} */
const known = new WeakMap();

/** @param {Data} first @param {Data} second @param {string} id */
const refuseContradiction = (first, second, id) => {
  for (const name in second) {
    const [one, two] = [first, second].map((data) => asText(data[/** @type {keyof Data} */ (name)]));
    // Some options have no default to contradict: an instance without them goes along with the first.
    if (one !== two && one !== undefined && two !== undefined)
      throw new AxiosError(
        `session.${name} is ${two}, but the session "${id}" is already in use with ${one}; ` +
          'give the second session another id, or the same options',
        'ERR_BAD_OPTION_VALUE',
      );
  }
};

/** What the session's own calls need of a request's config, which itself may hold a large body. @param {Home} config @returns {Home} */
const homeFrom = ({ baseURL, withCredentials, xsrfCookieName, xsrfHeaderName, withXSRFToken }) => ({
  baseURL,
  withCredentials,
  xsrfCookieName,
  xsrfHeaderName,
  withXSRFToken,
});

/** @param {WithSession & { session: SessionOptions }} config */
const find = (config) => {
  const { session } = config;
  const shared = /** @type {WithSession} */ (defaults);
  const home = ownerOf(session) || (shared.session === session ? shared : homeFrom(config));
  const options = ownOptions(session);
  const realm = /** @type {{ location?: Location, [LIVE]?: Map<string, Handle> }} */ (globalThis);
  const { location } = realm;
  // Not the document's base: a script that can insert a <base> must not be sent the token.
  const page = location && parseURL(location.href);
  const base = home.baseURL ? parseURL(home.baseURL) : page;
  const origin = base ? base.origin : '';
  const origins = (options.origins || (origin ? [origin] : [])).map((one) => new URL(one).origin);
  const id = options.id ?? (origin || 'default');
  const { data, flat } = flatten(options, id, origins, page?.protocol === 'https:');
  const create = () => createHandle(id, options, data, flat, home);
  if (isServer()) return create();

  const handles = (realm[LIVE] ??= new Map());
  const live = handles.get(id);
  if (live) {
    refuseContradiction(live.data, data, id);
    // The data agree, so that what differs are functions: the newest win.
    live.options = Object.assign(Object.create(null), live.options, options);
    return live;
  }
  const handle = create();
  handles.set(id, handle);
  return handle;
};

/** The session of a config, made at its first use. @param {WithSession} config @returns {Handle} */
export const handleOf = (config) => {
  const named = /** @type {WithSession & { session: SessionOptions }} */ (config);
  const handle = known.get(named.session) || find(named);
  known.set(named.session, handle);
  if (config.debug !== undefined) handle.timeline.debug = config.debug;
  return handle;
};
