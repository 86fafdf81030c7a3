// @vitest-environment jsdom
// What needs a page: XMLHttpRequest, cookies, forms, documents.
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { failure } from './helpers.js';

const base = inject('base');
// axios looks at the page when it is imported.
globalThis.jsdom.reconfigure({ url: base + '/page' });
// The dead connections below are meant; jsdom would print each.
globalThis.jsdom.virtualConsole.removeAllListeners('jsdomError');
const { default: axios } = await import('axios-browser');
const { default: everfetch } = await import('everfetch');

const stubFetch = () => {
  const fetch = vi.fn(async () => new Response('{"by":"fetch"}'));
  vi.stubGlobal('fetch', fetch);
  return fetch;
};
const headersOf = (fetch, call = 0) => fetch.mock.calls[call][1].headers;
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => vi.unstubAllGlobals());

describe('the XSRF header', () => {
  beforeEach(async () => {
    document.cookie = 'other=1';
    document.cookie = 'XSRF-TOKEN=to%20ken';
    await nextTask();
  });

  test('goes to the page’s own origin, and to no other', async () => {
    const fetch = stubFetch();
    const own = ['/a', base + '/a', base.replace('http', 'HTTP') + '/a', base + '?q=http://elsewhere/'];
    const foreign = [
      'http://elsewhere/a',
      '//elsewhere/a',
      'http://127.0.0.1/a',
      // The own origin, but not where an origin is.
      `http://elsewhere/?from=${base}/`,
      `http://elsewhere/${base}/`,
      `${base}@elsewhere/`,
      `${base}1/`,
    ];
    for (const url of [...own, ...foreign]) await everfetch.get(url);
    expect(fetch.mock.calls.map(([, init]) => init.headers['X-XSRF-TOKEN'])).toEqual([
      ...own.map(() => 'to ken'),
      ...foreign.map(() => undefined),
    ]);
  });

  test('is what the cookie of exactly this name says, also where that is no encoded text', async () => {
    const fetch = stubFetch();
    const read = vi.spyOn(document, 'cookie', 'get');
    const others = ['XSRF-TOKENS', 'xsrf-token=1', 'XSRF-TOKEN2=2', '2XSRF-TOKEN=3', '=4', 'XSRF-TOKEN'];
    for (const text of [others.join('; '), [...others, 'XSRF-TOKEN=100%=a%20b'].join('; ')]) {
      read.mockReturnValue(text);
      await everfetch.get('/a');
      await nextTask();
    }
    read.mockRestore();
    expect([0, 1].map((call) => headersOf(fetch, call)['X-XSRF-TOKEN'])).toEqual([undefined, '100%=a%20b']);
  });

  test('is what withXSRFToken says, if it is exactly true or false', async () => {
    const fetch = stubFetch();
    const seen = [];
    for (const withXSRFToken of [
      true,
      false,
      1,
      'true',
      null,
      undefined,
      ({ url, xsrfCookieName }) => (seen.push(url, xsrfCookieName), true),
      () => undefined,
    ])
      await everfetch.get('http://elsewhere/a', { withXSRFToken, params: { q: 1 } });
    expect(fetch.mock.calls.map(([, init]) => !!init.headers['X-XSRF-TOKEN'])).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(seen).toEqual(['http://elsewhere/a?q=1', 'XSRF-TOKEN']);
  });

  test('has the names of the config, and none if they are null', async () => {
    const fetch = stubFetch();
    await everfetch.get('/a', { xsrfCookieName: 'other', xsrfHeaderName: 'X-Other' });
    await everfetch.get('/a', { xsrfCookieName: null });
    await everfetch.get('/a', { xsrfCookieName: 'XSRF.TOKEN' });
    await everfetch.get('/a', { xsrfHeaderName: null });
    await everfetch.get('/a', { xsrfCookieName: 'none', headers: { 'X-XSRF-TOKEN': 'mine' } });
    expect(headersOf(fetch)['X-Other']).toBe('1');
    for (const call of [1, 2, 3]) expect(Object.keys(headersOf(fetch, call))).toEqual(['Accept']);
    expect(headersOf(fetch, 4)['X-XSRF-TOKEN']).toBe('mine');
  });

  test('follows the page to another address', async () => {
    const fetch = stubFetch();
    await everfetch.get('http://elsewhere/a');
    globalThis.jsdom.reconfigure({ url: 'http://elsewhere/page' });
    document.cookie = 'XSRF-TOKEN=there';
    await everfetch.get('http://elsewhere/a');
    await everfetch.get(base + '/a');
    globalThis.jsdom.reconfigure({ url: base + '/page' });
    vi.stubGlobal('location', { origin: 'http://third', protocol: 'http:', href: 'http://third/' });
    await everfetch.get('http://third/a');
    expect([0, 1, 2, 3].map((call) => headersOf(fetch, call)['X-XSRF-TOKEN'])).toEqual([
      undefined,
      'there',
      undefined,
      'to ken',
    ]);
  });

  test('costs one reading of the cookies per task, and the next task sees new ones', async () => {
    const fetch = stubFetch();
    const read = vi.spyOn(document, 'cookie', 'get');
    await Promise.all(Array.from({ length: 50 }, () => everfetch.get('/a')));
    expect(read).toHaveBeenCalledTimes(1);
    await nextTask();
    read.mockReturnValue('XSRF-TOKEN=new');
    await everfetch.get('/a');
    expect(headersOf(fetch, 50)['X-XSRF-TOKEN']).toBe('new');
    read.mockRestore();
  });

  test('is on the wire, not in the config', async () => {
    const { data, config } = await everfetch.get('/echo', { adapter: 'xhr' });
    expect(data.headers['x-xsrf-token']).toBe('to ken');
    expect(config.headers.has('X-XSRF-TOKEN')).toBe(false);
  });
});

describe('a form', () => {
  test('element becomes FormData, or JSON, or url-encoded', async () => {
    document.body.innerHTML = '<form><input name="a" value="1"><input name="b[]" value="2"></form>';
    const form = document.querySelector('form');
    const fetch = stubFetch();
    await everfetch.post('/a', form);
    await everfetch.post('/a', form, { headers: { 'Content-Type': 'application/json' } });
    const [first, second] = fetch.mock.calls.map(([, { body }]) => body);
    expect([...first]).toEqual([
      ['a', '1'],
      ['b[]', '2'],
    ]);
    expect(JSON.parse(second)).toEqual({ a: '1', b: ['2'] });
    expect(headersOf(fetch)).not.toHaveProperty('Content-Type');
    expect(everfetch.formToJSON(form)).toEqual({ a: '1', b: ['2'] });
  });

  test('leaves its Content-Type to the browser, also if one was set', async () => {
    const fetch = stubFetch();
    await everfetch.post('/a', new FormData(), {
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    await everfetch.postForm('/a', { a: 1 });
    expect(headersOf(fetch)).not.toHaveProperty('Content-Type');
    expect(headersOf(fetch, 1)).not.toHaveProperty('Content-Type');
    expect(fetch.mock.calls[1][1].body).toBeInstanceOf(FormData);
  });

  test('is resent as it was', async () => {
    const send = stubFetch();
    const api = everfetch.create();
    const form = new FormData();
    form.append('file', new Blob(['x']), 'f.txt');
    const { config } = await api.post('/a', form);
    await api(config);
    expect(send.mock.calls[1][1].body.get('file').name).toBe('f.txt');
    expect(headersOf(send, 1)).not.toHaveProperty('Content-Type');
  });
});

describe('XMLHttpRequest', () => {
  /** The same through axios and through ours. */
  const both = (work) => Promise.all([axios, everfetch].map(work));

  test('times out as axios does', async () => {
    for (const config of [
      {},
      { timeoutErrorMessage: 'slow' },
      { transitional: { clarifyTimeoutError: true } },
    ]) {
      const [theirs, ours] = await both((library) =>
        failure(library.get('/hang', { adapter: 'xhr', timeout: 30, ...config })),
      );
      expect([ours.code, ours.message, ours.request instanceof XMLHttpRequest]).toEqual([
        theirs.code,
        theirs.message,
        true,
      ]);
    }
  });

  test('is aborted by signal and token', async () => {
    const [theirs, ours] = await both(async (library) => {
      const controller = new AbortController();
      const byReason = failure(library.get('/hang', { adapter: 'xhr', signal: controller.signal }));
      controller.abort(new Error('because'));
      const source = library.CancelToken.source();
      const byToken = failure(library.get('/hang', { adapter: 'xhr', cancelToken: source.token }));
      source.cancel('enough');
      return (await Promise.all([byReason, byToken])).map(({ code, message, name, config, request }) => [
        code,
        message,
        name,
        !!config,
        !!request,
      ]);
    });
    expect(ours).toEqual(theirs);
  });

  test('aborted by somebody else is Request aborted', async () => {
    const open = vi.spyOn(XMLHttpRequest.prototype, 'send').mockImplementation(function () {
      setTimeout(() => this.onabort());
    });
    expect(await failure(everfetch.get('/a', { adapter: 'xhr' }))).toMatchObject({
      code: 'ECONNABORTED',
      message: 'Request aborted',
    });
    open.mockRestore();
  });

  test('says Network Error, with the event', async () => {
    const [theirs, ours] = await both((library) => failure(library.get('/drop', { adapter: 'xhr' })));
    expect([ours.code, ours.message, ours.event.type]).toEqual([
      theirs.code,
      theirs.message,
      theirs.event.type,
    ]);
    expect(ours.request.status).toBe(0);
  });

  test('refuses other schemes and what cannot be sent, in axios’s shape', async () => {
    expect(await failure(everfetch.get('ftp://h/', { adapter: 'xhr' }))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: 'Unsupported protocol ftp:',
    });
    expect(await failure(everfetch.get('http://[', { adapter: 'xhr' }))).toMatchObject({
      code: 'ERR_INVALID_URL',
      isAxiosError: true,
    });
    expect(
      await failure(everfetch.get('/a', { adapter: 'xhr', headers: { 'bad name': 'x' } })),
    ).toMatchObject({ code: 'ERR_BAD_OPTION_VALUE' });
  });

  test('reports progress with its own events, the last one always', async () => {
    const [theirs, ours] = await both(async (library) => {
      const events = [];
      const note = ({ loaded, total, upload, download, event }) =>
        events.push([loaded, total, upload, download, event.constructor.name]);
      await library.post('/bytes/100000', 'x'.repeat(50000), {
        adapter: 'xhr',
        onUploadProgress: note,
        onDownloadProgress: note,
      });
      const last = (key) => events.filter((event) => event[key]).pop();
      return [last(2), last(3)];
    });
    expect(ours).toEqual(theirs);
  });

  test('a listener that throws fails nothing', async () => {
    const thrown = [];
    const original = globalThis.setTimeout;
    vi.stubGlobal('setTimeout', (fn, ms) =>
      original(() => {
        try {
          fn();
        } catch (error) {
          thrown.push(error.message);
        }
      }, ms),
    );
    let calls = 0;
    // The first event comes from the platform, which reports what its listeners throw by itself.
    const onDownloadProgress = () => {
      if (calls++) throw new Error('listener');
    };
    const { status } = await everfetch.get('/text', { adapter: 'xhr', onDownloadProgress });
    expect(status).toBe(200);
    await vi.waitFor(() => expect(thrown).toContain('listener'));
  });

  test('gets the session’s credential last, and shows it nowhere', async () => {
    const adapter = everfetch.getAdapter('xhr');
    const extra = { header: 'Authorization', value: 'Bearer secret-token', include: true, timeLeft: 5000 };
    const response = await adapter({ url: '/echo', method: 'get', headers: { authorization: 'x' } }, extra);
    expect(JSON.parse(response.data).headers.authorization).toBe('Bearer secret-token');
    expect(response.request.withCredentials).toBe(true);
    delete response.data;
    delete response.request;
    expect(JSON.stringify(response)).not.toContain('secret');
    const late = await failure(
      adapter({ url: '/hang', method: 'get', timeout: 9000 }, { ...extra, timeLeft: 20 }),
    );
    expect(late.message).toBe('timeout of 9000ms exceeded');
  });
});

describe('the default transport', () => {
  test('is fetch, and XMLHttpRequest for what only that can do', async () => {
    const fetch = stubFetch();
    expect((await everfetch.get('/text')).data).toEqual({ by: 'fetch' });
    const note = () => {};
    expect((await everfetch.get('/text', { onDownloadProgress: note })).data).toBe('just text');
    expect((await everfetch.post('/text', 1, { onUploadProgress: note })).data).toBe('just text');
    const { data, request } = await everfetch.get('/html', { responseType: 'document' });
    expect(data.title).toBe('A title');
    expect(request).toBeInstanceOf(XMLHttpRequest);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('is XMLHttpRequest where there is no fetch', async () => {
    vi.stubGlobal('fetch', undefined);
    expect((await everfetch.get('/text')).data).toBe('just text');
    vi.stubGlobal('XMLHttpRequest', undefined);
    expect(await failure(everfetch.get('/text'))).toMatchObject({
      code: 'ERR_NOT_SUPPORT',
      isAxiosError: true,
    });
  });

  test('decodes text in the charset of the answer, as XMLHttpRequest does', async () => {
    const nodeFetch = globalThis.fetch;
    vi.stubGlobal('fetch', (url, init) => nodeFetch(new URL(url, document.baseURI), init));
    expect((await everfetch.get('/latin1')).data).toBe('café');
    expect((await everfetch.get('/bom')).data).toEqual({ a: 1 });
  });

  test('has a request that says what idioms read of it', async () => {
    stubFetch();
    const { request } = await everfetch.get('/a', { responseType: 'text' });
    expect(request).toEqual({
      url: '/a',
      method: 'GET',
      responseURL: '/a',
      responseType: 'text',
      status: 200,
    });
  });
});
