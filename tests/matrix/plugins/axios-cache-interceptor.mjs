// Asks once for what is asked for twice, at once or later, as long as the answer's headers allow; forgets when told.
import axios from 'axios';
import { setupCache } from 'axios-cache-interceptor';

export async function main(baseURL) {
  const api = setupCache(axios.create({ baseURL }));
  const get = async (url, config) => {
    const { data, cached } = await api.get(url, config);
    return [data.count, cached];
  };
  const together = await Promise.all([get('/counted/a'), get('/counted/a'), get('/counted/a')]);
  const later = await get('/counted/a');
  const other = await get('/counted/b');
  const withParams = [
    await get('/counted/a', { params: { q: 1 } }),
    await get('/counted/a', { params: { q: 1 } }),
  ];
  const uncached = await get('/counted/a', { cache: false });
  const { id } = await api.get('/counted/c', { id: 'mine' });
  const changed = await api.post('/users', { name: 'eve' }, { cache: { update: { mine: 'delete' } } });
  const renewed = await get('/counted/c', { id: 'mine' });
  const refused = await api.get('/refused').catch(({ response }) => response.status);
  return { together, later, other, withParams, uncached, id, changed: changed.status, renewed, refused };
}

export function equip(api) {
  const cached = setupCache(api);
  return (page) => cached.get('/items', { params: { page: page % 10 } });
}
