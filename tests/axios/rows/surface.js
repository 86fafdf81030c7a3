// What is exported, what an instance has, and the statics.

export const ONCE = [''];

const names = [
  'create', 'Axios', 'AxiosError', 'CanceledError', 'Cancel', 'CancelToken', 'AxiosHeaders', 'HttpStatusCode',
  'VERSION', 'isCancel', 'isAxiosError', 'all', 'spread', 'toFormData', 'formToJSON', 'getAdapter', 'mergeConfig',
]; // prettier-ignore

export const exported = [
  {
    item: 'the default export is a callable instance with every static',
    by: ONCE,
    run: ({ lib }) => [typeof lib, names.map((name) => typeof lib[name])],
  },
  {
    item: '`axios.default` is the same object again',
    by: ONCE,
    run: ({ lib, module }) => [lib.default === lib, module.default === lib],
    gives: [true, true],
  },
  {
    item: 'named exports equal the statics of the same name',
    by: ONCE,
    run: ({ lib, module }) => names.filter((name) => name in module && module[name] === lib[name]),
    gives: names,
  },
];

const verb = (method, withBody) => ({
  item: `\`${method}(url${withBody ? ', data' : ''}, config)\``,
  run: async ({ client }) => {
    const config = { headers: { 'X-Verb': method }, params: { a: 1 } };
    const call = client()[method];
    const {
      data,
      status,
      config: effective,
    } = await (withBody ? call('/echo', { b: [2] }, config) : call('/echo', config));
    return [data, status, effective.method];
  },
});

export const instance = [
  {
    item: 'an instance is called with a config, or with a URL and a config',
    run: async ({ client }) => {
      const api = client();
      return [
        (await api({ url: '/echo', method: 'POST', data: 'x' })).data,
        (await api('/echo', { params: { a: 1 } })).data,
      ];
    },
  },
  {
    item: '`request(config)` and `request(url, config)`',
    run: async ({ client }) => {
      const api = client();
      return [
        (await api.request({ url: '/echo' })).data,
        (await api.request('/echo', { method: 'put', data: 'x' })).data,
      ];
    },
  },
  ...['get', 'delete'].map((method) => verb(method, false)),
  ...['post', 'put', 'patch', 'query'].map((method) => verb(method, true)),
  {
    item: '`head(url, config)` has a status and no data',
    run: async ({ client }) => {
      const { status, data } = await client().head('/echo');
      return { status, data };
    },
  },
  {
    item: '`options(url, config)`',
    run: async ({ client, fail, facts }) =>
      facts(await fail(client().options('/echo', { validateStatus: () => false }))),
  },
  {
    item: '`get` and `delete` send `config.data` where the transport can',
    run: async ({ client }) => (await client().delete('/echo', { data: { a: 1 } })).data,
  },
  {
    item: '`postForm`, `putForm`, `patchForm` send objects as multipart forms',
    run: async ({ client }) => {
      const sent = [];
      for (const name of ['postForm', 'putForm', 'patchForm'])
        sent.push((await client()[name]('/echo', { a: 1, list: ['x', 'y'] })).data);
      return sent;
    },
  },
  {
    item: '`getUri(config)` is the whole URL, and drops the hash only where params are added',
    by: ONCE,
    run: ({ lib }) => {
      const api = lib.create({ baseURL: 'https://h/base/', params: undefined });
      return [
        api.getUri({ url: '/x#hash' }),
        api.getUri({ url: '/x#hash', params: { a: 'b c' } }),
        api.getUri({ url: 'https://other/x', params: { a: [1, 2] } }),
        lib.getUri({ url: '/x' }),
      ];
    },
  },
  {
    item: '`defaults` is live and belongs to one instance',
    run: async ({ client }) => {
      const [one, other] = [client(), client()];
      one.defaults.headers.common['X-Later'] = 'yes';
      one.defaults.params = { later: 1 };
      return [(await one.get('/echo')).data, (await other.get('/echo')).data];
    },
  },
  {
    item: '`interceptors.request` and `interceptors.response` are managers of their own',
    by: ONCE,
    run: ({ client }) => {
      const { interceptors } = client();
      return [
        Object.keys(interceptors).sort(),
        interceptors.request === interceptors.response,
        ['use', 'eject', 'clear', 'forEach'].map((name) => typeof interceptors.request[name]),
      ];
    },
  },
  {
    item: '`create(config)` merges with the defaults of the instance, and nests',
    run: async ({ client }) => {
      const child = client({ headers: { 'X-One': '1' } }).create({
        headers: { 'X-Two': '2' },
        timeout: 9000,
      });
      const grandchild = child.create({ params: { deep: true } });
      const { data, config } = await grandchild.get('/echo');
      return [data, config.timeout];
    },
  },
  {
    item: 'a call returns a promise, and never throws',
    run: async ({ lib, facts }) => {
      const made = [];
      for (const config of [
        { url: 'http:nothing' },
        { adapter: 'none' },
        { transitional: { unknown: 1 } },
        { params: { toString: 1 }, paramsSerializer: { encode: 'text' } },
      ]) {
        const promise = lib(config);
        made.push(typeof promise.then, facts(await promise.catch((error) => error)));
      }
      return made;
    },
  },
  {
    item: 'the methods of an instance are bound to it',
    run: async ({ client }) => {
      const { get, request } = client();
      return [(await get('/echo')).data, (await request({ url: '/echo' })).data];
    },
  },
];

export const statics = [
  {
    item: '`new Axios(config)` is a client that is not callable',
    run: async ({ lib, client }) => {
      const api = new lib.Axios(client().defaults);
      const { status, data } = await api.get('/echo', { params: { a: 1 } });
      return [typeof api, status, data];
    },
  },
  {
    item: '`Cancel` is `CanceledError`',
    by: ONCE,
    run: ({ lib }) => lib.Cancel === lib.CanceledError,
    gives: true,
  },
  { item: '`VERSION` is a text', by: ONCE, run: ({ lib }) => typeof lib.VERSION, gives: 'string' },
  {
    item: '`isCancel(value)`',
    by: ONCE,
    run: ({ lib }) =>
      [new lib.CanceledError('x'), { __CANCEL__: true }, new lib.AxiosError('x'), null, undefined, 1].map(
        (value) => lib.isCancel(value),
      ),
    gives: [true, true, false, false, false, false],
  },
  {
    item: '`isAxiosError(value)`',
    by: ONCE,
    run: ({ lib }) =>
      [new lib.AxiosError('x'), { isAxiosError: true }, { isAxiosError: 1 }, new Error('x'), null].map(
        (value) => lib.isAxiosError(value),
      ),
    gives: [true, true, false, false, false],
  },
  { item: '`all(promises)`', by: ONCE, run: ({ lib }) => lib.all([1, Promise.resolve(2)]), gives: [1, 2] },
  {
    item: '`spread(fn)`',
    by: ONCE,
    run: ({ lib }) => lib.spread((a, b, c) => [c, b, a])([1, 2, 3]),
    gives: [3, 2, 1],
  },
  {
    item: '`getAdapter(names, config)` finds the first that works, and says why none does',
    by: ONCE,
    run: ({ lib, facts }) => {
      const tried = (...args) => {
        try {
          return typeof lib.getAdapter(...args);
        } catch (error) {
          return facts(error);
        }
      };
      const own = () => {};
      return [
        lib.getAdapter(own) === own,
        tried('xhr'),
        tried(['http', 'FETCH']),
        tried('nope'),
        tried('http'),
        tried([]),
        tried(['http', 'fetch'], { env: { fetch: 5 } }),
      ];
    },
  },
  {
    item: '`mergeConfig(a, b)` merges by key',
    by: ONCE,
    run: ({ lib }) => {
      const merged = lib.mergeConfig(
        {
          url: '/a',
          data: 1,
          headers: { A: '1', common: { C: '1' } },
          params: { x: 1 },
          timeout: 1,
          own: { a: 1 },
        },
        {
          url: '/b',
          headers: { a: '2' },
          params: { y: 2 },
          timeout: undefined,
          own: { b: 2 },
          validateStatus: null,
        },
      );
      return [Object.getPrototypeOf(merged), merged];
    },
  },
  {
    item: '`mergeConfig` refuses circular params',
    by: ONCE,
    run: ({ lib, facts }) => {
      const params = {};
      params.self = params;
      try {
        lib.mergeConfig({}, { params });
      } catch (error) {
        return facts(error);
      }
      return 'merged';
    },
  },
];
