// The user reloads the page while its refresh is on the way. The page is a frame, so that this one can watch it.

import { make } from '../../dom.js';
import { until } from '../until.js';
import { refreshes } from '../words.js';

const loaded = (frame) =>
  until(() => frame.contentDocument?.readyState === 'complete' && frame.contentWindow.inner !== undefined);

export const reload = {
  id: 'reload',
  name: 'A reload in mid-refresh',
  expect:
    'The server has already replaced the token, and the answer goes to a page that is gone. The page that comes back finds the session, repeats the call within the minute that the server forgives, and nobody signs in again.',
  async run(lab) {
    const { underWay, state, answer, counted } = await reloaded(lab, 'everfetch');
    return {
      asExpected:
        underWay && answer.user === 'ada' && counted.familiesKilled === 0 && counted.refreshes === 2,
      happened: `Reloaded with the refresh under way; the page came back ${state}, and its request was answered (${answer.text}, ${answer.user}); ${refreshes(counted.refreshes)}, ${counted.familiesKilled} sessions revoked.`,
    };
  },
  async axios(lab) {
    const { state, answer, counted } = await reloaded(lab, 'axios');
    return {
      kept: answer.ok,
      happened: `The page came back ${state}, and its request: ${answer.text}; ${refreshes(counted.refreshes)}, ${counted.familiesKilled} sessions revoked.`,
    };
  },
};

/** Reloads a page with a client of this kind in mid-refresh. @param {any} lab @param {'everfetch' | 'axios'} kind */
async function reloaded(lab, kind) {
  // A slow machine may take longer to load the page again than the ten seconds that servers forgive a repetition.
  await lab.controls.turnKnobs({ grace: 60_000, hold: 'refresh' });
  const query = new URLSearchParams(location.search);
  query.set('session', lab.name);
  query.set('client', kind);
  const frame = make('iframe', {
    src: `./inner.html?${query}`,
    className: 'tab-frame',
    title: 'The page that is reloaded',
    tabIndex: -1,
    'aria-hidden': 'true',
  });
  document.body.append(frame);
  try {
    await loaded(frame);
    await frame.contentWindow.inner.ready();
    await lab.expire();
    frame.contentWindow.inner.get();
    const underWay = await until(async () => (await lab.counted()).refreshes === 1);
    delete frame.contentWindow.inner;
    frame.contentWindow.location.reload();
    await loaded(frame);
    await lab.controls.turnKnobs({ hold: null, refreshLatency: 0 });
    const state = await frame.contentWindow.inner.ready();
    let answer = { ok: false, text: '' };
    const answered = async () => (answer = await frame.contentWindow.inner.get()).ok;
    // The interceptor has nothing left to try with once it has given the tokens up.
    await until(async () => (await answered()) || kind === 'axios');
    return { underWay, state, answer, counted: await lab.counted() };
  } finally {
    frame.remove();
  }
}
