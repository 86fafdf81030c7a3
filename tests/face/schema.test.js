// `schema`: what is made of an answer's data, and the error of one that does not match. The module alone.
import { expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { validated } from '../../pkg-template/src/client/schema.js';
import { failure } from './helpers.js';

const response = (data = { a: 1 }) => ({ data, status: 200, request: { r: 1 } });
const of = (standard, answer = response()) => {
  const config = { url: '/x', schema: { '~standard': standard } };
  return { config, answer, end: validated(config, answer) };
};

test('the answer has what the schema made of its data, at once or later', async () => {
  for (const validate of [(data) => ({ value: [data] }), async (data) => ({ value: [data] })]) {
    const { answer, end } = of({ validate });
    expect(await end).toBe(answer);
    expect(answer.data).toEqual([{ a: 1 }]);
  }
  const { end } = of({ validate: () => ({ value: undefined }) });
  expect((await end).data).toBeUndefined();
});

test('the schema is asked as its own method', async () => {
  const standard = {
    made: 'here',
    validate() {
      return { value: this.made };
    },
  };
  expect((await of(standard).end).data).toBe('here');
});

test('a mismatch is an error with the first issue in words, all issues, and the answer', async () => {
  const issues = [{ message: 'a is no text' }, { message: 'b is missing' }];
  const { config, answer, end } = of({ validate: async () => ({ issues }) });
  const error = await failure(end);
  expect(error).toBeInstanceOf(everfetch.AxiosError);
  expect(error.message).toBe('Response does not match the schema: a is no text');
  expect([error.code, error.status]).toEqual(['ERR_BAD_RESPONSE', 200]);
  for (const [name, value] of Object.entries({ config, issues, request: answer.request, response: answer }))
    expect([name, error[name] === value]).toEqual([name, true]);
  expect(answer.data).toEqual({ a: 1 });
  // What some schemas give where there is nothing to say.
  expect((await failure(of({ validate: () => ({ issues: [] }) }).end)).code).toBe('ERR_BAD_RESPONSE');
});

test('what a schema throws is what comes out', async () => {
  const problem = new Error('mine');
  const { end } = of({
    validate() {
      throw problem;
    },
  });
  expect(await failure(end)).toBe(problem);
});

test('an interface without its function is refused; what is no schema is left alone', async () => {
  for (const standard of [{}, { validate: 5 }, { Validate() {} }, true]) {
    const { config, end } = of(standard);
    expect(await failure(end)).toMatchObject({
      code: 'ERR_BAD_OPTION_VALUE',
      message: 'schema takes a Standard Schema (Zod, Valibot, ArkType)',
      config,
    });
  }
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  for (const schema of [{}, 'user', { standard: {} }, { '~standard': undefined }]) {
    const answer = response();
    expect(await validated({ schema }, answer)).toBe(answer);
    expect(answer.data).toEqual({ a: 1 });
  }
  expect(warn.mock.calls).toEqual([
    ['everfetch: leaves schema alone: it is not of the shape that everfetch takes'],
  ]);
  warn.mockRestore();
});
