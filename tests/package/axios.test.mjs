// The package `@everfetch/axios`, installed under the name axios from its tarball: what is found under axios's paths, what
// types it has, and that there is one everfetch, whoever asks under which name.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, test } from 'node:test';
import { Package, checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { rangeOf } from '../../scripts/lib/axios-package.mjs';
import { at } from '../../scripts/lib/paths.mjs';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { temporaryFolder } from './lib/project.mjs';

const manifest = (...path) => JSON.parse(readFileSync(join(...path, 'package.json'), 'utf8'));
const realAxios = at('node_modules', 'axios');

let project;
let tarballs;

before(async () => {
  const folder = temporaryFolder();
  for (const one of [at('pkg'), at('pkg-axios', 'dist')])
    await runQuietly('npm', ['pack', one, '--pack-destination', folder], { cwd: folder });
  const find = (start) =>
    join(
      folder,
      readdirSync(folder).find((name) => name.startsWith(start)),
    );
  tarballs = { axios: find('everfetch-axios-'), everfetch: find(`everfetch-${manifest(at('pkg')).version}`) };
  project = join(folder, 'project');
  mkdirSync(project);
  const dependencies = { axios: `file:${tarballs.axios}`, everfetch: `file:${tarballs.everfetch}` };
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  await runQuietly('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: project });
});

/** Runs a program in the project. @returns {Promise<any>} what it prints, as JSON */
async function printed(name, text) {
  writeFileSync(join(project, name), text);
  return JSON.parse(await runQuietly(process.execPath, [name], { cwd: project }));
}

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: at('pkg-axios', 'dist'), strict: true });
  assert.deepEqual(messages, []);
});

test('no way of resolving the types goes wrong', async () => {
  const [alias, everfetch] = [tarballs.axios, tarballs.everfetch].map((file) =>
    createPackageFromTarballData(readFileSync(file)),
  );
  const files = {};
  for (const one of [alias, everfetch])
    for (const name of one.listFiles()) files[name] = one.tryReadFile(name) ?? '';
  const together = new Package(files, alias.packageName, alias.packageVersion);
  // Paths of axios's inside, which have no types there either.
  const untyped = Object.keys(manifest(at('pkg-axios')).exports).filter((path) =>
    /^\.\/(dist|lib|unsafe)\//.test(path),
  );
  const { problems } = await checkPackage(together, { excludeEntrypoints: untyped });
  // TypeScript's old resolution knows one file of types. As axios's own it is that of `import`, which says nothing of
  // CommonJS's one value; what it does say is there at run time.
  assert.deepEqual(
    problems.map(({ kind, typesFileName }) => `${kind} ${typesFileName}`),
    ['MissingExportEquals /node_modules/@everfetch/axios/index.d.ts'],
  );
});

test('it has the version of the axios that everfetch is compared with, and takes any everfetch up to the next major one', () => {
  const { version, dependencies } = manifest(project, 'node_modules', 'axios');
  assert.equal(version, manifest(realAxios).version);
  assert.deepEqual(dependencies, { everfetch: rangeOf(manifest(at('pkg')).version) });
  assert.equal(rangeOf('0.4.2'), '>=0.4.2 <1.0.0');
  assert.equal(rangeOf('2.4.2'), '^2.4.2');
});

test('whatever axios exports by name is there, and is the same object as under the name everfetch', async () => {
  const names = Object.keys(await import(pathToFileURL(join(realAxios, 'index.js')).href)).sort();
  const report = (load) => `
    ${load}
    const names = ${JSON.stringify(names)};
    console.log(JSON.stringify({
      missing: names.filter((name) => axios[name] === undefined),
      foreign: names.filter((name) => axios[name] !== everfetch[name]),
      isCallable: typeof client, isItsOwnDefault: client.default === client,
    }));`;
  const expected = { missing: [], foreign: [], isCallable: 'function', isItsOwnDefault: true };
  const esm = report(
    `import * as axios from 'axios'; import * as everfetch from 'everfetch'; const client = axios.default;`,
  );
  assert.deepEqual(await printed('names.mjs', esm), expected);
  for (const path of ['axios', 'axios/dist/node/axios.cjs', 'axios/dist/browser/axios.cjs']) {
    const cjs = report(
      `const axios = require('${path}'); const everfetch = require('everfetch'); const client = axios;`,
    );
    assert.deepEqual(await printed('names.cjs', cjs), expected, path);
  }
});

test("axios's paths are there, but those of its whole inside", async () => {
  const { exports } = manifest(realAxios);
  const paths = Object.keys(exports).map((path) => path.replace('.', 'axios'));
  const lost = await printed(
    'paths.mjs',
    `const lost = [];
    for (const path of ${JSON.stringify(paths)}) {
      try { import.meta.resolve(path); } catch { lost.push(path); }
    }
    console.log(JSON.stringify(lost));`,
  );
  assert.deepEqual(lost, ['axios/unsafe/*', 'axios/unsafe/utils.js']);
  // Under the paths of files too, which configurations of test runners name.
  for (const file of [
    'dist/node/axios.cjs',
    'dist/browser/axios.cjs',
    'lib/adapters/xhr.js',
    'lib/core/settle.js',
  ])
    assert.ok(existsSync(join(project, 'node_modules', 'axios', file)), file);
});

test('what adapters take from the inside gives what it gives in axios', async () => {
  const job = `
    const load = async (path) => (await import('axios/unsafe/' + path + '.js')).default;
    const [settle, full, absolute, build, combine] = await Promise.all(
      ['core/settle', 'core/buildFullPath', 'helpers/isAbsoluteURL', 'helpers/buildURL', 'helpers/combineURLs'].map(load));
    const [xhr, http] = await Promise.all(['adapters/xhr', 'adapters/http'].map(load));
    const { AxiosError } = await import('axios');
    const outcome = (call) => { try { return call() } catch (error) { return [error.code, error instanceof AxiosError] } };
    const urls = ['/a', 'a', '', 'https://x.com/a', '//x.com/a', 'http:a', undefined, 'https://x.com/a?b=1#c'];
    const settled = (status, validateStatus) => new Promise((resolve) =>
      settle(resolve, resolve, { status, config: { validateStatus }, request: 1 })).then((one) =>
      [one.code, one.message, one.status, one instanceof AxiosError]);
    console.log(JSON.stringify({
      absolute: urls.map(absolute),
      combine: urls.map((url) => combine('https://api.com/v1//', url)),
      full: urls.flatMap((url) => [outcome(() => full('https://api.com/v1/', url)), outcome(() => full('https://api.com', url, false))]),
      build: urls.flatMap((url) => [{ a: [1, 2], b: { c: 'd e' } }, null, new URLSearchParams('q=1')].map((params) => build(url, params))),
      custom: [build('/a', { b: 1 }, (params) => 'n=' + params.b), build('/a', { b: '@' }, { encode: (text) => text + '!' })],
      settled: await Promise.all([[200], [404, (status) => status < 400], [503, () => false], [404, null]].map((one) => settled(...one))),
      xhr, http: typeof http,
    }));`;
  const ours = await printed('inside.mjs', job);
  const folder = join(project, '..', 'real');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'inside.mjs'),
    job.replaceAll(
      /'axios(\/unsafe)?(?=['/])/g,
      (_, inside) => `'${pathToFileURL(realAxios).href}${inside ? '/lib' : '/index.js'}`,
    ),
  );
  const theirs = JSON.parse(
    await runQuietly(process.execPath, [join(folder, 'inside.mjs')], { cwd: folder }),
  );
  // axios has an adapter of Node's; everfetch has none, as axios in a browser.
  assert.deepEqual([ours.http, theirs.http], ['object', 'function']);
  assert.deepEqual({ ...ours, http: 0 }, { ...theirs, http: 0 });
});

test('an application typed for axios compiles, with what it has declared of its own', async () => {
  const app = `
    declare module 'axios' {
      export interface AxiosRequestConfig { traceId?: string }
    }
    const api: AxiosInstance = axios.create({ traceId: 'a', session: { refresh: '/auth/refresh' } });
    api.interceptors.request.use((config: InternalAxiosRequestConfig) => {
      const traced: string | undefined = config.traceId;
      config.headers.set('X-Trace', traced ?? '');
      return config;
    });
    export const me = async (): Promise<string> => {
      try {
        const { data }: AxiosResponse<{ name: string }> = await api.get<{ name: string }>('/me', { traceId: 'b' });
        return data.name;
      } catch (error) {
        if (axios.isAxiosError(error)) return String(error.response?.status);
        throw error;
      }
    };
    // @ts-expect-error what nobody has declared is still refused
    void api.get('/me', { untraced: 'c' });
    // One instance: an instance of the other name is the same type.
    export const client: Everfetch = api;
    export const signedIn: boolean = client.session.isSignedIn;`;
  const names = 'AxiosInstance, InternalAxiosRequestConfig, AxiosResponse';
  const files = {
    'app.mts': `import axios, { type ${names.replaceAll(', ', ', type ')} } from 'axios'; import { type AxiosInstance as Everfetch } from 'everfetch';`,
    'app.cts': `import axios = require('axios'); import type everfetch = require('everfetch'); type Everfetch = everfetch.AxiosInstance;
      ${names
        .split(', ')
        .map(
          (name) =>
            `type ${name}${name === 'AxiosResponse' ? '<T> = axios.AxiosResponse<T>' : ` = axios.${name}`};`,
        )
        .join(' ')}`,
    'old.cts': `import axios, { AxiosInstance, InternalAxiosRequestConfig, AxiosResponse } from 'axios'; import type { AxiosInstance as Everfetch } from 'everfetch';`,
  };
  for (const [name, head] of Object.entries(files)) writeFileSync(join(project, name), `${head}\n${app}`);
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--esModuleInterop'];
  for (const name of Object.keys(files))
    await runQuietly(
      process.execPath,
      [at('node_modules', 'typescript', 'bin', 'tsc'), ...options, '--skipLibCheck', 'false', name],
      { cwd: project },
    ).catch((error) => assert.fail(`${name}: ${error.log ?? error}`));
});
