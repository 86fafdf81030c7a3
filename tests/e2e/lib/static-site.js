// A plain static file server, as any host of static files is: it knows files and their types, and nothing of the demo.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
};

const isFile = (path) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/**
 * @param {string} folder
 * @param {string} [under] the path under which the folder is served
 */
export async function startStaticSite(folder, under = '/') {
  const asked = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    asked.push(`${request.method} ${pathname}`);
    const path = pathname.startsWith(under) ? normalize(pathname.slice(under.length)) : '';
    const file = join(folder, path === '.' || path.endsWith('/') ? `${path}/index.html` : path);
    if (
      request.method !== 'GET' ||
      !file.startsWith(folder) ||
      !pathname.startsWith(under) ||
      !(await isFile(file))
    )
      return response.writeHead(404).end('not found');
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${under}`,
    /** Every call that reached the host. */
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
