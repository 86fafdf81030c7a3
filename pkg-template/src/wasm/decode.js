// @ts-check
// Turns the text that stands for the compiled core back into bytes. The text is printable ASCII without quotes,
// backslash, `$` and `<`, so that it survives every charset, minifier, template literal and inline script, and
// each character stands for whole bytes, so that gzip and brotli still see the module's repetitions. The encoder
// is scripts/encode-wasm.mjs; this file decides nothing but the format, which is:
//
//   64 characters `A` to `P`: four bits each, one for every byte value: has it a character of its own? 87 have.
//   Those that are characters of the alphabet stand for themselves (names stay readable, which compresses best);
//   the others take the characters left over, in order, and the last two left are prefixes.
//   Then byte for byte: its own character, or a prefix and a second character.
//
// JavaScript rather than Rust, because it runs before there is any WebAssembly.

/** @param {string} text @returns {Uint8Array} */
export const decode = (text) => {
  /** @type {number[]} byte by character */
  const own = [];
  /** @type {number[]} place in the alphabet by character */
  const rank = [];
  const left = [];
  const other = [];
  const bytes = new Uint8Array(text.length);
  const code = (/** @type {number} */ at) => text.charCodeAt(at);
  const isOwn = (/** @type {number} */ byte) => ((code(byte >> 2) - 65) >> (byte & 3)) & 1;
  let length = 0;
  let value = 0;
  for (let character = 32; character < 127; character++) {
    if (/["$'<\\`]/.test(String.fromCharCode(character))) continue;
    rank[character] = value++;
    isOwn(character) ? (own[character] = character) : left.push(character);
  }
  for (value = 0; value < 256; value++) {
    if (!isOwn(value)) other.push(value);
    else if (own[value] != value) own[/** @type {number} */ (left.shift())] = value;
  }
  for (let at = 64; at < text.length;) {
    value = code(at++);
    bytes[length++] = own[value] ?? other[left.indexOf(value) * 89 + rank[code(at++)]];
  }
  return bytes.subarray(0, length);
};
