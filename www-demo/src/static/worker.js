// The service worker of the build without a server: answers what the pages ask of the API. All tabs share it, as they
// would a server. It decides which calls are the API's; sandbox.js decides their answers.

import { createSandboxes } from './sandboxes.js';

const worker = /** @type {any} */ (self);
const root = new URL('api/s/', worker.registration.scope);
const sandboxes = createSandboxes();

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
// A page that was reloaded past the worker asks to be answered by it again.
worker.addEventListener('message', (event) => {
  if (event.data === 'claim') event.waitUntil(worker.clients.claim());
});

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (!url.href.startsWith(root.href)) return;
  const [, name, path] = /^([\w.-]+)(\/.*)$/.exec(url.pathname.slice(root.pathname.length)) ?? [];
  if (!name) return;
  event.respondWith(answer(event.request, name, path));
});

async function answer(request, name, path) {
  const sandbox = await sandboxes.get(name, `${root.pathname}${name}`);
  try {
    return await sandbox.handle(request, path);
  } catch {
    // An answer that the fake server loses is lost as on a network.
    return Response.error();
  } finally {
    // Stored before the answer is sent, as a server does: the browser may stop the worker at once.
    await sandbox.saved();
  }
}
