// Starts the embedded API server and the demo page inside this process, so that they end with it. Decides how ports are
// named and what is said if one is taken.

import { createServer as createSocket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { at } from './paths.mjs';
import { Failure } from './run.mjs';

export const host = '127.0.0.1';

/** The port in an environment variable, or its default. Anything else is an error with an explanation. */
export function portFrom(variable, fallback) {
  const text = process.env[variable] || String(fallback);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new Failure(`${variable} takes a port number from 1 to 65535, got "${text}".`);
  }
  return { variable, port };
}

const problem = ({ variable, port }, error) => {
  if (error.code === 'EADDRINUSE' || /already in use/.test(error.message)) {
    return new Failure(
      `Port ${port} is taken: end the program that uses it, or choose another port with ${variable}, ` +
        `for example ${variable}=${port + 100} npm start.`,
    );
  }
  if (error.code === 'EACCES')
    return new Failure(`Port ${port} may not be used: choose one above 1023 with ${variable}.`);
  return error;
};

/** Asked before the long steps begin. The answer may change until the port is used. */
export const checkPort = (place) =>
  new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.once('error', (error) => reject(problem(place, error)));
    socket.listen({ port: place.port, host }, () => socket.close(resolve));
  });

/** @returns {Promise<{ url: string, close(): Promise<void> }>} */
export async function startApi(place) {
  const { createServer } = await import(pathToFileURL(at('www-demo', 'server', 'index.js')));
  const api = await createServer();
  try {
    return { url: await api.listen({ port: place.port }), close: () => api.close() };
  } catch (error) {
    await api.close().catch(() => {});
    throw problem(place, error);
  }
}

/**
 * The API server for a run of tests: the same port each time if it is free, because the Rust tests have the URL
 * compiled in, and a new one would compile them anew; else any free port.
 */
export async function startTestApi() {
  try {
    return await startApi({ variable: 'API_PORT', port: 4645 });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return startApi({ variable: 'API_PORT', port: 0 });
  }
}

/** The page in a folder, served as it is developed. */
export async function startPage(root, place) {
  const { createServer } = await import('vite');
  const page = await createServer({
    root,
    server: { port: place.port, strictPort: true, host },
    clearScreen: false,
    logLevel: 'warn',
  });
  try {
    await page.listen();
  } catch (error) {
    await page.close().catch(() => {});
    throw problem(place, error);
  }
  return { url: `http://${host}:${place.port}/`, close: () => page.close() };
}

export function startDemo(place, apiUrl) {
  // Vite hands variables with this prefix to the page as import.meta.env.
  process.env.VITE_API_URL = apiUrl;
  return startPage(at('www-demo'), place);
}
