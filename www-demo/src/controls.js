// The server's controls, called through a second client without a session: to everfetch they are just an API.

import everfetch from 'everfetch';
import { baseURL } from './place.js';

const http = everfetch.create({ baseURL, timeout: 5000 });
const data = async (call) => (await call).data;

export const readKnobs = () => data(http.get('/control/knobs'));
export const turnKnobs = (settings) => data(http.post('/control/knobs', settings));
export const expireTokens = () => data(http.post('/control/expire'));
export const killSessions = () => data(http.post('/control/kill'));
export const readCounters = () => data(http.get('/control/counters'));
export const clearCounters = () => data(http.post('/control/reset', { keep: true }));
