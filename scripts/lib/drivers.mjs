// Starts what drives a browser: chromedriver, geckodriver, or WebKitGTK's driver on a separate display. Decides when such a program is
// ready, and ends it together with its browsers.

import { spawn } from 'node:child_process';
import { freePort } from './port.mjs';
import { stop } from './run.mjs';

const START = 60_000;
const STOP = 5_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whichever is first; the bound keeps no process alive once `work` has settled. @template T @param {Promise<T>} work */
async function within(work, ms) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A program in a new process group, to which the browsers that it starts belong. */
function launch(file, args, { env = {}, stdio = ['ignore', 'ignore', 'pipe'] } = {}) {
  const child = spawn(file, args, { stdio, env: { ...process.env, ...env }, detached: true });
  const state = { child, said: '', error: undefined };
  child.stderr?.on('data', (data) => (state.said = (state.said + data).slice(-4000)));
  state.ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => resolve((state.error = error)));
  });
  // It ends with this process, whatever ends that.
  const kill = () => stop(child, 'SIGKILL');
  process.once('exit', kill);
  state.end = async () => {
    stop(child);
    await within(state.ended, STOP);
    kill();
    process.off('exit', kill);
  };
  state.problem = () => state.error?.message ?? (child.exitCode === null ? undefined : state.said);
  return state;
}

/** Waits until the driver answers. */
async function ready(driver, url) {
  const begun = performance.now();
  for (;;) {
    const problem = driver.problem();
    if (problem !== undefined) throw new Error(`the driver ended at once: ${problem}`);
    try {
      const answer = await fetch(`${url}/status`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
    } catch {
      // Not yet.
    }
    if (performance.now() - begun > START) throw new Error(`the driver did not start: ${driver.said}`);
    await pause(100);
  }
}

/** A display without a screen. It prints its number when it is ready. */
async function startDisplay(file) {
  const display = launch(file, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const number = new Promise((resolve) =>
    display.child.stdio[3].once('data', (data) => resolve(Number(data))),
  );
  const named = await within(Promise.race([number, display.ended.then(() => undefined)]), START);
  if (named === undefined) {
    await display.end();
    throw new Error(`Xvfb did not start: ${display.error?.message ?? display.said}`);
  }
  return { name: `:${named}`, end: display.end };
}

/**
 * @param {'chromium' | 'firefox' | 'webkit'} name
 * @param {{ browser: string, driver: string, display?: string }} programs of the engine
 * @returns {Promise<{ url: string, group: number, close(): Promise<void> }>} a WebDriver server, and the process group
 *   that its browsers belong to
 */
export async function startDriver(name, programs) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const screen = name === 'webkit' ? await startDisplay(programs.display) : undefined;
  const driver = launch(
    programs.driver,
    name !== 'firefox'
      ? [`--port=${port}`]
      : ['--port', String(port), '--binary', programs.browser, '--websocket-port', '0', '--log', 'error'],
    { env: screen && { DISPLAY: screen.name, GDK_BACKEND: 'x11' } },
  );
  const close = async () => {
    await driver.end();
    await screen?.end();
  };
  try {
    await ready(driver, url);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, group: driver.child.pid, close };
}
