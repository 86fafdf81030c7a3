// An app of React Native: two of its clients have one session, which is kept in a storage like AsyncStorage. Twenty requests
// on an expired token, a form, a request that is called off, a sign-out.

import 'react-native/setup-env';
import everfetch from 'everfetch';

const { api: server, end } = globalThis.device;

const kept = new Map();
const storage = {
  load: async () => JSON.parse(kept.get('session') ?? 'null'),
  save: async (record) => void kept.set('session', JSON.stringify(record)),
  clear: async () => void kept.delete('session'),
};
const client = (own = {}) =>
  everfetch.create({
    baseURL: 'https://api.example.com',
    session: { refresh: { url: '/auth/refresh', format: 'form' }, storage, ...own },
  });
const told = (error) => `${error.code}: ${error.message}`;

async function main() {
  const api = client();
  const other = client();
  const before = await api.session.ready();
  await api.session.signIn({ accessToken: 'expired', refreshToken: 'R0', expiresIn: 300 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? other : api).get('/items', { params: { index } })),
  );
  const { refreshToken } = await storage.load();

  const form = new FormData();
  form.append('photo', { uri: 'file:///photo.jpg', name: 'photo.jpg', type: 'image/jpeg' });
  const { data } = await api.post('/upload', form);
  const controller = new AbortController();
  const called = api.get('/items', { signal: controller.signal }).catch(told);
  controller.abort();
  const calledOff = await called;
  const { engine, degraded } = api.session.guarantees();

  await api.session.signOut();
  const after = other.session.state;

  // As it was in React Native for years.
  globalThis.URL = class {
    get protocol() {
      throw new Error('URL.protocol is not implemented');
    }
  };
  let incomplete;
  try {
    client({ id: 'another' });
  } catch (error) {
    incomplete = told(error);
  }

  return {
    lacks: ['document', 'location', 'WebAssembly', 'TextDecoder', 'FinalizationRegistry'].filter(
      (name) => typeof globalThis[name] === 'undefined',
    ),
    before,
    answered: new Set(answers.map(({ data: { url } }) => url)).size,
    server: [server.refreshes, server.reused, server.refused],
    refreshToken,
    uploaded: data.data.formData.map(({ uri }) => uri),
    calledOff,
    engine,
    degraded,
    after,
    isKept: kept.size > 0,
    incomplete,
  };
}

main().then(end, (error) => end({ failed: error.stack }));
