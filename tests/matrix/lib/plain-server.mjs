// A server for what plugins and generated clients do with axios and with everfetch: it writes down what arrives, so that
// both can be compared on the wire, and fails, counts and refuses where a path asks for it.

import { createServer } from 'node:http';

const shown = ['accept', 'authorization', 'content-type', 'if-none-match', 'x-trace', 'x-request-id'];

/** Boundaries are made by chance. */
const steady = (text) => text.replaceAll(/^--\S+|boundary=\S+/gm, '<boundary>');

const users = [
  { id: '1', name: 'ada' },
  { id: '2', name: 'bob' },
];

/** By the first word of a path: an answer's status, body and headers. */
const answers = {
  users({ method, body, words: [id] }) {
    if (method === 'POST') return [201, { id: '3', ...JSON.parse(body) }];
    if (!id) return [200, users];
    const user = users.find((one) => one.id === id);
    return user ? [200, user] : [404, { why: 'nobody has this id' }];
  },
  token: ({ headers, body }) => [200, { type: steady(headers['content-type'] ?? ''), body: steady(body) }],
  /** `/flaky/2/name`: refuses so many times. */
  flaky: ({ words: [times], count }) => (count <= times ? [503, { why: 'not now' }] : [200, { count }]),
  counted: ({ count }) => [200, { count }, { 'Cache-Control': 'max-age=60', ETag: '"one"' }],
  snake: ({ url, body, method }) => [
    200,
    { user_id: 1, display_name: 'Ada', sent_to: url, sent_body: body, sent_by: method },
    { 'X-Request-Id': 'seven' },
  ],
  refused: () => [403, { why: 'no' }],
};

/** @returns {Promise<{ url: string, log: object[], close: () => void }>} */
export async function plainServer() {
  const log = [];
  const counts = new Map();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    const own = Object.fromEntries(
      shown.filter((name) => name in headers).map((name) => [name, steady(headers[name])]),
    );
    log.push({ method, url, headers: own, body: steady(body) });
    const path = url.split('?')[0];
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    const [, first, ...words] = path.split('/');
    const [status, answer, more] = answers[first]?.({ method, url, headers, body, words, count }) ?? [
      404,
      {},
    ];
    response.writeHead(status, { 'Content-Type': 'application/json', ...more });
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    log,
    close: () => (server.closeAllConnections(), server.close()),
  };
}
