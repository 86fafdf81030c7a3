// The line between tabs and server tells each request its own answer, whatever it does to it: else a test blames the
// package for what the line has mixed up. Seen from a plain connection, as a browser uses it.

import { connect } from 'node:net';
import { startLine } from './lib/line.js';
import { expect, test } from './lib/test.js';
import { HELD } from './lib/server.js';
import { BOUND, until } from './lib/wait.js';

/** One connection, and what has come over it. */
function open(url) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const connection = { text: '', isOver: false };
  socket.setEncoding('utf8');
  socket.on('data', (data) => (connection.text += data));
  // Writing on a connection that the other side has ended is part of what is tried here.
  socket.on('error', () => {});
  socket.on('close', () => (connection.isOver = true));
  return Object.assign(connection, {
    ask: (method, path, more = '') =>
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${more}\r\n`),
    close: () => socket.destroy(),
    answers: () => connection.text.split('HTTP/1.1 ').slice(1),
  });
}

const PREFLIGHT = 'Origin: http://a.test\r\nAccess-Control-Request-Method: GET\r\n';

test(
  'an_answer_that_comes_twice_is_not_taken_for_the_answer_to_the_next_request',
  { tag: '@short' },
  async ({ server }) => {
    const line = await startLine(server.url);
    const connection = open(line.url);
    try {
      line.nextCall({ twice: true });
      const path = new URL(server.base).pathname;
      connection.ask('GET', `${path}/api/me`, 'X-Request-Id: first\r\n');
      await until(() => connection.answers().length > 0, BOUND, 'the first answer');
      // What a browser with a full pool does as soon as it has an answer: the next request, and one more.
      connection.ask('OPTIONS', `${path}/api/me`, PREFLIGHT);
      connection.ask('GET', `${path}/api/me`, 'X-Request-Id: second\r\n');
      await until(() => connection.isOver || connection.answers().length > 3, BOUND, 'an end');
      const [first, ...rest] = connection.answers();
      // It said that the connection ends with this answer, so nobody looks for another one on it.
      expect(first.toLowerCase()).toContain('connection: close');
      expect(first).toMatch(/x-request-id: first/i);
      expect(rest.map((answer) => /x-request-id: (.*)\r/i.exec(answer)?.[1])).toEqual(['first']);
    } finally {
      connection.close();
      await line.close();
    }
  },
);

test(
  'a_request_whose_tab_hung_up_leaves_nothing_behind_for_the_next_one',
  { tag: '@short' },
  async ({ server }) => {
    const line = await startLine(server.url);
    const path = new URL(server.base).pathname;
    const lost = open(line.url);
    const kept = open(line.url);
    try {
      await server.knobs({ apiLatency: { value: HELD, times: 1 } });
      lost.ask('GET', `${path}/api/me`, 'X-Request-Id: lost\r\n');
      await until(async () => (await server.counters()).sends.lost === 1, BOUND, 'the arrival of the first');
      lost.close();
      for (const name of ['a', 'b']) {
        kept.ask('OPTIONS', `${path}/api/me`, PREFLIGHT);
        kept.ask('GET', `${path}/api/me`, `X-Request-Id: ${name}\r\n`);
      }
      await until(() => kept.answers().length === 4, BOUND, 'four answers');
      const found = kept
        .answers()
        .map((answer) => `${answer.slice(0, 3)} ${/x-request-id: (.*)\r/i.exec(answer)?.[1]}`);
      expect(found).toEqual(['204 undefined', '401 a', '204 undefined', '401 b']);
      expect(kept.text).not.toContain('lost');
    } finally {
      kept.close();
      await line.close();
    }
  },
);
