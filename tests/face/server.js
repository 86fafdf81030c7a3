// The HTTP server that all tests of the face talk to. It echoes what reached it and answers in the awkward ways
// that clients must cope with. Started once for all test files; its address is handed over by `inject('base')`.
import { createServer } from 'node:http';

const cors = (request) => ({
  'access-control-allow-origin': request.headers.origin || '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': request.headers['access-control-request-headers'] || '*',
  'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS,QUERY,PURGE,LINK,UNLINK',
  'access-control-expose-headers': 'x-one,x-two,etag,link,content-length,content-encoding,retry-after',
});

// What differs between two runs of one request, or between transports, whoever makes it.
const VOLATILE = /^(host|connection|user-agent|origin|referer|sec-.*|accept-language|accept-encoding)$/;

/** What reached the server. Boundaries are random, so they are replaced, and lengths that contain them left out. */
const report = ({ method, url, headers }, body) => {
  // Sorted: the order of headers means nothing, and transports have their own.
  const sent = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !VOLATILE.test(name))
      .sort(),
  );
  let text = body.toString('latin1');
  const [, boundary] = /^multipart\/form-data;\s*boundary=(.*)$/i.exec(sent['content-type'] || '') || [];
  if (boundary) {
    sent['content-type'] = 'multipart/form-data; boundary=BOUNDARY';
    delete sent['content-length'];
    text = text.split(boundary).join('BOUNDARY');
  }
  // A form under a Content-Type that says something else.
  text = text.replace(/-+formdata-undici-\d+/g, 'BOUNDARY');
  return { method, url, headers: sent, body: text };
};

const answers = {
  echo: (request, response, body) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(report(request, body)));
  },
  status: (request, response, body, [code]) => {
    response.statusCode = +code;
    response.setHeader('content-type', 'application/json');
    response.end(
      code === '204' || code === '304' ? undefined : JSON.stringify({ code: +code, message: 'as asked' }),
    );
  },
  text: (request, response) => {
    response.setHeader('content-type', 'text/plain');
    response.end('just text');
  },
  html: (request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>A title</title><p id="x">p');
  },
  latin1: (request, response) => {
    response.setHeader('content-type', 'text/plain; charset=iso-8859-1');
    response.end(Buffer.from('caf\u00e9', 'latin1'));
  },
  bom: (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('\uFEFF{"a":1}');
  },
  badjson: (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"a":');
  },
  empty: (request, response) => response.end(),
  headers: (request, response) => {
    response.setHeader('x-one', ['1', '2']);
    response.setHeader('x-two', ' padded ');
    response.setHeader('etag', '"e"');
    response.setHeader('link', '</a>; rel="next"');
    response.end('{}');
  },
  bytes: (request, response, body, [size]) => {
    response.setHeader('content-length', size);
    response.end(Buffer.alloc(+size, 'x'));
  },
  chunks: (request, response, body, [count]) => {
    let left = +count;
    const next = () => (left-- > 0 ? response.write('0123456789', () => setImmediate(next)) : response.end());
    next();
  },
  late: (request, response, body, [ms]) => setTimeout(() => response.end('late'), +ms),
  hang: () => {},
  half: (request, response) => {
    response.setHeader('content-length', '100');
    response.write('half', () => response.destroy());
  },
  drop: (request) => request.socket.destroy(),
  redirect: (request, response) => {
    response.statusCode = 302;
    response.setHeader('location', '/text');
    response.end();
  },
};

const serve = (request, response) => {
  const parts = [];
  request.on('error', () => {});
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    for (const [name, value] of Object.entries(cors(request))) response.setHeader(name, value);
    if (request.headers['access-control-request-method']) return response.writeHead(204).end();
    const [name, ...rest] = request.url.split('?', 1)[0].slice(1).split('/');
    (answers[name] || answers.echo)(request, response, Buffer.concat(parts), rest);
  });
};

export default async function start({ provide }) {
  const server = createServer(serve);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  provide('base', `http://127.0.0.1:${server.address().port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
