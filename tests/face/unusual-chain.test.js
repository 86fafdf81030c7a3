// Interceptors and adapters that are used in unusual ways: called from within each other, replaced, or with values that only
// look right. The same is done with axios and with everfetch.
import { describe } from 'vitest';
import { alike } from './helpers.js';

describe('interceptors', () => {
  alike(
    'are ejected by a number, or the text of one, and by nothing that is almost one',
    async (library, note) => {
      for (const id of [
        0,
        '0',
        '00',
        '0x0',
        ' 0',
        '0.0',
        '',
        null,
        undefined,
        -1,
        '-1',
        1.5,
        NaN,
        false,
        [0],
        2,
        '1',
      ]) {
        const { request } = library.create().interceptors;
        request.use((config) => config);
        request.use((config) => config);
        request.eject(id);
        note(
          String(id),
          request.handlers.map((handler) => !!handler),
        );
      }
    },
  );

  alike('that are added, ejected or cleared during a walk', (library, note) => {
    const { response } = library.create().interceptors;
    const ids = ['a', 'b', 'c'].map((name) => response.use(name));
    response.forEach(({ fulfilled }) => {
      note(fulfilled);
      if (fulfilled === 'a') {
        response.eject(ids[2]);
        note(response.use('d'), response.handlers.length);
      }
    });
    response.forEach(({ fulfilled }) => note(fulfilled));
    response.forEach(() => response.forEach(({ fulfilled }) => note('inner', fulfilled)));
    note(response.handlers.length);
    response.forEach(() => response.clear());
    note(response.handlers.length, response.use('e'));
  });

  alike(
    'that are ejected during a walk are dropped at its end; an unknown id changes nothing',
    (library, note) => {
      const { response } = library.create().interceptors;
      const ids = ['a', 'b', 'c'].map((name) => response.use(name));
      response.eject(99);
      note(Object.keys(response.handlers));
      response.forEach(() => response.eject(ids[2]));
      note(response.handlers.length);
    },
  );

  alike(
    'synchronous, without a handler, or with one that fails twice or says nothing',
    async (library, note, adapter) => {
      const noted = (config) => (note('adapter'), adapter(config));
      const fail = () => {
        throw new Error('thrown');
      };
      for (const [fulfilled, rejected] of [
        [null, null],
        [undefined, () => note('not called')],
        [fail, fail],
        [fail, () => undefined],
        [fail, () => 5],
        [fail, () => ({ then: 5 })],
      ]) {
        const client = library.create({ adapter: noted });
        client.interceptors.request.use(fulfilled, rejected, { synchronous: true });
        client.interceptors.response.use(undefined, (error) => (note('seen', error.message), 'recovered'));
        const end = client.get('/a');
        note('returned');
        note((await end).status);
      }
    },
  );

  alike('a transform beside the default one changes a copy of the body', async (library, note, adapter) => {
    const data = { a: 1, b: 2 };
    const [usual] = [library.defaults.transformRequest].flat();
    const transformRequest = [
      usual,
      function (text) {
        delete this.data.b;
        return text;
      },
    ];
    note((await library.post('/a', data, { adapter, transformRequest })).config.data, data);
  });

  alike('a walk that is ended by an error does not keep what is ejected later', (library, note) => {
    const { response } = library.create().interceptors;
    const ids = ['a', 'b'].map((name) => response.use(name));
    try {
      response.forEach(() => {
        throw new Error('ended');
      });
    } catch (error) {
      note(error.message);
    }
    response.eject(ids[1]);
    note(response.handlers.length);
  });

  alike('handlers that were replaced by the application', async (library, note, adapter) => {
    const client = library.create({ adapter });
    const { request } = client.interceptors;
    const handler = (name) => ({ fulfilled: (config) => (note(name), config) });
    request.handlers = [handler('own'), null, handler('second')];
    note((await client.get('/a')).status);
    for (const nothing of [null, undefined]) {
      request.handlers = nothing;
      request.clear();
      request.eject(0);
      note(request.handlers, (await client.get('/a')).status);
    }
  });

  alike('keep their options, and have defaults', (library, note) => {
    const { request } = library.create().interceptors;
    const runWhen = () => true;
    for (const options of [
      undefined,
      null,
      {},
      { synchronous: true },
      { runWhen },
      { synchronous: 1, runWhen: 'x', other: 1 },
    ])
      request.use(1, 2, options);
    for (const handler of request.handlers)
      note(Object.entries(handler).map(([name, value]) => [name, value === runWhen || value]));
  });

  alike('runWhen skips by false alone, and only if it is a function', async (library, note, adapter) => {
    const client = library.create({ adapter });
    for (const [at, runWhen] of [
      () => false,
      () => 0,
      () => undefined,
      () => true,
      'text',
      null,
      false,
    ].entries())
      client.interceptors.request.use((config) => (note(at), config), null, { runWhen });
    await client.get('/a');
  });

  alike(
    'synchronous: what is not true waits, and a rejected handler is called with the client',
    async (library, note, adapter) => {
      for (const synchronous of [true, 1, 'yes', false, undefined, null]) {
        const client = library.create({ adapter });
        client.interceptors.request.use((config) => (note('ran', synchronous), config), null, {
          synchronous,
        });
        const sent = client.get('/a');
        note('returned');
        await sent;
      }
      for (const given of [
        undefined,
        5,
        { then: 5 },
        { then: (done) => done() },
        Promise.resolve({ url: '/other' }),
      ]) {
        const client = library.create({ adapter });
        client.interceptors.request.use((config) => (note('last'), config), null, { synchronous: true });
        client.interceptors.request.use(
          () => {
            throw new Error('thrown');
          },
          function (error) {
            note(typeof this?.interceptors, error.message);
            return given;
          },
          { synchronous: true },
        );
        note((await client.get('/a')).config.url);
      }
    },
  );

  alike('of both orders, with errors between', async (library, note, adapter) => {
    for (const legacyInterceptorReqResOrdering of [true, false, undefined])
      for (const synchronous of [true, false]) {
        const client = library.create({ adapter, transitional: { legacyInterceptorReqResOrdering } });
        client.interceptors.request.use(
          (config) => (note(1), config),
          () => note('r1'),
          { synchronous },
        );
        client.interceptors.request.use(
          () => {
            throw new Error('thrown');
          },
          undefined,
          { synchronous },
        );
        client.interceptors.request.use(
          (config) => (note(3), config),
          (error) => (note('r3'), Promise.reject(error)),
          {
            synchronous,
          },
        );
        client.interceptors.response.use(undefined, (error) => (note(error.name), 'recovered'));
        note(await client.get('/a'));
      }
  });

  alike('whose config is replaced by one of a class, or by what is none', async (library, note, adapter) => {
    class Config {
      url = '/class';
      method = 'post';
      headers = { 'x-own': '1' };
      data = 'x';
      adapter = adapter;
      get params() {
        return { p: 1 };
      }
    }
    for (const given of [
      new Config(),
      Object.create({ url: '/p', method: 'get', adapter }),
      Object.freeze({ url: '/f', adapter }),
    ]) {
      const client = library.create();
      client.interceptors.request.use(() => given);
      await client.get('/a').then(
        ({ config }) => note(config.url, config.method, config.params, { ...config.headers }, config.data),
        (error) => note(error.name),
      );
    }
  });
});

describe('an adapter', () => {
  alike('may reject with anything', async (library, note) => {
    const response = (data) => ({ data, status: 400, statusText: '', headers: { 'X-A': '1' } });
    for (const reason of [
      ...[
        null,
        undefined,
        0,
        '',
        'text',
        {},
        new Error('x'),
        { response: null },
        { response: response('{"a":1}') },
      ],
      Object.assign(new Error('x'), { response: response('no json') }),
      new library.CanceledError('own'),
      { __CANCEL__: true, response: response('{"a":1}') },
    ])
      await library
        .get('/a', { adapter: () => Promise.reject(reason) })
        .then(null, (error) =>
          note(error === reason, error?.response?.data, typeof error?.response?.headers?.get),
        );
  });

  alike('may answer with headers of any form', async (library, note) => {
    for (const headers of [
      undefined,
      null,
      {},
      { 'X-A': '1' },
      'X-A: 1',
      [['X-A', '1']],
      new Headers({ 'X-A': '1' }),
    ]) {
      const adapter = async (config) => ({ data: 1, status: 204, headers, config });
      const response = await library.get('/a', { adapter });
      note(response.headers.get('x-a'), response.headers instanceof library.AxiosHeaders);
    }
  });

  alike('that fails after the request was canceled gives the cancellation', async (library, note) => {
    for (const how of ['signal', 'token']) {
      const controller = new AbortController();
      const { token, cancel } = library.CancelToken.source();
      const adapter = async () => {
        if (how === 'signal') controller.abort(new Error('reason'));
        else cancel('by token');
        throw new Error('adapter');
      };
      await library
        .get('/a', { adapter, signal: controller.signal, cancelToken: token })
        .then(null, (error) => note(error.name, error.message, error.code, error.config?.url));
    }
  });
});
