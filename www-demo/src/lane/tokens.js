// The tokens of the two axios lanes, in localStorage, where all tabs of an application find them.

/** @param {string} name of the lane's sandbox */
export function createTokens(name) {
  const key = `everfetch-demo-peer-${name}`;
  return {
    read: () => JSON.parse(localStorage.getItem(key) ?? '{}'),
    write: (tokens) => localStorage.setItem(key, JSON.stringify(tokens)),
    clear: () => localStorage.removeItem(key),
  };
}
