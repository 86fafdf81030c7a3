// @ts-check
/**
 * The session's options: what each takes, and the flat values that Rust gets of them. It decides whether an option
 * is well formed; what the options do is decided in Rust. JavaScript, because it looks at the user's own objects.
 */
import { AxiosError } from '../errors.js';
import { hasOwn, isArray, isFunction, isObject, isString } from '../http/values.js';

/** @param {any} value */
export const isRegExp = (value) => value instanceof RegExp;
const isBoolean = (/** @type {any} */ value) => typeof value === 'boolean';
const isText = (/** @type {any} */ value) => isString(value) && value !== '';
const isDuration = (/** @type {any} */ value) => typeof value === 'number' && value >= 0 && value < Infinity;
const isStatus = (/** @type {any} */ value) => Number.isInteger(value) && value >= 100 && value <= 599;
const isHeaderName = (/** @type {any} */ value) => isString(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value);
const isOrigin = (/** @type {any} */ value) => {
  try {
    return isString(value) && /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
};

/** @param {any[]} values */
const oneOf = (...values) => [(/** @type {any} */ value) => values.includes(value), values.map((v) => `'${v}'`).join(' or ')];
/** @param {(value: any) => boolean} test @param {string} text */
const listOf = (test, text) => [(/** @type {any} */ value) => isArray(value) && value.every(test), text];

const isCall = (/** @type {any} */ value) =>
  isText(value) || isFunction(value) || (isObject(value) && (isText(value.url) || isFunction(value.url)));
const isStore = (/** @type {any} */ value) =>
  isObject(value) && ['load', 'save', 'clear'].every((name) => isFunction(value[name]));

const CALL = 'a URL, an object with a url, or a function';
const FUNCTION = [isFunction, 'a function'];

/** Each option: the test, and in words what it takes. @type {Record<string, any[]>} */
const OPTIONS = {
  id: [isText, 'a text that is not empty'],
  carrier: oneOf('bearer', 'cookie', 'split'),
  initial: FUNCTION,
  storage: [
    (/** @type {any} */ value) => ['session', 'local', 'memory'].includes(value) || isStore(value),
    "'session', 'local', 'memory', or an object with the functions load, save and clear",
  ],
  shareTabs: [isBoolean, 'true or false'],
  refresh: [isCall, CALL],
  refreshOn: [
    (/** @type {any} */ value) => isFunction(value) || (isArray(value) && value.every(isStatus)),
    'a list of statuses (100 to 599) or a function',
  ],
  exclude: listOf(
    (value) => isText(value) || isRegExp(value) || isFunction(value),
    'a list of path prefixes, regular expressions and functions',
  ),
  renew: FUNCTION,
  refreshAhead: [isDuration, 'a number of seconds, 0 or more'],
  refreshTimeout: [(/** @type {any} */ value) => isDuration(value) && value > 0, 'a number of milliseconds above 0'],
  revoke: [isCall, CALL],
  classify: FUNCTION,
  inDoubt: oneOf('replay', 'end'),
  origins: listOf(isOrigin, 'a list of http or https origins'),
  header: [isHeaderName, 'the name of a header'],
  scheme: [(/** @type {any} */ value) => isString(value) && /^[\x21-\x7e]*$/.test(value), 'a text without spaces'],
  loginUrl: [(/** @type {any} */ value) => isText(value) || isFunction(value), 'a URL or a function'],
  onSessionEnd: FUNCTION,
};

/** The options of a declared call. @type {Record<string, any[]>} */
const CALL_OPTIONS = {
  url: [(/** @type {any} */ value) => isText(value) || isFunction(value), 'a URL or a function'],
  method: [isHeaderName, 'an HTTP method'],
  format: oneOf('json', 'form'),
  tokenField: [(/** @type {any} */ value) => isText(value) || value === false, 'the name of a field, or false'],
  fields: [isObjectOrFunction, 'an object or a function'],
  headers: [isObjectOrFunction, 'an object or a function'],
  parse: FUNCTION,
  clientId: [isText, 'a text that is not empty'],
  scope: [isText, 'a text that is not empty'],
};

/** @param {any} value */
function isObjectOrFunction(value) {
  return isFunction(value) || (isObject(value) && !isArray(value));
}

/** A value for a message: its kind and, where that is harmless, itself. @param {any} value */
const show = (value) => {
  if (isString(value)) return JSON.stringify(value.length > 40 ? value.slice(0, 40) + '…' : value);
  if (isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (isFunction(value)) return 'a function';
  return isObject(value) ? `an object with ${Object.keys(value).join(', ') || 'no keys'}` : String(value);
};

/** @param {string} name @param {any} value @param {string} takes */
export const badOption = (name, value, takes) =>
  new AxiosError(`session.${name} is ${show(value)}; it takes ${takes}`, 'ERR_BAD_OPTION_VALUE');

/** @param {any} options @param {Record<string, any[]>} known @param {string} prefix */
const check = (options, known, prefix) => {
  for (const key of Object.keys(options)) {
    if (!hasOwn(known, key))
      throw new AxiosError(
        `session.${prefix}${key} is not an option; there are ${Object.keys(known).join(', ')}`,
        'ERR_BAD_OPTION',
      );
    const [test, takes] = known[key];
    const value = options[key];
    if (value !== undefined && !test(value)) throw badOption(prefix + key, value, takes);
  }
};

/** What cannot be `undefined` is left out by `{ key: undefined }` as by not naming it. @param {any} options @param {string} key */
export const option = (options, key) => (hasOwn(options, key) ? options[key] : undefined);

/** Whether this realm serves many users at once: neither a page nor a worker of one. */
export const isServer = () => {
  const realm = /** @type {any} */ (globalThis);
  return typeof realm.document !== 'object' && typeof realm.WorkerGlobalScope !== 'function';
};

/**
 * Checks the `session` of a client's defaults. On a server every client gets a session object of its own, so that
 * clients made from one shared object never share a user.
 * @param {any} defaults
 */
export const validateSession = (defaults) => {
  const { session } = defaults;
  if (!isObject(session) || isArray(session)) throw badOption('', session, 'an object with a refresh option');
  check(session, OPTIONS, '');
  const { refresh, revoke, storage, shareTabs } = session;
  if (refresh === undefined) throw badOption('refresh', refresh, `${CALL}: without it no token can be renewed`);
  for (const [name, call] of [
    ['refresh', refresh],
    ['revoke', revoke],
  ])
    if (isObject(call) && !isFunction(call)) check(call, CALL_OPTIONS, name + '.');
  if (shareTabs && storage === 'memory') throw badOption('shareTabs', true, "false with storage: 'memory', which no other tab can read");
  if (isServer()) defaults.session = { ...session };
};

/** @param {any} call */
const hasFunctions = (call) => isFunction(call) || (isObject(call) && Object.values(call).some(isFunction));

/**
 * The flat values for Rust, and beside them the text by which two instances' data are compared.
 * @param {any} options @param {string} id @param {string[]} origins @param {boolean} isSecure
 */
export const flatten = (options, id, origins, isSecure) => {
  const get = (/** @type {string} */ key, /** @type {any} */ standard) => option(options, key) ?? standard;
  const { refresh } = options;
  const storage = get('storage', 'session');
  const refreshOn = get('refreshOn', [401]);
  const carrier = get('carrier', 'bearer');
  const isMemory = storage === 'memory' || (isServer() && isString(storage));
  const data = {
    carrier,
    storage: isMemory ? 'memory' : isString(storage) ? storage : 'custom',
    refreshOn: isFunction(refreshOn) ? [] : refreshOn,
    refreshAhead: get('refreshAhead', 30) * 1000,
    refreshTimeout: get('refreshTimeout', 10000),
    inDoubt: get('inDoubt', 'replay'),
    shareTabs: get('shareTabs', !isMemory),
    origins,
    header: get('header', 'Authorization'),
    scheme: get('scheme', 'Bearer'),
    refresh: hasFunctions(refresh) ? undefined : refresh,
  };
  const isDeclared = !isFunction(refresh);
  return {
    data,
    flat: {
      ...data,
      key: 'everfetch:' + id,
      isSecure,
      refreshOn: Uint16Array.from(data.refreshOn),
      shares: data.shareTabs && !isServer(),
      endsInDoubt: data.inDoubt === 'end',
      needsRefreshToken: isDeclared && !(isObject(refresh) && (refresh.tokenField === false || hasFunctions(refresh))),
      hasInitial: !!option(options, 'initial'),
      hasFunction: !isDeclared,
      hasParse: !!(isObject(refresh) && refresh.parse),
      hasClassify: !!(option(options, 'classify') || isFunction(refreshOn)),
      canRevoke: !!option(options, 'revoke'),
    },
  };
};
