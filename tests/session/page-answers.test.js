// What the answer to a refresh call says, as the core is told it: status, kind of body, the name of a refusal, the time to
// wait, what the application makes of it. Answers may be of any kind, also those of functions of the application's own.
import { expect, test, vi } from 'vitest';
import { HAS_CLASSIFY, HAS_PARSE, REPORT_FAILED, REPORT_REPLIED } from '../../src/web/boundary.js';
import { createAnswers, isSuccess } from '../../src/web/refresh-answer.js';
import { json, later, turns } from './support/fake.js';

const TOKENS = { accessToken: 'a2', refreshToken: 'r2' };

/** One call under way, of operation 3. @param {{ bits?: number, host?: object }} [setUp] */
function answering({ bits = 0, host = {} } = {}) {
  const reports = [];
  const call = { controller: new AbortController() };
  const calls = new Map([[3, call]]);
  const end = vi.fn((op) => calls.delete(op));
  const problem = vi.fn((status, name) => new Error(`${status} ${name}`));
  const report = (...args) => reports.push(args);
  const answers = createAnswers({ problem, ...host }, report, bits, calls, end);
  return { answers, calls, call, end, problem, reported: () => reports.splice(0) };
}
/** What is told of an answer. */
const told = async (response, setUp) => {
  const found = answering(setUp);
  found.answers.fetched(3, response);
  await turns();
  const [first, ...more] = found.reported();
  expect(more).toEqual([]);
  return { ...found, first };
};
const html = (text, status = 200, type = 'text/html; charset=utf-8') =>
  new Response(text, { status, headers: { 'content-type': type } });
const plain = (text, status = 200) => html(text, status, 'text/plain');
/** What is told of a failure, by name. */
const failure = ([report, op, lines, retryAt]) => {
  expect([report, op]).toEqual([REPORT_FAILED, 3]);
  const [status, isHtml, judged, retryAfter, error, ...more] = lines.split('\n');
  expect(more).toEqual([]);
  return { status, isHtml, judged, retryAfter, error, retryAt };
};
const NONE = { status: '', isHtml: '', judged: '', retryAfter: '', error: '', retryAt: NaN };

test('a success is from 200 to 299', () => {
  const statuses = [199, 200, 299, 300, '200', undefined];
  expect(statuses.map((status) => isSuccess({ status }))).toEqual([false, true, true, false, false, false]);
  expect(isSuccess(undefined)).toBe(false);
});

test('tokens are told with the time of their answer, and the call stays until they are confirmed', async () => {
  const { first, answers, end, calls } = await told(
    json(TOKENS, 200, { date: 'Thu, 01 Jan 1970 00:00:05 GMT' }),
  );
  expect(first).toEqual([REPORT_REPLIED, 3, TOKENS, 5000]);
  expect([calls.has(3), end.mock.calls]).toEqual([true, []]);
  answers.cause = new Error('earlier');
  expect([answers.confirm(3), answers.cause, end.mock.calls]).toEqual([true, undefined, [[3]]]);
  expect([answers.confirm(3), end.mock.calls.length]).toEqual([undefined, 1]);
});

test('a refusal is told with its status, its name and the time to wait, and the cause says the same', async () => {
  const { first, answers, problem, end } = await told(
    json({ error: 'invalid_grant' }, 400, { 'retry-after': '7' }),
  );
  expect(failure(first)).toEqual({
    ...NONE,
    status: '400',
    error: 'invalid_grant',
    retryAfter: '7',
    retryAt: expect.any(Number),
  });
  expect(problem.mock.calls).toEqual([[400, 'invalid_grant']]);
  expect([answers.cause.message, end.mock.calls]).toEqual(['400 invalid_grant', [[3]]]);
  const { first: dated } = await told(json({}, 503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }));
  expect(failure(dated).retryAt).toBe(9000);
});

test('the name of a refusal is a text of its own, from the first place that has one', async () => {
  const of = async (body) => failure((await told(json(body, 400))).first).error;
  expect(await of({ error: 'e', __type: 't', code: 'c' })).toBe('e');
  expect(await of({ error: { code: 5 }, __type: 't', code: 'c' })).toBe('t');
  expect(await of({ error: 400, code: 'c' })).toBe('c');
  expect(await of({ toString: 1, constructor: 'x' })).toBe('');
  expect(await of(['error'])).toBe('');
  expect(failure((await told(plain('error', 400))).first).error).toBe('');
});

test('a host that has no problem to tell leaves none', async () => {
  const problem = () => {
    throw new Error('no');
  };
  const { answers, first } = await told(json({}, 400), { host: { problem } });
  expect([failure(first).status, answers.cause]).toEqual(['400', undefined]);
});

test('a page of HTML is told to be one, also where it says success or is of another type', async () => {
  for (const [response, isHtml] of [
    [html('<p>'), '1'],
    [html('{"accessToken":"a"}'), '1'],
    [plain('\t\n\f\r <html>'), '1'],
    [html('', 502), '1'],
    [plain('{"accessToken":"a', 200), ''],
    [plain('["a', 200), ''],
    [plain('"a', 200), ''],
    [plain('not found', 404), ''],
    [plain('', 404), ''],
    [plain('a<b', 404), ''],
    [json({ a: '<' }, 404), ''],
  ])
    expect(failure((await told(response)).first).isHtml).toBe(isHtml);
});

test('a text that is a JSON Web Token is a token, and another one is a word', async () => {
  const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln';
  const encrypted = 'eyJhbGciOiJkaXIifQ..iv.text.tag';
  const others = ['w1-_', 'ew0', 'e30'].map((start) => `${start}.a-_1.b`);
  for (const text of [jwt, encrypted, ` ${jwt}\n`, others[1], others[2], `${others[2]}.`, 'eyJ.a.', 'ey..'])
    expect((await told(plain(text))).first).toEqual([REPORT_REPLIED, 3, text, NaN]);
  for (const text of [
    'OK',
    '',
    `${jwt} and more`,
    `x${jwt}`,
    'eyJ.a',
    'eyJ.a.b.c.d.e',
    'eyJ!.a.b',
    'e1J.a.b',
    `${jwt}!`,
    others[0],
  ])
    expect((await told(plain(text))).first).toEqual([REPORT_REPLIED, 3, undefined, NaN]);
  // In quotes it is one, too.
  expect((await told(plain(`"${jwt}"`))).first[2]).toBe(jwt);
  expect((await told(plain('12'))).first[2]).toBe(12);
});

test('a success that breaks off says nothing, and a refusal that does is one', async () => {
  const broken = (status) =>
    Object.assign(json({}, status), { text: () => Promise.reject(new Error('terminated')) });
  const half = await told(broken(200));
  expect([failure(half.first), half.answers.cause.message]).toEqual([NONE, 'terminated']);
  const refused = await told(broken(401));
  expect([failure(refused.first).status, refused.answers.cause.message]).toEqual(['401', 'terminated']);
});

test('what is no response is not read', async () => {
  for (const [response, status] of [
    [undefined, ''],
    [{ status: 200 }, ''],
    [{ status: 401 }, '401'],
    [{ status: '401', text: 'no function' }, ''],
  ]) {
    const { first, answers, problem } = await told(response);
    expect(failure(first)).toEqual({ ...NONE, status });
    expect(problem).toHaveBeenCalledTimes(1);
    expect(answers.cause).toBe(problem.mock.results[0].value);
  }
  const bare = { status: 200, text: async () => '{"a":1}' };
  expect((await told(bare)).first).toEqual([REPORT_REPLIED, 3, { a: 1 }, NaN]);
  const odd = { status: 200, headers: {}, text: async () => new Date(0) };
  expect((await told(odd)).first[0]).toBe(REPORT_REPLIED);
});

test('the status of what was thrown is that of the response that it carries, or its cause does', async () => {
  const statusOf = async (error, response) => {
    const { answers, call, reported } = answering();
    if (response) call.response = response;
    answers.fail(3, error);
    await turns();
    expect(answers.cause).toBe(error);
    return failure(reported()[0]).status;
  };
  const [inner, outer] = [{ response: { status: 401 } }, { response: { status: 503 } }];
  expect(await statusOf({ ...outer, cause: inner })).toBe('503');
  expect(await statusOf({ cause: inner })).toBe('401');
  expect(await statusOf({ cause: inner }, { status: 400 })).toBe('400');
  expect(await statusOf({ status: 401, response: { status: '401' } })).toBe('');
  expect(await statusOf(null)).toBe('');
});

test('the application judges a failure, and its word is told', async () => {
  const classify = vi.fn(() => Promise.resolve('transient'));
  const response = json({ error: 'e' }, 401);
  const { first } = await told(response, { bits: HAS_CLASSIFY, host: { classify } });
  expect(failure(first)).toEqual({ ...NONE, status: '401', error: 'e', judged: 'transient' });
  expect(classify.mock.calls).toEqual([[401, { error: 'e' }, undefined, true, response]]);
  const { answers, reported } = answering({ bits: HAS_CLASSIFY, host: { classify } });
  const error = { response: { status: 400 } };
  answers.fail(3, error);
  await turns();
  expect(classify.mock.lastCall).toEqual([400, undefined, error, true, undefined]);
  expect(failure(reported()[0]).judged).toBe('transient');
});

test('a judgement that is none, or fails, leaves the answer to the core', async () => {
  const none = [() => 7, () => Promise.reject(new Error('no'))];
  none.push(() => {
    throw new Error('no');
  });
  for (const classify of none) {
    const { first } = await told(json({}, 401), { bits: HAS_CLASSIFY, host: { classify } });
    expect(failure(first)).toEqual({ ...NONE, status: '401' });
  }
  const classify = vi.fn(() => 'definitive');
  expect(failure((await told(json({}, 401), { host: { classify } })).first).judged).toBe('');
  expect(classify).not.toHaveBeenCalled();
});

test('a success that the application calls a refusal is one, and what is judged late of a call that is over is not told', async () => {
  const classify = vi.fn(() => 'definitive');
  const response = json(TOKENS);
  const { first, answers, reported } = await told(response, { bits: HAS_CLASSIFY, host: { classify } });
  expect(classify.mock.calls).toEqual([[200, TOKENS, undefined, false, response]]);
  expect(first).toEqual([REPORT_REPLIED, 3, TOKENS, NaN]);
  expect(answers.confirm(3)).toBe(undefined);
  expect(failure(reported()[0])).toEqual({ ...NONE, status: '200', judged: 'definitive' });
  for (const status of [200, 401]) {
    const judged = later();
    const late = answering({ bits: HAS_CLASSIFY, host: { classify: () => judged.promise } });
    late.answers.fetched(3, json(TOKENS, status));
    await turns();
    late.calls.delete(3);
    judged.resolve('definitive');
    await turns();
    expect([late.reported(), late.answers.cause]).toEqual([[], undefined]);
  }
});

test('an answer is parsed by the application, whatever its text is', async () => {
  const parse = vi.fn(() => Promise.resolve(TOKENS));
  for (const [response, data] of [
    [json({ token: 't' }), { token: 't' }],
    [html('<token>'), '<token>'],
    [plain('{"broken'), '{"broken'],
    [plain('token'), 'token'],
  ]) {
    const { first } = await told(response, { bits: HAS_PARSE, host: { parse } });
    expect(first).toEqual([REPORT_REPLIED, 3, TOKENS, NaN]);
    expect(parse.mock.lastCall).toEqual([data, response]);
  }
  const count = parse.mock.calls.length;
  expect(failure((await told(json({}, 401), { bits: HAS_PARSE, host: { parse } })).first).status).toBe('401');
  expect(parse).toHaveBeenCalledTimes(count);
  const error = new Error('own');
  parse.mockRejectedValue(error);
  const { first, answers } = await told(json({ a: 1 }), { bits: HAS_PARSE, host: { parse } });
  expect([failure(first).status, answers.cause]).toEqual(['200', error]);
});

test('what is parsed of a call that is over is not told', async () => {
  for (const settle of ['resolve', 'reject']) {
    const parsed = later();
    const { answers, reported, calls } = answering({
      bits: HAS_PARSE,
      host: { parse: () => parsed.promise },
    });
    answers.fetched(3, json(TOKENS));
    await turns();
    calls.delete(3);
    parsed[settle](TOKENS);
    await turns();
    expect([reported(), answers.cause]).toEqual([[], undefined]);
  }
});

test('of a call that is over nothing is told, at whichever step', async () => {
  const { answers, reported, calls, end } = answering();
  const slow = later();
  answers.fetched(3, { status: 200, text: () => slow.promise });
  calls.delete(3);
  slow.resolve('{}');
  await turns();
  for (const call of [answers.fail, answers.replied, answers.fetched, answers.confirm])
    expect(call(3, json({}))).toBe(undefined);
  await turns();
  expect([reported(), end.mock.calls, answers.cause]).toEqual([[], [], undefined]);
  answers.notSent(3, new Error('no'));
  expect([reported(), answers.cause]).toEqual([[], undefined]);
});
