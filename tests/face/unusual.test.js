// Arguments that are no text where text is usual, names that are almost right, and bodies whose length is not the
// declared one.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { failure } from './helpers.js';

const base = inject('base');

afterEach(() => vi.unstubAllGlobals());

describe('a url that is no text', () => {
  const sent = async (adapter, config) => (await everfetch.request({ adapter, ...config })).data.url;

  for (const adapter of [undefined, 'fetch'])
    describe(`with adapter: ${adapter}`, () => {
      test('may be a URL, or what else a text can be made of', async () => {
        expect(await sent(adapter, { url: new URL(base + '/echo/u?a=1') })).toBe('/echo/u?a=1');
        expect(await sent(adapter, { url: new String(base + '/echo/s') })).toBe('/echo/s');
        expect(await sent(adapter, { url: { toString: () => base + '/echo/o' } })).toBe('/echo/o');
      });

      test('is the base where there is none, as in axios', async () => {
        for (const given of [{ url: null }, { url: undefined }, {}, { url: '' }, { url: 0 }]) {
          const config = { ...given, baseURL: base + '/echo' };
          expect(await sent(adapter, config)).toBe('/echo');
          const { data } = await axios.request({ ...config, adapter: 'fetch' });
          expect(data.url).toBe('/echo');
        }
      });

      test('is a bad URL where there is no base either', async () => {
        vi.stubGlobal('fetch', vi.fn(fetch));
        for (const [url, shown] of [
          [null, ''],
          [undefined, ''],
          ['', ''],
          [5, '5'],
          [{}, '[object Object]'],
        ])
          expect(await failure(everfetch.request({ adapter, url }))).toMatchObject({
            isAxiosError: true,
            code: 'ERR_INVALID_URL',
            message: `Invalid URL ${JSON.stringify(shown)}`,
          });
      });

      test('is not taken for a dead network where it cannot be joined', async () => {
        const send = vi.fn();
        vi.stubGlobal('fetch', send);
        for (const config of [
          { url: 5, baseURL: base },
          { url: new URL(base), baseURL: base },
          { url: new URL(base), params: { a: 1 } },
        ]) {
          const error = await failure(everfetch.request({ adapter, ...config }));
          expect(error).toMatchObject({ isAxiosError: true, name: 'TypeError' });
          expect(error.cause).toBeInstanceOf(TypeError);
          expect(error.code).toBe(adapter ? undefined : 'ERR_BAD_OPTION_VALUE');
        }
        expect(send).not.toHaveBeenCalled();
      });
    });

  test('an option that throws is not taken for a dead network', async () => {
    const thrown = new RangeError('the serializer’s own');
    const error = await failure(
      everfetch.get(base + '/echo', {
        params: { a: 1 },
        paramsSerializer: () => {
          throw thrown;
        },
      }),
    );
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ERR_BAD_REQUEST',
      message: thrown.message,
    });
    expect(error.cause).toBe(thrown);
  });
});

describe('a url beside a base', () => {
  const joined = (library, url, baseURL = 'http://base/v1') => library.getUri({ url, baseURL });

  test('is left as it is if it is absolute, in any case, and joined if it only looks like it', () => {
    const absolute = ['HTTP://h/x', 'Https://h/x', '//h/x', 'a+b-c.2://h', 'x://', 'wss://h'];
    const relative = [
      '1a://h',
      'a b://h',
      '/a://h',
      'mailto:a@b',
      'a/b://c',
      '/x',
      'x',
      '///x',
      '?a=1',
      '#a',
    ];
    for (const url of absolute) {
      expect([url, joined(everfetch, url)]).toEqual([url, url]);
      expect(joined(axios, url)).toBe(url);
    }
    for (const url of relative) {
      expect([url, joined(everfetch, url)]).toEqual([url, joined(axios, url)]);
      if (!url.startsWith('//')) expect(joined(everfetch, url)).toMatch(/^http:\/\/base\/v1/);
    }
  });

  test('gets one slash between, however many there were', () => {
    for (const base of ['http://b', 'http://b/', 'http://b//', '/', '//', 'b/c///'])
      for (const url of ['x', '/x', '/x/', 'x//y']) {
        expect([base, url, joined(everfetch, url, base)]).toEqual([base, url, joined(axios, url, base)]);
      }
  });

  test('that lacks its slashes is refused, in any case and behind what URL parsers skip', async () => {
    for (const url of ['http:h', 'https:/h', 'HTTP:h', ' https:h', '\0http:h', 'ht\ntps:h', '\thttp:/h'])
      expect([url, await failure(everfetch.get(url))]).toEqual([
        url,
        expect.objectContaining({
          code: 'ERR_INVALID_URL',
          message: expect.stringMatching(/missing "\/\/"/),
        }),
      ]);
    // Elsewhere it is none.
    expect(joined(everfetch, '/go?to=http:h')).toBe('http://base/v1/go?to=http:h');
    // Almost such a scheme.
    for (const url of ['xhttp:h', 'httpx:h', 'https2:h'])
      expect((await failure(everfetch.get(url))).message).toMatch(/Unsupported protocol/);
  });
});

describe('a form that is not the platform’s', () => {
  const sentWith = async (data) => {
    let seen;
    const fetch = async (url, init) => ((seen = init), new Response(''));
    await everfetch.post('http://h/', data, { env: { fetch }, headers: { 'Content-Type': 'text/x' } });
    return [seen.body === data, seen.headers['Content-Type']];
  };
  class Form {
    append() {}
  }

  test('is one if it says so: by its tag, or by its text', async () => {
    class Tagged extends Form {
      get [Symbol.toStringTag]() {
        return 'FormData';
      }
    }
    class Told extends Form {
      toString() {
        return '[object FormData]';
      }
    }
    // The transport chooses the boundary, so no Content-Type is sent.
    expect(await sentWith(new Tagged())).toEqual([true, undefined]);
    expect(await sentWith(new Told())).toEqual([true, undefined]);
  });

  test('is none if it only has some of it', async () => {
    class Mute extends Form {
      toString() {
        return '[object FormData2]';
      }
    }
    class Dumb {
      get [Symbol.toStringTag]() {
        return 'FormData';
      }
    }
    for (const data of [new Mute(), new Dumb(), { append() {}, toString: () => '[object FormData]' }])
      expect((await sentWith(data))[1]).not.toBeUndefined();
  });
});

test('a scheme that is almost one of those that can be sent to is refused', async () => {
  const send = vi.fn(async () => new Response('ok'));
  vi.stubGlobal('fetch', send);
  for (const scheme of [
    'xhttp',
    'httpx',
    'httpss',
    'shttps',
    'xfile',
    'files',
    'blobs',
    'curl',
    'urls',
    'xdata',
    'data2',
  ])
    expect(await failure(everfetch.get(`${scheme}://h/`))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: `Unsupported protocol ${scheme}:`,
    });
  expect(send).not.toHaveBeenCalled();
  for (const url of ['HTTP://h/', 'Https://h/', 'blob:x', 'data:,x', 'file:///x', 'url:x'])
    expect((await everfetch.get(url)).data).toBe('ok');
});

describe('progress of a download whose bytes are more than were declared', () => {
  /** 1000 bytes come, of which a server that compresses them says that they are 10. */
  const download = async (config, headers) => {
    const chunk = new Uint8Array(100);
    let left = 10;
    vi.stubGlobal('fetch', async () => {
      const body = new ReadableStream({
        pull: (stream) => (left-- > 0 ? stream.enqueue(chunk) : stream.close()),
      });
      return new Response(body, { headers: { 'content-length': '10', ...headers } });
    });
    const events = [];
    await everfetch.get('http://h/', { ...config, onDownloadProgress: (event) => events.push(event) });
    return events;
  };
  const counted = (events) => events.reduce((sum, { bytes }) => sum + bytes, 0);

  test('stays at 100 % by the fetch adapter', async () => {
    const events = await download({ adapter: 'fetch' }, { 'content-encoding': 'gzip' });
    for (const { loaded, total, progress } of events) {
      expect([total, progress <= 1, loaded <= 10]).toEqual([10, true, true]);
    }
    expect(events.at(-1)).toMatchObject({ loaded: 10, progress: 1 });
    expect(counted(events)).toBe(10);
  });

  test('has no total by default, as XMLHttpRequest has none', async () => {
    const events = await download({}, { 'content-encoding': 'gzip' });
    for (const event of events)
      expect(event).toMatchObject({ lengthComputable: false, total: undefined, progress: undefined });
    expect(events.at(-1).loaded).toBe(1000);
    expect(counted(events)).toBe(1000);
  });
});

test('there is no verb for what has no form', () => {
  expect('queryForm' in everfetch).toBe('queryForm' in axios);
  expect(['postForm', 'putForm', 'patchForm'].filter((verb) => !(verb in everfetch))).toEqual([]);
});

test('a duration is what has passed, and never less than nothing', async () => {
  let now = 5000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  // Next.js forbids the time of day where it prerenders.
  const day = vi.spyOn(Date, 'now');
  try {
    for (const [passed, duration] of [
      [25.4, 25],
      [-1000, 0],
    ]) {
      const fetch = async () => ((now += passed), new Response(''));
      expect((await everfetch.get('http://h/', { env: { fetch } })).duration).toBe(duration);
    }
    expect(day).not.toHaveBeenCalled();
  } finally {
    clock.mockRestore();
    day.mockRestore();
  }
});
