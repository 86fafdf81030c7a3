// Tokens in cookies and stores that other tabs, other applications or other lines would change behind the session's back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../src/index.js';
import { changed, filesOf, testTraps } from './lib/traps.mjs';

const main = (from, to) => ({ 'src/main.ts': [from, to] });
const ACCESS = "Cookies.set('accessToken', data.accessToken, { secure: true });";
const set = (attributes) => {
  const by = [/\{ secure: true \}/g, attributes];
  return { 'src/api.ts': by, 'src/main.ts': by };
};

testTraps(filesOf('35-'), [
  [
    'attributes that differ',
    main(ACCESS, "Cookies.set('accessToken', data.accessToken, { expires: 7 });"),
    /other attributes/,
  ],
  [
    'no attributes at one place',
    main(ACCESS, "Cookies.set('accessToken', data.accessToken);"),
    /other attributes/,
  ],
  ['a cookie of the whole domain', set("{ secure: true, domain: 'example.com' }"), /for a whole domain/],
  ['attributes that come from elsewhere', set('cookieOptions()'), /are not written here/],
  ['attributes that are spread', set('{ ...base, secure: true }'), /are not written here/],
  [
    'removed in another way',
    main("Cookies.remove('accessToken');", "Cookies.remove('accessToken', { path: '/app' });"),
    /other attributes/,
  ],
]);

testTraps(filesOf('13-'), [
  [
    'an application that keeps its tabs in step',
    {
      'src/sync.ts':
        "import { useAuthStore } from './store/auth';\nwindow.addEventListener('storage', () => useAuthStore.persist.rehydrate());\n",
    },
    /tells its other tabs/,
  ],
  [
    'an application with a channel',
    {
      'src/sync.ts':
        "const tabs = new BroadcastChannel('auth');\ntabs.onmessage = ({ data }) => location.reload();\n",
    },
    /tells its other tabs/,
  ],
]);

test('js-cookie is imported where the session is written, if it is not yet', () => {
  const { files } = migrate(
    changed(filesOf('35-'), {
      'src/tokens.ts':
        "import Cookies from 'js-cookie';\nexport const getAccess = () => Cookies.get('accessToken');\nexport const getRefresh = () => Cookies.get('refreshToken');\nexport const keep = (a: string, r: string) => {\n  Cookies.set('accessToken', a, { secure: true });\n  Cookies.set('refreshToken', r, { secure: true });\n};\nexport const forget = () => {\n  Cookies.remove('accessToken');\n  Cookies.remove('refreshToken');\n};\n",
      'src/api.ts': filesOf('35-')
        .get('src/api.ts')
        .replace(
          "import Cookies from 'js-cookie';",
          "import { forget, getAccess, getRefresh, keep } from './tokens';",
        )
        .replace("Cookies.get('accessToken')", 'getAccess()')
        .replace("Cookies.get('refreshToken')", 'getRefresh()')
        .replace(
          / {6}Cookies\.set\('accessToken'[^\n]*\n[^\n]*\n/,
          '      keep(data.accessToken, data.refreshToken);\n',
        )
        .replace(/ {6}Cookies\.remove\('accessToken'[^\n]*\n[^\n]*\n/, '      forget();\n'),
    }),
  );
  assert.match(files.get('src/api.ts'), /import Cookies from 'js-cookie';/);
  assert.match(
    files.get('src/api.ts'),
    /Cookies\.set\('accessToken', record\.accessToken!, \{ secure: true \}\)/,
  );
});

test('a sign-out goes where it went before: the login page is for other tabs then', () => {
  const own =
    /loginUrl: \(\{ reason \}\) => \(reason === 'signedOut' && document\.hasFocus\(\) \? undefined : '\/login'\)/;
  const text = (changes) => migrate(changed(filesOf('41-'), changes)).files.get('src/api.js');
  const last = "  localStorage.removeItem('refreshToken');\n}";
  assert.match(text({}), /loginUrl: '\/login'/);
  assert.match(text({ 'src/main.js': [last, last.replace('}', "  window.location.assign('/');\n}")] }), own);
  assert.match(text({ 'src/main.js': [last, last.replace('}', "  fetch('/logout');\n}")] }), own);
  assert.match(
    text({
      'src/menu.js':
        "import { logout } from './main';\nexport const leave = (navigate) => {\n  logout();\n  navigate('/');\n};\n",
    }),
    own,
  );
  // A request in front of it is over by then.
  assert.match(
    text({
      'src/main.js': [
        'export function logout() {',
        "export async function logout() {\n  await fetch('/logout');",
      ],
    }),
    /loginUrl: '\/login'/,
  );
});

test('an absolute address that goes through a function of the application counts as one of the client', () => {
  const { files } = migrate(
    changed(filesOf('52-'), {
      'src/other.js':
        "import { api } from './api-client';\nexport const report = () => api.get('https://files.example.com/report');\n",
    }),
  );
  assert.match(
    files.get('src/api-client.js'),
    /origins: \['https:\/\/api\.example\.com', 'https:\/\/files\.example\.com'\]/,
  );
});
