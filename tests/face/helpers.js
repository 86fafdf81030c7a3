// What several test files need.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { expect, test } from 'vitest';
import { attempt } from './outcomes.js';

export { attempt, countedController, failure } from './outcomes.js';

/** A test that does the same with axios and with everfetch. */
export const same = (name, work) =>
  test(name, () => {
    expect(attempt(() => work(everfetch))).toEqual(attempt(() => work(axios)));
  });

/** What each library makes of it: a result, or what the promise is rejected with. */
const noted = async (work) => {
  const ends = [];
  for (const library of [axios, everfetch]) {
    const notes = [];
    const note = (...entry) => void notes.push(entry);
    const adapter = async (config) => ({
      data: '{"a":1}',
      status: 200,
      statusText: '',
      headers: { 'X-A': '1' },
      config,
    });
    const end = await Promise.resolve()
      .then(() => work(library, note, adapter))
      .catch((error) => ['rejected', error?.name, error?.message ?? error, error?.code]);
    ends.push({ end, notes });
  }
  return ends;
};
/** A test that does the same with axios and with everfetch, and notes what happens on the way. */
export const alike = (name, work) =>
  test(name, async () => {
    const [theirs, ours] = await noted(work);
    expect(ours).toEqual(theirs);
  });

/** What reaches an adapter, with either library. */
export const sent = async (make) => {
  const seen = [];
  for (const library of [axios, everfetch]) {
    let config;
    const adapter = async (given) => {
      config = given;
      return { data: '', status: 200, statusText: '', headers: {}, config };
    };
    await make(library, adapter);
    seen.push({
      method: config.method,
      url: config.url,
      data: config.data,
      absolute: config.allowAbsoluteUrls,
      headers: Object.entries(config.headers),
    });
  }
  return seen;
};
