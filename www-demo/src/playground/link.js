// A config and a request in the address of the page, so that they can be sent to somebody. They are in its fragment, which
// no server gets to see. Whoever opens such a link has code of somebody else in the fields: it runs when they press a
// button, and not before.

const NAME = 'code=';

const toText = (bytes) => Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');
const toBytes = (text) => Uint8Array.from(text, (letter) => letter.codePointAt(0));

/** @param {{ client: string, request: string }} texts @returns {string} the fragment, without its # */
export function write({ client, request }) {
  const bytes = new TextEncoder().encode(JSON.stringify([client, request]));
  return NAME + btoa(toText(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param {string} hash @returns {{ client: string, request: string } | undefined} undefined if it holds no code */
export function read(hash) {
  const text = hash.replace(/^#/, '');
  if (!text.startsWith(NAME)) return undefined;
  try {
    const encoded = text.slice(NAME.length).replaceAll('-', '+').replaceAll('_', '/');
    const parts = JSON.parse(new TextDecoder().decode(toBytes(atob(encoded))));
    const [client, request] = parts;
    return typeof client === 'string' && typeof request === 'string' ? { client, request } : undefined;
  } catch {
    return undefined;
  }
}
