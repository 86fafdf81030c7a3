// The packed package on Node: what the tarball holds, that importing it has no effect, that the three ways to load
// it give the same names, and that its types hold for the ways in which TypeScript resolves it.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import vm from 'node:vm';
import { at } from '../../scripts/lib/paths.mjs';
import { run, runQuietly } from '../../scripts/lib/run.mjs';
import { freshProject } from './lib/project.mjs';

let project;
before(async () => {
  project = await freshProject();
});

const installed = (...path) => join(project, 'node_modules', 'everfetch', ...path);
const manifest = () => JSON.parse(readFileSync(installed('package.json'), 'utf8'));

test('the tarball holds every file that its exports name, the licences, and no dependency', () => {
  const files = readdirSync(installed());
  const named = [];
  JSON.stringify(manifest().exports, (_key, value) => {
    if (typeof value === 'string') named.push(value.replace('./', ''));
    return value;
  });
  assert.ok(named.includes('index.js') && named.includes('everfetch.wasm'));
  for (const name of [...named, 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE']) {
    assert.ok(files.includes(name), `${name} is in the tarball`);
  }
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, scripts } = manifest();
  assert.deepEqual([dependencies, optionalDependencies, scripts], Array(3).fill(undefined));
  // The frameworks, of which nobody needs one.
  assert.deepEqual(
    peerDependenciesMeta,
    Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, { optional: true }])),
  );
});

test('types come first in every condition, as resolvers take the first that fits', () => {
  const check = (conditions) => {
    if (typeof conditions === 'string') return;
    const keys = Object.keys(conditions);
    if (keys.includes('types')) assert.equal(keys[0], 'types');
    Object.values(conditions).forEach(check);
  };
  check(manifest().exports);
});

test('the manifest says where it comes from, so that it can be published with provenance', () => {
  const cargo = readFileSync(at('Cargo.toml'), 'utf8');
  const of = (field) => new RegExp(`^${field} = "(.*)"$`, 'm').exec(cargo)[1];
  const { repository, license, engines, publishConfig, sideEffects, type, homepage, bugs } = manifest();
  assert.deepEqual(repository, { type: 'git', url: `git+${of('repository')}.git` });
  assert.deepEqual([homepage, bugs], [`${of('repository')}#readme`, `${of('repository')}/issues`]);
  assert.deepEqual([license, engines], [of('license'), { node: '>=20' }]);
  assert.deepEqual(publishConfig, { access: 'public', provenance: true });
  // `import 'everfetch/core'` is there for nothing but its effect.
  assert.deepEqual([sideEffects, type], [['./core.js'], 'module']);
});

test('the version is that of the crate', () => {
  const cargo = readFileSync(at('Cargo.toml'), 'utf8');
  assert.equal(manifest().version, /^version = "(.*)"$/m.exec(cargo)[1]);
});

// Everything by which an import could act: replaced by functions that tell on it if the package is what calls. Node
// itself loads a WebAssembly module and makes a global at the first look at one of the names of fetch.
const trap = `
void globalThis.Response;
Error.stackTraceLimit = Infinity;
const used = [];
const tell = (name) => function () {
  if (/node_modules.everfetch/.test(new Error().stack)) used.push(name);
};
for (const name of ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'addEventListener',
  'BroadcastChannel', 'Worker', 'XMLHttpRequest']) {
  globalThis[name] = tell(name);
}
for (const name of ['sessionStorage', 'localStorage', 'document', 'window', 'caches', 'indexedDB']) {
  Object.defineProperty(globalThis, name, { configurable: true, get: tell(name) });
}
for (const name of ['Module', 'Instance', 'Memory', 'compile', 'instantiate', 'compileStreaming',
  'instantiateStreaming']) {
  WebAssembly[name] = tell('WebAssembly.' + name);
}
for (const level of ['log', 'warn', 'error', 'info', 'debug']) {
  const real = console[level];
  console[level] = (...args) => { used.push('console.' + level); real(...args); };
}
const globals = Reflect.ownKeys(globalThis);
process.on('exit', () => {
  for (const key of Reflect.ownKeys(globalThis)) if (!globals.includes(key)) used.push('global ' + String(key));
  process.stdout.write(JSON.stringify(used));
});
`;

for (const [way, name, load] of [
  ['import', 'load.mjs', "await import('everfetch');"],
  ['import of the streaming entry', 'load-streaming.mjs', "await import('everfetch/streaming');"],
  ["import of the tests' helpers", 'load-testing.mjs', "await import('everfetch/testing');"],
  ['import of the migration entry', 'load-auth-refresh.mjs', "await import('everfetch/auth-refresh');"],
  ['import of fetch alone', 'load-fetch.mjs', "await import('everfetch/fetch');"],
  ['require', 'load.cjs', "require('everfetch');"],
]) {
  test(`${way} reaches for nothing: no request, timer, storage, listener, compilation or global`, async () => {
    writeFileSync(join(project, name), `${trap}\n${load}\n`);
    const printed = await runQuietly(process.execPath, [name], { cwd: project });
    assert.equal(printed, '[]');
  });
}

// A server that answers two users at once, from one module: as a server-rendered page does it.
const RENDER = `
import { createServer } from 'node:http';
import everfetch from 'everfetch';
import { createFakeServer } from 'everfetch/testing';

const api = createFakeServer({ origin: 'https://api.example.com' });
api.install();
const options = { refresh: '/auth/refresh', id: 'app' };
const waiting = [];
const both = () => new Promise((go) => (waiting.push(go) === 2 ? waiting.forEach((one) => one()) : undefined));
const server = createServer(async ({ url }, response) => {
  const client = everfetch.create({ baseURL: api.origin, session: options });
  const before = client.session.state;
  await client.session.signIn(api.signIn(url.slice(1)));
  // Both are signed in now, and both tokens have expired.
  await both();
  api.expireAccessTokens();
  const { data } = await client.get('/me');
  response.end(JSON.stringify({ before, user: data.user }));
});
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const ask = async (user) => (await fetch('http://127.0.0.1:' + port + '/' + user)).json();
  const answers = await Promise.all(['ada', 'grace'].map(ask));
  console.log(JSON.stringify({ answers, refreshes: api.counters.refreshes }));
  server.close();
  server.closeAllConnections();
});
`;

test('on a server two requests at once have sessions of their own, although the id is the same', async () => {
  writeFileSync(join(project, 'render.mjs'), RENDER);
  const printed = await runQuietly(process.execPath, ['render.mjs'], { cwd: project });
  assert.deepEqual(JSON.parse(printed), {
    answers: [
      { before: 'anonymous', user: 'ada' },
      { before: 'anonymous', user: 'grace' },
    ],
    refreshes: 2,
  });
});

test('require and the classic script give the callable client with the names that import gives', async () => {
  const entry = installed('index.js');
  const esm = await import(entry);
  const { createRequire } = await import('node:module');
  const cjs = createRequire(entry)('./index.cjs');
  const scope = vm.createContext({});
  vm.runInContext(readFileSync(installed('everfetch.min.js'), 'utf8'), scope);
  for (const client of [cjs, scope.everfetch]) {
    assert.equal(typeof client, 'function');
    assert.equal(client.default, client);
    for (const name of Object.keys(esm)) assert.equal(typeof client[name], typeof esm[name], name);
    // Loggers group by it, and a minifier renames classes.
    for (const name of ['AxiosError', 'CanceledError'])
      assert.equal(new client[name]('x').constructor.name, name);
  }
  assert.equal(esm.VERSION, manifest().version);
});

const consumer = (imported) => `${imported}
const api = everfetch.create({ baseURL: 'https://api.example.com', session: { refresh: '/auth/refresh' } });
export async function load(): Promise<string> {
  const { data, status } = await api.get<{ name: string }>('/me', { timeout: 1000, session: false });
  const state: string = api.session.state;
  return data.name + status.toFixed() + state;
}
export const isOurs = (error: unknown): number | undefined =>
  everfetch.isAxiosError(error) ? error.response?.status : undefined;
`;

const ESM = "import everfetch, { AxiosError } from 'everfetch';\nnew AxiosError('x');";
const CJS =
  "import everfetch = require('everfetch');\nnew everfetch.AxiosError('x');\nexport type Failure = everfetch.AxiosError<string>;";
const OTHERS =
  "import everfetch from 'everfetch';\nimport { createFakeServer } from 'everfetch/testing';\nimport createAuthRefresh from 'everfetch/auth-refresh';\nimport { createFetch, type SessionFetch } from 'everfetch/fetch';\nconst own: SessionFetch = createFetch({ session: { refresh: '/r' } });\nexport const plain: typeof fetch = own;\nexport const ours: typeof fetch = everfetch.fetch;\nexport const state: string = own.session.state;\nexport const server = createFakeServer();\nexport const id: number = createAuthRefresh(everfetch, async () => {});";

for (const [what, name, imported, module, moduleResolution] of [
  ['a bundler', 'bundled.mts', "import everfetch from 'everfetch';", 'esnext', 'bundler'],
  [
    'a bundler, the streaming entry',
    'streamed.mts',
    "import everfetch, { init } from 'everfetch/streaming';\nawait init();",
    'esnext',
    'bundler',
  ],
  ['a bundler, the other entries', 'others.mts', OTHERS, 'esnext', 'bundler'],
  ...['node16', 'nodenext'].flatMap((mode) => [
    [`Node, ESM (${mode})`, `${mode}.mts`, ESM, mode, mode],
    [`Node, CommonJS (${mode})`, `${mode}.cts`, CJS, mode, mode],
    [`Node, the other entries (${mode})`, `others-${mode}.mts`, OTHERS, mode, mode],
  ]),
]) {
  test(`the types hold for ${what}`, async () => {
    writeFileSync(join(project, name), consumer(imported));
    const compiler = at('node_modules', 'typescript', 'bin', 'tsc');
    const code = await run(
      process.execPath,
      [
        compiler,
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        'false',
        '--target',
        'es2022',
        '--module',
        module,
        '--moduleResolution',
        moduleResolution,
        name,
      ],
      { cwd: project },
    );
    assert.equal(code, 0, 'tsc has no complaint');
  });
}
