// @ts-check
// The other side of the counter: turning knobs, expiring tokens and reading counters. It needs no sign-in and
// acts on one sandbox; nothing it returns is a secret.

import { bodyOf } from './http.js';
import { KnobError } from './knobs.js';

/** @param {import('fastify').FastifyInstance} app */
export async function controlRoutes(app) {
  app.get('/control/knobs', async ({ sandbox }) => sandbox.knobs.show());

  app.post('/control/knobs', async (request, reply) => {
    try {
      request.sandbox.knobs.turn(bodyOf(request));
    } catch (error) {
      if (!(error instanceof KnobError)) throw error;
      return reply.code(400).send({ error: 'bad_knob', message: error.message });
    }
    return request.sandbox.knobs.show();
  });

  // Every access token in circulation is expired from now on; refresh tokens stay good.
  app.post('/control/expire', async ({ sandbox }) => {
    sandbox.access.expireAll();
    return { expired: true };
  });

  // The server's side ends every session (an administrator, a changed password).
  app.post('/control/kill', async ({ sandbox }) => {
    const { families, counters } = sandbox;
    const killed = [...families.all()].filter((family) => families.kill(family, 'revoked')).length;
    counters.now.familiesKilled += killed;
    return { killed };
  });

  // Calls that are kept waiting go on: a test says when, instead of guessing how many milliseconds its page needs.
  app.post('/control/release', async ({ sandbox }) => {
    const held = [...sandbox.pauses];
    for (const end of held) end();
    return { released: held.length };
  });

  app.get('/control/counters', async ({ sandbox }) => sandbox.counters.show());

  app.get('/control/log', async ({ sandbox, query }) => {
    const limit = Number(/** @type {any} */ (query).limit ?? 100);
    return sandbox.counters.log(Number.isInteger(limit) && limit > 0 ? limit : 100);
  });

  // `{ "keep": true }` clears counters and log only.
  app.post('/control/reset', async (request) => {
    if (bodyOf(request).keep === true) request.sandbox.counters.reset();
    else app.sandboxes.reset(request.sandbox.name);
    return { reset: true };
  });
}
