// @ts-check
/**
 * Which session a config belongs to. Instances with the same id share one in a page, also when the package was
 * bundled twice: live sessions sit behind a global symbol. It decides ids and origins, and refuses contradictions.
 * On a server nothing is shared by id: two users' requests must never meet.
 */
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { createHandle } from './handle.js';
import { isServer, option } from './options.js';
import { pageURL, parseURL } from './target.js';

// The number is the version of what a handle offers: copies that differ in it share nothing but the storage.
const LIVE = Symbol.for('everfetch.sessions.1');

/** @type {WeakMap<object, any>} */
const known = new WeakMap();

/** @returns {Map<string, any>} */
const live = () => {
  const realm = /** @type {any} */ (globalThis);
  return (realm[LIVE] ??= new Map());
};

const show = (/** @type {any} */ value) => (isObject(value) ? JSON.stringify(value) : String(value));

/** @param {any} handle @param {any} data @param {string} id */
const refuseContradiction = (handle, data, id) => {
  for (const name of Object.keys(data)) {
    const [first, second] = [handle.data[name], data[name]].map((value) => JSON.stringify(value));
    // Functions are not data: the newest wins, and one beside a declared call is no contradiction.
    if (first === second || first === undefined || second === undefined) continue;
    throw new AxiosError(
      `session.${name} is ${show(data[name])}, but the session "${id}" is already in use with ${show(handle.data[name])}; ` +
        'give the second session another id, or the same options',
      'ERR_BAD_OPTION_VALUE',
    );
  }
};

/** @param {any} options @param {any} config */
const find = (options, config) => {
  const page = parseURL(pageURL());
  const base = config.baseURL ? parseURL(config.baseURL) : page;
  const origin = base ? base.origin : '';
  const origins = (option(options, 'origins') || [origin]).map((/** @type {string} */ one) => (one ? new URL(one).origin : ''));
  const id = option(options, 'id') || origin || 'default';
  const create = () => createHandle(options, config, id, origins, !!page && page.protocol === 'https:');
  if (isServer()) return create();
  const handles = live();
  const handle = handles.get(id);
  const created = create();
  if (!handle) {
    handles.set(id, created);
    return created;
  }
  refuseContradiction(handle, created.data, id);
  handle.options = Object.assign({}, handle.options, functionsOf(options));
  return handle;
};

/** @param {any} options */
const functionsOf = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => isFunction(value)));

/** The session of a config, made at its first use. @param {any} config */
export const handleOf = (config) => {
  const options = config.session;
  let handle = known.get(options);
  if (!handle) known.set(options, (handle = find(options, config)));
  return handle;
};
