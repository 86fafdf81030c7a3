// What the static build's server remembers of its sessions, brought up again in a new fake server.

import { expect, test } from 'vitest';
import { createFakeServer } from '../../pkg/testing.js';
import { createFamilies } from '../../www-demo/src/static/families.js';

const ORIGIN = 'https://api.example.com';

function createWorld() {
  const server = createFakeServer();
  const families = createFamilies();
  /** Speaks to the server with the tokens that a page holds. */
  const own = (token) => families.known.get(token) ?? 'unknown';
  const renew = async (refreshToken) =>
    (
      await server.fetch(`${ORIGIN}/auth/refresh`, { method: 'POST', body: JSON.stringify({ refreshToken }) })
    ).json();
  return {
    server,
    families,
    async get(token) {
      return (await server.fetch(`${ORIGIN}/me`, { headers: { authorization: `Bearer ${own(token)}` } }))
        .status;
    },
    async refresh(token) {
      const family = families.find(token);
      const reply = await renew(own(token));
      if (reply.refreshToken) families.take(family, reply);
      return reply;
    },
    restore: (saved) => families.restore(structuredClone(saved), server, renew),
  };
}

async function withSession() {
  const world = createWorld();
  const first = world.server.signIn('ada');
  world.families.start('ada', 'bearer', first);
  const second = await world.refresh(first.refreshToken);
  return { world, first, second };
}

async function reborn(world) {
  const next = createWorld();
  await next.restore(world.families.list());
  return next;
}

test('the tokens that a page holds are good in the next server, and a refresh goes on from there', async () => {
  const { world, second } = await withSession();
  const next = await reborn(world);
  expect(await next.get(second.accessToken)).toBe(200);
  const third = await next.refresh(second.refreshToken);
  expect(await next.get(third.accessToken)).toBe(200);
  const last = await reborn(next);
  expect(await last.get(third.accessToken)).toBe(200);
});

test('a token that was used is still used: it ends the session', async () => {
  const { world, first, second } = await withSession();
  const next = await reborn(world);
  expect(await next.refresh(first.refreshToken)).toMatchObject({ error: 'invalid_grant' });
  expect(next.server.counters.reused).toBe(1);
  expect(await next.get(second.accessToken)).toBe(401);
});

test('what was expired stays so, and what was ended is gone', async () => {
  const { world, second } = await withSession();
  world.families.expireAll();
  const next = await reborn(world);
  expect(await next.get(second.accessToken)).toBe(401);
  expect(await next.refresh(second.refreshToken)).toHaveProperty('accessToken');
  next.families.list()[0].live = false;
  const last = await reborn(next);
  expect(last.families.list()).toEqual([]);
});

test('cookies are in the jar of the next server, expired or not', async () => {
  const world = createWorld();
  world.families.start('ada', 'cookie', world.server.signIn('ada', { carrier: 'cookie' }));
  const next = await reborn(world);
  expect((await next.server.fetch(`${ORIGIN}/me`)).status).toBe(200);
  next.families.expireAll();
  const last = await reborn(next);
  expect((await last.server.fetch(`${ORIGIN}/me`)).status).toBe(401);
});
