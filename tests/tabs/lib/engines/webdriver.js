// A browser behind WebDriver, as geckodriver and WebKitGTK's driver both speak it: one command after the other, each
// to the window that was chosen last. Decides how commands for several tabs share that one line.

const COMMAND = 30_000;

/** @param {string} url of the driver @param {object} capabilities */
export async function connect(url, capabilities) {
  const send = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
      signal: AbortSignal.timeout(COMMAND),
    });
    const { value } = await answer.json();
    if (!answer.ok)
      throw new Error(`${method} ${path.replace(/\/session\/[^/]+/, '')}: ${value.message || value.error}`);
    return value;
  };
  const session = await send('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
  const base = `/session/${session.sessionId}`;

  /** @type {Promise<unknown>} */
  let line = Promise.resolve();
  let chosen;
  /** What is done without another command in between. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  const alone = (work) => {
    const done = line.then(work);
    line = done.catch(() => {});
    return done;
  };
  const choose = async (handle) => {
    if (chosen === handle) return;
    chosen = undefined;
    await send('POST', `${base}/window`, { handle });
    chosen = handle;
  };

  return {
    capabilities: session.capabilities,
    /** One command to one window. */
    command: (handle, method, path, body) =>
      alone(async () => {
        await choose(handle);
        return send(method, base + path, body);
      }),
    handles: () => alone(() => send('GET', `${base}/window/handles`)),
    /** WebKitGTK's driver opens a tab only where the window that was chosen last still exists. */
    newTab: (opener, type) =>
      alone(async () => {
        await choose(opener);
        return (await send('POST', `${base}/window/new`, { type })).handle;
      }),
    closeTab: (handle) =>
      alone(async () => {
        await choose(handle);
        chosen = undefined;
        await send('DELETE', `${base}/window`);
      }),
    end: () => alone(() => send('DELETE', base)),
  };
}
