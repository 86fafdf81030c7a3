// @ts-check
/**
 * Which session a config belongs to. Instances with the same id share one in a page, also when the package was
 * bundled twice: live sessions sit behind a global symbol. It decides ids and origins, and refuses contradictions.
 * On a server nothing is shared by id: two users' requests must never meet.
 */
import { AxiosError } from '../errors.js';
import { isString } from '../http/values.js';
import { createHandle } from './handle.js';
import { asText, ownOptions, withDefaults } from './flat.js';
import { identify, resolvedURL } from './identity.js';
import { ownerOf } from './options.js';
import { isServer } from './realm.js';
import { leaveAlone, warnOnce } from './report.js';
import { originsFor } from './target.js';

/**
 * @typedef {import('./types.js').Data} Data
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Home} Home
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../types.js').SessionOptions} SessionOptions
 */
/** A config, or a client's defaults. @typedef {Home & { session?: import('../types.js').Config['session'], debug?: unknown }} WithSession */

// The number is the version of what a handle offers: copies that differ in it share nothing but the storage.
const LIVE = Symbol.for('everfetch.sessions.3');

/** @type {WeakMap<SessionOptions, Handle>} */
const known = new WeakMap();

/** The library's own defaults, where the entry has any. @type {WithSession} */
let shared = {};
export const setShared = (/** @type {object} */ defaults) => (shared = defaults);

/** The options that say which grant a session holds, and where it is kept. */
const GRANT = ['carrier', 'storage', 'shareTabs', 'refresh', 'revoke'];

/** A declared call with its URL as it is resolved. @param {unknown} call @param {Home} home */
const resolved = (call, home) => {
  const { url } = /** @type {{ url?: unknown }} */ (call || {});
  return isString(url) ? { .../** @type {object} */ (call), url: resolvedURL(url, home) } : call;
};

/**
 * Whether an instance brings other options than the session has. The newest count, but those of another grant are
 * refused: its tokens would go where they are not for.
 * @param {Handle} live @param {Data} second @param {Home} home @param {Options} options
 */
const isOther = ({ id, data: first, home: firstHome }, second, home, options) => {
  let isNew = false;
  for (const name in second) {
    const [one, two] = /** @type {const} */ ([
      [first, firstHome],
      [second, home],
    ]).map(([data, own]) => asText(resolved(data[/** @type {keyof Data} */ (name)], own)));
    // Some options have no default to contradict: an instance without them goes along with the first.
    if (one === two || one === undefined || two === undefined) continue;
    const text = `session.${name} is ${two}, but the session "${id}" is already in use with ${one}; `;
    // Origins that nobody has named are those of a base.
    if (GRANT.includes(name) || (name === 'origins' && !options.origins))
      throw new AxiosError(
        text + 'give the second session another id, or the same options',
        'ERR_BAD_OPTION_VALUE',
      );
    warnOnce(text + 'the newest counts');
    isNew = true;
  }
  return isNew;
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
  const home = ownerOf(session) || (shared.session === session ? shared : homeFrom(config));
  const options = ownOptions(session);
  const realm = /** @type {{ [LIVE]?: Map<string, Handle> }} */ (globalThis);
  const origins = originsFor(options, home);
  const identity = identify(options, home);
  const { id } = identity;
  const data = withDefaults(options, origins);
  const create = () => createHandle(identity, options, data, home);
  if (isServer()) return create();

  const handles = (realm[LIVE] ??= new Map());
  const live = handles.get(id);
  if (live) {
    const isNew = isOther(live, data, home, options);
    live.options = Object.assign(Object.create(null), live.options, options);
    if (isNew) live.adopt(data);
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
  const { debug } = config;
  if (typeof debug === 'boolean') handle.timeline.debug = debug;
  else if (debug) leaveAlone('debug');
  return handle;
};
