// @ts-check
/**
 * Reads header text: raw header blocks, token lists, parameters. It decides which duplicates of a raw block
 * are joined and which are dropped.
 */
import { trimBlanks } from './header-fields.js';
import { isUnsafeKey } from './values.js';

// These headers have one value. The first one wins: a second one is a mistake or an attack.
const SINGLE =
  / (age|(proxy-)?authorization|content-(length|type)|etag|expires|from|host|if-(un)?modified-since|last-modified|location|max-forwards|referer|retry-after|user-agent) /;

/** @param {string} text @returns {Record<string, string | string[]>} */
export const parseHeaders = (text) => {
  const out = Object.create(null);
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const known = name in out;
    if (!name || (known && SINGLE.test(` ${name} `))) continue;
    if (name === 'set-cookie') (out[name] ||= []).push(value);
    else out[name] = known ? out[name] + ', ' + value : value;
  }
  return out;
};

/** `max-age=1, no-store` as a map. @param {unknown} text @returns {Record<string, string>} */
export const parseTokens = (text) => {
  const out = Object.create(null);
  for (const [, name, value] of String(text).matchAll(/([^\s,;=]+)\s*(?:=\s*([^,;]+))?/g)) out[name] = value;
  return out;
};

/** `text/html; charset="a;b"` as a map of lower-case names. @param {unknown} value @returns {Record<string, string>} */
export const parseParameters = (value) => {
  const out = Object.create(null);
  // One part: anything up to a comma or semicolon outside of quotes; an open quote runs to the end.
  for (const [part] of String(value).matchAll(/(?:[^",;]|"(?:[^"\\]|\\[^])*(?:"|\\?$))+/g)) {
    const equals = part.indexOf('=');
    const name = trimBlanks(part.slice(0, Math.max(equals, 0))).toLowerCase();
    const raw = trimBlanks(part.slice(equals + 1));
    if (/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) && !isUnsafeKey(name))
      out[name] = /^"(?:[^"\\]|\\[^])*"$/.test(raw) ? raw.slice(1, -1).replace(/\\([^])/g, '$1') : raw;
  }
  return out;
};
