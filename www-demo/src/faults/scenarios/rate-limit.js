// A token endpoint that asks for patience.

import { refreshes } from '../words.js';
import { until } from '../until.js';

export const rateLimit = {
  id: 'limit',
  name: '429 with Retry-After',
  expect:
    'The session is kept. For the two seconds that the server names nobody asks again, however many requests come; the first one after that renews.',
  async run(lab) {
    await lab.controls.turnKnobs({ refreshStatus: { value: 429, times: 1 }, retryAfter: 2 });
    await lab.expire();
    let renewedAt = Infinity;
    lab.api.session.on('refreshed', () => (renewedAt = Math.min(renewedAt, performance.now())));
    const begun = performance.now();
    const first = await lab.get('/api/me');
    const refusedAt = performance.now();
    const impatient = await Promise.all(Array.from({ length: 10 }, () => lab.get('/api/me')));
    await until(async () => (await lab.get('/api/me')).ok);
    const waited = (performance.now() - refusedAt) / 1000;
    const counted = await lab.counted();
    // From before the pause began, and a few ms get lost in rounding: a slow page must not make the wait look shorter.
    const early = renewedAt - begun < 1_990 ? 2 : 1;
    return {
      asExpected:
        first.retryable === true &&
        // On a slow machine the wait may be over before the last of them is refused.
        impatient.every(({ ok, code }) => ok || code === 'ERR_REFRESH_FAILED') &&
        early === 1 &&
        counted.refreshes === 2,
      happened: `Eleven requests, ${refreshes(early)} before the wait was over; answered again after ${waited.toFixed(1)} s, with ${refreshes(counted.refreshes)} in all.`,
    };
  },
  async axios(lab) {
    await lab.controls.turnKnobs({ refreshStatus: { value: 429, times: 1 }, retryAfter: 2 });
    await lab.expire();
    const first = await lab.get('/api/me');
    const next = await lab.get('/api/me');
    return {
      kept: next.ok,
      happened: `The first request failed (${first.text}), ${lab.givenUp === 0 ? 'the tokens were kept' : 'the tokens were given up'}; the next one: ${next.text}.`,
    };
  },
};
