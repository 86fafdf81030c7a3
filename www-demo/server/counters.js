// @ts-check
// What happened in a sandbox, in numbers and as a short log. It decides nothing and holds no secret: tokens
// appear as labels (`a1` is the first access token of the sandbox, `r1` the first refresh token).

const LOG_LENGTH = 500;
const MAP_LENGTH = 20_000;

/** @param {Map<string, any>} map drops the oldest entries of a map that only grows */
export function trim(map, length = MAP_LENGTH) {
  for (const key of map.keys()) {
    if (map.size <= length) return;
    map.delete(key);
  }
}

const emptyRefresh = () => ({
  calls: 0,
  rotated: 0,
  graced: 0,
  refused: 0,
  faulted: 0,
  dropped: 0,
  running: 0,
  peak: 0,
});

export function createCounters() {
  /** @type {ReturnType<typeof blank>} */
  let state = blank();

  function blank() {
    return {
      total: 0,
      preflights: 0,
      unauthorized: 0,
      logins: 0,
      logouts: 0,
      revocations: 0,
      reuseDetected: 0,
      /** Reuses of a token whose successor nobody has ever presented, nor what came with it: it reached nobody. */
      successorsLost: 0,
      familiesKilled: 0,
      csrfRefused: 0,
      dropped: 0,
      refresh: emptyRefresh(),
      calls: /** @type {Map<string, number>} */ (new Map()),
      sends: /** @type {Map<string, number>} */ (new Map()),
      tokens: /** @type {Map<string, { accepted: number, refused: number }>} */ (new Map()),
      log: /** @type {LogEntry[]} */ ([]),
    };
  }

  /** @typedef {{ n: number, at: number, method: string, path: string, requestId?: string, token?: string, status: number | null, ms: number | null, note?: string }} LogEntry */

  return {
    get now() {
      return state;
    },
    reset() {
      state = blank();
    },
    /**
     * @param {string} method
     * @param {string} path the route's pattern, never the query
     * @param {string | undefined} requestId
     * @param {number} at
     */
    arrive(method, path, requestId, at) {
      state.total += 1;
      const key = `${method} ${path}`;
      state.calls.set(key, (state.calls.get(key) ?? 0) + 1);
      if (requestId) {
        state.sends.set(requestId, (state.sends.get(requestId) ?? 0) + 1);
        trim(state.sends);
      }
      /** @type {LogEntry} */
      const entry = { n: state.total, at, method, path, requestId, status: null, ms: null };
      state.log.push(entry);
      if (state.log.length > LOG_LENGTH) state.log.shift();
      return entry;
    },
    /** @param {string} label @param {boolean} accepted */
    tokenUsed(label, accepted) {
      const uses = state.tokens.get(label) ?? { accepted: 0, refused: 0 };
      uses[accepted ? 'accepted' : 'refused'] += 1;
      state.tokens.set(label, uses);
      trim(state.tokens);
    },
    show() {
      const { log: _log, calls, sends, tokens, ...rest } = state;
      return {
        ...rest,
        calls: Object.fromEntries(calls),
        sends: Object.fromEntries(sends),
        tokens: Object.fromEntries(tokens),
      };
    },
    /** @param {number} limit */
    log: (limit) => state.log.slice(-limit),
  };
}
