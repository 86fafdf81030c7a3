// What a back end must do to keep a session, in Express: rotation, reuse detection, a grace period, CSRF
// and CORS. The access token comes in the answer, the refresh token in an HTTP-only cookie (`carrier: 'split'`).
//
// A refresh token is a session's name, a generation and a signature, so nothing secret is stored: only which generation
// is the current one. Sessions and the one user are in memory here; put both into your database, and let the change
// of a generation be one atomic statement (`UPDATE … WHERE id = ? AND generation = ?`).

import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import express from 'express';

const env = process.env;
const port = Number(env.PORT ?? 3000);
const appOrigin = env.APP_ORIGIN ?? 'http://localhost:5173';
const secret = env.SECRET ?? randomBytes(32);
const accessSeconds = Number(env.ACCESS_SECONDS ?? 300);
const graceSeconds = Number(env.GRACE_SECONDS ?? 10);
const sessionSeconds = 30 * 24 * 3600;

/** Replace this by your users, whose passwords are hashed. */
const users = new Map([['ada', 'lovelace']]);
/** @type {Map<string, { user: string, generation: number, renewedAt: number }>} */
const sessions = new Map();

const now = () => Math.floor(Date.now() / 1000);
const mac = (text) => createHmac('sha256', secret).update(text).digest('base64url');
const sign = (...parts) => `${parts.join('.')}.${mac(parts.join('.'))}`;

/** The parts of a token that this server has signed for this purpose, or nothing. */
function verify(kind, token) {
  const parts = String(token ?? '').split('.');
  const given = Buffer.from(parts.pop() ?? '');
  const right = Buffer.from(mac(parts.join('.')));
  const isOurs = given.length === right.length && timingSafeEqual(given, right) && parts[0] === kind;
  return isOurs ? parts.slice(1) : undefined;
}

/** Answers with tokens of the session's current generation. */
function giveTokens(response, id) {
  response.cookie('refresh', sign('refresh', id, sessions.get(id).generation), {
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    path: '/auth',
    maxAge: sessionSeconds * 1000,
  });
  response.set('Cache-Control', 'no-store');
  response.json({
    accessToken: sign('access', id, now() + accessSeconds),
    expiresIn: accessSeconds,
  });
}

const cookie = (request) => /(?:^|; )refresh=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
const unauthorized = (response, error) =>
  response.status(401).set('WWW-Authenticate', `Bearer error="${error}"`).json({ error });

const app = express();
app.disable('x-powered-by');

// First of all, so that refusals have these headers too: a 401 without them is a network error to the page.
app.use((request, response, next) => {
  response.vary('Origin');
  if (request.headers.origin === appOrigin)
    response.set({
      'Access-Control-Allow-Origin': appOrigin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'Retry-After, WWW-Authenticate',
    });
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
    'Access-Control-Max-Age': '7200',
  });
  response.sendStatus(204);
});
app.use(express.json());

// Cookies go along with requests of any page; only our own page may cause a call that uses them. Every browser names
// the origin of a POST.
app.use('/auth', (request, response, next) =>
  request.headers.origin === appOrigin ? next() : response.status(403).json({ error: 'origin' }),
);

app.post('/auth/login', (request, response) => {
  const { user, password } = request.body ?? {};
  if (!users.has(user) || users.get(user) !== password)
    return response.status(401).json({ error: 'wrong name or password' });
  const id = randomUUID();
  sessions.set(id, { user, generation: 1, renewedAt: 0 });
  giveTokens(response, id);
});

app.post('/auth/refresh', (request, response) => {
  const [id, generation] = verify('refresh', cookie(request)) ?? [];
  const session = sessions.get(id);
  if (!session) return unauthorized(response, 'invalid_grant');
  if (Number(generation) === session.generation) {
    session.generation++;
    session.renewedAt = now();
  } else if (Number(generation) !== session.generation - 1 || now() - session.renewedAt > graceSeconds) {
    // A token that was replaced long ago comes back: somebody has a copy. Nobody keeps the session.
    sessions.delete(id);
    return unauthorized(response, 'invalid_grant');
  }
  // Within the grace period the answer to the replaced token is the same successor once more: its answer was lost.
  giveTokens(response, id);
});

app.post('/auth/logout', (request, response) => {
  const [id] = verify('refresh', cookie(request)) ?? [];
  sessions.delete(id);
  response.clearCookie('refresh', { path: '/auth', httpOnly: true, secure: true, sameSite: 'lax' });
  response.sendStatus(204);
});

app.use('/api', (request, response, next) => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [id, ends] = verify('access', token) ?? [];
  const session = sessions.get(id);
  if (!session || Number(ends) <= now()) return unauthorized(response, 'invalid_token');
  response.locals.user = session.user;
  next();
});

app.get('/api/items/:id', (request, response) => {
  response.json({ id: request.params.id, user: response.locals.user });
});

const server = app.listen(port, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
