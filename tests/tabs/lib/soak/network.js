// What the server and the network do wrong in a soak: answers that are late, lost, spoilt or refusals, and redirects
// to a foreign origin. Each acts on the next call alone.

/** Faults of the server, for the next refresh call alone. */
const REFRESHES = [
  { dropRefreshAnswer: 1 },
  { dropRefreshRequest: 1 },
  { refreshLatency: { value: 1_500, times: 1 } },
  { refreshTransit: { value: 800, times: 1 } },
  { refreshBody: { value: 'html', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshBody: { value: 'notoken', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshBody: { value: 'cut', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshStatus: { value: 429, times: 1 }, retryAfter: { value: 1, times: 1 } },
  // Not 404: who calls a wrong address is told to stop for a minute, and nothing else would happen meanwhile.
  ...[408, 425, 500, 502, 503, 504].map((value) => ({ refreshStatus: { value, times: 1 } })),
];

/** The same for the next API calls. */
const CALLS = [
  { dropApiAnswer: 1 },
  { apiLatency: { value: 700, times: 2 } },
  ...[400, 403, 404, 409, 429, 500, 502, 503].map((value) => ({ apiStatus: { value, times: 1 } })),
];

/** How long an endpoint that has rotated takes to answer: longer than requests wait, and longer than a doubt lasts. */
const LATE = [4_000, 6_000, 9_000, 12_000, 12_000, 30_000, 60_000];

/** A gateway or a firewall. With cookies a 400 is what a visitor gets who is not signed in (R7.7). */
const AMBIGUOUS = { bearer: [400, 403], cookie: [403], split: [403] };

/**
 * Two ambiguous refusals in a row end a session rightly. So there is no second one before the endpoint has rotated
 * twice: one renewal may have passed the fault before it was set, the other one follows it.
 * @param {import('./run.js').World} world
 */
async function ambiguous(world) {
  const { refresh } = await world.server.counters();
  if (refresh.rotated < world.clearedAt) return;
  world.clearedAt = refresh.rotated + 2;
  const value = world.random.pick(AMBIGUOUS[world.carrier]);
  await world.server.knobs({ refreshStatus: { value, times: 1 } });
}

/** @type {Record<string, [weight: number, act: (world: import('./run.js').World, slot: any) => Promise<unknown>]>} */
export const NETWORK = {
  refreshFault: [3, ({ server, random }) => server.knobs(random.pick(REFRESHES))],
  refreshDelay: [1, async ({ line, random }) => line.next({ transit: random.below(1_500) })],
  refreshLost: [1, async ({ line }) => line.next({ transit: 100, lost: true })],
  refreshTwice: [1, async ({ line }) => line.next({ twice: true })],
  late: [
    1,
    ({ server, random, longest }) =>
      server.knobs({ refreshLatency: { value: Math.min(longest, random.pick(LATE)), times: 1 } }),
  ],
  ambiguous: [1, ambiguous],
  callFault: [14, ({ server, random }) => server.knobs(random.pick(CALLS))],
  callDelay: [
    6,
    async ({ line, random }) => line.nextCall({ transit: random.below(800), back: random.below(800) }),
  ],
  callLost: [6, async ({ line }) => line.nextCall({ lost: true })],
  callTwice: [6, async ({ line }) => line.nextCall({ twice: true })],
  redirect: [4, async ({ line, elsewhere }) => line.nextCall({ redirect: `${elsewhere.url}/moved` })],
  kill: [1, ({ server }) => server.kill()],
};
