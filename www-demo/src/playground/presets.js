// Configs to begin with. The texts are what stands in the two fields, as one would write them in an application.

/**
 * @typedef {{ id: string, name: string, client: string, request: string }} Preset
 */

const ME = `{ url: '/api/me' }`;

/** @type {Preset[]} */
export const PRESETS = [
  {
    id: 'bearer',
    name: 'Bearer tokens',
    client: `{
  session: { refresh: '/auth/refresh' },
}`,
    request: ME,
  },
  {
    id: 'split',
    name: 'Refresh token in a cookie',
    client: `{
  session: { carrier: 'split', refresh: '/auth/refresh' },
}`,
    request: ME,
  },
  {
    id: 'oauth',
    name: 'OAuth 2.0 token endpoint',
    client: `{
  session: {
    refresh: { url: '/oauth/token', format: 'form', clientId: 'web' },
  },
}`,
    request: ME,
  },
  {
    id: 'graphql',
    name: 'GraphQL: a 200 that means 401',
    client: `{
  session: {
    refresh: '/auth/refresh',
    refreshOn: ({ data }) =>
      data?.errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
  },
}`,
    request: `{
  method: 'post',
  url: '/api/graphql',
  data: { query: '{ me { name } }' },
}`,
  },
  {
    id: 'post',
    name: 'A body, sent twice if need be',
    client: `{
  headers: { 'X-Client': 'playground' },
  session: { refresh: '/auth/refresh' },
}`,
    request: `{
  method: 'post',
  url: '/api/items',
  params: { draft: true },
  data: { name: 'A new item' },
}`,
  },
  {
    id: 'plain',
    name: 'No session: plain axios',
    client: `{
  timeout: 3000,
}`,
    request: ME,
  },
  {
    id: 'wrong',
    name: 'A wrong option',
    client: `{
  session: { refresh: '/auth/refresh', carrier: 'jwt' },
}`,
    request: ME,
  },
];
