// What happened in a sandbox, in the numbers of the API server's counters that the pages read.

const blank = () => ({
  total: 0,
  unauthorized: 0,
  logins: 0,
  logouts: 0,
  reuseDetected: 0,
  familiesKilled: 0,
  refresh: { calls: 0, rotated: 0, refused: 0, running: 0 },
  calls: {},
});

export function createCounters() {
  let now = blank();
  return {
    get now() {
      return now;
    },
    reset() {
      now = blank();
    },
    /** @param {string} method @param {string} path */
    arrive(method, path) {
      now.total += 1;
      const key = `${method} ${path}`;
      now.calls[key] = (now.calls[key] ?? 0) + 1;
    },
  };
}
