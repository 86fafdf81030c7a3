// The network goes away while the token expires, and comes back.

import { refreshes } from '../words.js';

export const offline = {
  id: 'offline',
  name: 'Offline',
  expect:
    'Requests fail as network errors, and that is all: no sign-out. When the network is back the next request renews and is answered.',
  async run(lab) {
    await lab.expire();
    await lab.controls.turnKnobs({ offline: true });
    const down = await Promise.all(Array.from({ length: 5 }, () => lab.get('/api/me')));
    const meanwhile = lab.api.session.state;
    await lab.controls.turnKnobs({ offline: false });
    const back = await lab.get('/api/me');
    const counted = await lab.counted();
    return {
      asExpected:
        down.every(({ code }) => code === 'ERR_NETWORK') &&
        meanwhile === 'active' &&
        back.user === 'ada' &&
        counted.refreshes === 1,
      happened: `Five requests failed (${down[0].text}), the session stayed ${meanwhile}; back online: ${back.text}, ${back.user}, after ${refreshes(counted.refreshes)}.`,
    };
  },
  async axios(lab) {
    await lab.expire();
    await lab.controls.turnKnobs({ offline: true });
    const down = await Promise.all(Array.from({ length: 5 }, () => lab.get('/api/me')));
    await lab.controls.turnKnobs({ offline: false });
    const back = await lab.get('/api/me');
    const counted = await lab.counted();
    return {
      kept: back.ok,
      happened: `Five requests failed (${down[0].text}), the tokens were ${lab.givenUp === 0 ? 'kept' : 'given up'}; back online: ${back.text}, after ${refreshes(counted.refreshes)}.`,
    };
  },
};
