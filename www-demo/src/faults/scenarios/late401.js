// A slow request whose refusal arrives when the refresh that it would have asked for is already over.

import { refreshes } from '../words.js';

export const late401 = {
  id: 'late401',
  name: 'A late 401',
  expect: 'The slow request is sent again with the token that is there by then. Nobody renews twice.',
  async run(lab) {
    await lab.expire();
    const slow = lab.get('/api/late401', { ms: 700 });
    const quick = await lab.get('/api/me');
    const before = (await lab.counted()).refreshes;
    const late = await slow;
    const counted = await lab.counted();
    return {
      asExpected:
        quick.ok && late.ok && before === 1 && counted.refreshes === 1 && counted.unauthorized === 2,
      happened: `Both were refused and both are answered (${quick.text}, then ${late.text}); ${refreshes(before)} before the late 401, ${refreshes(counted.refreshes)} in all.`,
    };
  },
  async axios(lab) {
    await lab.expire();
    const slow = lab.get('/api/late401', { ms: 700 });
    const quick = await lab.get('/api/me');
    const late = await slow;
    const counted = await lab.counted();
    return {
      kept: quick.ok && late.ok,
      happened: `Both are answered (${quick.text}, then ${late.text}); the late 401 cost a refresh of its own: ${refreshes(counted.refreshes)} in all.`,
    };
  },
};
