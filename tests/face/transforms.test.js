// What the transforms make of bodies and answers of every form, under types that are almost right, beside axios's.
import { describe } from 'vitest';
import { alike } from './helpers.js';

describe('transforms', () => {
  const tagged = (tag) =>
    new (class {
      a = 1;
      get [Symbol.toStringTag]() {
        return tag;
      }
    })();
  const form = new FormData();
  form.append('a[b]', '1');
  const bodies = [
    ...[form, ...['XBlob', 'Blobs', 'MyFile', 'ArrayBuffers', 'Object2'].map(tagged)],
    ...['', 'text', '{"a":1}', ' [1] ', '"q"', 'null', undefined, null, 0, 5, true, false, NaN],
    ...[
      { a: 1 },
      [1],
      {},
      new Date(0),
      { toJSON: () => 5 },
      Object.create(null),
      Object.create({ inherited: 1 }),
      new Map([[1, 2]]),
    ],
    ...[
      new URLSearchParams('a=1'),
      new Uint8Array([1, 2]).subarray(1),
      new DataView(new ArrayBuffer(2)),
      new ArrayBuffer(1),
    ],
    ...[new Blob(['x']), { pipe() {} }, { pipe: 1 }, Buffer.from('b'), () => 1],
    ...[
      JSON.parse(
        '{"__proto__":{"x":1},"constructor":1,"prototype":2,"proto":3,"xconstructor":4,"list":[{"__proto__":5}]}',
      ),
    ],
    ...[{ text: '"constructor":' }, { constructors: 1 }, { x: [{ prototype: 1 }] }],
  ];
  const types = [
    ...[
      undefined,
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/x-json',
      'multipart/form-data',
    ],
    ...[
      'application/x-www-form-urlencoded',
      'x-application/json',
      'application/jsonp',
      'APPLICATION/JSON',
      false,
      null,
    ],
  ];
  for (const type of types)
    alike(`of a request whose Content-Type is ${type}`, async (library, note, adapter) => {
      for (const data of bodies)
        for (const formSerializer of [undefined, { dots: true }]) {
          const { config } = await library.post('/a', data, {
            adapter,
            formSerializer,
            headers: { 'Content-Type': type },
          });
          const body = config.data;
          const shown =
            body instanceof FormData
              ? [...body]
              : body instanceof ArrayBuffer
                ? [...new Uint8Array(body)]
                : body;
          note(Object.prototype.toString.call(body), shown, Object.entries(config.headers));
        }
    });

  alike('of an answer, by type and switches', async (library, note) => {
    for (const data of ['{"a":1}', 'no json', '', ' ', 5, null, { a: 1 }, undefined, 'true'])
      for (const responseType of [undefined, '', 'json', 'text', 'JSON', 'xjson'])
        for (const transitional of [
          undefined,
          { silentJSONParsing: false },
          { forcedJSONParsing: false },
          null,
        ]) {
          const adapter = async (config) => ({ data, status: 200, statusText: '', headers: {}, config });
          await library.get('/a', { adapter, responseType, transitional: transitional ?? undefined }).then(
            (answer) => note(answer.data, 'response' in answer.config),
            (error) =>
              note(error.name, error.code, error.message, error.response?.status, 'response' in error.config),
          );
        }
  });

  alike('of an answer whose reviver fails, or chooses', async (library, note, adapter) => {
    for (const responseType of ['json', undefined])
      for (const silentJSONParsing of [true, false])
        for (const parseReviver of [
          (key, value) => (key === 'a' ? 'revived' : value),
          () => {
            throw new RangeError('reviver');
          },
        ])
          await library
            .get('/a', { adapter, responseType, parseReviver, transitional: { silentJSONParsing } })
            .then(
              ({ data }) => note(data),
              (error) => note(error.name, error.code, error.message, error.isAxiosError),
            );
  });

  alike('in lists, alone, or none, and what they do to headers', async (library, note, adapter) => {
    const dirty = function (data, headers, status) {
      note(typeof data, headers.constructor.name === undefined, status, this.url ?? this.status);
      headers['x-a'] = '2';
      headers['X-a'] = ' 3 ';
      return data;
    };
    for (const one of [dirty, [dirty], [dirty, dirty], [], null, undefined]) {
      const { config, headers, data } = await library.post(
        '/a',
        { b: 1 },
        { adapter, transformRequest: one, transformResponse: one },
      );
      note(
        typeof config.data,
        data,
        headers.get('x-a'),
        Object.entries(config.headers).map(([name]) => name.toLowerCase()),
      );
    }
  });
});
