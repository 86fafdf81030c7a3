// A small API with a session: sign-in, refresh with rotation, sign-out, and items that need a valid access token. How it
// hands the tokens out is what the projects differ in.

import { createServer } from 'node:http';

const STATUS = { refuse: 401 };

/** What a page of another origin needs. */
const crossOrigin = ({ headers }) =>
  headers.origin && {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-expose-headers': 'x-access-token',
  };

/** @param {any} options of a project: project.json's `server` */
export async function startServer(options = {}) {
  const {
    reply = { accessToken: '$access', refreshToken: '$refresh' },
    header = 'authorization',
    scheme = 'Bearer',
    cookie,
    rotate = true,
    refresh = '/auth/refresh',
    refusal = {},
    sliding,
    needs = {},
    denial = 401,
    login = reply,
  } = options;
  const state = {
    access: 0,
    refresh: 0,
    refreshes: 0,
    items: 0,
    valid: undefined,
    isAlive: true,
    isDown: false,
    log: [],
    lastCredential: undefined,
  };
  const tokens = (isNewRefresh) => {
    state.access++;
    if (isNewRefresh) state.refresh++;
    state.valid = `a.${state.access}`;
    return { $access: state.valid, $refresh: `r.${state.refresh}` };
  };
  const fill = (template, values) =>
    JSON.parse(JSON.stringify(template), (_, value) =>
      typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : value,
    );
  const cookies = ({ $access, $refresh }) => {
    if (cookie === 'both')
      return [`access=${$access}; HttpOnly; Path=/`, `refresh=${$refresh}; HttpOnly; Path=/`];
    return cookie ? [`refresh=${$refresh}; HttpOnly; Path=/`] : [];
  };

  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url, 'http://x');
    const path = url.pathname.replace(/^\/api(?=\/)/, '');
    const given = `${text} ${request.headers.authorization ?? ''} ${request.headers['x-refresh-token'] ?? ''} ${url.search}`;
    const jar = Object.fromEntries(
      (request.headers.cookie ?? '')
        .split('; ')
        .filter(Boolean)
        .map((one) => one.split('=')),
    );
    const cors = crossOrigin(request);
    if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
    const send = (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...cors, ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    state.log.push(`${request.method} ${path}`);
    if (path === refresh) {
      state.refreshes++;
      state.lastRefresh = { method: request.method, text, headers: request.headers };
      if (state.isDown) return send(503, { error: 'down' });
      for (const [name, value] of Object.entries(needs))
        if (!given.includes(value) && request.headers[name] !== value)
          return send(400, { error: `needs ${name}` });
      const token = cookie ? (jar.refresh ?? '') : (/\br\.\d+/.exec(given)?.[0] ?? '');
      const isRight = sliding === 'access' ? /\ba\.\d+/.test(given) : token === `r.${state.refresh}`;
      if (!state.isAlive || !isRight) return send(denial, { message: 'sign in again' });
      // Long enough for a burst to arrive.
      await new Promise((resolve) => setTimeout(resolve, 30));
      const values = tokens(rotate);
      const made = fill(reply, values);
      const extra = options.replyHeader ? { [options.replyHeader]: values.$access } : {};
      return send(200, made, { ...extra, ...(cookie && { 'set-cookie': cookies(values) }) });
    }
    if (/\/(login|signin|sign-in|sessions)$/.test(path) && request.method === 'POST') {
      if (/wrong/.test(text)) return send(401, { message: 'wrong password' });
      state.isAlive = true;
      const values = tokens(true);
      return send(
        200,
        { user: { name: 'ada' }, ...fill(login, values) },
        cookie ? { 'set-cookie': cookies(values) } : {},
      );
    }
    if (/(logout|signout)$/.test(path)) {
      state.isAlive = false;
      state.valid = undefined;
      return send(
        200,
        {},
        cookie ? { 'set-cookie': ['access=; Max-Age=0; Path=/', 'refresh=; Max-Age=0; Path=/'] } : {},
      );
    }
    const credential = cookie === 'both' ? jar.access : request.headers[header];
    state.lastCredential = credential;
    const wanted = cookie === 'both' ? state.valid : `${scheme ? `${scheme} ` : ''}${state.valid}`;
    if (state.valid === undefined || credential !== wanted)
      return send(refusal.status ?? STATUS.refuse, refusal.body ?? { message: 'expired' });
    state.items++;
    const extra = sliding === 'header' && state.slides ? { 'x-access-token': tokens(false).$access } : {};
    return send(200, { ...(refusal.status === 200 && { code: 0 }), ok: true, path }, extra);
  });
  // On a busy machine a connection is idle for longer than Node's five seconds, and must not be closed under a request.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state,
    /** The tokens of a user who has been signed in for a while. */
    seed: () => tokens(true),
    cookies,
    expire: () => void (state.valid = 'nothing'),
    kill: () => void (state.isAlive = false),
    close: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())),
  };
}
