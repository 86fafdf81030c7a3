// @ts-check
/**
 * The session's options: what each takes. It decides whether an option is well formed; what the options do is decided
 * in Rust. JavaScript, because it looks at the user's own objects.
 */
import { CARRIERS, PLACES, PLACE_CUSTOM } from '../../../src/web/boundary.js';
import { AxiosError } from '../errors.js';
import { flat, hasOwn, isArray, isFunction, isObject, isString, isThenable, kindOf } from '../http/values.js';
import { checkPlatform } from './platform.js';
import { isServer } from './realm.js';

/**
 * @typedef {import('../types.js').SessionOptions} SessionOptions
 * @typedef {import('../types.js').AxiosRequestConfig} Defaults
 * @typedef {import('../types.js').Members} Members
 */
/** The test of an option, and in words what it takes. @typedef {[test: (value: unknown) => boolean, takes: string]} Rule */

/** @param {unknown} value @returns {value is RegExp} */
export const isRegExp = (value) => value instanceof RegExp;
const isBoolean = (/** @type {unknown} */ value) => typeof value === 'boolean';
const isText = (/** @type {unknown} */ value) => isString(value) && value !== '';
const isDuration = (/** @type {unknown} */ value) =>
  typeof value === 'number' && value >= 0 && value < Infinity;
const isStatus = (/** @type {unknown} */ value) =>
  Number.isInteger(value) && /** @type {number} */ (value) >= 400 && /** @type {number} */ (value) <= 599;
const isHeaderName = (/** @type {unknown} */ value) => isString(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value);

const isHttp = (/** @type {URL} */ { protocol }) => /^https?:$/.test(protocol);
/** Whether a page may go there: a `javascript:` address from a careless function would run. @param {URL} url */
export const isPage = ({ protocol }) => !/^(javascript|data|vbscript|blob):$/.test(protocol);

/** @param {unknown} value @param {string} [base] allows relative ones @param {(url: URL) => boolean} [is] */
const isURL = (value, base, is = isHttp) => {
  try {
    return isText(value) && is(new URL(/** @type {string} */ (value), base));
  } catch {
    return false;
  }
};
/** What a function may give for a URL. @param {unknown} value @returns {value is string | URL} */
export const isAddress = (value) => isText(value) || kindOf(value) === 'URL';
const isAnyURL = (/** @type {unknown} */ value) => isURL(value, 'http://localhost');
const isPageURL = (/** @type {unknown} */ value) => isURL(value, 'http://localhost', isPage);
const isOrigin = (/** @type {unknown} */ value) => isURL(value);

/** @param {readonly unknown[]} values @returns {Rule} */
const oneOf = (...values) => [
  (/** @type {unknown} */ value) => values.includes(value),
  values.map((v) => `'${v}'`).join(' or '),
];
/** @param {(value: unknown) => boolean} test */
const listOf = (test) => (/** @type {unknown} */ value) => isArray(value) && value.every(test);
/** @param {(value: unknown) => boolean} test */
const orFunction = (test) => (/** @type {unknown} */ value) => isFunction(value) || test(value);

/** @param {unknown} value @returns {value is Members} */
export const isRecord = (value) => isObject(value) && !isArray(value);
const isStore = (/** @type {unknown} */ value) =>
  isObject(value) &&
  ['load', 'save', 'clear'].every((name) => isFunction(value[name])) &&
  (value.shared === undefined || isBoolean(value.shared));

/** @type {Rule} */
const FUNCTION = [isFunction, 'a function'];
/** @type {Rule} */
const TEXT = [isText, 'a text that is not empty'];
/** @type {Rule} */
const URL_OR_FUNCTION = [orFunction(isAnyURL), 'an http URL or a function'];
/** @type {Rule} */
const OBJECT_OR_FUNCTION = [orFunction(isRecord), 'an object or a function'];
/** @type {Rule} */
const CALL = [
  orFunction((value) => isRecord(value) || isAnyURL(value)),
  'an http URL, an object with a url, or a function',
];

/** More than this in `refreshAhead` is meant in milliseconds. */
const MOST_AHEAD = 10_000;

/** The storages that have a name. @type {readonly unknown[]} */
const STORAGES = PLACES.filter((_, place) => place !== PLACE_CUSTOM);

/** @type {Record<string, Rule>} */
const OPTIONS = {
  id: TEXT,
  carrier: oneOf(...CARRIERS),
  initial: FUNCTION,
  storage: [
    (/** @type {unknown} */ value) => STORAGES.includes(value) || isStore(value),
    "'session', 'local', 'memory', or an object with the functions load, save and clear, and shared, true or false",
  ],
  shareTabs: [isBoolean, 'true or false'],
  refresh: CALL,
  refreshOn: [orFunction(listOf(isStatus)), 'a list of statuses of refusals (400 to 599) or a function'],
  exclude: [
    listOf(orFunction((value) => isText(value) || isRegExp(value))),
    'a list of path prefixes, regular expressions and functions',
  ],
  renew: FUNCTION,
  refreshAhead: [
    (/** @type {unknown} */ value) => isDuration(value) && /** @type {number} */ (value) < MOST_AHEAD,
    `a number of seconds from 0 to ${MOST_AHEAD}`,
  ],
  refreshTimeout: [
    (/** @type {unknown} */ value) => isDuration(value) && value !== 0,
    'a number of milliseconds above 0',
  ],
  revoke: CALL,
  classify: FUNCTION,
  inDoubt: oneOf('replay', 'end'),
  origins: [listOf(isOrigin), 'a list of http or https origins'],
  header: [isHeaderName, 'the name of a header'],
  scheme: [
    (/** @type {unknown} */ value) => isString(value) && /^[\x21-\x7e]*$/.test(value),
    'a text without spaces',
  ],
  loginUrl: [orFunction(isPageURL), 'the URL of a page or a function'],
  onSessionEnd: FUNCTION,
};

/** The options of a declared call. @type {Record<string, Rule>} */
const CALL_OPTIONS = {
  url: URL_OR_FUNCTION,
  method: [isHeaderName, 'an HTTP method'],
  format: oneOf('json', 'form'),
  tokenField: [
    (/** @type {unknown} */ value) => isText(value) || value === false,
    'the name of a field, or false',
  ],
  fields: OBJECT_OR_FUNCTION,
  headers: OBJECT_OR_FUNCTION,
  parse: FUNCTION,
  clientId: TEXT,
  scope: TEXT,
};

/** A value for a message: its kind and, where that is harmless, itself. @param {unknown} value @returns {string} */
const show = (value) => {
  if (isString(value)) return JSON.stringify(value.length > 40 ? value.slice(0, 40) + '…' : value);
  if (isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (isFunction(value)) return 'a function';
  if (isThenable(value)) return 'a promise';
  return isObject(value) ? `an object with ${Object.keys(value).join(', ') || 'no keys'}` : String(value);
};

/**
 * What is wrong with an option, or with what a function of the application gave. A promise that is refused is nobody's,
 * so its own failure must not count as unhandled.
 * @param {string} name @param {unknown} value @param {string} takes
 */
export const wrong = (name, value, takes) => {
  if (isThenable(value)) Promise.resolve(value).catch(() => {});
  // A text in place of a function may be a token.
  const shown = isString(value) && takes === FUNCTION[1] ? 'a text' : show(value);
  return `${name} is ${shown}; it takes ${takes}`;
};

/** The same of a session's option. @param {string} name @param {unknown} value @param {string} takes */
export const mismatch = (name, value, takes) => wrong('session' + (name && '.' + name), value, takes);

/** @param {string} name @param {unknown} value @param {string} takes */
export const badOption = (name, value, takes) =>
  new AxiosError(mismatch(name, value, takes), 'ERR_BAD_OPTION_VALUE');

/** @param {Members} options @param {Record<string, Rule>} known @param {string} prefix */
const check = (options, known, prefix) => {
  for (const key of Object.keys(options)) {
    if (!hasOwn(known, key))
      throw new AxiosError(
        `session.${prefix}${key} is not an option; there are ${Object.keys(known).join(', ')}`,
        'ERR_BAD_OPTION',
      );
    const [test, takes] = known[key];
    const value = options[key];
    if (value !== undefined && !test(value))
      throw badOption(
        prefix + key,
        value,
        takes +
          (key === 'refreshAhead' && /** @type {number} */ (value) >= MOST_AHEAD
            ? `, here perhaps ${/** @type {number} */ (value) / 1000}`
            : ''),
      );
  }
};

/** @param {unknown} session */
const checkSession = (session) => {
  checkPlatform();
  if (!isRecord(session)) throw badOption('', session, 'an object with a refresh option');
  check(session, OPTIONS, '');
  const options = flat(session);
  if (options.refresh === undefined)
    throw badOption('refresh', undefined, `${CALL[1]}: without it no token can be renewed`);
  for (const name of ['refresh', 'revoke']) {
    const call = options[name];
    if (!isObject(call)) continue;
    check(call, CALL_OPTIONS, name + '.');
    if (flat(call).url === undefined) throw badOption(name + '.url', undefined, URL_OR_FUNCTION[1]);
  }
  if (options.shareTabs && options.storage === 'memory')
    throw badOption('shareTabs', true, "false with storage: 'memory', which no other tab can read");
};

/** Checked options, and the defaults of the client that they were first given to. @type {WeakMap<object, Defaults>} */
const owners = new WeakMap();

/**
 * Checks the `session` of a client's defaults. On a server every client gets a session object of its own, so that
 * clients made from one shared object never share a user.
 * @param {object} given
 */
export const validateSession = (given) => {
  const defaults = /** @type {Defaults & { session: SessionOptions }} */ (given);
  checkSession(defaults.session);
  // @ts-ignore without a prototype, so that nobody can add options by polluting it
  if (isServer()) defaults.session = { __proto__: null, ...defaults.session };
  if (!owners.has(defaults.session)) owners.set(defaults.session, defaults);
};

/** The defaults of the client that a session's options were given to, checked here where no client has done it. @param {SessionOptions} session */
export const ownerOf = (session) => {
  const owner = owners.get(session);
  if (!owner) checkSession(session);
  return owner;
};
