import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, until } from './client.js';

let server;
beforeAll(async () => {
  server = await startServer({ sandboxLimit: 20, sandboxIdle: 60_000 });
});
afterAll(() => server.close());

describe('sandboxes', () => {
  test('two sandboxes share no token, knob or counter', async () => {
    const [a, b] = [server.sandbox('iso-a'), server.sandbox('iso-b', { prefix: false })];
    const { accessToken, refreshToken } = await a.login();
    await a.knobs({ apiStatus: 500 });
    expect((await b.get('/api/me', accessToken)).status).toBe(401);
    expect((await b.refresh(refreshToken)).data.why).toBe('unknown');
    await a.expire();
    const other = await b.login();
    expect((await b.get('/api/me', other.accessToken)).status).toBe(200);
    expect((await a.counters()).calls).toEqual({ 'POST /auth/login': 1 });
  });

  test('a name with other characters is refused', async () => {
    expect((await server.sandbox('no%20spaces').get('/public/ping')).status).toBe(400);
    expect((await server.sandbox('x'.repeat(65)).get('/public/ping')).data.error).toBe('bad_sandbox');
  });

  test('an idle sandbox is forgotten, one in use is not', async () => {
    const [idle, used] = [server.sandbox('idle'), server.sandbox('used')];
    const [left, kept] = [await idle.login(), await used.login()];
    server.clock.now += 60_001;
    await used.knobs({ accessTtl: 1000 });
    await server.sandbox('newcomer').login();
    expect((await idle.refresh(left.refreshToken)).data.why).toBe('unknown');
    expect((await used.refresh(kept.refreshToken)).status).toBe(200);
  });

  test('too many sandboxes: the one unused for longest goes first', async () => {
    const first = server.sandbox('first');
    const { refreshToken } = await first.login();
    for (let i = 0; i < 19; i += 1) await server.sandbox(`many-${i}`).login();
    await first.counters();
    await server.sandbox('one-more').login();
    expect((await first.refresh(refreshToken)).status).toBe(200);
    for (let i = 0; i < 20; i += 1) await server.sandbox(`more-${i}`).login();
    expect((await first.refresh(refreshToken)).data.why).toBe('unknown');
  });
});

describe('CORS', () => {
  const origin = 'http://127.0.0.1:5173';

  test('a preflight is answered for every method, reflecting origin and headers', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'QUERY']) {
      const { status, headers } = await fetch(`${server.url}/s/cors/api/echo`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,x-odd',
        },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-allow-methods')).toContain(method);
      expect(headers.get('access-control-allow-headers')).toBe('authorization,x-odd');
    }
  });

  test('answers, refusals included, may be read by a page with COEP and show their headers', async () => {
    for (const path of ['/public/ping', '/api/me', '/nowhere']) {
      const { headers } = await fetch(`${server.url}/s/cors${path}`, { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('access-control-expose-headers')).toMatch(/WWW-Authenticate.*Retry-After.*Date/);
    }
  });
});

describe('resources', () => {
  test('echo tells what arrived, byte for byte', async () => {
    const api = server.sandbox('echo');
    const { accessToken: token } = await api.login();
    const body = 'naïve ✓';
    const bytes = Buffer.from(body);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { data } = await api.send(method, '/api/echo?a=1&b=%20', {
        token,
        body,
        headers: { 'content-type': 'text/plain', 'x-mine': 'yes' },
      });
      expect(data).toMatchObject({ method, search: 'a=1&b=%20', bytes: bytes.length, body });
      expect(data.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(data.headers['x-mine']).toBe('yes');
    }
    expect((await api.send('POST', '/api/echo', { token, json: { a: [1] } })).data.body).toEqual({ a: [1] });
    expect((await api.send('POST', '/api/echo', { token, form: { a: '1 2' } })).data.body).toEqual([
      ['a', '1 2'],
    ]);
    const broken = { token, body: '{', headers: { 'content-type': 'application/json' } };
    expect((await api.send('POST', '/api/echo', broken)).status).toBe(400);
  });

  test('multipart parts are told apart by name and content', async () => {
    const api = server.sandbox('multipart');
    const { accessToken: token } = await api.login();
    const form = new FormData();
    form.append('title', 'x');
    form.append('file', new Blob(['abc'], { type: 'image/png' }), 'a.png');
    const { data } = await api.send('POST', '/api/echo', { token, body: form });
    expect(data.body).toEqual([
      { name: 'title', value: 'x' },
      {
        name: 'file',
        filename: 'a.png',
        type: 'image/png',
        bytes: 3,
        sha256: createHash('sha256').update('abc').digest('hex'),
      },
    ]);
  });

  test('upload and stream count bytes', async () => {
    const api = server.sandbox('bytes');
    const { accessToken: token } = await api.login();
    const upload = {
      token,
      body: Buffer.alloc(200_000, 7),
      headers: { 'content-type': 'application/octet-stream' },
    };
    expect((await api.send('POST', '/api/upload', upload)).data.bytes).toBe(200_000);
    expect((await api.get('/api/stream?bytes=50000', token)).data).toHaveLength(50_000);
  });

  test('403, step-up and the 401 that never goes away have their challenges', async () => {
    const api = server.sandbox('refusals');
    const { accessToken: token } = await api.login();
    const challenge = async (path) => {
      const { status, headers } = await api.get(path, token);
      return [status, /error="(\w+)"/.exec(headers.get('www-authenticate'))?.[1]];
    };
    expect(await challenge('/api/forbidden')).toEqual([403, 'insufficient_scope']);
    expect(await challenge('/api/stepup')).toEqual([401, 'insufficient_user_authentication']);
    expect(await challenge('/api/always401')).toEqual([401, 'invalid_token']);
  });

  test('the GraphQL-like route answers 200 and hides the refusal in the body', async () => {
    const api = server.sandbox('graphql');
    const { accessToken: token } = await api.login();
    expect((await api.post('/api/graphql', {})).data.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await api.post('/api/graphql', {}, { token })).data.data.me.name).toBe('ada');
  });
});

// Programs that are started take seconds on a busy machine.
describe('the program', { timeout: 30_000 }, () => {
  const main = fileURLToPath(new URL('../../www-demo/server/main.js', import.meta.url));
  const run = (port) => {
    const child = spawn(process.execPath, [main], { env: { ...process.env, API_PORT: port } });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => (output[name] += chunk));
    return { child, output, ended: once(child, 'close') };
  };

  test('a taken port is one clear line and exit code 1', async () => {
    const { ended, output } = run(new URL(server.url).port);
    expect((await ended)[0]).toBe(1);
    expect(output.stderr).toMatch(/^Port \d+ is taken: .*API_PORT\.\n$/);
  });

  test('a port that is none is refused', async () => {
    const { ended, output } = run('http');
    expect((await ended)[0]).toBe(1);
    expect(output.stderr).toBe('API_PORT takes a port number, got "http".\n');
  });

  test('it prints its URL, serves, and ends on an interrupt although a call is open', async () => {
    const { child, ended, output } = run('0');
    try {
      await until(() => /http:\/\/127\.0\.0\.1:\d+/.test(output.stdout));
      const url = output.stdout.trim().split(' ').pop();
      const login = await fetch(`${url}/auth/login`, { method: 'POST' });
      const { accessToken } = await login.json();
      const open = fetch(`${url}/api/slow?ms=60000`, {
        headers: { authorization: `Bearer ${accessToken}` },
      }).catch(() => 'cut');
      await until(
        async () => (await (await fetch(`${url}/control/counters`)).json()).calls['GET /api/slow'] === 1,
      );
      child.kill('SIGINT');
      expect((await ended)[0]).toBe(0);
      expect(await open).toBe('cut');
    } finally {
      child.kill('SIGKILL');
    }
  });
});
