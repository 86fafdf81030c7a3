// A few hundred generated requests through axios's fetch adapter and through ours, to the same server: what reached
// the server and what came back must be the same.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, inject, test } from 'vitest';
import { outcome } from './compare.js';
import { makeCase } from './generate.js';

const base = inject('base');

const run = (library, make) =>
  outcome(() => {
    const { path, defaults, config } = make();
    const client = library.create({ baseURL: base, adapter: 'fetch', ...defaults });
    return client.request({ url: path, ...config });
  });

/** Where ours is better on purpose: a URL that cannot be parsed is named as such, whoever noticed it. */
const better = (theirs) => {
  if (!theirs.error || !/^Failed to parse URL/.test(theirs.error.message)) return theirs;
  return {
    error: {
      ...theirs.error,
      name: 'AxiosError',
      code: 'ERR_INVALID_URL',
      message: expect.stringContaining('Invalid URL'),
    },
  };
};

describe('the same request through axios and through everfetch, by fetch', () => {
  for (let block = 0; block < 64; block++)
    test(`generated requests ${block * 5} to ${block * 5 + 4}`, async () => {
      for (let seed = block * 5; seed < block * 5 + 5; seed++) {
        const make = makeCase(seed, base);
        const made = make();
        const [theirs, ours] = [await run(axios, make), await run(everfetch, make)];
        expect({ seed, made, ...ours }).toEqual({ seed, made, ...better(theirs) });
      }
    });
});
