// A thief: takes every piece of every text that it finds, as it is and decoded, and tries it at the API as an access
// token and as a refresh token.

const decodings = (piece) => [
  piece,
  Buffer.from(piece, 'base64').toString('latin1'),
  Buffer.from(piece, 'base64url').toString('utf8'),
];

/** Every piece that could be a token. @param {string[]} texts @returns {string[]} */
export const piecesOf = (texts) => {
  const whole = texts.flatMap((text) => [text, ...text.split(/[^\w.+/=~-]+/)]);
  const all = whole.flatMap(decodings).filter((piece) => /^[\x21-\x7e]{8,}$/.test(piece));
  return [...new Set(all)];
};

/**
 * Tries the pieces. Returns those that opened something.
 * @param {string} base of the API @param {string[]} pieces @returns {Promise<string[]>}
 */
export async function tryAll(base, pieces) {
  const opened = [];
  for (const piece of pieces) {
    const asAccess = await fetch(`${base}/api/me`, { headers: { Authorization: `Bearer ${piece}` } });
    const asRefresh = await fetch(`${base}/auth/refresh`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refreshToken: piece }),
    });
    if (asAccess.ok || asRefresh.ok) opened.push(piece);
  }
  return opened;
}
