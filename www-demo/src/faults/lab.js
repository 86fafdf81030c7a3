// What every fault uses: its own server and session, requests whose outcome is recorded in a word, and what was
// measured: the session's events, and what the server has counted since the fault began.

import { createApiOf, signIn } from '../client.js';
import { createControls } from '../controls.js';
import { baseOf, sandboxFor } from '../place.js';

const EVENTS = ['signedIn', 'refreshed', 'refreshFailed', 'ended'];

/** A long lifetime: only the fault expires the tokens. */
export const USUAL = { accessTtl: 600_000, apiLatency: 20, refreshLatency: 150 };

/** @param {ReturnType<typeof createControls>} controls */
export const countedBy = (controls) => ({
  /** Expires the access token behind the page's back, and counts from here on. */
  async expire() {
    await controls.expireTokens();
    await controls.clearCounters();
  },
  async counted() {
    const { refresh, reuseDetected, unauthorized, familiesKilled, calls } = await controls.readCounters();
    return { refreshes: refresh.calls, reused: reuseDetected, unauthorized, familiesKilled, calls };
  },
});

let serial = 0;

/** @param {string} id of the fault */
export async function createLab(id) {
  const name = sandboxFor(`${id}-${(serial += 1)}`);
  const controls = createControls(baseOf(name));
  await controls.reset();
  await controls.turnKnobs(USUAL);
  const ended = [];
  const api = createApiOf(name, { onSessionEnd: (reason) => ended.push(reason) });
  /** @type {{ type: string }[]} */
  const events = [];
  for (const event of EVENTS) api.session.on(event, (detail) => events.push(detail));
  await signIn(api, 'ada');
  return {
    name,
    api,
    controls,
    events,
    /** The reasons that `onSessionEnd` was called with. */
    ended,
    /** The events of one kind. @param {string} type */
    heard: (type) => events.filter((event) => event.type === type),
    /** @returns {Promise<{ ok: boolean, text: string, code?: string, user?: string, retryable?: boolean }>} */
    get: (path, params) =>
      api.get(path, { params }).then(
        ({ status, data }) => ({ ok: true, text: String(status), user: data.user }),
        ({ code, message, retryable }) => ({ ok: false, text: code ?? message, code, retryable }),
      ),
    signInAs: (user) => signIn(api, user),
    ...countedBy(controls),
  };
}
