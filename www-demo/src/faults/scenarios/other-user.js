// Somebody else signs in while the first user's requests wait for a refresh.

import { until } from '../until.js';

/** As many as get a connection each: all are refused before the other user signs in. */
const COUNT = 5;

export const otherUser = {
  id: 'other-user',
  name: 'Another user signs in',
  expect:
    'What ada had asked for is rejected, and is never sent with the token of bob, who gets his own answers and nobody else’s.',
  async run(lab) {
    const ofAda = await waiting(lab);
    const before = (await lab.counted()).calls['GET /api/me'] ?? 0;
    await lab.signInAs('bob');
    await lab.controls.turnKnobs({ hold: null });
    const rejected = await ofAda.answers;
    const resent = ((await lab.counted()).calls['GET /api/me'] ?? 0) - before;
    const own = await lab.get('/api/me');
    return {
      asExpected:
        rejected.every(({ code }) => code === 'ERR_SESSION_CHANGED') && resent === 0 && own.user === 'bob',
      happened: `${COUNT} × ${rejected[0].text}; ${resent} of them were sent again; the next request was answered for ${own.user}.`,
    };
  },
  async axios(lab) {
    const ofAda = await waiting(lab);
    await lab.signInAs('bob');
    await lab.controls.turnKnobs({ hold: null });
    const answered = await ofAda.answers;
    const own = await lab.get('/api/me');
    const of = (user) => answered.filter((answer) => answer.user === user).length;
    return {
      kept: own.user === 'bob' && of('bob') === 0,
      happened: `What ada had asked for was answered for ada ${of('ada')} times, for bob ${of('bob')} times; bob’s next request was answered for ${own.user ?? `nobody (${own.text})`}.`,
    };
  },
};

/** Requests of ada that wait for a refresh, whose answer the server holds back. @param {any} lab */
async function waiting(lab) {
  await lab.controls.turnKnobs({ hold: 'refresh' });
  await lab.expire();
  const answers = Promise.all(Array.from({ length: COUNT }, () => lab.get('/api/me')));
  await until(async () => {
    const { refreshes, unauthorized } = await lab.counted();
    return refreshes === 1 && unauthorized === COUNT;
  });
  return { answers };
}
