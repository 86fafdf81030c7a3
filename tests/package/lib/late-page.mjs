// A page as esbuild with splitting or Vite builds it, whose server gives the core's chunk, holds it back, or gives something else.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { at } from '../../../scripts/lib/paths.mjs';
import { newPage, serve } from './browser.mjs';

const application = `
import everfetch from 'everfetch';
const api = everfetch.create({ baseURL: '/api', session: { refresh: '/auth/refresh', id: 'late' } });
Object.assign(globalThis, {
  signIn: () => api.session.signIn({ accessToken: 'access-1', refreshToken: 'refresh-1', expiresIn: 3600 }),
  get: (path) => api.get(path).then(({ data }) => data, ({ code }) => code),
  refresh: () => api.session.refresh().then(() => 'refreshed', ({ code, message }) => code + ': ' + message),
  state: () => api.session.state,
});
document.title = 'ready';
`;

/** Each leaves app.js and the chunks in the folder. @type {Record<string, (folder: string) => Promise<unknown>>} */
const bundlers = {
  esbuild: (folder) =>
    build({
      stdin: { contents: application, resolveDir: at('scripts') },
      outdir: folder,
      entryNames: 'app',
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      logLevel: 'error',
    }),
  async Vite(folder) {
    const vite = await import('vite');
    writeFileSync(join(folder, 'main.js'), application);
    const output = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' };
    await vite.build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { everfetch: at('pkg', 'index.js') } },
      build: {
        outDir: '.',
        emptyOutDir: false,
        rolldownOptions: { input: { app: join(folder, 'main.js') }, output },
      },
    });
  },
};

/**
 * The page, its server, and what that was asked for. `site.chunk` is what the server does when it is asked for the core:
 * `serve`, `fail`, `hold`, or a function of the right text that gives another one.
 */
export async function open(t, bundler = 'esbuild') {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-late-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await bundlers[bundler](folder);
  const chunk = `/${readdirSync(folder).find((name) => name.startsWith('core-'))}`;
  const site = { asked: [], chunk: 'serve', expired: false, held: [] };
  const json =
    (value, status = 200) =>
    (request, response) => {
      site.asked.push(`${request.url} ${request.headers.authorization ?? ''}`.trim());
      const isRefused = site.expired && request.headers.authorization === 'Bearer access-1';
      response.writeHead(isRefused ? 401 : status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(value));
    };
  const address = await serve(t, folder, {
    '/page': {
      body: '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.js"></script>',
    },
    '/api/me': json({ user: 'ada' }),
    '/api/auth/refresh': json({ accessToken: 'access-2', refreshToken: 'refresh-2', expiresIn: 3600 }),
    [chunk]: (request, response) => {
      site.asked.push(request.url.replace(/-\w+/, ''));
      if (site.chunk === 'fail') return request.socket.destroy();
      const send = () => {
        response.writeHead(200, { 'Content-Type': 'text/javascript' });
        const text = readFileSync(join(folder, chunk), 'utf8');
        response.end(typeof site.chunk === 'function' ? site.chunk(text) : text);
      };
      if (site.chunk === 'hold') site.held.push(send);
      else send();
    },
  });
  const tab = await newPage(t);
  const load = async () => {
    await tab.goto(`${address}/page`);
    await tab.waitForFunction(() => document.title === 'ready');
  };
  await load();
  return { site, tab, load, folder };
}
