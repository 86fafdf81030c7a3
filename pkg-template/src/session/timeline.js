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
    /**
     * @param {number} at @param {string} event @param {any} [detail] a `url` in it is shown as its path
     * @param {number} [request]
     */
    add(at, event, detail, request) {
      // Cut in half now and then, rather than shifted at each entry. What is shown is put together when it is asked for.
      if (entries.length >= LONGEST * 2) entries = entries.slice(LONGEST);
      entries.push({ at, event, detail, request });
    },
    list: () =>
      entries.slice(-LONGEST).map(({ at, event, detail, request }) => {
        const { url, ...rest } = detail || {};
        return {
          at,
          event,
          ...(request && { request }),
          ...rest,
          ...(url !== undefined && { path: pathOf(url) }),
        };
      }),
  };
};
