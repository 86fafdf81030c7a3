// The page's side of the build without a server: starts the service worker that answers in its place, and waits until
// calls of this page reach it. With a server there is nothing to wait for.

const PATIENCE = 10_000;

const waitFor = (what, promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`${what} takes too long`)), PATIENCE)),
  ]);

async function startWorker() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) throw new Error('this browser allows no service worker here');
  const controlled = new Promise((resolve) => {
    if (serviceWorker.controller) resolve();
    serviceWorker.addEventListener('controllerchange', resolve, { once: true });
  });
  await serviceWorker.register(new URL('worker.js', document.baseURI));
  const { active } = await waitFor('the service worker', serviceWorker.ready);
  // A page that was reloaded with Shift is not controlled until the worker claims it.
  active.postMessage('claim');
  await waitFor('the service worker', controlled);
}

function explain(error) {
  const text =
    `These pages have no server: a service worker answers in its place, and it did not start (${error.message}). ` +
    'It needs https or localhost, and a window that is not private.';
  document.body.prepend(
    Object.assign(document.createElement('p'), { className: 'banner', role: 'alert', textContent: text }),
  );
  throw error;
}

export const serverReady = import.meta.env.VITE_STATIC ? startWorker().catch(explain) : Promise.resolve();
