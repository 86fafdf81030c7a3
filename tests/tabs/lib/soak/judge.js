// What a soak must never show, whatever went wrong: requests without an answer, sessions lost without a reason,
// requests sent three times, superseded tokens.

/** The time a tab may wait for its session, with some room for a machine that is busy. */
const BOUND = 35_000;
/** A tab that came to its end this soon after an answer may not have kept it. */
const NEAR = 500;

const ALLOWED = [
  /^200$/,
  // The session's own answers. Which of them was due, the events below tell.
  /^ERR_(REFRESH_FAILED|REFRESH_MISCONFIGURED|SESSION_ENDED|SESSION_CHANGED)\b/,
  // What the server and the network were made to do to the request itself, and what the server says to nobody
  // signed in.
  /^ERR_NETWORK\b/,
  /^ERR_BAD_RESPONSE 50[023]$/,
  /^ERR_BAD_REQUEST (40[01349]|429)$/,
];

/** @typedef {'signOut' | 'unanswered' | 'thrice' | 'other'} Kind what a problem is: `signOut` is a wrong one */

/** @param {Pick<import('./run.js').World, 'line' | 'server' | 'elsewhere' | 'disruptions' | 'problems'>} world */
export function createJudge({ line, server, elsewhere, disruptions, problems }) {
  /** @type {Record<string, number>} */
  const outcomes = {};
  /** How often a tab was told each end, and that another session took the place of its own. @type {Record<string, number>} */
  const ends = {};
  /** The sessions that some tab was told the server had refused. @type {Set<string>} */
  const refused = new Set();
  /** How many events of a document were looked at. @type {Map<string, number>} */
  const seen = new Map();
  /** What was said of already. @type {Set<string>} */
  const said = new Set();

  const isExcused = (call) => disruptions.some((at) => at > call.over - NEAR && at < call.over + NEAR);

  /** How many problems of each kind were found. @type {Record<Kind, number>} */
  const tally = { signOut: 0, unanswered: 0, thrice: 0, other: 0 };

  /** @param {Kind} kind @param {string} problem */
  const complain = (kind, problem) => {
    if (said.has(problem)) return;
    said.add(problem);
    tally[kind]++;
    problems.push(problem);
  };

  const judge = {
    complain,
    tally,
    /** Looks at one tab that runs, and tells how many of its requests wait. @param {any} tab @param {number} awake when it was woken last @param {boolean} mayEnd */
    async look(tab, awake, mayEnd) {
      const [id, { outcomes: settled, oldest, waiting }, events] = await tab.run(() => [
        window.lab.id,
        window.lab.report(),
        window.lab.events,
      ]);
      for (const [name, count] of Object.entries(settled)) {
        outcomes[name] = (outcomes[name] ?? 0) + count;
        if (!ALLOWED.some((pattern) => pattern.test(name))) complain('other', `a request ended as ${name}`);
      }
      if (Math.min(oldest, performance.now() - awake) > BOUND)
        complain('unanswered', `a request has been waiting for ${Math.round(oldest)} ms`);
      const fresh = events.slice(seen.get(id) ?? 0);
      seen.set(id, events.length);
      for (const { type, reason, sid } of fresh) {
        if (type === 'replaced') ends.replaced = (ends.replaced ?? 0) + 1;
        if (type !== 'ended') continue;
        ends[reason] = (ends[reason] ?? 0) + 1;
        // Refused: the server must say so too, which is settled below.
        if (reason === 'refused') refused.add(sid);
        else if (!(reason === 'signedOut' && mayEnd)) complain('signOut', `a session ended as ${reason}`);
      }
      const kinds = events.map(({ type }) => type).filter((type) => type === 'ended' || type === 'signedIn');
      if (kinds.some((kind, index) => kind === 'ended' && kinds[index + 1] === 'ended'))
        complain('signOut', 'a session ended twice in one document');
      return waiting;
    },
    /** What the server and the line have seen so far. */
    async check() {
      const { sends, reuseDetected, successorsLost, familiesKilled, refresh } = await server.counters();
      for (const [id, times] of Object.entries(sends))
        if (times > 2) complain('thrice', `request ${id} was sent ${times} times`);
      for (const violation of line.violations(isExcused)) complain('other', violation);
      if (reuseDetected > successorsLost)
        complain('signOut', `${reuseDetected} reuses, and only ${successorsLost} answers had reached nobody`);
      if (refused.size > familiesKilled)
        complain(
          'signOut',
          `${refused.size} sessions ended as refused, and the server ended ${familiesKilled}`,
        );
      if (elsewhere.tokens) complain('other', `${elsewhere.tokens} tokens went to a foreign origin`);
      const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
      return {
        requests,
        outcomes,
        refreshes: refresh.calls,
        rotated: refresh.rotated,
        ends,
        refused: refused.size,
        familiesKilled,
        reuseDetected,
        successorsLost,
      };
    },
  };
  return judge;
}
