// Answers, fails and remembers in place of the network, lets through what is asked for, and goes away again.
import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { outcome } from './outcome.mjs';

export async function main(baseURL) {
  const api = axios.create({ baseURL });
  const before = api.defaults.adapter;
  const mock = new MockAdapter(api, { onNoMatch: 'throwException' });
  mock.onGet('/users', { params: { q: 'a' } }).reply(200, { mocked: true }, { 'x-a': '1' });
  mock.onPost('/users', { name: 'ada' }).replyOnce(201).onPost('/users').reply(409);
  mock.onGet('/refused').reply(403, { why: 'mocked' });
  mock.onGet('/down').networkError();
  mock.onGet('/slow').timeout();
  mock.onGet(/counted/).passThrough();
  mock.onPut('/function').reply(({ data, headers }) => [200, { data, type: headers['Content-Type'] }]);
  const results = {};
  const calls = {
    users: () => api.get('/users', { params: { q: 'a' } }),
    once: () => api.post('/users', { name: 'ada' }),
    again: () => api.post('/users', { name: 'ada' }),
    refused: () => api.get('/refused'),
    down: () => api.get('/down'),
    slow: () => api.get('/slow'),
    through: () => api.get('/counted/a'),
    function: () => api.put('/function', { a: 1 }),
  };
  for (const [name, call] of Object.entries(calls)) results[name] = await outcome(call());
  const noMatch = await api
    .get('/nothing')
    .catch(({ message, isCouldNotFindMockError }) => [message, isCouldNotFindMockError]);
  const history = mock.history.post.map(({ url, data }) => [url, data]);
  mock.restore();
  return {
    results,
    noMatch,
    history,
    isRestored: api.defaults.adapter === before,
    after: await outcome(api.get('/users')),
  };
}

/** The mock is the API, which refuses the token that has expired; the refresh goes to the server. */
export function equip(api, { accessToken }) {
  new MockAdapter(api).onGet('/items').reply(({ headers, params }) => {
    const { Authorization } = headers;
    return [Authorization && Authorization !== `Bearer ${accessToken}` ? 200 : 401, params];
  });
  return (page) => api.get('/items', { params: { page } });
}
