// Bodies and the second send: the same bytes or none at all, never an empty upload.

import { expect, isRefresh, named, test } from '../lib/fixtures.js';
import { PATIENCE } from '../lib/patience.js';
import { createTap, sha256 } from '../lib/tap.js';

const kinds = {
  json: () => ({ name: 'Grüße', list: [1, 2, { deep: null }], 'a b': '≠' }),
  text: () => 'plain text, Grüße',
  URLSearchParams: () =>
    new URLSearchParams([
      ['q', 'a b&c=d'],
      ['q', 'ü'],
    ]),
  ArrayBuffer: () => Uint8Array.from({ length: 70_000 }, (_, index) => index * 7).buffer,
  Uint8Array: () => Uint8Array.from({ length: 100 }, (_, index) => 255 - index).subarray(10, 60),
  Blob: () => new Blob([new Uint8Array(50_000).fill(7), 'end'], { type: 'application/x-test' }),
  FormData: () => {
    const form = new FormData();
    form.append('text', 'Grüße\r\n"quoted"');
    form.append('file', new File([new Uint8Array(30_000).fill(9)], 'ä "b".bin', { type: 'image/png' }));
    form.append('text', 'again');
    return form;
  },
};

/** The bytes without what a browser may choose anew for each send: the boundary of a multipart body. */
function content({ headers, body }) {
  const boundary = /boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1];
  const bytes = boundary
    ? Buffer.from(body.toString('latin1').replaceAll(boundary, 'BOUNDARY'), 'latin1')
    : body;
  return { bytes: bytes.length, sha256: sha256(bytes) };
}

for (const [kind, make] of Object.entries(kinds)) {
  test(`h30 a body of ${kind} that was refused is sent again byte for byte`, async ({
    open,
    server,
    tap,
  }) => {
    const page = await open();
    await page.evaluate(async () => {
      t.client();
      await t.signIn();
    });
    const post = () =>
      page.evaluate((source) => {
        // The body is made in the page from the source of its maker.
        const body = (0, eval)(`(${source})`)();
        return t.settle(api.post('/api/echo', body, { headers: { 'X-Request-Id': 'upload' } }));
      }, make.toString());
    const plain = await post();
    await server.expire();
    const resent = await post();
    expect([plain, resent]).toMatchObject([{ ok: true }, { ok: true }]);
    const [reference, first, second, ...more] = tap.calls.filter(named('upload'));
    expect(more).toHaveLength(0);
    expect(reference.body.length, 'something was sent at all').toBeGreaterThan(10);
    expect(first.answer.status).toBe(401);
    expect(content(first)).toEqual(content(reference));
    expect(content(second)).toEqual(content(first));
    expect(resent.data).toMatchObject({ bytes: second.body.length, sha256: sha256(second.body) });
    expect(resent.data.body).toEqual(plain.data.body);
    const type = (call) => call.headers['content-type']?.replace(/boundary=.*/, '');
    expect(type(second)).toBe(type(reference));
  });
}

test('h31 a body that the caller changes after the call is resent as it was', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => {
    window.order = { count: 1 };
    t.start('order', api.post('/api/echo', window.order));
  });
  await refresh.arrived();
  await page.evaluate(() => (window.order.count = 1000));
  refresh.release();
  expect(await page.evaluate(() => t.outcome('order'))).toMatchObject({ data: { body: { count: 1 } } });
});

test('h36 a refused answer whose body nobody reads gives its connection back', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client({}, { adapter: 'fetch' });
    await t.signIn();
  });
  // Six connections are all that a browser opens to a host. Here each ends up with a 401 whose body never ends, so
  // that the refresh has none before one is given back.
  const refused = new Map();
  tap.answer(
    (call) => call.path === '/api/echo' && !refused.has(call.query.get('label')),
    (call, response) => {
      refused.set(call.query.get('label'), response);
      if (refused.size < 6) return;
      for (const answer of refused.values()) {
        answer.writeHead(401, { 'Access-Control-Allow-Origin': call.headers.origin });
        answer.write('x'.repeat(200_000));
      }
    },
  );
  const outcomes = await page.evaluate(
    (timeout) =>
      Promise.all(
        [1, 2, 3, 4, 5, 6].map((index) =>
          t
            .get(`stream${index}`, '/api/echo', { responseType: 'stream', timeout })
            .then(async ({ data }) => (await new Response(data).json()).method)
            .catch(({ code, message }) => ({ code, message })),
        ),
      ),
    PATIENCE,
  );
  expect(outcomes).toEqual(Array(6).fill('GET'));
  await server.expectCounters({ refresh: { calls: 1 } });
});

test.describe('bodies that are streams', () => {
  test.use({ ignoreHTTPSErrors: true });

  const upload = (page, name, session = {}) =>
    page.evaluate(
      ([id, options]) => {
        const bytes = Uint8Array.from({ length: 60_000 }, (_, index) => index * 3);
        const body = new Blob([bytes]).stream();
        return t.settle(
          api.post('/api/echo', body, {
            ...options,
            headers: { 'X-Request-Id': id, 'Content-Type': 'application/octet-stream' },
          }),
        );
      },
      [name, session],
    );
  const whole = {
    bytes: 60_000,
    sha256: sha256(Uint8Array.from({ length: 60_000 }, (_, index) => index * 3)),
  };

  for (const adapter of ['fetch', undefined]) {
    const by = adapter ? `adapter: '${adapter}'` : 'the default transport';
    // Chromium sends streams over HTTP/2 only.
    test(`h29 a stream arrives whole or not at all, by ${by}`, async ({ open, server }) => {
      const secure = await createTap(process.env.EVERFETCH_API, { secure: true });
      try {
        const page = await open('/plain', secure.url + server.prefix);
        const config = adapter ? { adapter } : {};
        await page.evaluate(async () => {
          t.client();
          await t.signIn();
        });
        const uploads = () => secure.calls.filter(({ path }) => path === '/api/echo');

        expect(await upload(page, 'good', config)).toMatchObject({ ok: true, data: whole });

        // Refused: the caller hears it, and nothing is sent in its place.
        await server.expire();
        expect(await upload(page, 'refused', config)).toMatchObject({
          ok: false,
          code: 'ERR_BODY_NOT_REPLAYABLE',
          reason: 'bodyNotReplayable',
          refused: { status: 401 },
        });
        expect(uploads().filter(named('refused'))).toHaveLength(1);

        // Known to be over: renewed first, so that it need not be sent twice.
        await page.evaluate(() => t.signInExpired());
        await server.expire();
        expect(await upload(page, 'renewed', config)).toMatchObject({ ok: true, data: whole });
        expect(uploads().filter(named('renewed'))).toHaveLength(1);
        for (const { body } of uploads()) expect(sha256(body)).toBe(whole.sha256);
      } finally {
        await secure.close();
      }
    });
  }

  test('h29 over a connection that carries no streams the request fails, and arrives not even empty', async ({
    open,
    server,
    tap,
  }) => {
    const page = await open();
    await page.evaluate(async () => {
      t.client();
      await t.signIn();
    });
    expect(await upload(page, 'unsendable')).toMatchObject({ ok: false, code: 'ERR_NETWORK' });
    expect(tap.calls.filter(named('unsendable'))).toHaveLength(0);
    await server.expectCounters({ refresh: { calls: 0 } });
    expect(await page.evaluate(() => t.settle(t.get('next')))).toMatchObject({ ok: true });
  });
});
