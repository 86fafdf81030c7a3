// `debug: true`: every decision of the session is a line on the console. That no line holds a token is in secrets.test.js.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeServer } from './support/fake.js';

let lines;
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'debug').mockImplementation((...parts) => lines.push(parts));
});
afterEach(() => {
  delete Object.prototype.debug;
});

/** An expired token, one request. */
const story = async (config) => {
  const it = fakeServer();
  const api = it.create({}, config);
  await api.session.signIn(it.tokens());
  it.expire();
  await api.get('/me?secret=1');
  return api;
};

test('debug_says_each_decision_in_one_line_as_the_timeline_lists_it', async () => {
  const api = await story({ debug: true });
  const timeline = api.session.timeline();
  expect(lines.length).toBe(timeline.length);
  expect(lines.every((parts) => parts.length === 1 && !parts[0].includes('\n'))).toBe(true);
  expect(lines.map(([line]) => line.split(' ')[3])).toEqual(timeline.map(({ event }) => event));
  const said = lines.map(([line]) => line.replace(/ \d+ ms /, ' '));
  expect(said).toContain('everfetch: sent request=1 n=1 method=get path=/me');
  expect(said).toContain('everfetch: refused request=1 status=401');
  expect(said).toContain('everfetch: delivered request=1 status=200');
  expect(said.join()).not.toContain('secret');
});

test('without_debug_nothing_is_said', async () => {
  await story();
  await story({ debug: false });
  Object.defineProperty(Object.prototype, 'debug', { value: true, configurable: true });
  await story();
  expect(lines).toEqual([]);
});

test('debug_can_be_switched_while_a_client_is_in_use', async () => {
  const api = await story();
  api.defaults.debug = true;
  await api.get('/me');
  const count = lines.length;
  expect(count).toBeGreaterThan(1);
  api.defaults.debug = false;
  await api.get('/me');
  expect(lines.length).toBe(count);
});
