// A certified OAuth server, `oidc-provider`, as it comes: refresh tokens rotate, and one that comes back a second
// time revokes the whole grant. Beside it one resource, which knows the server's access tokens. Decides how long
// tokens live and what is counted; everything about tokens is decided by `oidc-provider`.

import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const CLIENT = 'web';
const ACCOUNT = 'ann';
const SCOPE = 'openid offline_access';

/** @param {{ lifetime: number }} options of an access token, in seconds */
export async function startOidc({ lifetime }) {
  /** @type {(request: any, response: any) => void} */
  let handle = (_, response) => response.end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;

  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback'],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['only for tests'] },
    scopes: SCOPE.split(' '),
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    rotateRefreshToken: true,
    clientBasedCORS: () => true,
    ttl: { AccessToken: lifetime, IdToken: 60, RefreshToken: 3600, Grant: 3600, Session: 3600 },
  });

  const counts = {
    refreshes: 0,
    revoked: 0,
    errors: /** @type {string[]} */ ([]),
    refused: 0,
    /** How many calls for tokens are under way, and how many were at once. */
    running: 0,
    peak: 0,
    /** How long their answers are held back, in ms. */
    latency: 0,
  };
  /** @type {Map<string, number>} */
  const sends = new Map();
  provider.on('refresh_token.consumed', () => counts.refreshes++);
  provider.on('grant.revoked', () => counts.revoked++);
  provider.on('grant.error', (_, error) => counts.errors.push(error.message));
  provider.on('server_error', (_, error) => counts.errors.push(error.message));

  /** The one resource. */
  async function resource(request, response) {
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate');
    if (request.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Headers', 'authorization, x-request-id');
      response.setHeader('Access-Control-Max-Age', '600');
      return response.writeHead(204).end();
    }
    const id = request.headers['x-request-id'];
    sends.set(id, (sends.get(id) ?? 0) + 1);
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const found = token && (await provider.AccessToken.find(token));
    response.setHeader('Content-Type', 'application/json');
    if (found?.isValid) return response.end(JSON.stringify({ user: found.accountId }));
    counts.refused++;
    response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    return response.end('{}');
  }
  /** What is held back is the answer: by then the token has been replaced. */
  function holdBack(response) {
    counts.peak = Math.max(counts.peak, ++counts.running);
    const end = response.end.bind(response);
    response.end = (...args) => {
      setTimeout(() => {
        counts.running--;
        end(...args);
      }, counts.latency);
      return response;
    };
  }
  const callback = provider.callback();
  handle = (request, response) => {
    if (request.url.startsWith('/api/')) return resource(request, response);
    if (request.method === 'POST') holdBack(response);
    return callback(request, response);
  };

  return {
    url,
    counts,
    sends,
    clientId: CLIENT,
    /** A grant of the user, and its first tokens, as the code flow would bring them. */
    async grant() {
      const grant = new provider.Grant({ accountId: ACCOUNT, clientId: CLIENT });
      grant.addOIDCScope(SCOPE);
      const grantId = await grant.save();
      const client = await provider.Client.find(CLIENT);
      const common = { accountId: ACCOUNT, client, grantId, gty: 'authorization_code', scope: SCOPE };
      const refreshToken = await new provider.RefreshToken({ ...common, rotations: 0 }).save();
      const accessToken = await new provider.AccessToken(common).save();
      return { accessToken, refreshToken, expiresIn: lifetime };
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
