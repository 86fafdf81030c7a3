// Members of a polluted Object.prototype reach no request, whatever they are called.
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';

describe('a polluted Object.prototype', () => {
  const members = {
    ...{ url: '/evil', method: 'delete', data: 'evil', baseURL: 'http://evil', params: { evil: 1 } },
    ...{
      headers: { 'X-Evil': '1' },
      transformRequest: () => 'evil',
      formSerializer: { dots: true },
      session: { evil: 1 },
    },
    ...{
      env: { FormData: class Evil {} },
      responseType: 'arraybuffer',
      transitional: { silentJSONParsing: 5 },
    },
    ...{
      validateStatus: () => false,
      parseReviver: () => 'evil',
      retry: true,
      schema: {},
      timeout: 1,
      common: { 'X-Evil': 1 },
      post: { 'X-Evil': 1 },
    },
    ...{
      serialize: () => 'evil',
      encode: () => 'evil',
      visitor: () => 'evil',
      get: 5,
      set: () => {},
      redact: ['url'],
    },
    ...{
      allowAbsoluteUrls: false,
      cancelToken: { throwIfRequested: () => 'evil' },
      signal: { aborted: true },
      errors: ['evil'],
    },
  };
  for (const [name, value] of Object.entries(members))
    test(`by ${name} changes no request`, async () => {
      const send = async () => {
        const seen = [];
        const adapter = async (config) => {
          seen.push(
            Object.keys(config).sort(),
            config.url,
            config.method,
            config.data,
            Object.entries(config.headers),
          );
          return { data: '{"a":{"b":1}}', status: 200, statusText: '', headers: { 'X-A': '1' }, config };
        };
        const client = everfetch.create({ adapter, headers: { common: { 'X-C': '1' } } });
        client.interceptors.request.use((config) => config);
        const { data, headers } = await client.post(
          'http://h/a',
          { b: { c: 1 } },
          { params: { q: 1 }, headers: { 'X-D': '1' } },
        );
        seen.push(
          data,
          Object.entries(headers),
          await client.request({ url: '/b' }).then(({ status }) => status),
        );
        seen.push(client.getUri({ url: '/c', params: { d: { e: 1 } } }));
        seen.push(
          JSON.stringify(new everfetch.AxiosError('m', 'C', { url: '/a', secret: 1 }).toJSON().config),
        );
        return seen;
      };
      const clean = await send();
      let polluted;
      Object.defineProperty(Object.prototype, name, {
        value,
        configurable: true,
        writable: true,
        enumerable: false,
      });
      try {
        polluted = await send();
      } finally {
        delete Object.prototype[name];
      }
      expect(polluted).toEqual(clean);
    });
});
