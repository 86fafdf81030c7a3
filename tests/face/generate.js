// Request configs made from a seed: the same few hundred on every run, so that a failure can be looked at.

/** A small generator of pseudo-random numbers (mulberry32). */
export const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const form = () => {
  const out = new FormData();
  out.append('name', 'va\nlue "q"');
  out.append('list[]', 'a');
  out.append('list[]', 'b');
  out.append('deep[x][y]', '1');
  out.append('file', new Blob(['content'], { type: 'text/plain' }), 'f"i\nle.txt');
  return out;
};

// Each is a function: the two clients that are compared must not share a body.
const bodies = [
  () => undefined,
  () => null,
  () => '',
  () => 'plain text',
  () => '{"json":true}',
  () => ' [1] ',
  () => 0,
  () => 42,
  () => true,
  () => false,
  () => ({}),
  () => [],
  () => [1, { a: 2 }, [3]],
  () => ({ a: 1, b: 'zwei', c: [1, 2], d: { e: null, f: undefined }, g: new Date(0) }),
  () => ({
    'list[]': [1, 2],
    'json{}': { x: 1 },
    nested: { list: [{ a: 1 }, { b: 2 }] },
    yes: true,
    no: null,
  }),
  () => ({ umlaut: 'äöü', emoji: '🙂', empty: '', space: 'a b', plus: '1+1', amp: 'a&b=c' }),
  () => new URLSearchParams('a=1&b=zwei&a=3'),
  () => form(),
  () => new Blob(['blob body'], { type: 'text/x-blob' }),
  () => new Uint8Array([1, 2, 3, 250]),
  () => new Uint8Array([1, 2, 3, 250]).subarray(1, 3),
  () => new Uint8Array([9, 8, 7]).buffer,
  () => Object.create(null, { own: { value: 1, enumerable: true } }),
  () =>
    new (class Point {
      x = 1;
      get y() {
        return 2;
      }
    })(),
  () => ({ toJSON: () => ({ replaced: true }) }),
  () => ({ constructor: 'dropped', prototype: 1, kept: 2 }),
];

const paramSets = [
  () => undefined,
  () => null,
  () => ({}),
  () => ({ a: 1, b: 'zwei drei', c: null, d: undefined, e: true }),
  () => ({ list: [1, 'b', null, undefined, 0], empty: [] }),
  () => ({ deep: { a: { b: [1, { c: 2 }] } } }),
  () => ({ date: new Date(0), special: ":$,+[]@!'()*~", 'key with space': '&=#?' }),
  () => ({ 'json{}': { a: 1 }, 'arr[]': [1, 2] }),
  () => new URLSearchParams('q=1&q=2'),
  () => ({ ' trimmed ': 1, 0: 'zero', umlaut: 'ü' }),
];

const serializers = [
  undefined,
  undefined,
  { indexes: null },
  { indexes: true },
  { dots: true },
  { dots: true, indexes: true },
  { metaTokens: false },
  { encode: (value, encode) => `<${encode(value)}>` },
  { serialize: (params) => 'custom=' + Object.keys(params).length },
  (params) => 'bare=' + Object.keys(params).length,
  { maxDepth: 1 },
  { encode: 'no function' },
];

const headerSets = [
  undefined,
  undefined,
  {},
  { 'X-Custom': 'yes' },
  { 'x-custom': 'lower', 'X-CUSTOM': 'upper' },
  { 'Content-Type': 'application/json' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'Content-Type': 'multipart/form-data' },
  { 'Content-Type': 'text/plain' },
  { 'Content-Type': 'application/vnd.api+json' },
  { 'Content-Type': null },
  { 'Content-Type': false },
  { Accept: undefined },
  { Accept: false },
  { accept: 'text/html' },
  { 'X-Dirty': ' a\r\nb\tc\u0000 ', 'X-Wide': 'ü€x' },
  { 'X-List': ['a', 'b'], 'X-Number': 5, 'X-True': true, 'X-False': false, 'X-Null': null },
  { Link: '</x>; rel=y', common: { 'X-Common': 'c' }, post: { 'X-Post': 'p' }, get: { 'X-Get': 'g' } },
  { Authorization: 'Bearer mine' },
];

const pick = (next, list) => list[Math.floor(next() * list.length)];

/** One request as a function, so that each client gets its own copy: `{ path, defaults, config }`. */
export const makeCase = (seed, base) => () => {
  const next = random(seed);
  const config = {};
  const defaults = {};
  config.method = pick(next, [
    'get',
    'GET',
    'post',
    'post',
    'put',
    'patch',
    'delete',
    'head',
    'options',
    'Query',
    undefined,
  ]);
  if (config.method === undefined) delete config.method;
  const data = pick(next, bodies)();
  if (data !== undefined && !(/^(get|head)$/i.test(config.method || 'get') && next() < 0.8))
    config.data = data;
  const params = pick(next, paramSets)();
  if (params !== undefined && next() < 0.6) config.params = params;
  if (next() < 0.15) defaults.params = { a: 'default', fromDefaults: [1], deep: { z: 1 } };
  const serializer = pick(next, serializers);
  if (serializer && next() < 0.5) config.paramsSerializer = serializer;
  const headers = pick(next, headerSets);
  if (headers) config.headers = headers;
  if (next() < 0.3) defaults.headers = pick(next, headerSets) || { common: { 'X-Default': '1' } };
  if (next() < 0.1)
    config.auth = pick(next, [{ username: 'u', password: 'pä' }, { username: 'only' }, { username: '€' }]);
  if (next() < 0.25) config.responseType = pick(next, ['text', 'json', 'arraybuffer', 'blob', 'nonsense']);
  if (next() < 0.1)
    config.validateStatus = pick(next, [null, undefined, () => false, (status) => status < 500]);
  if (next() < 0.1)
    config.transitional = pick(next, [
      { silentJSONParsing: false },
      { forcedJSONParsing: false },
      { validateStatusUndefinedResolves: false },
      { encodeBasicAuthUsername: true },
      { clarifyTimeoutError: 1 },
      { unknown: true },
    ]);
  if (next() < 0.1)
    config.transformRequest = pick(next, [
      (body, sent) => {
        sent.set('X-Transformed', 'yes');
        return 'transformed';
      },
      [(body) => body, (body) => JSON.stringify({ wrapped: String(body) })],
      [],
    ]);
  if (next() < 0.1)
    config.transformResponse = pick(next, [
      (body, received, status) => ({
        body: typeof body,
        status,
        tag: Object.prototype.toString.call(received),
      }),
      [(body) => body],
      [],
    ]);
  if (next() < 0.05)
    config.formSerializer = pick(next, [{ dots: true }, { indexes: null }, { metaTokens: false }]);
  if (next() < 0.05) config.parseReviver = (key, value) => (typeof value === 'number' ? value + 1 : value);
  if (next() < 0.05) config.unknownOption = { kept: [1, { deep: true }] };
  let path = pick(next, [
    '/echo',
    '/echo',
    '/echo',
    '/echo?already=1',
    '/echo#hash',
    'echo/relative',
    base.replace('http:', '') + '/echo',
    '/echo/ü?x=ü',
    '/status/200',
    '/status/204',
    '/status/201',
    '/status/400',
    '/status/404',
    '/status/422',
    '/status/500',
    '/text',
    '/badjson',
    '/empty',
    '/headers',
    '/bom',
    '/bytes/20',
    '/html',
    '/redirect',
    '',
    undefined,
  ]);
  // Outside of a page axios sends a form under whatever Content-Type was set, which no server can read.
  if (config.data instanceof FormData) (delete config.headers, delete defaults.headers);
  // jsdom never finishes a redirected request that had a body.
  if (path === '/redirect' && config.method && !/^(get|head)$/i.test(config.method)) path = '/text';
  return { path, defaults, config };
};
