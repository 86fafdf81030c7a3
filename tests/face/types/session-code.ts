// Code that uses what axios does not have.
import everfetch, {
  ApiClient,
  CancelToken,
  Cancel,
  EverfetchError,
  VERSION,
  isAxiosError,
  type Session,
  type SessionEndReason,
  type SessionOptions,
  type SessionState,
  type SessionTokens,
} from 'everfetch';

const api = everfetch.create({
  baseURL: 'https://api.example.com',
  session: { refresh: '/auth/refresh', loginUrl: '/login' },
});
everfetch.defaults.session = { refresh: '/auth/refresh' };

export const everything: SessionOptions = {
  id: 'main',
  carrier: 'split',
  initial: async () => localStorage.getItem('old') ?? undefined,
  storage: { load: () => null, save: (record) => void record.accessToken, clear() {}, shared: false },
  shareTabs: false,
  refresh: {
    url: ({ refreshToken }) => '/refresh?' + refreshToken,
    method: 'PUT',
    format: 'form',
    tokenField: false,
    fields: { device: 1 },
    headers: async ({ accessToken }) => ({ 'X-Old': accessToken ?? '' }),
    parse: (data, response) => (response.status === 200 ? data.jwt : undefined),
    clientId: 'app',
    scope: 'all',
  },
  refreshOn: (response) => (response.data.banned ? 'end' : response.status === 419),
  exclude: ['/public', /\.json$/, (config) => config.url === '/x'],
  renew: ({ headers }) => (headers['x-token'] ? String(headers['x-token']) : undefined),
  refreshAhead: 10,
  refreshTimeout: 5000,
  revoke: '/revoke',
  classify: ({ status, data }) => (status === 200 && data.error ? 'definitive' : undefined),
  inDoubt: 'end',
  origins: ['https://api.example.com'],
  header: 'X-Token',
  scheme: '',
  loginUrl: ({ reason, returnTo }) => `/login?why=${reason}&to=${returnTo}`,
  onSessionEnd: (reason: SessionEndReason) => console.log(reason),
};
export const byFunction: SessionOptions = {
  refresh: async ({ refreshToken, signal }) => {
    const { data } = await api.post<SessionTokens>('/refresh', { refreshToken }, { session: false, signal });
    return data;
  },
};

export async function use(session: Session) {
  const state: SessionState = await session.ready();
  await session.signIn({ accessToken: 'a', refreshToken: 'b', expiresIn: 300 });
  await session.signIn({ access_token: 'a', token_type: 'Bearer' });
  await session.signIn('bare');
  await session.update({ accessToken: 'c' });
  await session.refresh();
  const token: string | undefined = await session.getAccessToken();
  const off = session.on('ended', ({ reason }) => reason === 'refused');
  session.on('refreshFailed', ({ failure, retryIn }) => [failure === 'transient', retryIn + 1]);
  off();
  const stop = session.subscribe(() => session.getSnapshot().state);
  stop();
  const { revoked } = await session.signOut({ revoke: false });
  return [
    state,
    token,
    revoked,
    session.guarantees().survivesReload,
    session.timeline()[0].event,
    session.state,
  ];
}

export async function requests() {
  await api.get('/public', { session: false });
  await api.get('/me', { skipAuthRefresh: true });
  await use(api.session);
  await use(new ApiClient({ session: everything }).session);
  const child = new ApiClient().create({ timeout: 1 });
  return [child('/x'), new CancelToken(() => {}), new Cancel('x'), VERSION];
}

export async function known() {
  const response = new Response('{}');
  everfetch.create({ session: { refresh: async () => response, refreshOn: async () => true } });
  const claims = api.session.claims<{ sub: string }>();
  const isIn: boolean = api.session.isSignedIn;
  const end: number | undefined = api.session.expiresAt;
  return [claims?.sub, isIn, end];
}

export function failures(error: unknown) {
  if (!isAxiosError(error)) return;
  if (error.refused?.status === 403) return error.refused.data;
  if (error.code === EverfetchError.ERR_SESSION_ENDED) return error.reason;
  return [error.code === everfetch.AxiosError.ERR_BODY_NOT_REPLAYABLE, error.retryable];
}

// @ts-expect-error refresh is required
everfetch.create({ session: {} });
// @ts-expect-error there is no such carrier
everfetch.create({ session: { refresh: '/r', carrier: 'header' } });
// @ts-expect-error there is no such event
api.session.on('expired', () => {});
// @ts-expect-error what is known is read
api.session.isSignedIn = true;
// @ts-expect-error the state is read
api.session.state = 'active';
