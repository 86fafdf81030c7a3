// Long answers and the life of a token: what has begun goes on.

import { expect, test } from '../lib/fixtures.js';

for (const [name, config] of Object.entries({
  'a download': {},
  'a download with progress': { progress: true },
  'a stream': { adapter: 'fetch', responseType: 'stream' },
}))
  test(`h136 ${name} that outlives its token, a refresh and a sign-out is not interrupted`, async ({
    open,
    server,
    tap,
  }) => {
    const page = await open();
    /** @type {any} */
    let download;
    const begun = new Promise((resolve) =>
      tap.answer(
        ({ path, method }) => path === '/api/long' && method === 'GET',
        (call, response) => {
          download = response;
          response.writeHead(200, {
            'Content-Type': 'text/plain',
            'Access-Control-Allow-Origin': call.headers.origin,
          });
          response.write('a'.repeat(100_000));
          resolve(call);
        },
      ),
    );
    await page.evaluate(async (config) => {
      t.client();
      await t.signIn();
      window.seen = [];
      const { progress, ...rest } = config;
      const listener = progress && { onDownloadProgress: ({ loaded }) => window.seen.push(loaded) };
      const read = ({ data }) => (typeof data === 'string' ? data : new Response(data).text());
      window.text = api.get('/api/long', { ...rest, ...listener }).then(read);
    }, config);
    await begun;
    await server.expire();
    expect(await page.evaluate(() => t.many(5).then((all) => all.filter(({ ok }) => ok).length))).toBe(5);
    download.write('b'.repeat(100_000));
    await page.evaluate(() => api.session.signOut());
    download.end('c'.repeat(100_000));
    const sizes = await page.evaluate(async () => {
      const text = await window.text;
      return ['a', 'b', 'c'].map((letter) => text.split(letter).length - 1);
    });
    expect(sizes).toEqual([100_000, 100_000, 100_000]);
    if (config.progress) expect(await page.evaluate(() => window.seen.at(-1))).toBe(300_000);
    expect(tap.to('GET', '/api/long')).toHaveLength(1);
    await server.expectCounters({ refresh: { calls: 1 } });
  });
