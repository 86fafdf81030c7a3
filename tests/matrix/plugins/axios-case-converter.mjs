// Sends snake_case and receives camelCase, in bodies, parameters and headers.
import axios from 'axios';
import applyCaseMiddleware from 'axios-case-converter';

export async function main(baseURL) {
  const api = applyCaseMiddleware(axios.create({ baseURL }));
  const post = await api.post(
    '/snake',
    { displayName: 'Ada', homeAddress: { zipCode: '1' } },
    { params: { userId: 1 }, headers: { xTrace: 'a' } },
  );
  const form = new FormData();
  form.append('displayName', 'Ada');
  const sent = await api.post('/snake', form);
  const get = await api.get('/snake', { params: { sortOrder: 'up' } });
  const refused = await api.get('/users/nobody').catch(({ response }) => [response.status, response.data]);
  return { post: post.data, form: /name="(\w+)"/.exec(sent.data.sentBody)?.[1], get: get.data, refused };
}

export function equip(api) {
  const converted = applyCaseMiddleware(api);
  return (page) => converted.get('/items', { params: { pageNumber: page } });
}
