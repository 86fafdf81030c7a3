// @ts-check
/**
 * What happened, in order, without secrets: a bounded list that can be pasted into a bug report. It decides what an
 * entry shows of a request: its method and path, never its query, headers or body.
 */

const LONGEST = 1000;

/**
 * @typedef {import('./types.js').Timeline} Timeline
 * @typedef {{ at: number, event: string, detail?: object, request?: number }} Entry
 */

/** An entry as it is shown: put together only when somebody looks. @param {Entry} entry @returns {ReturnType<Timeline['list']>[number]} */
const show = ({ at, event, detail, request }) => {
  const { url, ...rest } = /** @type {{ url?: unknown }} */ (detail || {});
  return {
    at,
    event,
    ...(request && { request }),
    ...rest,
    // For people: no query, no fragment, no credentials.
    ...(url !== undefined && {
      path: String(url)
        .replace(/[?#].*/s, '')
        .replace(/[\\/]{2}[^\\/]*@/, '//'),
    }),
  };
};

/** One readable line. @param {ReturnType<typeof show>} entry */
const line = ({ at, event, ...rest }) =>
  [`${Math.round(at)} ms ${event}`, ...Object.entries(rest).map((pair) => pair.join('='))].join(' ');

/** @returns {Timeline} */
export const createTimeline = () => {
  /** @type {Entry[]} */
  let entries = [];
  const timeline = {
    /** Whether each entry is also said on the console: `debug` of the config that was used last. */
    debug: false,
    /** A `url` in the detail is shown as its path. @type {Timeline['add']} */
    add(at, event, detail, request) {
      // Cut in half now and then, rather than shifted at each entry.
      if (entries.length >= LONGEST * 2) entries = entries.slice(LONGEST);
      const entry = { at, event, detail, request };
      entries.push(entry);
      if (timeline.debug) console.debug(`everfetch: ${line(show(entry))}`);
    },
    list: () => entries.slice(-LONGEST).map(show),
  };
  return timeline;
};
