// A worker that stands for a page, and what a test asks of it.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export async function openWorker(data) {
  let page = await start(data);
  return {
    ask: (name, argument) => page.ask(name, argument),
    /** The page again, with what was stored. */
    async reload({ local, session, jar }) {
      await page.close();
      page = await start({ ...data, local, session, jar });
    },
    close: () => page.close(),
  };
}

async function start(data) {
  const worker = new Worker(here('./page.mjs'), { workerData: data });
  let id = 0;
  const waiting = new Map();
  const failed = (error) => waiting.forEach(({ reject }) => reject(error));
  worker.on('error', failed);
  worker.on('message', ({ id: number, value, error }) => {
    const { resolve, reject } = waiting.get(number);
    waiting.delete(number);
    if (error) reject(new Error(error));
    else resolve(value);
  });
  const ask = (name, argument) =>
    new Promise((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      worker.postMessage({ id, name, argument });
    });
  await ask('start');
  return { ask, close: () => worker.terminate() };
}
