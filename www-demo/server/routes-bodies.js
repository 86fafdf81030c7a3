// @ts-check
// Echo and upload: they tell what arrived, byte for byte, so that a resend can be compared with the first
// send. Credentials are named by label, never repeated.

import { createHash } from 'node:crypto';
import { guard } from './guard.js';

const SECRET = ['authorization', 'cookie', 'x-xsrf-token', 'x-refresh-token'];
const BODY_LIMIT = 64 * 1024 * 1024;
const TEXT_LIMIT = 256 * 1024;

/** @param {Buffer | Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * @param {Buffer} bytes
 * @param {string} type
 */
async function parse(bytes, type) {
  if (bytes.length === 0) return undefined;
  if (/^multipart\/form-data/i.test(type)) return parts(bytes, type);
  if (bytes.length > TEXT_LIMIT) return undefined;
  const text = bytes.toString('utf8');
  if (/^application\/(.+\+)?json\b/i.test(type)) return JSON.parse(text);
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return [...new URLSearchParams(text)];
  return /^text\//i.test(type) ? text : undefined;
}

/** @param {Buffer} bytes @param {string} type */
async function parts(bytes, type) {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) => {
      if (typeof value === 'string') return { name, value };
      const content = new Uint8Array(await value.arrayBuffer());
      return { name, filename: value.name, type: value.type, bytes: content.length, sha256: sha256(content) };
    }),
  );
}

/** @param {import('fastify').FastifyInstance} app */
export async function bodyRoutes(app) {
  guard(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );

  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY'].filter((method) =>
      app.supportedMethods.includes(method),
    ),
    url: '/api/echo',
    handler: async (request, reply) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const type = request.headers['content-type'] ?? '';
      let parsed;
      try {
        parsed = await parse(bytes, type);
      } catch {
        return reply
          .code(400)
          .send({ error: 'invalid_request', message: `the body is not ${type.split(';')[0]}` });
      }
      const { access, judged, headers, method, query } = request;
      return {
        method,
        query,
        search: /\?(.*)/.exec(request.url)?.[1] ?? '',
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, SECRET.includes(name) ? '(present)' : value]),
        ),
        credential: { token: access.label, user: access.user, by: judged.byCookie ? 'cookie' : 'header' },
        bytes: bytes.length,
        sha256: sha256(bytes),
        body: parsed,
      };
    },
  });

  app.post('/api/upload', async (request) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return { bytes: bytes.length, sha256: sha256(bytes), type: request.headers['content-type'] ?? null };
  });
}
