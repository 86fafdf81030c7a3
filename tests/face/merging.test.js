// What a merged config becomes: which of two values wins, and how deep it is copied. The same is done with axios and with
// everfetch.
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { alike, same } from './helpers.js';

describe('mergeConfig', () => {
  class Agent {
    a = 1;
  }
  const agent = new Agent();
  for (const key of ['transport', 'httpAgent', 'httpsAgent', 'cancelToken', 'paramsSerializer', 'unknown'])
    same(`${key} is one value or the other`, ({ mergeConfig }) =>
      [
        [{ a: { x: 1 } }, { b: 1 }],
        [{ a: { x: 1 } }, undefined],
        [undefined, { a: { x: 1 } }],
        [{ a: 1 }, null],
        [agent, undefined],
        [{ a: 1 }, agent],
      ].map(([one, two]) => {
        const out = mergeConfig({ [key]: one }, { [key]: two });
        return [key in out, out[key], out[key] === one, out[key] === two];
      }),
    );

  same('keys that would pollute, and those that almost would', ({ mergeConfig }) => {
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      '__proto',
      'proto__',
      'Constructor',
      'prototypes',
    ];
    const bad = JSON.parse(`{${names.map((name) => `"${name}":{"x":1}`)}}`);
    const shown = (value) => [Object.keys(value), 'x' in value];
    return [
      shown(mergeConfig({}, bad)),
      shown(mergeConfig(bad, {})),
      shown(mergeConfig({}, { own: bad }).own),
      shown(mergeConfig({ own: { a: 1 } }, { own: bad }).own),
      shown(mergeConfig({ headers: { a: 1 } }, { headers: bad }).headers),
      shown(mergeConfig({ headers: bad }, { headers: { a: 1 } }).headers),
      shown(mergeConfig({}, { data: bad }).data),
      shown(mergeConfig({}, { params: bad }).params),
    ];
  });

  same('url, method and data are those of the request alone', ({ mergeConfig }) => {
    const data = { b: 2 };
    const out = mergeConfig({ url: '/a', method: 'put', data: { a: 1 } }, { data });
    return [Object.keys(out), out.data, out.data === data];
  });

  same('can be asked what it has', ({ mergeConfig }) => {
    const out = mergeConfig({ timeout: 1 }, { url: '/a' });
    const { value: ask, ...how } = Object.getOwnPropertyDescriptor(out, 'hasOwnProperty');
    return [ask.call(out, 'url'), ask.call(out, 'data'), how, Object.keys(out)];
  });

  same('has no keys for what is undefined, but for validateStatus', ({ mergeConfig }) =>
    [
      [
        { a: undefined, timeout: undefined },
        { b: undefined, url: undefined },
      ],
      [{}, { validateStatus: 1 }],
      [
        { validateStatus: 1, transitional: { validateStatusUndefinedResolves: false } },
        { validateStatus: 2 },
      ],
      [{ transitional: { validateStatusUndefinedResolves: false } }, { validateStatus: 2 }],
    ].map(([one, two]) => {
      const out = mergeConfig(one, two);
      return [Object.keys(out), out];
    }),
  );

  for (const [name, make] of Object.entries({
    'in a default': (round) => [{ params: round }, {}],
    'in a list': (round) => [{}, { params: { list: [round] } }],
    'in what is no plain object, where nobody walks': (round) => [
      {},
      { params: { a: Object.assign(new Agent(), { round }) } },
    ],
  }))
    same(`circular params ${name}`, ({ mergeConfig }) => {
      const round = {};
      round.self = round;
      return Object.keys(mergeConfig(...make(round)));
    });

  for (const switched of [true, false, undefined, null])
    for (const one of [{}, { validateStatus: null }, { validateStatus: undefined }, { validateStatus: 1 }])
      same(`validateStatus undefined after ${JSON.stringify(one)}, switch ${switched}`, ({ mergeConfig }) => {
        const transitional = { validateStatusUndefinedResolves: switched };
        const out = mergeConfig({ ...one, transitional }, { validateStatus: undefined });
        const kept = mergeConfig({ ...one, transitional }, {});
        return [out, kept].map((config) => ['validateStatus' in config, config.validateStatus]);
      });

  same('headers: undefined removes, spellings are joined, lists are copied', ({ mergeConfig }) => {
    const list = ['a'];
    const out = mergeConfig(
      { headers: { A: 1, b: { c: 1 }, common: { X: 1, Y: 2 } } },
      { headers: { a: undefined, B: { d: 2 }, list, COMMON: { x: 3 }, common: { Y: null } } },
    ).headers;
    return [out, Object.keys(out), out.list === list];
  });

  test('a session or a schema is the newer one; what is no session of ours does not take it away', () => {
    const [old, own] = [{ refresh: '/old' }, { refresh: '/new' }];
    const merged = (one, two) =>
      everfetch.mergeConfig({ session: one, schema: one }, { session: two, schema: two });
    for (const [one, two, session, schema] of [
      [old, own, own, own],
      [old, 'admin', old, 'admin'],
      [old, true, old, true],
      [old, false, false, false],
      [old, 0, 0, 0],
      [old, null, old, old],
      [old, undefined, old, old],
      [undefined, 'admin', 'admin', 'admin'],
      ['admin', 'user', 'user', 'user'],
      ['admin', own, own, own],
    ]) {
      const out = merged(one, two);
      expect([out.session === session, out.schema === schema]).toEqual([true, true]);
    }
    expect(Object.keys(everfetch.mergeConfig({ session: undefined }, {}))).toEqual([]);
  });
});

alike('a request has no URL where nobody has given one', async (library, note, adapter) => {
  const client = library.create({ adapter });
  client.interceptors.request.use((config) => {
    note(Object.hasOwn(config, 'url'), Object.hasOwn(config, 'params'), config.method);
    return config;
  });
  await client.request({ method: 'put' });
  await client.request({ url: undefined });
  await client({});
  await client.get('/x');
});

alike(
  'a method with a body takes it as its argument, and none from the config',
  async (library, note, adapter) => {
    const client = library.create({
      data: 'default',
      url: '/default',
      adapter: (config) => (note(config.url, config.data), adapter(config)),
    });
    await client.post('/x', undefined, { data: 'config', url: '/config' });
    await client.post('/x', 'argument', { data: 'config' });
    await client.delete('/x', { data: 'config', url: '/config' });
    await client.get('/x');
  },
);
