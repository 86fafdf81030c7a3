// @ts-check
/**
 * What happened, in order, without secrets: a bounded list that can be pasted into a bug report. It decides what an
 * entry shows of a request: its method and path, never its query, headers or body.
 */

const LONGEST = 1000;

/** @returns {any} */
export const createTimeline = () => {
  /** @type {any[]} */
  let entries = [];
  return {
    /** @param {number} at @param {string} event @param {any} [detail] */
    add(at, event, detail) {
      // Cut in half now and then, rather than shifted at each entry.
      if (entries.length >= LONGEST * 2) entries = entries.slice(LONGEST);
      entries.push({ at, event, ...detail });
    },
    list: () => entries.slice(-LONGEST).map((entry) => ({ ...entry })),
  };
};

/** The path of a request, for people: no query, no fragment, no credentials. @param {any} url */
export const pathOf = (url) =>
  String(url || '')
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/]*@/, '//');
