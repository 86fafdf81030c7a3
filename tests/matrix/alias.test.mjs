// `npm install axios@npm:@everfetch/axios`, as a user types it, beside the plugins that ask for axios: npm finds no conflict,
// and all of them get everfetch. The registry is one of this machine, with what is installed here.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { startRegistry } from '../package/lib/registry.mjs';

const plugins = ['axios-retry', 'axios-mock-adapter', 'axios-cache-interceptor', '@nestjs/axios'];
// What @nestjs/axios is made for.
const nest = ['@nestjs/common', 'reflect-metadata', 'rxjs'];

const folder = mkdtempSync(join(tmpdir(), 'everfetch-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const nameOf = (...path) => JSON.parse(readFileSync(join(...path, 'package.json'), 'utf8')).name;

/** A library with an axios of its own among its dependencies. */
function library(name, range) {
  const place = join(folder, 'libraries', name);
  mkdirSync(place, { recursive: true });
  const text = { name, version: '1.0.0', main: 'index.js', dependencies: { axios: range } };
  writeFileSync(join(place, 'package.json'), JSON.stringify(text));
  writeFileSync(join(place, 'index.js'), "module.exports = require('axios');\n");
  return place;
}

let registry;
before(async () => {
  const own = [
    at('pkg'),
    at('pkg-axios', 'dist'),
    library('in-range', '^1.6.0'),
    library('elsewhere', '^0.27.0'),
  ];
  registry = await startRegistry(at('tests', 'matrix'), own);
});
after(() => registry?.close());

let count = 0;
/** An application with these packages. */
async function application(names, manifest = {}) {
  const place = join(folder, `app${++count}`);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  await registry.install(place, ...names);
  return place;
}

test('it installs under the name axios beside the plugins, without a conflict and without a second axios', async () => {
  const place = await application(['axios@npm:@everfetch/axios', ...plugins, ...nest]);
  assert.equal(nameOf(place, 'node_modules', 'axios'), '@everfetch/axios');
  const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  assert.match(manifest.dependencies.axios, /^npm:@everfetch\/axios@\^1\./);
  for (const name of plugins)
    assert.ok(!existsSync(join(place, 'node_modules', name, 'node_modules', 'axios')), name);
  // Fails where a package, or the version that another one asks for, is missing.
  await runQuietly('npm', ['ls', '--all'], { cwd: place });
  writeFileSync(
    join(place, 'nest.mjs'),
    `import 'reflect-metadata';
    import { HttpService } from '@nestjs/axios';
    import axios, { AxiosError } from 'axios';
    import everfetch from 'everfetch';
    import { createFakeServer } from 'everfetch/testing';
    import { firstValueFrom } from 'rxjs';
    const server = createFakeServer({ origin: 'https://api.example.com' });
    server.install();
    const job = async () => {
      const api = everfetch.create({ baseURL: server.origin, session: { refresh: '/auth/refresh' } });
      const http = new HttpService(api);
      await api.session.signIn(server.signIn('ada'));
      server.expireAccessTokens();
      const answers = await Promise.all(Array.from({ length: 20 }, () => firstValueFrom(http.get('/me'))));
      const refused = await firstValueFrom(http.get('/me', { validateStatus: () => false })).catch((error) => error);
      const sameByDefault = new HttpService().axiosRef === axios;
      return [answers.filter(({ status }) => status === 200).length, server.counters.refreshes,
        refused instanceof AxiosError, sameByDefault];
    };
    job().then((result) => (console.log(JSON.stringify(result)), process.exit()));`,
  );
  const printed = await runQuietly(process.execPath, ['nest.mjs'], { cwd: place });
  assert.deepEqual(JSON.parse(printed), [20, 1, true, true]);
});

test('everfetch itself under that name is a conflict: its version is none of axios', async () => {
  await assert.rejects(application(['axios@npm:everfetch', ...plugins, ...nest]), ({ log }) =>
    /ERESOLVE/.test(log),
  );
});

test('a library with an axios of its own shares it within its range, and beyond by an override', async () => {
  const shared = await application(['axios@npm:@everfetch/axios', 'in-range']);
  assert.ok(!existsSync(join(shared, 'node_modules', 'in-range', 'node_modules')));
  // The registry has no such axios, so that only the override can satisfy the library.
  await assert.rejects(application(['axios@npm:@everfetch/axios', 'elsewhere']), ({ log }) =>
    /ETARGET/.test(log),
  );
  const { version } = JSON.parse(readFileSync(at('pkg-axios', 'dist', 'package.json'), 'utf8'));
  const given = await application(['elsewhere'], {
    dependencies: { axios: `npm:@everfetch/axios@^${version}` },
    overrides: { axios: '$axios' },
  });
  assert.equal(nameOf(given, 'node_modules', 'axios'), '@everfetch/axios');
  assert.ok(!existsSync(join(given, 'node_modules', 'elsewhere', 'node_modules')));
});
