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
  const { dependencies, peerDependencies, optionalDependencies, scripts } = manifest();
  assert.deepEqual([dependencies, peerDependencies, optionalDependencies, scripts], Array(4).fill(undefined));
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
  ['require', 'load.cjs', "require('everfetch');"],
]) {
  test(`${way} reaches for nothing: no request, timer, storage, listener, compilation or global`, async () => {
    writeFileSync(join(project, name), `${trap}\n${load}\n`);
    const printed = await runQuietly(process.execPath, [name], { cwd: project });
    assert.equal(printed, '[]');
  });
}

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

for (const [what, name, imported, module, moduleResolution] of [
  ['a bundler', 'bundled.mts', "import everfetch from 'everfetch';", 'esnext', 'bundler'],
  [
    'a bundler, the streaming entry',
    'streamed.mts',
    "import everfetch, { init } from 'everfetch/streaming';\nawait init();",
    'esnext',
    'bundler',
  ],
  [
    'Node, ESM',
    'node.mts',
    "import everfetch, { AxiosError } from 'everfetch';\nnew AxiosError('x');",
    'node16',
    'node16',
  ],
  [
    'Node, CommonJS',
    'node.cts',
    "import everfetch = require('everfetch');\nnew everfetch.AxiosError('x');\nexport type Failure = everfetch.AxiosError<string>;",
    'node16',
    'node16',
  ],
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
