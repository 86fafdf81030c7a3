// The server has ended the session: a changed password, an administrator.

import { refreshes } from '../words.js';

export const loggedOut = {
  id: 'logged-out',
  name: 'The server logs you out',
  expect:
    'One refresh finds out. The session ends once, so there is one trip to the login page, and every request is told the same reason.',
  async run(lab) {
    await lab.expire();
    await lab.controls.killSessions();
    const all = await Promise.all(Array.from({ length: 20 }, () => lab.get('/api/me')));
    const counted = await lab.counted();
    const told = lab.ended.length;
    return {
      asExpected:
        all.every(({ code }) => code === 'ERR_SESSION_ENDED') &&
        counted.refreshes === 1 &&
        told === 1 &&
        lab.ended[0] === 'refused',
      happened: `20 × ${all[0].text} after ${refreshes(counted.refreshes)}; onSessionEnd was called ${told === 1 ? 'once' : `${told} times`} (${lab.ended.join(', ')}).`,
    };
  },
  async axios(lab) {
    await lab.expire();
    await lab.controls.killSessions();
    const all = await Promise.all(Array.from({ length: 20 }, () => lab.get('/api/me')));
    const counted = await lab.counted();
    return {
      kept: lab.givenUp === 1,
      happened: `20 × ${all[0].text} after ${refreshes(counted.refreshes)}; ${lab.givenUp === 1 ? 'one trip' : `${lab.givenUp} trips`} to the login page.`,
    };
  },
};
