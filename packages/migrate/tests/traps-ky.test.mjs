// Clients of ky that look like those that can be moved, with one thing in them that a session would do differently, or that
// would have two layers send a request again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../src/index.js';
import { changed, filesOf, testTraps } from './lib/traps.mjs';

const base = filesOf('54-');
const api = (from, to) => ({ 'src/api.js': [from, to] });
const file = (text) => ({ 'src/other.js': text });
const option = (text) => api('  timeout: 15_000,', `  ${text},`);

testTraps(base, [
  ['ky sends a 401 again', option('retry: { statusCodes: [401, 503] }'), /answered 401 again/],
  [
    'ky decides itself what it sends again',
    option('retry: { shouldRetry: ({ error }) => again(error) }'),
    /shouldRetry/,
  ],
  ['retries that are written elsewhere', option('retry: RETRY'), /cannot be seen here/],
  ['statuses that are written elsewhere', option('retry: { statusCodes: CODES }'), /cannot be seen here/],
  [
    'one call that ky sends again',
    file(
      "import { api } from './api';\nexport const x = () => api.get('x', { retry: { statusCodes: [401] } });\n",
    ),
    /answered 401 again/,
  ],
  [
    'a client that extends this one, and sends again',
    file(
      "import { api } from './api';\nexport const slow = api.extend({ retry: { statusCodes: [401] } });\nexport const x = () => slow.get('x');\n",
    ),
    /answered 401 again/,
  ],
  [
    'a status that ky sends again by itself',
    api('response.status !== 401', 'response.status !== 429'),
    /answered 429 again/,
  ],
  [
    'a hook before a retry',
    api(
      '    afterResponse: [',
      "    beforeRetry: [({ request }) => request.headers.set('Authorization', '')],\n    afterResponse: [",
    ),
    /a hook before a retry/,
  ],
  [
    'two hooks that refresh',
    api(
      '    afterResponse: [',
      '    afterResponse: [\n      (request, options, response) => { if (response.status === 401) count(); },',
    ),
    /two hooks refresh/,
  ],
  [
    'two hooks that set a token',
    api(
      '    beforeRequest: [',
      "    beforeRequest: [\n      (request) => request.headers.set('Authorization', 'Basic x'),",
    ),
    /two hooks set the token/,
  ],
  ['a fetch of its own', option('fetch: (input, init) => fetch(input, init)'), /`fetch` of the application/],
  ['options that are spread', option('...shared'), /not all options/],
  ['the token among the headers', option("headers: { authorization: 'Basic x' }"), /among the headers/],
  ['hooks from elsewhere', api('    beforeRequest: [', '    beforeRequest: [...shared,'), /not written here/],
  [
    'another request in place of the refused one',
    api('return ky(request);', "return ky.retry({ request: new Request('https://api.example.com/other') });"),
    /another request is sent/,
  ],
  [
    'a second try with another body',
    api('return ky(request);', 'return ky(request, { ...options, json: { again: true } });'),
    /another request is sent/,
  ],
  [
    'the refused answer is given',
    api('          return ky(request);\n', '          return response;\n'),
    /not sent again/,
  ],
  [
    'a client that extends this one for another origin',
    file(
      "import { api } from './api';\nexport const files = api.extend({ prefixUrl: 'https://files.example.com' });\nexport const x = () => files.get('x');\n",
    ),
    /which origin/,
  ],
  [
    'a client that extends this one and is left by itself',
    file(
      "import { api } from './api';\nexport const mine = api.extend({ prefixUrl: 'https://api.example.com/v2', fetch: window.fetch });\n",
    ),
    /by a `fetch` of its own/,
  ],
  [
    'hooks that two clients have in common',
    {
      'src/api.js': `${base
        .get('src/api.js')
        .replace('  hooks: {', '  hooks,\n});\nconst hooks = {')
        .replace(
          / {2}\},\n\}\);\s*$/,
          '};',
        )}\nexport const other = ky.create({ prefixUrl: 'https://other.example.com', hooks });\n`,
    },
    /not written here/,
  ],
  [
    'a client that is made in a component',
    {
      'src/App.svelte': `<script>\n${base.get('src/api.js').replaceAll('api.example', 'other.example')}\n</script>\n`,
    },
    /made in a component/,
  ],
  [
    'a request with a token of its own',
    file(
      "import { api } from './api';\nexport const x = (t) => api.get('x', { headers: { Authorization: t } });\n",
    ),
    /sets its own Authorization header/,
  ],
  [
    'an address that may be of another origin',
    file("import { api } from './api';\nexport const x = (base) => api.get(new URL('/x', base));\n"),
    /which origin/,
  ],
  [
    'hooks of one call',
    file(
      "import { api } from './api';\nexport const x = () => api.get('x', { hooks: { afterResponse: [(a, b, r) => { if (r.status === 401) logout(); }] } });\n",
    ),
    /these hooks are of one call/,
  ],
  [
    'a client that is made inside of a function',
    file(
      "import ky from 'ky';\nexport const make = (token) => ky.create({ hooks: { beforeRequest: [(r) => r.headers.set('Authorization', token)] } });\n",
    ),
    /these hooks are of one call/,
  ],
  [
    'a client that inherits hooks',
    file(
      "import { api } from './api';\nexport const other = api.extend({ hooks: { afterResponse: [(a, b, r) => { if (r.status === 401) return api(a); }] } });\n",
    ),
    /inherits `hooks`/,
  ],
  [
    'a refresh token of unknown name',
    api(
      "          localStorage.setItem('accessToken', data.accessToken);\n          localStorage.setItem('refreshToken', data.refreshToken);\n          request.headers.set('Authorization', `Bearer ${data.accessToken}`);",
      "          keep(data);\n          request.headers.set('Authorization', `Bearer ${data.jwt}`);",
    ),
    /which field of the answer is the refresh token/,
  ],
]);

testTraps(filesOf('56-'), [
  [
    'a sign-in whose answer is handed on',
    {
      'src/main.js': [
        "  const data = await client.post('auth/login', { json: { email, password } }).json();\n  return data.user;",
        "  return client.post('auth/login', { json: { email, password } });",
      ],
    },
    /handed on/,
  ],
]);

test('addresses of other origins keep their token', () => {
  const { files } = migrate(
    changed(
      base,
      file(
        "import { api } from './api';\nexport const x = () => api.get(new URL('https://files.example.com/x'));\n",
      ),
    ),
  );
  assert.match(
    files.get('src/api.js'),
    /origins: \['https:\/\/api\.example\.com', 'https:\/\/files\.example\.com'\]/,
  );
});

test('a path that ky resolves against `baseUrl` stays the same address', () => {
  const { files } = migrate(
    changed(base, {
      'src/api.js': base
        .get('src/api.js')
        .replace(
          "import ky from 'ky';",
          "import ky from 'ky';\nconst auth = ky.create({ baseUrl: 'https://api.example.com/v1/' });",
        )
        .replace("prefixUrl: 'https://api.example.com'", "baseUrl: 'https://api.example.com/v1/'")
        .replace("ky.post('https://api.example.com/auth/refresh'", "auth.post('/auth/refresh'"),
    }),
  );
  assert.match(files.get('src/api.js'), /url: 'https:\/\/api\.example\.com\/auth\/refresh'/);
  assert.match(files.get('src/api.js'), /exclude: \['\/v1\/auth\/login'\]/);
});

test('of a hook that does more the rest stays', () => {
  const { files } = migrate(
    changed(
      base,
      api(
        "        const token = localStorage.getItem('accessToken');",
        "        if (!navigator.onLine) return new Response('{}');\n        const token = localStorage.getItem('accessToken');",
      ),
    ),
  );
  assert.match(
    files.get('src/api.js'),
    /\(request\) => \{\s+if \(!navigator\.onLine\) return new Response\('\{\}'\);\s+\},/,
  );
  assert.doesNotMatch(
    files.get('src/api.js'),
    /afterResponse|getItem\('accessToken'\);\n\s+if \(token\) request/,
  );
});

test('what is told of an error stays with ky', () => {
  const { files, report } = migrate(
    changed(
      base,
      api(
        '    afterResponse: [',
        '    beforeError: [(error) => (error.response.status === 401 ? named(error) : error)],\n    afterResponse: [',
      ),
    ),
  );
  assert.match(files.get('src/api.js'), /beforeError: \[\(error\) => /);
  assert.doesNotMatch(files.get('src/api.js'), /afterResponse|beforeRequest/);
  assert.ok(report.left.some(({ why }) => /hook has nothing to do/.test(why)));
});
