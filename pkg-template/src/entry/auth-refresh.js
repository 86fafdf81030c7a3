// @ts-check
// `everfetch/auth-refresh`: takes the place of `axios-auth-refresh`, under the same names.

import { createAuthRefresh } from '../auth-refresh/create.js';

export { createAuthRefresh, createAuthRefresh as createAuthRefreshInterceptor, createAuthRefresh as default };
