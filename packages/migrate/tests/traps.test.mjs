// Applications that look like those that can be moved, with one thing in them that a session would do differently. Each
// has to be refused, with the line that is the reason: a project that is moved and works worse is the worst outcome.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../src/index.js';
import { changed, filesOf, testTraps } from './lib/traps.mjs';

const base = filesOf('41-');

const api = (from, to) => ({ 'src/api.js': [from, to] });
const main = (from, to) => ({ 'src/main.js': [from, to] });
const file = (text) => ({ 'src/other.js': text });

/** name, changes, what the report says */
const traps = [
  [
    'a request with its own Authorization header',
    file(
      "import { api } from './api';\nexport const x = () => api.get('/x', { headers: { Authorization: `Bearer ${localStorage.getItem('accessToken')}` } });\n",
    ),
    /sets its own Authorization header/,
  ],
  [
    'another place that keeps the access token alone',
    file(
      "export async function switchTenant(data) {\n  const next = await data();\n  localStorage.setItem('accessToken', next.token);\n}\n",
    ),
    /only the access token is kept here/,
  ],
  [
    'such a place in a file with one very long line',
    file(
      `export const logo = '${'M0 0 '.repeat(2000)}';\n${'// Somebody wrote this.\n'.repeat(25)}export async function switchTenant(data) {\n  const next = await data();\n  localStorage.setItem('accessToken', next.token);\n}\n`,
    ),
    /only the access token is kept here/,
  ],
  [
    'a token that is kept by a wrapper',
    file(
      "import { cache } from '@company/cache';\nexport const callback = (t) => cache.set('accessToken', t);\n",
    ),
    /may be kept or forgotten here too/,
  ],
  [
    'a storage of the same name',
    api(
      "import axios from 'axios';",
      "import axios from 'axios';\nimport { localStorage } from '@company/safe-storage';",
    ),
    /has to do with the token and is not understood/,
  ],
  [
    'a function that keeps tokens is handed on',
    {
      ...main(
        'export async function login(user, password) {',
        "const save = (tokens) => {\n  localStorage.setItem('accessToken', tokens.accessToken);\n  localStorage.setItem('refreshToken', tokens.refreshToken);\n};\n\nexport const social = (provider) => provider.signIn().then(save);\n\nexport async function login(user, password) {",
      ),
    },
    /handed on here/,
  ],
  [
    'the interceptors are cleared',
    file("import { api } from './api';\nexport const reset = () => api.interceptors.response.clear();\n"),
    /come and go/,
  ],
  ['the client is not a constant', api('export const api', 'export let api'), /which client/],
  [
    'a condition around the interceptor',
    api('api.interceptors.request.use', 'if (globalThis.window) api.interceptors.request.use'),
    /only under a condition/,
  ],
  [
    'two clients with the same tokens',
    {
      'src/api2.js': base
        .get('src/api.js')
        .replaceAll('api', 'api2')
        .replace('https://api2.', 'https://api.'),
    },
    /two clients share the same tokens/,
  ],
  [
    'login keeps only the access token',
    main("  localStorage.setItem('refreshToken', data.refreshToken);\n", ''),
    /only the access token is kept here/,
  ],
  [
    'the token is set on the global axios',
    file(
      "import axios from 'axios';\naxios.defaults.headers.common.Authorization = `Bearer ${localStorage.getItem('accessToken')}`;\n",
    ),
    /on the global axios/,
  ],
  [
    'the refresh is asked for elsewhere, and its result used',
    {
      ...api(
        'api.interceptors.response.use',
        "export const renew = async () => {\n  const { data } = await axios.post('https://api.example.com/auth/refresh', { refreshToken: localStorage.getItem('refreshToken') });\n  localStorage.setItem('accessToken', data.accessToken);\n  localStorage.setItem('refreshToken', data.refreshToken);\n  return data.accessToken;\n};\n\napi.interceptors.response.use",
      ),
      ...file(
        "import { renew } from './api';\nexport const socket = async () => new WebSocket('wss://x/?t=' + (await renew()));\n",
      ),
    },
    /this refreshes too/,
  ],
  [
    'an address that may be of another origin',
    file(
      "import { api } from './api';\nexport const download = (id) => api.get(`${import.meta.env.VITE_FILES}/${id}`);\n",
    ),
    /which origin/,
  ],
  [
    'options of axios for Node',
    file("import axios from 'axios';\nexport const agent = axios.create({ httpsAgent: null });\n"),
    /adapter for Node/,
  ],
  [
    'a part of axios that everfetch has not',
    file("import settle from 'axios/lib/core/settle.js';\nexport default settle;\n"),
    /is a part of axios/,
  ],
  [
    'the page goes elsewhere while all is well',
    api('      return api(original);', "      window.location.href = '/home';\n      return api(original);"),
    /goes elsewhere/,
  ],
  [
    'the token is sent in a query as well',
    api(
      '  if (token) config.headers.Authorization',
      '  config.params = { ...config.params, token };\n  if (token) config.headers.Authorization',
    ),
    /uses the token/,
  ],
  [
    'the refresh passes a header that an interceptor sets',
    {
      'src/api.js': base
        .get('src/api.js')
        .replace("axios.post('https://api.example.com/auth/refresh'", "api.post('/auth/refresh'")
        .replace('  return config;', "  config.headers['X-Tenant'] = tenant();\n  return config;"),
    },
    /does more than set the token/,
  ],
  [
    'a refresh for some requests only',
    api(
      'error.response?.status === 401 &&',
      "error.response?.status === 401 && original.url.startsWith('/items') &&",
    ),
    /a refresh for some requests only/,
  ],
  [
    'a call in the middle',
    api(
      '      return api(original);',
      '      analytics.track(data.accessToken, original.url);\n      return api(original);',
    ),
    /what this does with the token/,
  ],
];

testTraps(base, traps);

test('requests to other origins keep their token', () => {
  const { files } = migrate(
    changed(
      base,
      file(
        "import { api } from './api';\nexport const report = () => api.get('https://files.example.com/report');\n",
      ),
    ),
  );
  assert.match(
    files.get('src/api.js'),
    /origins: \['https:\/\/api\.example\.com', 'https:\/\/files\.example\.com'\]/,
  );
});

test('a refresh at an address that only the page knows is resolved by the page', () => {
  const { files } = migrate(
    changed(
      base,
      api(
        "axios.post('https://api.example.com/auth/refresh'",
        'axios.post(`${import.meta.env.VITE_AUTH}/auth/refresh`',
      ),
    ),
  );
  assert.match(
    files.get('src/api.js'),
    /url: \(\) => new URL\(`\$\{import\.meta\.env\.VITE_AUTH\}\/auth\/refresh`, location\.href\)\.href/,
  );
});
