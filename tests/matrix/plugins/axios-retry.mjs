// Sends again what may be repeated, and says how often; gives up; leaves a POST alone.
import axios from 'axios';
import axiosRetry from 'axios-retry';
import { outcome } from './outcome.mjs';

export async function main(baseURL) {
  const api = axios.create({ baseURL });
  const seen = [];
  axiosRetry(api, {
    retries: 3,
    retryDelay: () => 1,
    onRetry: (count, { response }, { method }) => seen.push([count, response.status, method]),
  });
  const back = await api.get('/flaky/2/back');
  return {
    back: [back.data, back.config['axios-retry'].retryCount],
    never: await outcome(api.get('/flaky/9/never')),
    post: await outcome(api.post('/flaky/1/post', { a: 1 })),
    put: await outcome(api.put('/flaky/1/put', { a: 1 })),
    asked: await outcome(api.get('/refused', { 'axios-retry': { retries: 1, retryCondition: () => true } })),
    seen,
  };
}

export function equip(api) {
  axiosRetry(api, { retries: 2, retryDelay: () => 1 });
  return (page) => api.get('/items', { params: { page } });
}
