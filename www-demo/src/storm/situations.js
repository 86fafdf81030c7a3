// The situations in which the three clients are compared: how many tabs, which answers are slow, what the server does.
// They are the same for every lane; the run shows which of them make a difference.

/**
 * @typedef {{ id: string, name: string, now: string, hint: string, tabs: number, count?: number, slow: number, rest: number, knobs: Record<string, unknown> }} Situation `now`: the heading over the pictures
 */

/** A long lifetime: only the storm expires the tokens, behind the clients' backs. */
const USUAL = { accessTtl: 600_000, apiLatency: 40, refreshLatency: 300, rotate: true, grace: 0 };

/** The seconds for which the busy server asks to be left alone. */
const RETRY_AFTER = 1;

/**
 * When the user of the busy server tries again, in ms after the last answer. everfetch pauses for a random time between
 * what the server asked for and twice as long, so that clients do not come back together. A session must not be called
 * lost while its pause may last: this is the longest pause and half a second more.
 */
const AFTER_THE_PAUSE = 2 * RETRY_AFTER * 1000 + 500;

/** @type {Situation[]} */
export const SITUATIONS = [
  {
    id: 'tabs',
    name: 'Three tabs',
    now: 'Live: 50 requests, 3 tabs, 1 expired token',
    hint: 'The user has three tabs open, and each sends its share of the fifty. A refresh token may be used once.',
    tabs: 3,
    slow: 0,
    rest: 0,
    knobs: USUAL,
  },
  {
    id: 'one',
    name: 'One tab',
    now: 'Live: 50 requests, 1 tab, 1 expired token',
    hint: 'All fifty from one tab, all answered quickly: the case that everybody tests.',
    tabs: 1,
    slow: 0,
    rest: 0,
    knobs: USUAL,
  },
  {
    id: 'slow',
    name: 'Slow answers',
    now: 'Live: 50 requests, every tenth is slow',
    hint: 'One tab; every tenth request is a slow one, so its 401 arrives when the refresh is already over.',
    tabs: 1,
    slow: 1200,
    rest: 0,
    knobs: USUAL,
  },
  {
    id: 'busy',
    name: 'Busy server',
    now: 'Live: 50 requests, the refresh gets a 503',
    hint: 'One tab; the refresh is answered 503, once. The user tries again a moment later.',
    tabs: 1,
    slow: 0,
    rest: AFTER_THE_PAUSE,
    knobs: { ...USUAL, refreshStatus: { value: 503, times: 1 }, retryAfter: RETRY_AFTER },
  },
];

export const COUNT = 50;

/** How many of the requests each tab sends. @param {number} tabs @param {number} [count] of all requests */
export const shares = (tabs, count = COUNT) =>
  Array.from({ length: tabs }, (_, index) => Math.floor(count / tabs) + (index < count % tabs ? 1 : 0));
