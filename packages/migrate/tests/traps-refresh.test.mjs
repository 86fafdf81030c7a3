// Refreshes that do one thing more, or under one condition more, than a session does: each is refused.

import { filesOf, testTraps } from './lib/traps.mjs';

const api = (from, to) => ({ 'src/api.js': [from, to] });

testTraps(filesOf('41-'), [
  [
    'more of the answer is kept',
    api(
      "      localStorage.setItem('accessToken', data.accessToken);",
      "      localStorage.setItem('accessToken', data.accessToken);\n      localStorage.setItem('user', JSON.stringify(data.user));",
    ),
    /more than the tokens is taken from the answer: user/,
  ],
  [
    'the answer also has an expiry that is kept',
    api(
      "      localStorage.setItem('accessToken', data.accessToken);",
      "      localStorage.setItem('accessToken', data.accessToken);\n      localStorage.setItem('expires', data.expiresIn);",
    ),
    /more than the tokens/,
  ],
  [
    'a condition that is not about the answer',
    api('error.response?.status === 401 &&', 'error.response?.status === 401 && isOnline() &&'),
    /this condition is not understood/,
  ],
  [
    'what happens after a failure depends on something',
    api(
      "      window.location.href = '/login';",
      "      if (featureFlags.redirect) window.location.href = '/login';",
    ),
    /is not understood|depends on this/,
  ],
  [
    'a failure that uses the error',
    api("      window.location.href = '/login';", "      window.location.href = '/login?why=' + e.message;"),
    /"e" is not known/,
  ],
  [
    'a loop',
    api(
      '    original._retry = true;',
      '    for (let i = 0; i < 3; i++) await wait(i);\n    original._retry = true;',
    ),
    /this statement is not understood/,
  ],
  [
    'a second request after the refresh',
    api('      return api(original);', "      await api.get('/me');\n      return api(original);"),
    /a second request is made/,
  ],
  [
    'the request is not sent again',
    api('      return api(original);', '      return data;'),
    /not sent again/,
  ],
  [
    'a flag that callers set',
    api('&& !original._retry', '&& !original._retry && !original.skipRetry'),
    /the flag skipRetry is set elsewhere/,
  ],
  [
    'another key decides',
    api('  if (token) config', "  if (token && localStorage.getItem('online')) config"),
    /something else than the tokens/,
  ],
  [
    'a condition on the body',
    api('&& !original._retry', '&& !original._retry && !(original.data instanceof FormData)'),
    /not understood/,
  ],
  [
    'two login pages',
    api(
      "      window.location.href = '/login';",
      "      if (window.location.pathname.startsWith('/admin')) window.location.href = '/admin/login';\n      else window.location.href = '/login';",
    ),
    /depends on the page/,
  ],
  [
    'a key that decides what happens after a failure',
    api(
      "      window.location.href = '/login';",
      "      if (localStorage.getItem('kiosk')) restart();\n      window.location.href = '/login';",
    ),
    /something else than the tokens/,
  ],
]);
