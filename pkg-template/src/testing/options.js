// @ts-check
// The options of the fake server: their defaults, and what a wrong one is told.

import { fail } from './fail.js';

/** @typedef {import('../../testing.d.ts').FakeServerOptions} Given */
/** @typedef {Required<Omit<Given, 'handler' | 'paths'>> & Pick<Given, 'handler'> & { paths: typeof PATHS }} Options */

const PATHS = {
  signIn: '/auth/login',
  refresh: '/auth/refresh',
  token: '/oauth/token',
  signOut: '/auth/logout',
  revoke: '/oauth/revoke',
};

/** @param {unknown} value */
const isTime = (value) => typeof value === 'number' && value >= 0;
/** @param {unknown} value */
const isFlag = (value) => typeof value === 'boolean';

const MILLISECONDS = 'milliseconds, 0 or more';

/** @type {import('../../testing.d.ts').ClockLike} */
const systemClock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
};

/** @type {Record<string, [fallback: unknown, takes: string, isGood: (value: any) => boolean]>} */
const OPTIONS = {
  origin: [
    'https://api.example.com',
    'an absolute URL such as https://api.example.com',
    URL.canParse ?? (() => true),
  ],
  paths: [
    {},
    `an object with ${Object.keys(PATHS).join(', ')}`,
    (value) => Object.keys(value).every((name) => name in PATHS),
  ],
  publicPaths: [[], 'a list of path prefixes', Array.isArray],
  accessTokenLifetime: [300, 'seconds, 0 or more', isTime],
  rotate: [true, 'true or false', isFlag],
  reuseDetection: [true, 'true or false', isFlag],
  grace: [0, MILLISECONDS, isTime],
  latency: [0, MILLISECONDS, isTime],
  clock: [systemClock, 'a clock from createClock()', (value) => typeof value?.now === 'function'],
  handler: [undefined, 'a function', (value) => typeof value === 'function'],
};

/** @param {Given} [given] @returns {Options} */
export const readOptions = (given = {}) => {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(OPTIONS, name))
      fail(name, value, `no value, since there are only ${Object.keys(OPTIONS).join(', ')}`);
    const [, takes, isGood] = OPTIONS[name];
    if (value !== undefined && !isGood(value)) fail(name, value, takes);
  }
  const options = /** @type {Options} */ (
    Object.fromEntries(
      Object.entries(OPTIONS).map(([name, [fallback]]) => [
        name,
        given[/** @type {keyof Given} */ (name)] ?? fallback,
      ]),
    )
  );
  return { ...options, origin: new URL(options.origin).origin, paths: { ...PATHS, ...options.paths } };
};
