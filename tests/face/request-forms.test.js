// Which headers a request gets, and what its options may be: names and values that are almost right. The same is done with
// axios and with everfetch.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sent } from './helpers.js';

const libraries = [axios, everfetch];

afterEach(() => vi.restoreAllMocks());

describe('the headers of a request', () => {
  const { AxiosHeaders } = everfetch;
  const sets = {
    none: undefined,
    plain: { 'X-A': '1', accept: 'own' },
    other: { 'x-a': '2', 'X-B': '3' },
    maps: { common: { 'X-Common': 'c', Accept: 'common' }, post: { 'X-Post': 'p' }, get: { 'X-Get': 'g' } },
    'a literal Link': { Link: '</x>', 'X-A': '4' },
    'a link in lower case': { link: '</y>' },
    'a map of link': { link: { 'X-Link': 'l' } },
    blocked: { 'X-A': false, accept: null, 'X-B': undefined },
    'almost maps': { Common: '1', comm: '2', commons: '3', posts: '4', POST: '5', delete: '6', query: null },
    'spelled with spaces': { ' X-A ': ' v ', '': 'none', ' ': 'none' },
    'names of members': { get: '1', set: '2', toString: '4' },
    text: 'X-A: t\nX-T: 1',
    pairs: [['X-A', 'p']],
    'a Headers': () => new Headers({ 'X-H': 'h' }),
    'an own container': (library) => new library.AxiosHeaders({ 'X-Own': 'o', 'x-a': 'c' }),
    'a foreign container': (library) =>
      new (library === axios ? AxiosHeaders : axios.AxiosHeaders)({ 'X-F': 'f', 'x-a': 'f' }),
  };
  const made = (library, set) => (typeof set === 'function' ? set(library) : set);
  // Where axios forgets headers: a text, pairs or a container of another copy in the defaults, a header that is called
  // like a map, and a name between spaces.
  const isBetter = (one, two) =>
    /^(text|pairs|a Headers|a foreign|spelled)/.test(one) ||
    (/ Link| lower case/.test(one) && two === 'a map of link') ||
    (/^(almost|names)/.test(one) && two === 'maps');
  const values = ({ headers, ...rest }) => ({
    ...rest,
    headers: headers
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), value])
      .sort(),
  });
  for (const [one, first] of Object.entries(sets))
    test(`after defaults: ${one}`, async () => {
      for (const [two, second] of Object.entries(sets))
        for (const method of ['get', 'post', 'link', 'xpost', 'puts']) {
          if (isBetter(one, two)) continue;
          const [theirs, ours] = await sent((library, adapter) =>
            library
              .create({ adapter, headers: made(library, first) })
              .request({ url: '/a', method, data: 'x', headers: made(library, second) }),
          );
          expect({ two, method, ...values(ours) }).toEqual({ two, method, ...values(theirs) });
        }
    });

  test('of another form replace all before, and leave no names of them', async () => {
    const [, ours] = await sent((library, adapter) =>
      library.create({ adapter, headers: { 'X-A': '1' } }).get('/a', { headers: 'X-T: 1' }),
    );
    expect(ours.headers).toEqual([['x-t', '1']]);
  });

  test('of a client without defaults, spelled as they came first, and a map beside a header of its name', async () => {
    for (const [first, second] of [
      [{ 'X-A': '1' }, { 'x-a': '2', 'X-a': '3' }],
      [{}, { Link: '</x>' }],
      [{ link: {} }, { Link: '</x>' }],
      [{ link: { 'X-L': 'l' } }, { Link: '</x>' }],
      [{ link: undefined }, { LINK: '</x>' }],
      [{ Other: '1' }, { Other: '2', Link: '</x>' }],
      [
        { common: { A: '1', B: '1' }, get: { C: '1' } },
        { common: { B: '2', D: '2' }, get: { E: '2' } },
      ],
      [{ common: { A: '1' } }, { common: null }],
      [{ get: { A: '1' } }, undefined],
    ])
      for (const method of ['get', 'link']) {
        const [theirs, ours] = await sent((library, adapter) =>
          new library.Axios({ adapter, headers: first }).request({ url: '/a', method, headers: second }),
        );
        expect({ first, method, ...ours }).toEqual({ first, method, ...theirs });
      }
  });

  test('keep what the defaults have in another form, where axios forgets it', async () => {
    for (const [headers, kept] of [
      ['X-A: t\nX-T: 1', ['x-a', 'x-t']],
      [[['X-A', 'p']], ['X-A']],
      [new Headers({ 'X-H': 'h' }), ['x-h']],
      [new axios.AxiosHeaders({ 'X-F': 'f' }), ['X-F']],
      [{ Link: '</x>' }, ['Accept', 'Content-Type', 'link']],
      [{ ' X-A ': ' v ' }, ['Accept', 'Content-Type', 'X-A']],
    ]) {
      const [, ours] = await sent((library, adapter) =>
        library.create({ adapter, headers }).get('/a', { headers: { 'X-B': 'b', link: { 'X-L': 'l' } } }),
      );
      expect(ours.headers.map(([name]) => name).sort()).toEqual([...kept, 'X-B'].sort());
    }
  });

  class Named {
    'X-C' = 'c';
    normalize() {}
    toString() {
      return 'literal';
    }
  }
  class Tagged {
    'X-C' = 'c';
    get [Symbol.toStringTag]() {
      return 'AxiosHeaders';
    }
  }
  test('a map may be a container of headers, of any copy', async () => {
    for (const copy of ['AxiosHeaders', 'plain', 'text', 'Map', 'almost', 'foreign', 'tagged', 'class']) {
      const [theirs, ours] = await sent((library, adapter) => {
        const client = library.create({ adapter });
        const value = {
          AxiosHeaders: () => new library.AxiosHeaders({ 'X-C': 'c' }),
          plain: () => ({ 'X-C': 'c' }),
          text: () => 'literal',
          Map: () => new Map([['X-C', 'c']]),
          foreign: () => new (library === axios ? everfetch : axios).AxiosHeaders({ 'X-C': 'c' }),
          tagged: () => new Tagged(),
          class: () => new Named(),
          almost: () => ({ normalize() {}, 'X-C': 'c' }),
        }[copy]();
        client.defaults.headers.common = value;
        client.defaults.headers.get = value;
        client.defaults.headers.link = value;
        return client.get('/a');
      });
      expect({ copy, ...ours }).toEqual({ copy, ...theirs });
    }
  });
});

describe('a request', () => {
  const forms = {
    'a text and a config': (client) => client.request('/a', { url: '/b', method: 'PUT', data: 1 }),
    'a config, and another that is ignored': (client) =>
      client.request({ url: '/a', data: 1 }, { url: '/b', method: 'put' }),
    'a text alone': (client) => client('/a'),
    nothing: (client) => client(),
    null: (client) => client.request(null),
    'undefined members': (client) => client.request({ url: '/a', method: undefined, data: undefined }),
    'an alias without a config': (client) => client.post('/a', { x: 1 }),
    'an alias without data, and a config with some': (client) => client.post('/a', undefined, { data: 'no' }),
    'an alias without a url, and a config with one': (client) => client.get(undefined, { url: '/no' }),
    'an alias with another method': (client) => client.get('/a', { method: 'post', url: '/b', data: 'd' }),
    'allowAbsoluteUrls false': (client) => client.get('/a', { allowAbsoluteUrls: false }),
    'inherited members': (client) => client.request(Object.create({ url: '/no', method: 'put', data: 'no' })),
    'postForm with a type of its own': (client) =>
      client.postForm('/a', 'text', { headers: { 'content-type': 'text/x' } }),
  };
  for (const [name, send] of Object.entries(forms))
    test(`of ${name}`, async () => {
      for (const defaults of [
        {},
        { method: 'PATCH', url: '/default', data: 'default' },
        { allowAbsoluteUrls: false },
      ]) {
        const [theirs, ours] = await sent((library, adapter) =>
          send(library.create({ ...defaults, adapter })),
        );
        expect({ defaults, ...ours }).toEqual({ defaults, ...theirs });
      }
    });

  test('has a type of body for post, put and patch, and for no other name', async () => {
    for (const method of [
      'post',
      'PUT',
      'patch',
      'xpost',
      'posts',
      'input',
      'puts',
      'patched',
      'dispatch',
      'query',
      'link',
    ]) {
      const [theirs, ours] = await sent((library, adapter) =>
        library.request({ url: '/a', method, data: 'x', adapter }),
      );
      expect(ours).toEqual(theirs);
      expect(ours.headers.some(([name, value]) => name === 'Content-Type' && value)).toBe(
        /^(post|put|patch)$/i.test(method),
      );
    }
  });

  test('with a misspelled option is warned of it, once for each, and with no other name', async () => {
    const adapter = async (config) => ({ data: '', status: 200, headers: {}, config });
    const said = [];
    for (const library of libraries) {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      for (const name of ['baseUrl', 'withXsrfToken', 'baseurl', 'xbaseUrl', 'withXSRFtoken', 'baseURL'])
        for (const value of ['x', null, undefined]) await library.get('/a', { adapter, [name]: value });
      said.push(warn.mock.calls);
      warn.mockRestore();
    }
    expect(said[1].map(([text]) => text)).toEqual(said[0].map(([text]) => text));
    expect(said[1].length).toBeGreaterThan(1);
  });

  const options = [
    ['transitional', 5],
    ['transitional', 'text'],
    ['transitional', []],
    ['transitional', {}],
    ['transitional', { silentJSONParsing: undefined }],
    ['transitional', { silentJSONParsing: 'true' }],
    ['transitional', { silentJsonParsing: true }],
    ['transitional', { xsilentJSONParsing: true }],
    ['paramsSerializer', () => 'x'],
    ['paramsSerializer', 5],
    ['paramsSerializer', {}],
    ['paramsSerializer', null],
    ['paramsSerializer', { serialize: 'x' }],
    ['paramsSerializer', { encode: undefined, serialize: undefined, other: 1 }],
  ];
  for (const [name, value] of options)
    test(`${name} ${JSON.stringify(value)} is taken or refused`, async () => {
      const ends = [];
      for (const library of libraries) {
        const adapter = async (config) => ({ data: typeof config[name], status: 200, headers: {}, config });
        ends.push(
          await library.get('/a', { adapter, [name]: value }).then(
            ({ data }) => data,
            (error) => [error.name, error.code, error.message],
          ),
        );
      }
      expect(ends[1]).toEqual(ends[0]);
    });
});
