// @ts-check
/**
 * The session's options: what each takes, and the flat values that Rust gets of them. It decides whether an option
 * is well formed; what the options do is decided in Rust. JavaScript, because it looks at the user's own objects.
 */
import { AxiosError } from '../errors.js';
import { flat, hasOwn, isArray, isFunction, isObject, isString } from '../http/values.js';

/** @param {any} value */
export const isRegExp = (value) => value instanceof RegExp;
const isBoolean = (/** @type {any} */ value) => typeof value === 'boolean';
const isText = (/** @type {any} */ value) => isString(value) && value !== '';
const isDuration = (/** @type {any} */ value) => typeof value === 'number' && value >= 0 && value < Infinity;
const isStatus = (/** @type {any} */ value) => Number.isInteger(value) && value >= 100 && value <= 599;
const isHeaderName = (/** @type {any} */ value) => isString(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value);

/** Whether a URL is one of http. @param {any} value @param {string} [base] allows relative ones */
const isURL = (value, base) => {
  try {
    return isText(value) && /^https?:$/.test(new URL(value, base).protocol);
  } catch {
    return false;
  }
};
const isAnyURL = (/** @type {any} */ value) => isURL(value, 'http://localhost');
const isOrigin = (/** @type {any} */ value) => isURL(value);

/** @param {any[]} values */
const oneOf = (...values) => [
  (/** @type {any} */ value) => values.includes(value),
  values.map((v) => `'${v}'`).join(' or '),
];
/** @param {(value: any) => boolean} test @param {string} text */
const listOf = (test, text) => [(/** @type {any} */ value) => isArray(value) && value.every(test), text];
/** @param {(value: any) => boolean} test */
const orFunction = (test) => (/** @type {any} */ value) => isFunction(value) || test(value);

const isRecord = (/** @type {any} */ value) => isObject(value) && !isArray(value);
const isStore = (/** @type {any} */ value) =>
  isObject(value) &&
  ['load', 'save', 'clear'].every((name) => isFunction(value[name])) &&
  (value.shared === undefined || isBoolean(value.shared));

const FUNCTION = [isFunction, 'a function'];
const TEXT = [isText, 'a text that is not empty'];
const URL_OR_FUNCTION = [orFunction(isAnyURL), 'an http URL or a function'];
const OBJECT_OR_FUNCTION = [orFunction(isRecord), 'an object or a function'];
const CALL = [
  orFunction((value) => isRecord(value) || isAnyURL(value)),
  'an http URL, an object with a url, or a function',
];

// By number in Rust (pkg-template/core/src/options.rs).
const CARRIERS = ['bearer', 'cookie', 'split'];
const STORAGES = ['memory', 'session', 'local', 'custom'];

/** Each option: the test, and in words what it takes. @type {Record<string, any[]>} */
const OPTIONS = {
  id: TEXT,
  carrier: oneOf(...CARRIERS),
  initial: FUNCTION,
  storage: [
    (/** @type {any} */ value) => STORAGES.slice(0, 3).includes(value) || isStore(value),
    "'session', 'local', 'memory', or an object with the functions load, save and clear, and shared, true or false",
  ],
  shareTabs: [isBoolean, 'true or false'],
  refresh: CALL,
  refreshOn: [
    orFunction((value) => isArray(value) && value.every(isStatus)),
    'a list of statuses (100 to 599) or a function',
  ],
  exclude: listOf(
    orFunction((value) => isText(value) || isRegExp(value)),
    'a list of path prefixes, regular expressions and functions',
  ),
  renew: FUNCTION,
  refreshAhead: [isDuration, 'a number of seconds, 0 or more'],
  refreshTimeout: [
    (/** @type {any} */ value) => isDuration(value) && value > 0,
    'a number of milliseconds above 0',
  ],
  revoke: CALL,
  classify: FUNCTION,
  inDoubt: oneOf('replay', 'end'),
  origins: listOf(isOrigin, 'a list of http or https origins'),
  header: [isHeaderName, 'the name of a header'],
  scheme: [
    (/** @type {any} */ value) => isString(value) && /^[\x21-\x7e]*$/.test(value),
    'a text without spaces',
  ],
  loginUrl: URL_OR_FUNCTION,
  onSessionEnd: FUNCTION,
};

/** The options of a declared call. @type {Record<string, any[]>} */
const CALL_OPTIONS = {
  url: URL_OR_FUNCTION,
  method: [isHeaderName, 'an HTTP method'],
  format: oneOf('json', 'form'),
  tokenField: [
    (/** @type {any} */ value) => isText(value) || value === false,
    'the name of a field, or false',
  ],
  fields: OBJECT_OR_FUNCTION,
  headers: OBJECT_OR_FUNCTION,
  parse: FUNCTION,
  clientId: TEXT,
  scope: TEXT,
};

/** A value for a message: its kind and, where that is harmless, itself. @param {any} value @returns {string} */
const show = (value) => {
  if (isString(value)) return JSON.stringify(value.length > 40 ? value.slice(0, 40) + '…' : value);
  if (isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (isFunction(value)) return 'a function';
  return isObject(value) ? `an object with ${Object.keys(value).join(', ') || 'no keys'}` : String(value);
};

/** What is wrong with an option, or with what a function of the application gave. @param {string} name @param {any} value @param {string} takes */
export const mismatch = (name, value, takes) =>
  `session${name && '.' + name} is ${show(value)}; it takes ${takes}`;

/** @param {string} name @param {any} value @param {string} takes */
export const badOption = (name, value, takes) =>
  new AxiosError(mismatch(name, value, takes), 'ERR_BAD_OPTION_VALUE');

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

/** @param {any} session */
const checkSession = (session) => {
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

/** Whether this realm serves many users at once: neither a page nor a worker of one. */
export const isServer = () => {
  const realm = /** @type {any} */ (globalThis);
  // Servers that imitate workers have no location.
  return typeof realm.document !== 'object' && !(isFunction(realm.WorkerGlobalScope) && realm.location);
};

/** Checked options, and the defaults of the client that they were first given to. @type {WeakMap<object, any>} */
const owners = new WeakMap();

/**
 * Checks the `session` of a client's defaults. On a server every client gets a session object of its own, so that
 * clients made from one shared object never share a user.
 * @param {any} defaults
 */
export const validateSession = (defaults) => {
  checkSession(defaults.session);
  // @ts-ignore without a prototype, so that nobody can add options by polluting it
  if (isServer()) defaults.session = { __proto__: null, ...defaults.session };
  if (!owners.has(defaults.session)) owners.set(defaults.session, defaults);
};

/** The defaults of the client that a session's options were given to, checked here where no client has done it. @param {any} session */
export const ownerOf = (session) => {
  const owner = owners.get(session);
  if (!owner) checkSession(session);
  return owner;
};

/** A declared call as an object. @param {any} call @param {string} [format] of a URL alone */
const callOf = (call, format) => (isString(call) ? { __proto__: null, url: call, format } : flat(call));

/** The options that are given, without a prototype, so that nobody can add some by polluting it. @param {any} session @returns {any} */
export const ownOptions = (session) => {
  const { refresh, revoke = null, ...rest } = flat(session);
  /** @type {any} */
  const options = {
    __proto__: null,
    ...rest,
    refresh: callOf(refresh),
    // RFC 7009's form unless it is declared otherwise.
    revoke: callOf(revoke, 'form'),
  };
  for (const name in options) if (options[name] === undefined) delete options[name];
  return options;
};

/** What two instances of a session must agree on is compared as text; of functions only that there is one. @param {any} value */
export const asText = (value) =>
  JSON.stringify(value, (_, part) =>
    isFunction(part) ? 'a function' : isRegExp(part) ? String(part) : part,
  );

/**
 * All options with their defaults, by which two instances are compared, and the values for Rust.
 * @param {any} options of `ownOptions` @param {string} id @param {string[]} origins @param {boolean} isSecure
 */
export const flatten = (options, id, origins, isSecure) => {
  const { refresh, storage = 'session' } = options;
  const isMemory = storage === 'memory' || (isServer() && isString(storage));
  /** @type {any} */
  const data = {
    __proto__: null,
    carrier: 'bearer',
    shareTabs: !isMemory,
    refreshOn: [401],
    refreshAhead: 30,
    refreshTimeout: 10_000,
    inDoubt: 'replay',
    header: 'Authorization',
    scheme: 'Bearer',
    ...options,
    storage: isMemory ? 'memory' : isString(storage) ? storage : 'custom',
    origins,
  };
  data.shareTabs &&= !isServer();
  const { carrier, refreshOn, refreshTimeout } = data;
  const hasFunction = isFunction(refresh);
  const call = hasFunction ? {} : refresh;
  return {
    data,
    // The arguments of Rust's `ApiClient`, after the host. What is yes or no are bits.
    flat: [
      'everfetch:' + id,
      [
        data.inDoubt === 'end',
        !hasFunction && call.tokenField !== false && ![call.url, call.fields, call.headers].some(isFunction),
        options.initial,
        hasFunction,
        call.parse,
        data.shareTabs,
        options.revoke,
        isSecure,
        storage.shared,
      ].reduce(
        (bits, flag, at) => bits | (flag ? 16 << at : 0),
        // The face keeps what is only in memory, so that it outlives a core that breaks.
        CARRIERS.indexOf(carrier) | (STORAGES.indexOf(isMemory ? 'custom' : data.storage) << 2),
      ),
      data.refreshAhead * 1000,
      refreshTimeout,
      isFunction(refreshOn) ? '' : refreshOn.join(' '),
      origins.join(' '),
    ],
  };
};
