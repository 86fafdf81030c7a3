// Lets so many requests go in a time, in their order, and the rest later.
import axios from 'axios';
import rateLimit from 'axios-rate-limit';

export async function main(baseURL) {
  const api = rateLimit(axios.create({ baseURL }), { maxRequests: 2, perMilliseconds: 100 });
  const begun = performance.now();
  const answers = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((page) => api.get('/users', { params: { page } })),
  );
  // Three groups, so two pauses.
  const isSlow = performance.now() - begun >= 190;
  const gone = new AbortController();
  const aborted = api.get('/users', { signal: gone.signal }).catch(({ code }) => code);
  gone.abort();
  return {
    statuses: answers.map(({ status }) => status),
    isSlow,
    aborted: await aborted,
    limit: api.getMaxRPS(),
  };
}

export function equip(api) {
  const limited = rateLimit(api, { maxRequests: 5, perMilliseconds: 20 });
  return (page) => limited.get('/items', { params: { page } });
}
