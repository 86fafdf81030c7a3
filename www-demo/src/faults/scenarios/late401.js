// A slow request whose refusal arrives when the refresh that it would have asked for is already over.

import { refreshes } from '../words.js';

export const late401 = {
  id: 'late401',
  name: 'A late 401',
  expect: 'The slow request is sent again with the token that is there by then. Nobody renews twice.',
  async run(lab) {
    const { quick, before, late, counted } = await refusedLate(lab);
    return {
      asExpected:
        quick.ok && late.ok && before === 1 && counted.refreshes === 1 && counted.unauthorized === 2,
      happened: `Both were refused and both are answered (${quick.text}, then ${late.text}); ${refreshes(before)} before the late 401, ${refreshes(counted.refreshes)} in all.`,
    };
  },
  async axios(lab) {
    const { quick, late, counted } = await refusedLate(lab);
    return {
      kept: quick.ok && late.ok,
      happened: `Both are answered (${quick.text}, then ${late.text}); the late 401 cost a refresh of its own: ${refreshes(counted.refreshes)} in all.`,
    };
  },
};

/** Two requests with an expired token; the server holds one back until the other has been renewed for. @param {any} lab */
async function refusedLate(lab) {
  await lab.controls.turnKnobs({ hold: 'late401' });
  await lab.expire();
  const slow = lab.get('/api/late401', { ms: 0 });
  const quick = await lab.get('/api/me');
  const before = (await lab.counted()).refreshes;
  await lab.controls.turnKnobs({ hold: null });
  const late = await slow;
  return { quick, before, late, counted: await lab.counted() };
}
