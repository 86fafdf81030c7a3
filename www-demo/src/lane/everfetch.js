// everfetch: no interceptor to write.

import everfetch from 'everfetch';

export function createClient({ baseURL, id }) {
  return everfetch.create({ baseURL, session: { id, refresh: '/auth/refresh' } });
}
