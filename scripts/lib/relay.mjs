// Stands between wasm-bindgen's test runner and the browser, so that no file of the page of the tests waits for minutes.
//
// The runner's server (tiny_http 0.12) may leave a connection without a thread when several are opened at once: it is
// served when another one closes, which Firefox does after two minutes and Chromium after five. So the browser gets the
// page from a server here, which asks the runner's for one file at a time.

import { Agent, createServer, request } from 'node:http';

const listen = (server) =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)),
  );
const close = (server) => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));

const read = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/**
 * A WebDriver server in front of `driver`. Where it is told to open a page, the browser opens that page by way of here.
 * @param {string} driver the URL of a WebDriver server
 */
export async function startRelay(driver) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Where the runner has its page. */
  let origin = '';
  const pages = createServer((incoming, outgoing) => {
    const { url, method, headers } = incoming;
    const onward = request(new URL(url, origin), { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const place = await listen(pages);

  /** The command as the driver is to get it. @param {string} path @param {string} body */
  const commandOf = (path, body) => {
    if (!/\/session\/[^/]+\/url$/.test(path) || !body) return body;
    const wanted = new URL(JSON.parse(body).url);
    ({ origin } = wanted);
    return JSON.stringify({ url: wanted.href.replace(origin, place) });
  };
  const commands = createServer(async (incoming, outgoing) => {
    try {
      const { url, method } = incoming;
      const body = commandOf(url, await read(incoming)) || undefined;
      const answer = await fetch(new URL(url, driver), {
        method,
        body,
        headers: { 'content-type': 'application/json' },
      });
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    } catch {
      outgoing.destroy();
    }
  });
  const url = await listen(commands);
  return { url, close: () => Promise.all([close(commands), close(pages)]).then(() => agent.destroy()) };
}
