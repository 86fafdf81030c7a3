// ky with a refresh in its hooks, in the ways in which people write it: each is moved to the same session, and nothing of
// the refresh is left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../src/index.js';
import { filesOf } from './lib/traps.mjs';

const base = filesOf('54-');
const POST =
  "ky.post('https://api.example.com/auth/refresh', { json: { refreshToken: localStorage.getItem('refreshToken') } }).json()";
const KEEP =
  "localStorage.setItem('accessToken', data.accessToken); localStorage.setItem('refreshToken', data.refreshToken);";
const SETS =
  "(request) => { const token = localStorage.getItem('accessToken'); if (token) request.headers.set('Authorization', `Bearer ${token}`); }";
const client = (b, a, top = '', tail = '') =>
  `import ky, { HTTPError } from 'ky';\n${top}\nexport const api = ky.create({\n  prefixUrl: 'https://api.example.com',\n  hooks: {\n    beforeRequest: [${b}],\n    afterResponse: [${a}],\n  },\n});\n${tail}`;
const SPELLINGS = {
  'a refresh by a call of ky itself, and the options handed on': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const data = await ky('https://api.example.com/auth/refresh', { method: 'post', json: { refreshToken: localStorage.getItem('refreshToken') } }).json(); ${KEEP} request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return ky(request, options); } return response; }`,
  ),
  'a mark in the context': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401 && !options.context?.retried) { const data = await ${POST}; ${KEEP} return ky(request, { ...options, context: { ...options.context, retried: true } }); } }`,
  ),
  'a mark among the options': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401 && !options._retry) { const data = await ${POST}; ${KEEP} return ky(request, { ...options, _retry: true }); } }`,
  ),
  'a token by a function, and the client itself sends again': client(
    "async (request) => { const token = await getToken(); request.headers.set('Authorization', 'Bearer ' + token); }",
    `async (request, _, response) => { if (response.status !== 401) { return response; } const data = await ${POST}; ${KEEP} return api(request); }`,
    "const getToken = () => localStorage.getItem('accessToken');",
  ),
  'a new Request with the header': client(
    "(request) => { const token = localStorage.getItem('accessToken'); return new Request(request, { headers: { ...request.headers, Authorization: `Bearer ${token}` } }); }",
    `async (request, _, response) => { if (response.status === 401) { const data = await ${POST}; ${KEEP} return ky(new Request(request, { headers: { ...Object.fromEntries(request.headers), Authorization: \`Bearer \${data.accessToken}\` } })); } }`,
  ),
  'a copy of the request': client(
    SETS,
    `async (request, _, response) => { if (response.status === 401) { const data = await ${POST}; ${KEEP} const again = request.clone(); again.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return ky(again); } }`,
  ),
  'headers among the options': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const data = await ${POST}; ${KEEP} return ky(request, { ...options, headers: { ...options.headers, Authorization: \`Bearer \${data.accessToken}\` } }); } }`,
  ),
  'the address and the options': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const data = await ${POST}; ${KEEP} return ky(request.url, { ...options, headers: { Authorization: \`Bearer \${data.accessToken}\` } }); } }`,
  ),
  'a function that refreshes, and a failure that tells a 401 apart': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { try { await refreshToken(); request.headers.set('Authorization', \`Bearer \${localStorage.getItem('accessToken')}\`); return ky(request); } catch (error) { if (error instanceof HTTPError && error.response.status === 401) { localStorage.removeItem('accessToken'); localStorage.removeItem('refreshToken'); window.location.href = '/login'; } throw error; } } return response; }`,
    `async function refreshToken() { const data = await ${POST}; ${KEEP} }`,
  ),
  'a refresh by fetch': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const res = await fetch('https://api.example.com/auth/refresh', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ refreshToken: localStorage.getItem('refreshToken') }) }); if (!res.ok) { localStorage.removeItem('accessToken'); localStorage.removeItem('refreshToken'); location.href = '/login'; return response; } const data = await res.json(); ${KEEP} request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return fetch(request); } return response; }`,
  ),
  'plain functions': client(
    "function (request) { const token = localStorage.getItem('accessToken'); if (!token) { return; } request.headers.set('Authorization', `Bearer ${token}`); }",
    `async function (request, options, response) { if (response.status !== 401) return response; const data = await ${POST}; ${KEEP} request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return ky(request); }`,
  ),
  'a shared promise behind an if': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const token = await getNewToken(); request.headers.set('Authorization', \`Bearer \${token}\`); return ky(request); } return response; }`,
    `let refreshPromise = null;\nasync function doRefresh() { const data = await ${POST}; ${KEEP} return data.accessToken; }\nfunction getNewToken() { if (!refreshPromise) { refreshPromise = doRefresh().finally(() => { refreshPromise = null; }); } return refreshPromise; }`,
  ),
  'a shared promise that gives nothing when it fails': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const token = await getNewToken(); if (!token) { window.location.href = '/login'; return response; } request.headers.set('Authorization', \`Bearer \${token}\`); return ky(request); } return response; }`,
    `let refreshPromise = null;\nasync function doRefresh() { try { const data = await ${POST}; ${KEEP} return data.accessToken; } catch { localStorage.removeItem('accessToken'); return null; } }\nfunction getNewToken() { refreshPromise ??= doRefresh().finally(() => { refreshPromise = null; }); return refreshPromise; }`,
  ),
  'ky.retry': client(
    SETS,
    `async (request, options, response, state) => { if (response.status === 401 && state.retryCount === 0) { const { accessToken, refreshToken } = await ${POST}; localStorage.setItem('accessToken', accessToken); localStorage.setItem('refreshToken', refreshToken); const headers = new Headers(request.headers); headers.set('Authorization', \`Bearer \${accessToken}\`); return ky.retry({ request: new Request(request, { headers }), code: 'TOKEN_REFRESHED' }); } }`,
  ),
  'a shared promise of the whole answer': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401 && !request.url.endsWith('/auth/login')) { if (!refreshing) { refreshing = ${POST}.then((data) => { ${KEEP} return data; }); refreshing.finally(() => { refreshing = null; }); } const data = await refreshing; request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return ky(request); } return response; }`,
    'let refreshing = null;',
  ),
  'a client that extends another one': `import ky from 'ky';\nconst instance = ky.create({ prefixUrl: 'https://api.example.com' });\nconst api = instance.extend({\n  hooks: {\n    beforeRequest: [${SETS}],\n    afterResponse: [async (request, options, response) => { if (response.status === 401) { const data = await instance.post('auth/refresh', { json: { refreshToken: localStorage.getItem('refreshToken') } }).json(); ${KEEP} request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return instance(request); } }],\n  },\n});\nexport { api };\n`,
  'hooks in a constant': `import ky from 'ky';\nconst setToken = (request) => { const token = localStorage.getItem('accessToken'); if (token) request.headers.set('Authorization', \`Bearer \${token}\`); };\nconst onAnswer = async (request, _options, response) => { if (response.status === 401) { const data = await ${POST}; ${KEEP} request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return ky(request); } return response; };\nconst hooks = { beforeRequest: [setToken], afterResponse: [onAnswer] };\nexport const api = ky.create({ prefixUrl: 'https://api.example.com', hooks });\n`,
  'the refresh token in a header, and another status in the same hook': client(
    SETS,
    `async (request, options, response) => { if (response.status === 401) { const data = await ky.post('https://api.example.com/auth/refresh', { headers: { Authorization: \`Bearer \${localStorage.getItem('refreshToken')}\` }, retry: 0 }).json(); ${KEEP} request.headers.set('Authorization', \`Bearer \${data.accessToken}\`); return ky(request); } if (response.status === 403) { alert('no'); } return response; }`,
  ),
};

for (const [name, text] of Object.entries(SPELLINGS))
  test(name, () => {
    const files = new Map([...base, ['src/api.js', text]]);
    const { files: changed, report } = migrate(files);
    const made = changed.get('src/api.js');
    assert.ok(made, JSON.stringify(report.yours));
    assert.match(made, /baseURL: 'https:\/\/api\.example\.com'/);
    assert.match(made, /refresh: \{\s+url: '\/auth\/refresh',/);
    assert.match(made, /localStorage\.getItem\('refreshToken'\)/);
    assert.match(made, /exclude: \[[^\]]*\/auth\\?\/login/);
    assert.match(made, /^ *(export const api = ky\.create\(\{ .*)?fetch: authFetch/m);
    assert.doesNotMatch(made, /\b401\b|_retry|refreshing|RefreshPromise|beforeRequest|request\.headers/i);
    const again = migrate(new Map([...files, ...changed]));
    assert.deepEqual([[...again.files], again.report.yours, again.report.skipped], [[], [], []]);
  });
