// A refresh that the server carried out, and whose answer never arrived: nobody knows which token counts.

import { refreshes } from '../words.js';
import { until } from '../until.js';

export const lostAnswer = {
  id: 'lost',
  name: 'A lost answer',
  expect:
    'The session is kept. When it is sure that the first call is over, the same token is sent once more, and a server that forgives this for a minute answers with its successor.',
  async run(lab) {
    await lab.controls.turnKnobs({ grace: 60_000, dropRefreshAnswer: 1 });
    await lab.expire();
    const first = await lab.get('/api/me');
    let second = { ok: false, text: '' };
    await until(async () => (second = await lab.get('/api/me')).ok);
    const counted = await lab.counted();
    return {
      asExpected:
        first.code === 'ERR_REFRESH_FAILED' &&
        second.user === 'ada' &&
        counted.refreshes === 2 &&
        counted.familiesKilled === 0,
      happened: `The first request was rejected as retryable (${first.text}), a later one was answered (${second.text}, ${second.user}); ${refreshes(counted.refreshes)}, ${counted.familiesKilled} sessions revoked.`,
    };
  },
  async axios(lab) {
    await lab.controls.turnKnobs({ grace: 60_000, dropRefreshAnswer: 1 });
    await lab.expire();
    const first = await lab.get('/api/me');
    const second = await lab.get('/api/me');
    return {
      kept: second.ok,
      happened: `The first request failed (${first.text}), ${lab.givenUp === 0 ? 'the tokens were kept' : 'the tokens were given up'}; the next one: ${second.text}.`,
    };
  },
};
