// Starts the API server on a free port before the first test, unless one is given, and ends it after the last one.

import { startApi } from '../../../scripts/lib/servers.mjs';

export default async function setUp() {
  if (process.env.EVERFETCH_API) return undefined;
  const api = await startApi({ variable: 'API_PORT', port: 0 });
  process.env.EVERFETCH_API = api.url;
  return () => api.close();
}
