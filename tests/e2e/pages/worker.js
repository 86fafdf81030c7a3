// The package in a realm without a window: a dedicated worker, or a service worker. It does what it is told by a
// message, and answers through the port that came with it.

import everfetch from '/pkg/index.js';

/** @type {any} */
let api;

const acts = {
  /** @param {{ base: string, session?: any }} args */
  async create({ base, session }) {
    api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', ...session } });
    return { state: await api.session.ready(), guarantees: api.session.guarantees() };
  },
  async signIn({ base, mode = 'bearer' }) {
    const body = { user: 'ada', mode };
    const { data } = await everfetch.post(`${base}/auth/login`, body, { withCredentials: mode !== 'bearer' });
    await api.session.signIn(data);
    return api.session.state;
  },
  /** Many requests at once, and what became of them. */
  async many({ count }) {
    const outcomes = await Promise.allSettled(
      Array.from({ length: count }, (_, n) => api.get('/api/items', { params: { n } })),
    );
    return outcomes.map(({ value, reason }) => value?.status ?? reason.response?.status ?? reason.code);
  },
  state: async () => api.session.state,
};

self.onmessage = async ({ data: { name, args }, ports: [port] }) => {
  try {
    port.postMessage({ value: await acts[name](args) });
  } catch (error) {
    port.postMessage({ error: String(error?.stack ?? error) });
  }
};
