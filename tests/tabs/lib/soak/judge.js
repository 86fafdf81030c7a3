// What a soak must never show, whatever went wrong: requests without an answer, sessions lost without a reason,
// requests sent three times, superseded tokens.

/** The time a tab may wait for its session, with some room for a machine that is busy. */
const BOUND = 30_000;
/** A tab that came to its end this soon after an answer may not have kept it. */
const NEAR = 500;

const ALLOWED = [
  /^200$/,
  // The session's own answers. Which of them was due, the events below tell.
  /^ERR_(REFRESH_FAILED|SESSION_ENDED|SESSION_CHANGED)\b/,
  // What the server was made to do to the request itself, and what it says to nobody signed in.
  /^ERR_NETWORK\b/,
  /^ERR_BAD_RESPONSE 500$/,
  /^ERR_BAD_REQUEST 401$/,
];

/** @param {import('./run.js').World} world */
export function createJudge({ line, server, disruptions }) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Record<string, number>} */
  const outcomes = {};
  let ends = 0;
  /** How many events of a document were looked at. @type {Map<string, number>} */
  const seen = new Map();

  const isExcused = (call) => disruptions.some((at) => at > call.over - NEAR && at < call.over + NEAR);

  return {
    problems,
    outcomes,
    /** Looks at one tab that runs, and tells how many of its requests wait. @param {any} tab @param {number} awake when it was woken last @param {boolean} mayEnd */
    async look(tab, awake, mayEnd) {
      const [id, { outcomes: settled, oldest, waiting }, events] = await tab.run(() => [
        window.lab.id,
        window.lab.report(),
        window.lab.events,
      ]);
      for (const [name, count] of Object.entries(settled)) {
        outcomes[name] = (outcomes[name] ?? 0) + count;
        if (!ALLOWED.some((pattern) => pattern.test(name))) problems.push(`a request ended as ${name}`);
      }
      if (Math.min(oldest, performance.now() - awake) > BOUND)
        problems.push(`a request has been waiting for ${Math.round(oldest)} ms`);
      const fresh = events.slice(seen.get(id) ?? 0);
      seen.set(id, events.length);
      for (const { type, reason } of fresh) {
        if (type !== 'ended') continue;
        ends++;
        const isOurs = reason === 'signedOut' && mayEnd;
        // Refused: the server must say so too, which is settled at the end.
        if (!isOurs && reason !== 'refused') problems.push(`a session ended as ${reason}`);
      }
      const kinds = events.map(({ type }) => type).filter((type) => type === 'ended' || type === 'signedIn');
      if (kinds.some((kind, index) => kind === 'ended' && kinds[index + 1] === 'ended'))
        problems.push('a session ended twice in one document');
      return waiting;
    },
    /** What the server and the line have seen altogether. */
    async close() {
      const { sends, reuseDetected, refresh } = await server.counters();
      for (const [id, times] of Object.entries(sends))
        if (times > 2) problems.push(`request ${id} was sent ${times} times`);
      problems.push(...line.violations(isExcused));
      const refused = line.calls.filter(({ status }) => status === 401);
      // Each token that came twice had a successor which reached no tab that lived to keep it.
      const unavoidable = line.calls.filter(
        (call) =>
          (!call.delivered || isExcused(call)) &&
          refused.some(({ token, sent }) => token === call.token && sent > call.sent),
      ).length;
      if (reuseDetected > unavoidable)
        problems.push(`${reuseDetected} reuses, of which ${unavoidable} could not be avoided`);
      const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      return {
        requests,
        outcomes,
        refreshes: refresh.calls,
        rotated: refresh.rotated,
        ends,
        reuseDetected,
        unavoidable,
      };
    },
  };
}
