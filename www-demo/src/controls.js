// The server's controls, called through a second client without a session: to everfetch they are just an API.

import everfetch from 'everfetch';

/** @param {string} baseURL a sandbox of the server */
export function createControls(baseURL) {
  const http = everfetch.create({ baseURL, timeout: 15_000 });
  const data = async (call) => (await call).data;
  return {
    readKnobs: () => data(http.get('/control/knobs')),
    turnKnobs: (settings) => data(http.post('/control/knobs', settings)),
    expireTokens: () => data(http.post('/control/expire')),
    killSessions: () => data(http.post('/control/kill')),
    readCounters: () => data(http.get('/control/counters')),
    clearCounters: () => data(http.post('/control/reset', { keep: true })),
    /** Tokens, knobs and counters: the server as it was at the start. */
    reset: () => data(http.post('/control/reset', {})),
  };
}
