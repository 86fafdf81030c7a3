// @ts-check
/**
 * What happened, in order, without secrets: a bounded list that can be pasted into a bug report. It decides what an
 * entry shows of a request: its method and path, never its query, headers or body.
 */

const LONGEST = 1000;

/** The path of a request, for people: no query, no fragment, no credentials. @param {any} url */
const pathOf = (url) =>
  String(url || '')
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/]*@/, '//');

/** @returns {any} */
export const createTimeline = () => {
  /** @type {any[]} */
  let entries = [];
  return {
    /** @param {any} entry with `at` and `event`; a `url` in it is shown as its path */
    add(entry) {
      // Cut in half now and then, rather than shifted at each entry.
      if (entries.length >= LONGEST * 2) entries = entries.slice(LONGEST);
      entries.push(entry);
    },
    list: () =>
      entries
        .slice(-LONGEST)
        .map(({ url, ...entry }) => (url === undefined ? entry : { ...entry, path: pathOf(url) })),
  };
};
