// Bodies that only Node has: forms of the npm package `form-data`, its streams, and iterators. What they hold arrives, and
// what can be read only once is never sent a second time, with whatever is left of it.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import NodeForm from 'form-data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import everfetch from 'everfetch';
import { rejection } from './support/fake.js';

const file = fileURLToPath(import.meta.url);
const seen = [];
let server;
let baseURL;
let accepted;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url } = request;
      const isRefresh = url === '/auth/refresh';
      if (!isRefresh) seen.push({ type: headers['content-type'], body: String(Buffer.concat(chunks)) });
      const isIn = isRefresh || !headers.authorization || headers.authorization === `Bearer ${accepted}`;
      response.writeHead(isIn ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRefresh ? tokens() : {}));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseURL = `http://127.0.0.1:${server.address().port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const tokens = () => ({
  accessToken: (accepted = crypto.randomUUID()),
  refreshToken: crypto.randomUUID(),
  expiresIn: 3600,
});

const textForm = () => {
  const form = new NodeForm();
  form.append('name', 'grüße & =');
  form.append('file', Buffer.from('bytes'), { filename: 'a.bin' });
  return form;
};
const streamForm = () => {
  const form = textForm();
  form.append('stream', Readable.from([Buffer.from('one '), Buffer.from('two')]), { filename: 'b.txt' });
  return form;
};

/** The parts of a form as it arrived, by its own boundary. */
const partsOf = ({ type, body }) => {
  const [, boundary] = /^multipart\/form-data; ?boundary=(.+)$/.exec(type);
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => [/name="(.*?)"/.exec(part)[1], part.split('\r\n\r\n')[1].trimEnd()]);
};

const TEXT = [
  ['name', 'grüße & ='],
  ['file', 'bytes'],
];
const once = {
  'an iterator': [
    async function* () {
      yield Buffer.from('streamed');
    },
    'streamed',
  ],
  'a stream of Node': [() => Readable.from([Buffer.from('streamed')]), 'streamed'],
  'a stream of a file': [() => createReadStream(file, { end: 6 }), '// Bodi'],
};

for (const adapter of [undefined, 'fetch'])
  describe(`h176_bodies_of_Node_by_${adapter ?? 'the default'}`, () => {
    const ways = {
      bare: {},
      watched: { onUploadProgress() {} },
      ...(adapter && { limited: { maxBodyLength: 5000 } }),
    };
    // What is no body to the default transforms, as an iterator, is left to the caller's own.
    const options = () => ({ baseURL, adapter, transformRequest: (data) => data });
    const signedIn = async () => {
      const api = everfetch.create({ ...options(), session: { refresh: '/auth/refresh', shareTabs: false } });
      await api.session.signIn(tokens());
      return api;
    };
    /** What a call has made arrive. */
    const arrived = async (call) => {
      seen.length = 0;
      const result = await call();
      return { result, seen: [...seen] };
    };

    for (const [way, more] of Object.entries(ways)) {
      test(`a form of the package form-data arrives, ${way}`, async () => {
        const api = everfetch.create({ baseURL, adapter, ...more });
        for (const headers of [undefined, { 'Content-Type': 'multipart/form-data' }]) {
          const { seen: first } = await arrived(() => api.post('/x', textForm(), { headers }));
          expect(first.map(partsOf)).toEqual([TEXT]);
          const { seen: second } = await arrived(() => api.post('/x', streamForm(), { headers }));
          expect(second.map(partsOf)).toEqual([[...TEXT, ['stream', 'one two']]]);
        }
      });

      for (const [name, [make, text]] of Object.entries(once))
        test(`${name} arrives, ${way}`, async () => {
          const api = everfetch.create({ ...options(), ...more });
          expect((await arrived(() => api.post('/x', make()))).seen).toMatchObject([{ body: text }]);
        });
    }

    test('a form without streams is sent again as it was', async () => {
      const api = await signedIn();
      accepted = 'another';
      const { seen: sent } = await arrived(() => api.post('/x', textForm()));
      expect(sent.map(partsOf)).toEqual([TEXT, TEXT]);
    });

    for (const [name, [make]] of [...Object.entries(once), ['a form with a stream', [streamForm]]])
      test(`${name} that is refused is not sent again`, async () => {
        const api = await signedIn();
        accepted = 'another';
        const { result, seen: sent } = await arrived(() => rejection(api.post('/x', make())));
        expect(result).toMatchObject({ code: 'ERR_BODY_NOT_REPLAYABLE', refused: { status: 401 } });
        expect(sent).toHaveLength(1);
      });

    test('what a form says of itself is sent, or by formDataHeaderPolicy only of its content', async () => {
      const form = () =>
        Object.assign(textForm(), { getHeaders: () => ({ 'X-Own': '1', 'Content-Type': 'a/b' }) });
      const types = [];
      for (const formDataHeaderPolicy of [undefined, 'content-only']) {
        const heads = [];
        await everfetch.post('/x', form(), {
          baseURL,
          adapter,
          formDataHeaderPolicy,
          env: {
            fetch: (input, init) => {
              heads.push(new Headers(input instanceof Request ? input.headers : init.headers));
              return Promise.resolve(new Response('{}'));
            },
          },
        });
        types.push([heads[0].get('x-own'), heads[0].get('content-type')]);
      }
      expect(types).toEqual([
        ['1', 'a/b'],
        [null, 'a/b'],
      ]);
    });

    test('a stream that fails rejects, and one that is cancelled is destroyed', async () => {
      const form = streamForm();
      const broken = new Readable({ read() {} });
      form.append('broken', broken);
      setImmediate(() => broken.destroy(new Error('no disk')));
      const error = await rejection(everfetch.post('/x', form, { baseURL, adapter }));
      expect(error).toBeInstanceOf(everfetch.AxiosError);
      expect(error.response).toBe(undefined);
    });
  });
