// What the stack of an error shows: the frames of the call that failed, what the failure was caused by, and no frames of
// the package in between. The module alone.
import { describe, expect, test } from 'vitest';
import everfetch from 'everfetch';
import { AxiosError, withCallerFrames } from '../../pkg-template/src/errors.js';
import { failure } from './helpers.js';

/** As the package does it: in the last handler of a request. */
const handler = (error) => withCallerFrames(error);
/** The frames of the caller, with a frame of the handler and one of the function between them and the message. */
const appended = (error, before) => error.stack.slice(before.length);
const namesOf = (stack) =>
  stack.split('\n').map((line) => /at (?:async )?(?:Object\.)?([\w.]+)/.exec(line)?.[1]);

describe('the frames of the caller', () => {
  test('are put behind those that are there, without the two of the package', () => {
    const error = new Error('failed');
    error.stack = 'Error: failed\n    at ours (package.js:1:1)';
    const before = error.stack;
    function theCaller() {
      return handler(error);
    }
    function itsCaller() {
      return theCaller();
    }
    expect(itsCaller()).toBe(error);
    expect(error.stack.startsWith(before + '\n    at ')).toBe(true);
    expect(namesOf(appended(error, before)).slice(1, 3)).toEqual(['theCaller', 'itsCaller']);
  });

  test('of a request show where it was made, and no frames of the package before them', async () => {
    const adapter = async () => {
      const error = new Error('failed');
      error.stack = 'Error: failed';
      throw error;
    };
    async function theCaller() {
      await everfetch.get('/x', { adapter });
    }
    const { stack } = await failure(theCaller());
    const [, first] = stack.split('\n').filter((line) => !line.includes('(node:internal'));
    expect(first).toMatch(/at (async )?theCaller/);
    expect(stack).not.toMatch(/pkg-template/);
  });

  test('stand before what it was caused by', () => {
    const cause = new TypeError('low');
    cause.stack = 'TypeError: low\n    at deep (low.js:1:1)\nCaused by: Error: lowest';
    const error = AxiosError.from(cause, 'C');
    const own = error.stack.slice(0, error.stack.indexOf('\nCaused by: '));
    expect(error.stack).toBe(`${own}\nCaused by: ${cause.stack}`);
    // With other frames than its own.
    const moved = error.stack.replace(own, 'AxiosError: low');
    error.stack = moved;
    function theCaller() {
      return handler(error);
    }
    theCaller();
    const end = `\nCaused by: ${cause.stack}`;
    expect(error.stack.endsWith(end)).toBe(true);
    expect(error.stack).toMatch(/^AxiosError: low\n +at theCaller/);
    expect(error.stack.split('Caused by:')).toHaveLength(3);
  });

  test('are not put there twice', () => {
    function theCaller(error) {
      return handler(error);
    }
    // The frames from this test on are the same for both.
    const error = new Error('failed');
    error.stack = 'Error: failed';
    for (let count = 0; count < 2; count++) theCaller(error);
    const once = error.stack;
    expect(once.match(/theCaller/g)).toHaveLength(1);
    error.stack += '\nCaused by: Error: low';
    for (let count = 0; count < 2; count++) theCaller(error);
    expect(error.stack.match(/theCaller/g)).toHaveLength(2);
  });

  test('are all there is where the error has no stack', () => {
    for (const stack of ['', undefined]) {
      const error = new Error('failed');
      error.stack = stack;
      function theCaller() {
        return handler(error);
      }
      theCaller();
      expect(error.stack).toMatch(/^ +at theCaller/);
    }
    const error = new Error('failed');
    error.stack = '\nCaused by: Error: low';
    function theCaller() {
      return handler(error);
    }
    theCaller();
    expect(error.stack).toMatch(/^ +at theCaller/);
    expect(error.stack.endsWith('\nCaused by: Error: low')).toBe(true);
  });
});

describe('an error is not lost', () => {
  test('where it is none, or its stack cannot be read or written', () => {
    for (const value of [undefined, null, 0, 'why', { stack: 'mine' }]) expect(handler(value)).toBe(value);
    const plain = { message: 'mine', stack: 'mine' };
    expect(handler(plain).stack).toBe('mine');
    const frozen = Object.freeze(new Error('failed'));
    expect(handler(frozen)).toBe(frozen);
    const guarded = Object.defineProperty(new Error('failed'), 'stack', {
      get() {
        throw new Error('no');
      },
    });
    expect(handler(guarded)).toBe(guarded);
    const odd = Object.assign(new Error('failed'), { stack: 5 });
    expect(handler(odd)).toBe(odd);
  });

  test('where a hook makes something else of stacks', () => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_, frames) => frames;
    try {
      const error = new Error('failed');
      expect(handler(error)).toBe(error);
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });
});
