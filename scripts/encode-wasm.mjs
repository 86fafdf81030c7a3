// Writes a WebAssembly module as the text that pkg-template/src/wasm/decode.js reads; the format is described
// there. Decides which 87 byte values get a single character: the most common ones in this module.

const alphabet = [...Array(95).keys()]
  .map((index) => String.fromCharCode(32 + index))
  .filter((character) => !/["$'<\\`]/.test(character));
const prefixCount = 2;

function commonest(bytes) {
  const count = new Array(256).fill(0);
  for (const byte of bytes) count[byte]++;
  const order = [...count.keys()].sort((one, two) => count[two] - count[one] || one - two);
  return new Set(order.slice(0, alphabet.length - prefixCount));
}

/** The text of each byte value. */
function table(own) {
  const isItself = (character) => own.has(character.charCodeAt(0));
  const left = alphabet.filter((character) => !isItself(character));
  const texts = new Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const character = String.fromCharCode(byte);
    if (own.has(byte)) texts[byte] = alphabet.includes(character) ? character : left.shift();
  }
  let other = 0;
  for (let byte = 0; byte < 256; byte++) {
    if (own.has(byte)) continue;
    texts[byte] = left[Math.floor(other / alphabet.length)] + alphabet[other % alphabet.length];
    other++;
  }
  return texts;
}

export function encode(bytes) {
  const own = commonest(bytes);
  let text = '';
  for (let byte = 0; byte < 256; byte += 4) {
    const bits = [0, 1, 2, 3].reduce((sum, bit) => sum | (own.has(byte + bit) ? 1 << bit : 0), 0);
    text += String.fromCharCode(65 + bits);
  }
  const texts = table(own);
  return text + Array.from(bytes, (byte) => texts[byte]).join('');
}
