// A separate page with a member of the session in it, or with axios, for the fault that reloads it. It shows nothing.

import { createApiOf } from '../client.js';
import { createPeer } from './peer.js';

const query = new URLSearchParams(location.search);

function createOurs(session) {
  const api = createApiOf(session);
  return {
    ready: () => api.session.ready(),
    get: () =>
      api.get('/api/me').then(
        ({ status, data }) => ({ ok: true, text: String(status), user: data.user }),
        ({ code, message }) => ({ ok: false, text: code ?? message }),
      ),
  };
}

function createAxios(session) {
  const peer = createPeer(session);
  return {
    ready: async () => (peer.isSignedIn() ? 'with its tokens' : 'without tokens'),
    get: () => peer.get('/api/me'),
  };
}

/** @type {any} */ (window).inner = (query.get('client') === 'axios' ? createAxios : createOurs)(
  query.get('session'),
);
document.documentElement.dataset.ready = 'true';
