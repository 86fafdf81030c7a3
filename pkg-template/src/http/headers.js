// @ts-check
/**
 * `AxiosHeaders`: a header container whose own enumerable properties are the headers, looked up without
 * regard to case. It decides how values are cleaned and how spellings meet; it knows nothing of requests.
 * JavaScript, because the container's own properties are the API.
 */
import { hasOwn, isArray, isFunction, isObject, isPlain, isString, safe } from './values.js';
import { parseHeaders, parseParameters, parseTokens } from './header-text.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\n-\x1f\x7f]+/g;
const NOT_BYTES = /[^\t\x20-\x7e\x80-\xff]+/g;
const EDGES = /^[ \t]+|[ \t]+$/g;
// Nearly every value; asked first, because it costs a fraction of the replacements.
const CLEAN = /^[!-~](?:[ -~]*[!-~])?$/;

/** @param {any} value @returns {any} */
export const clean = (value) =>
  value === false || value == null || (isString(value) && CLEAN.test(value))
    ? value
    : isArray(value)
      ? value.map(clean)
      : String(value).replace(CONTROL, '').replace(EDGES, '');

/** What can be sent: bytes of Latin-1. @param {any} value @returns {string} */
export const toBytes = (value) => {
  const text = String(value);
  return CLEAN.test(text) ? text : text.replace(NOT_BYTES, '').replace(EDGES, '');
};

/** @param {any} name */
const lower = (name) => name && String(name).trim().toLowerCase();

// `__proto__` is a legal field name, but assigning it would call the setter of Object.prototype.
export const slot = (/** @type {string} */ name) => (name === '__proto__' ? '__Proto__' : name);

/** The spelling under which `headers` has a lower-case name: the last one wins. @param {any} headers @param {string} name */
export const findName = (headers, name) => {
  const keys = Object.keys(headers);
  for (let i = keys.length; i--;) {
    const key = keys[i];
    if (key === name || (key.length === name.length && key.toLowerCase() === name)) return key;
  }
};

/** The same for a name in any spelling. @param {any} headers @param {any} name */
const find = (headers, name) => (name = lower(name)) && findName(headers, name);

/** @param {any} self @param {any} value @param {string} name @param {any} matcher @param {any} [byName] */
const matches = (self, value, name, matcher, byName) => {
  if (isFunction(matcher)) return matcher.call(self, value, name);
  const text = byName ? name : value;
  return (
    isString(text) &&
    (isString(matcher) ? text.includes(matcher) : kindIsRegExp(matcher) && matcher.test(text))
  );
};
const kindIsRegExp = (/** @type {any} */ value) =>
  Object.prototype.toString.call(value) === '[object RegExp]';

/** @param {any} self @param {any} value @param {any} name @param {any} rewrite */
const put = (self, value, name, rewrite) => {
  if (!lower(name)) return;
  const found = find(self, name);
  const before = found && self[found];
  if (before === undefined || rewrite === true || (rewrite === undefined && before !== false))
    self[slot(found || name)] = clean(value);
};

/** @param {any} self @param {any} headers @param {any} rewrite */
const putAll = (self, headers, rewrite) => {
  for (const name of Object.keys(headers)) put(self, headers[name], name, rewrite);
};

export class AxiosHeaders {
  /** @param {any} [headers] */
  constructor(headers) {
    headers && this.set(headers);
  }

  /** @param {any} [header] @param {any} [value] @param {any} [rewrite] */
  set(header, value, rewrite) {
    if (isPlain(header) || header instanceof /** @type {any} */ (this.constructor))
      putAll(this, header, value);
    else if (isString(header) && (header = header.trim()) && !/^[-\w^`|~,!#$%&'*+.]+$/.test(header))
      putAll(this, parseHeaders(header), value);
    else if (isObject(header) && isFunction(safe(header, Symbol.iterator))) {
      const pairs = Object.create(null);
      for (const pair of header) {
        if (!isArray(pair)) throw new TypeError('Object iterator must return a key-value pair');
        const [name, next] = pair;
        pairs[name] = name in pairs ? [].concat(pairs[name], next) : next;
      }
      putAll(this, pairs, value);
    } else header != null && put(this, value, header, rewrite);
    return this;
  }

  /** @param {any} header @param {any} [parser] @returns {any} */
  get(header, parser) {
    const key = find(this, header);
    if (!key) return;
    const value = /** @type {any} */ (this)[key];
    if (!parser) return value;
    if (parser === true) return parseTokens(value);
    if (isFunction(parser)) return parser.call(this, value, key);
    if (kindIsRegExp(parser)) return parser.exec(value);
    throw new TypeError('parser must be boolean|regexp|function');
  }

  /** @param {any} header @param {any} [matcher] */
  has(header, matcher) {
    const key = find(this, header);
    const value = key && /** @type {any} */ (this)[key];
    return !!(key && value !== undefined && (!matcher || matches(this, value, key, matcher)));
  }

  /** @param {any} header @param {any} [matcher] */
  delete(header, matcher) {
    let deleted = false;
    for (const name of isArray(header) ? header : [header]) {
      const key = find(this, name);
      if (key && (!matcher || matches(this, /** @type {any} */ (this)[key], key, matcher)))
        deleted = delete (/** @type {any} */ (this)[key]);
    }
    return deleted;
  }

  /** @param {any} [matcher] */
  clear(matcher) {
    let deleted = false;
    for (const key of Object.keys(this).reverse())
      if (!matcher || matches(this, /** @type {any} */ (this)[key], key, matcher, true))
        deleted = delete (/** @type {any} */ (this)[key]);
    return deleted;
  }

  /** @param {any} [format] */
  normalize(format) {
    const self = /** @type {any} */ (this);
    const seen = Object.create(null);
    for (const name of Object.keys(self)) {
      const value = clean(self[name]);
      const key = name.toLowerCase();
      const first = seen[key];
      const wanted = first || slot(format ? titleCase(name) : name.trim());
      if (wanted !== name) delete self[name];
      self[wanted] = value;
      if (!first) seen[wanted.toLowerCase()] = wanted;
    }
    return this;
  }

  /** @param {...any} targets */
  concat(...targets) {
    return /** @type {any} */ (this.constructor).concat(this, ...targets);
  }

  /** @param {any} [asStrings] */
  toJSON(asStrings) {
    const out = Object.create(null);
    for (const name of Object.keys(this)) {
      const value = /** @type {any} */ (this)[name];
      if (value != null && value !== false)
        out[name] = asStrings && isArray(value) ? value.join(', ') : value;
    }
    return out;
  }

  [Symbol.iterator]() {
    return Object.entries(this.toJSON())[Symbol.iterator]();
  }

  toString() {
    return Object.entries(this.toJSON())
      .map(([name, value]) => name + ': ' + value)
      .join('\n');
  }

  getSetCookie() {
    const value = this.get('set-cookie');
    return isArray(value) ? value : value == null || value === false ? [] : [value];
  }

  get [Symbol.toStringTag]() {
    return 'AxiosHeaders';
  }

  /** @param {any} [thing] @returns {any} */
  static from(thing) {
    return thing instanceof this ? thing : new this(thing);
  }

  /** @param {any} value */
  static parseParameters(value) {
    return parseParameters(value);
  }

  /** @param {any} [first] @param {...any} targets */
  static concat(first, ...targets) {
    const out = new this(first);
    for (const target of targets) out.set(target);
    return out;
  }

  /** @param {any} names */
  static accessor(names) {
    for (const name of isArray(names) ? names : [names]) {
      const camel = (' ' + name)
        .toLowerCase()
        .replace(/[-_\s]([a-z\d])(\w*)/g, (_, first, rest) => first.toUpperCase() + rest);
      for (const verb of ['get', 'set', 'has'])
        if (!hasOwn(this.prototype, verb + camel))
          Object.defineProperty(this.prototype, verb + camel, {
            // @ts-ignore an object literal's __proto__ keeps pollution out of the descriptor
            __proto__: null,
            value: function (/** @type {any[]} */ ...args) {
              return this[verb](name, ...args);
            },
            configurable: true,
          });
    }
    return this;
  }
}

/** @param {string} name */
const titleCase = (name) =>
  name
    .trim()
    .toLowerCase()
    .replace(/([a-z\d])(\w*)/g, (_, first, rest) => first.toUpperCase() + rest);

AxiosHeaders.accessor([
  'Content-Type',
  'Content-Length',
  'Accept',
  'Accept-Encoding',
  'User-Agent',
  'Authorization',
]);

// A header named like a method is kept under a capitalised name, so that the method stays what it is.
for (const name of Object.getOwnPropertyNames(AxiosHeaders.prototype)) {
  const method = /** @type {any} */ (AxiosHeaders.prototype)[name];
  Object.defineProperty(AxiosHeaders.prototype, name, {
    // @ts-ignore see above
    __proto__: null,
    get: () => method,
    set(value) {
      this[name[0].toUpperCase() + name.slice(1)] = value;
    },
  });
}

/**
 * Headers of a fetch response: names are lower-case and unique already, so nothing is looked up.
 * @param {any} source
 */
export const fromFetch = (source) => {
  if (!source || !isFunction(source.forEach) || !isFunction(source.get)) return AxiosHeaders.from(source);
  const out = /** @type {any} */ (new AxiosHeaders());
  source.forEach((/** @type {any} */ value, /** @type {string} */ name) => {
    if (name === 'set-cookie') (out[name] ||= []).push(value);
    else out[slot(name)] = clean(value);
  });
  return out;
};
