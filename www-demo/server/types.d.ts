// What the server adds to Fastify's own types.
import type { Access, Verdict } from './access.js';
import type { Sandbox, createSandboxes } from './sandboxes.js';

declare module 'fastify' {
  interface FastifyInstance {
    now: () => number;
    sandboxes: ReturnType<typeof createSandboxes>;
  }
  interface FastifyRequest {
    sandbox: Sandbox;
    prefixed: boolean;
    entry: { at: number; status: number | null; ms: number | null; token?: string; note?: string };
    access: Access;
    judged: {
      verdict: Verdict | null;
      why: 'missing' | 'malformed' | 'expired' | 'revoked' | null;
      byCookie: boolean;
    };
  }
}
