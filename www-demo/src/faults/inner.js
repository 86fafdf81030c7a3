// A separate page with a member of the session in it, for the fault that reloads it. It shows nothing.

import { createApiOf } from '../client.js';

const api = createApiOf(new URLSearchParams(location.search).get('session'));

/** @type {any} */ (window).inner = {
  ready: () => api.session.ready(),
  get: () =>
    api.get('/api/me').then(
      ({ status, data }) => ({ ok: true, text: String(status), user: data.user }),
      ({ code, message }) => ({ ok: false, text: code ?? message }),
    ),
};
