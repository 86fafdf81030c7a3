// @ts-check
// Texts as the core has them, UTF-8, also where the platform has no TextDecoder or TextEncoder: React Native had none for
// years. Only for the core as JavaScript: where there is WebAssembly there are both. It decides nothing.

/** How many bytes follow the first byte of a code point. @param {number} first */
const following = (first) => (first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3);

/** What the core has is well formed. @param {Uint8Array} bytes */
const decode = (bytes) => {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++];
    let count = following(first);
    // The first byte holds the bits that its length leaves.
    let code = count ? first & (0x3f >> count) : first;
    while (count--) code = (code << 6) | (bytes[at++] & 0x3f);
    text += String.fromCodePoint(code);
  }
  return text;
};

/** @param {string} text */
const encode = (text) => {
  /** @type {number[]} */
  const bytes = [];
  for (const char of text) {
    let code = /** @type {number} */ (char.codePointAt(0));
    // Half of a pair is no character.
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    let count = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes.push(count ? ((0x780 >> count) & 0xff) | (code >> (6 * count)) : code);
    while (count--) bytes.push(0x80 | ((code >> (6 * count)) & 0x3f));
  }
  return Uint8Array.from(bytes);
};

/** @type {Pick<TextDecoder, 'decode'>} */
export const decoder =
  typeof TextDecoder === 'function'
    ? new TextDecoder('utf-8', { ignoreBOM: true })
    : /** @type {any} */ ({ decode });
/** @type {Pick<TextEncoder, 'encode'>} */
export const encoder =
  typeof TextEncoder === 'function' ? new TextEncoder() : /** @type {any} */ ({ encode });
