// The session's timeline, grouped by request: which phases each went through and how it ended; and the refreshes beside
// them. It knows neither the page nor how anything is drawn.
//
//   queued ──▶ waiting ─sent(1)─▶ sent ─401─▶ renewing ─sent(2)─▶ resent ─▶ delivered | failed

const REFUSALS = new Set([401]);
// A refresh that finds no session ends in `anonymous`; a sign-in overtakes one that is under way.
const FLIGHT_ENDS = new Set(['refreshed', 'refreshFailed', 'ended', 'signedOut', 'signedIn', 'anonymous']);

/**
 * @typedef {{ at: number, event: string, request?: number, status?: number, code?: string, n?: number }} Entry
 * @typedef {'waiting' | 'sent' | 'renewing' | 'resent'} Phase
 * @typedef {{ phase: Phase, from: number, to: number | null }} Segment
 * @typedef {{ id: number, segments: Segment[], refusedAt: number[], sends: number, end: number | null, status?: number, code?: string }} Trace
 * @typedef {{ from: number, to: number | null, ok: boolean | null }} Flight
 */

/** @param {Entry} one @param {Entry | undefined} other */
const isSame = (one, other) =>
  one.at === other?.at && one.event === other.event && one.request === other.request && one.n === other.n;

export function createTraces() {
  /** @type {Map<number, Trace>} */
  const requests = new Map();
  /** @type {Flight[]} */
  const flights = [];
  /** @type {Entry | undefined} the newest entry that was taken */
  let last;

  /** @param {Trace} trace @param {number} at */
  function close(trace, at) {
    const open = trace.segments.at(-1);
    if (open && open.to === null) open.to = Math.max(at, open.from);
  }

  /** @param {Trace} trace @param {Phase} phase @param {number} at */
  function enter(trace, phase, at) {
    close(trace, at);
    trace.segments.push({ phase, from: at, to: null });
  }

  /** @param {Trace} trace @param {number} at */
  function refuse(trace, at) {
    if (trace.segments.at(-1)?.phase === 'renewing') return;
    trace.refusedAt.push(at);
    enter(trace, 'renewing', at);
  }

  /** @param {Trace} trace @param {Entry} entry */
  function end(trace, { at, status, code }) {
    close(trace, at);
    // A request does not wait after a final 401: a segment without length would only be noise.
    const last = trace.segments.at(-1);
    if (last?.phase === 'renewing' && last.to === last.from) trace.segments.pop();
    trace.end = at;
    if (status !== undefined) trace.status = status;
    if (code !== undefined) trace.code = code;
  }

  /** @param {Entry} entry */
  function ofRequest(entry) {
    const id = /** @type {number} */ (entry.request);
    let trace = requests.get(id);
    if (!trace) requests.set(id, (trace = { id, segments: [], refusedAt: [], sends: 0, end: null }));
    if (trace.end !== null) return;
    switch (entry.event) {
      case 'queued':
        if (trace.segments.at(-1)?.phase !== 'renewing') enter(trace, 'waiting', entry.at);
        break;
      case 'sent':
        trace.sends += 1;
        enter(trace, trace.sends === 1 ? 'sent' : 'resent', entry.at);
        break;
      case 'answered':
        close(trace, entry.at);
        trace.status = entry.status;
        if (entry.status !== undefined && REFUSALS.has(entry.status)) refuse(trace, entry.at);
        break;
      case 'refused':
        refuse(trace, entry.at);
        break;
      case 'delivered':
      case 'failed':
        end(trace, entry);
        break;
    }
  }

  /** @param {Entry} entry */
  function ofSession({ event, at }) {
    const running = flights.at(-1);
    if (event === 'refreshStarted') flights.push({ from: at, to: null, ok: null });
    else if (running?.to === null && FLIGHT_ENDS.has(event)) {
      running.to = at;
      running.ok = event === 'refreshed';
    }
  }

  return {
    requests,
    flights,
    /**
     * Takes what is new in a timeline; the timeline may have dropped its oldest entries meanwhile, and its copies
     * of an entry are never the same object. Entries are in the order of writing, which need not be that of time.
     * @param {Entry[]} timeline
     * @returns {Entry[]} the new entries
     */
    take(timeline) {
      let first = timeline.length;
      while (first > 0 && !isSame(timeline[first - 1], last)) first -= 1;
      const fresh = timeline.slice(first);
      last = fresh.at(-1) ?? last;
      for (const entry of fresh) {
        if (entry.request === undefined) ofSession(entry);
        else ofRequest(entry);
      }
      return fresh;
    },
    /** Forgets what is drawn, not what was already taken. */
    clear() {
      requests.clear();
      flights.splice(0, flights.length, ...flights.filter(({ to }) => to === null));
    },
    /** Starts over with another session's timeline. */
    restart() {
      requests.clear();
      flights.length = 0;
      last = undefined;
    },
  };
}
