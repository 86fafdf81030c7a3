// Bodies that are limited or watched: what reaches fetch in their place, and what the stream that is handed out does at
// its end, at an error and when its reader gives up.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { countedController, failure } from './helpers.js';

const libraries = [
  ['axios', axios],
  ['everfetch', everfetch],
];
/** A turn of the event loop: every promise that is ready has been dealt with. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What fetch is given as a body, beside no Request. */
const sentBody = async (data, config) => {
  const calls = [];
  const fetch = async (url, init) => (calls.push(init), new Response(''));
  await everfetch.post('http://h/', data, { adapter: 'fetch', env: { fetch, Request: null }, ...config });
  return calls[0].body;
};

/** A download as a stream, whose source a test makes. */
const download = async (source, config) => {
  const fetch = async () => new Response(new ReadableStream(source, { highWaterMark: 0 }));
  const { data } = await everfetch.get('http://h/', { responseType: 'stream', env: { fetch }, ...config });
  return data;
};

describe('a body that is limited or watched', () => {
  test('is sent as it is where nothing has to be counted on the way', async () => {
    const bytes = new Uint8Array(3).buffer;
    expect(await sentBody('text', { maxBodyLength: 4 })).toBe('text');
    expect(await sentBody(bytes, { maxBodyLength: 3 })).toBe(bytes);
    expect(await sentBody('', { onUploadProgress: () => {} })).toBe('');
  });

  test('may be missing, also where not a byte is allowed', async () => {
    for (const [, library] of libraries) {
      const events = [];
      let sent;
      await library.post('http://h/', undefined, {
        adapter: 'fetch',
        maxBodyLength: 0,
        onUploadProgress: (event) => events.push(event),
        env: { fetch: async (request) => ((sent = await request.text()), new Response('')) },
      });
      expect([sent, events]).toEqual(['', []]);
    }
  });

  test('of one byte is reported', async () => {
    const events = [];
    const body = await sentBody('x', { onUploadProgress: (event) => events.push(event) });
    expect(await new Response(body).text()).toBe('x');
    await settled();
    expect(events).toMatchObject([{ loaded: 1, total: 1 }]);
  });

  test('is reported in steps of 64 KiB, of its whole size', async () => {
    const events = [];
    const body = await sentBody('x'.repeat(100_000), { onUploadProgress: (event) => events.push(event) });
    const reader = body.getReader();
    const sizes = [];
    for (let part; !(part = await reader.read()).done;) sizes.push(part.value.length);
    await settled();
    expect(sizes).toEqual([65_536, 100_000 - 65_536]);
    expect(events[0]).toMatchObject({ loaded: 65_536, total: 100_000 });
  });

  test('that is a stream, where requests cannot stream, says so', async () => {
    const { Request } = globalThis;
    try {
      globalThis.Request = function () {};
      const error = await failure(everfetch.post('http://h/', new Blob(['x']).stream()));
      expect(error.message).toBe(
        'Stream request bodies are not supported by the current fetch implementation',
      );
    } finally {
      globalThis.Request = Request;
    }
  });

  test('over its limit stops its source, and says why; what the source does about it harms nobody', async () => {
    const reasons = [];
    const source = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(8)),
      cancel(reason) {
        reasons.push(reason);
        throw new Error('cannot stop');
      },
    });
    const fetch = async (url, { body }) => new Response(await new Response(body).text());
    const config = { adapter: 'fetch', maxBodyLength: 10, env: { fetch, Request: null } };
    const error = await failure(everfetch.post('http://h/', source, config));
    expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST' });
    expect(reasons).toEqual([error]);
  });
});

describe('a download as a stream', () => {
  test('over its limit stops its source, and frees the signal', async () => {
    const { signal, count } = countedController();
    const reasons = [];
    const data = await download(
      {
        pull: (controller) => controller.enqueue(new Uint8Array(8)),
        cancel: (reason) => reasons.push(reason),
      },
      { adapter: 'fetch', maxContentLength: 10, signal },
    );
    const error = await failure(new Response(data).text());
    expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
    expect([reasons, count()]).toEqual([[error], 0]);
  });

  test('whose source fails frees the signal', async () => {
    const { signal, count } = countedController();
    const broken = new Error('broken');
    const data = await download({ pull: (controller) => controller.error(broken) }, { signal });
    expect(await failure(data.getReader().read())).toBe(broken);
    expect(count()).toBe(0);
  });

  test('that its reader cancels stops its source with the reason, waits for it, and frees the signal', async () => {
    const { signal, count } = countedController();
    const reasons = [];
    const cancel = async (reason) => {
      reasons.push(reason);
      throw new Error('cannot stop');
    };
    const pull = (controller) => controller.enqueue(new Uint8Array(1));
    const data = await download({ pull, cancel }, { signal });
    expect(count()).toBe(1);
    // Nothing is being read any more: what was read ahead waits for the reader.
    for (let turn = 0; turn < 5; turn++) await settled();
    expect((await failure(data.cancel('enough'))).message).toBe('cannot stop');
    expect([reasons, count()]).toEqual([['enough'], 0]);
  });

  test('is read two parts ahead of its reader', async () => {
    let pulled = 0;
    const { signal } = new AbortController();
    await download({ pull: (controller) => controller.enqueue(new Uint8Array(++pulled)) }, { signal });
    for (let turn = 0; turn < 5; turn++) await settled();
    expect(pulled).toBe(2);
  });
});

describe('the size of a data: URL', () => {
  const get = (library, url, maxContentLength = 5) =>
    library
      .get(url, {
        adapter: 'fetch',
        maxContentLength,
        env: { fetch: async () => new Response(''), Request: null },
      })
      .then(
        () => 'sent',
        ({ code }) => code,
      );
  for (const [name, library] of libraries)
    test(`counts what it decodes to (${name})`, async () => {
      const fits = [
        'data:,%31%32%33%34%35',
        'data:,%4A%4b%4C',
        'data:;BASE64,MTIzNDU=',
        'data:;base64,MTIzNDU%3D',
        'data:text/plain',
      ];
      for (const url of fits) expect([url, await get(library, url)]).toEqual([url, 'sent']);
      expect(await get(library, 'data:text/plain', 0)).toBe('sent');
      expect(await get(library, 'data:;base64,MTIzNA==', 4)).toBe('sent');
      expect(await get(library, 'data:;base64,MTIzNA==', 3)).toBe('ERR_BAD_RESPONSE');
      expect(await get(library, 'data:,%4123456')).toBe('ERR_BAD_RESPONSE');
    });

  test('does not count blanks in base64', async () => {
    expect(await get(everfetch, 'data:;base64,M%0AT%09I%0DzN%20DU=')).toBe('sent');
  });
});
