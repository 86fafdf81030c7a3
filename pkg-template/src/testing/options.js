// @ts-check
// The options of the fake server: their defaults and checks.

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

/** @param {any} value */
export const isObject = (value) => typeof value === 'object' && value !== null;
/** @param {unknown} value */
export const isTime = (value) => typeof value === 'number' && value >= 0;
/** @param {unknown} value */
export const isFlag = (value) => typeof value === 'boolean';

/** `localhost:3000` is a URL too, with the scheme "localhost": such a URL has no origin. @param {any} value */
const hasOrigin = (value) => {
  try {
    return new URL(value).origin !== 'null';
  } catch {
    return false;
  }
};
/** A path without its first slash, or a whole URL, would match no call. @param {[name: string, path: any]} entry */
const isPath = ([name, path]) => Object.hasOwn(PATHS, name) && (path === undefined || /^\//.test(path));

export const MILLISECONDS = 'milliseconds, 0 or more';

/** @type {import('../../testing.d.ts').ClockLike} */
const systemClock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
};

/** @type {Record<string, [fallback: unknown, takes: string, isGood: (value: any) => boolean]>} */
const OPTIONS = {
  origin: ['https://api.example.com', 'an absolute URL such as https://api.example.com', hasOrigin],
  paths: [
    {},
    `an object with ${Object.keys(PATHS).join(', ')}, each a path such as ${PATHS.signIn}`,
    (value) => isObject(value) && Object.entries(value).every(isPath),
  ],
  publicPaths: [
    [],
    'a list of path prefixes',
    (value) => Array.isArray(value) && value.every((prefix) => typeof prefix === 'string'),
  ],
  accessTokenLifetime: [300, 'seconds, 0 or more', isTime],
  rotate: [true, 'true or false', isFlag],
  reuseDetection: [true, 'true or false', isFlag],
  grace: [0, MILLISECONDS, isTime],
  latency: [0, MILLISECONDS, isTime],
  clock: [
    systemClock,
    'a clock from createClock()',
    (value) => [value?.now, value?.setTimeout].every((member) => typeof member === 'function'),
  ],
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
  const paths = Object.entries(PATHS).map(([name, path]) => [
    name,
    options.paths[/** @type {keyof typeof PATHS} */ (name)] ?? path,
  ]);
  return { ...options, origin: new URL(options.origin).origin, paths: Object.fromEntries(paths) };
};
