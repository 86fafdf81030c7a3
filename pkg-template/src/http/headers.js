// @ts-check
/**
 * `AxiosHeaders`: a header container whose own enumerable properties are the headers, looked up without
 * regard to case. It decides how spellings of one name are joined, and which of two values stays.
 * @typedef {import('../types.js').HeaderMatcher} HeaderMatcher
 * @typedef {import('../types.js').HeaderSource} HeaderSource
 * @typedef {import('../types.js').Members} Members
 */
import { clean, find, findName, isRegExp, lower, matches, slot, titleCase } from './header-fields.js';
import { parseHeaders, parseParameters, parseTokens } from './header-text.js';
import { bare, hasOwn, isArray, isFunction, isObject, isPlain, isString, safe } from './values.js';

export { findName };

/** @param {AxiosHeaders} self @param {unknown} value @param {unknown} name @param {unknown} rewrite */
const put = (self, value, name, rewrite) => {
  if (!lower(name)) return;
  const found = find(self, name);
  const before = found && self[found];
  if (before === undefined || rewrite === true || (rewrite === undefined && before !== false))
    self[slot(found || /** @type {string} */ (name))] = clean(value);
};

/** @param {AxiosHeaders} self @param {object} headers @param {unknown} rewrite */
const putAll = (self, headers, rewrite) => {
  for (const name of Object.keys(headers)) put(self, /** @type {Members} */ (headers)[name], name, rewrite);
};

export class AxiosHeaders {
  /** @param {HeaderSource} [headers] */
  constructor(headers) {
    headers && this.set(headers);
  }

  /**
   * Sets one header, or all of an object, a container, a text or pairs; `rewrite` is then the second argument.
   * @param {HeaderSource} [header] @param {unknown} [value] @param {unknown} [rewrite] @returns {this}
   */
  set(header, value, rewrite) {
    if (isPlain(header) || header instanceof /** @type {Function} */ (this.constructor))
      putAll(this, header, value);
    else if (isString(header) && (header = header.trim()) && !/^[-\w^`|~,!#$%&'*+.]+$/.test(header))
      putAll(this, parseHeaders(header), value);
    else if (isObject(header) && isFunction(safe(header, Symbol.iterator))) {
      const pairs = Object.create(null);
      for (const pair of /** @type {Iterable<unknown>} */ (/** @type {unknown} */ (header))) {
        if (!isArray(pair)) throw new TypeError('Object iterator must return a key-value pair');
        const [name, next] = /** @type {[string, unknown]} */ (pair);
        pairs[name] = name in pairs ? [].concat(pairs[name], /** @type {never} */ (next)) : next;
      }
      putAll(this, pairs, value);
    } else header != null && put(this, value, header, rewrite);
    return this;
  }

  /** @param {string} header @param {unknown} [parser] @returns {any} what a parser makes of it, too */
  get(header, parser) {
    const key = find(this, header);
    if (!key) return;
    const value = this[key];
    if (!parser) return value;
    if (parser === true) return parseTokens(value);
    if (isFunction(parser)) return parser.call(this, value, key);
    if (isRegExp(parser)) return parser.exec(value);
    throw new TypeError('parser must be boolean|regexp|function');
  }

  /** @param {string} header @param {HeaderMatcher} [matcher] */
  has(header, matcher) {
    const key = find(this, header);
    const value = key && this[key];
    return !!(key && value !== undefined && (!matcher || matches(this, value, key, matcher)));
  }

  /** @param {string | string[]} header @param {HeaderMatcher} [matcher] */
  delete(header, matcher) {
    let deleted = false;
    for (const name of isArray(header) ? header : [header]) {
      const key = find(this, name);
      if (key && (!matcher || matches(this, this[key], key, matcher))) deleted = delete this[key];
    }
    return deleted;
  }

  /** @param {HeaderMatcher} [matcher] */
  clear(matcher) {
    let deleted = false;
    for (const key of Object.keys(this).reverse())
      if (!matcher || matches(this, this[key], key, matcher, true)) deleted = delete this[key];
    return deleted;
  }

  /** @param {boolean} [format] @returns {this} */
  normalize(format) {
    const self = this;
    const seen = bare();
    for (const name of Object.keys(self)) {
      const value = clean(self[name]);
      const key = name.toLowerCase();
      const first = seen[key];
      const wanted = first || slot(format ? titleCase(name) : name.trim());
      if (wanted !== name) delete self[name];
      self[wanted] = value;
      seen[wanted.toLowerCase()] = wanted;
    }
    return this;
  }

  /** @param {...HeaderSource} targets */
  concat(...targets) {
    return /** @type {typeof AxiosHeaders} */ (this.constructor).concat(this, ...targets);
  }

  /** @param {boolean} [asStrings] */
  toJSON(asStrings) {
    const out = Object.create(null);
    for (const name of Object.keys(this)) {
      const value = this[name];
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

  /** @param {HeaderSource} [thing] @returns {AxiosHeaders} */
  static from(thing) {
    return thing instanceof this ? thing : new this(thing);
  }

  /** @param {unknown} value */
  static parseParameters(value) {
    return parseParameters(value);
  }

  /** @param {HeaderSource} [first] @param {...HeaderSource} targets */
  static concat(first, ...targets) {
    const out = new this(first);
    for (const target of targets) out.set(target);
    return out;
  }

  /** @param {string | string[]} names */
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
            /** @this {AxiosHeaders} @param {...unknown} args */
            value: function (...args) {
              return this[verb](name, ...args);
            },
            configurable: true,
          });
    }
    return this;
  }
}

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
  const method = AxiosHeaders.prototype[name];
  Object.defineProperty(AxiosHeaders.prototype, name, {
    // @ts-ignore see above
    __proto__: null,
    get: () => method,
    /** @this {AxiosHeaders} */
    set(value) {
      this[name[0].toUpperCase() + name.slice(1)] = value;
    },
  });
}

/**
 * Headers of a fetch response: names are lower-case and unique already, so nothing is looked up.
 * @param {Partial<Headers> | null | undefined} source of any fetch function @returns {AxiosHeaders}
 */
export const fromFetch = (source) => {
  if (!source || !isFunction(source.forEach) || !isFunction(source.get)) return AxiosHeaders.from(source);
  const out = new AxiosHeaders();
  source.forEach((value, name) => {
    if (name === 'set-cookie') (out[name] ||= []).push(value);
    else out[slot(name)] = clean(value);
  });
  return out;
};
