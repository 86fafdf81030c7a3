// A page of jsdom, a client at the fake server, and the one story that each framework has to show.
import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><div id="app"></div>', { url: 'https://app.example.com/' });
for (const name of ['window', 'document', 'Node', 'Element', 'HTMLElement', 'SVGElement', 'MutationObserver'])
  globalThis[name] = name === 'window' ? window : window[name];
globalThis.navigator ??= window.navigator;
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const { default: everfetch } = await import('everfetch');
const { createFakeServer } = await import('everfetch/testing');
const server = createFakeServer({ origin: 'https://api.example.com' });
server.install();

export const api = everfetch.create({ baseURL: server.origin, session: { refresh: '/auth/refresh' } });

/**
 * @param {() => string} shown what the page says of the session: its state, and whether somebody is signed in
 * @param {() => void} stop takes the component away
 * @param {(step: () => Promise<unknown>) => Promise<unknown>} [during] runs a step as the framework wants it
 */
export async function story(shown, stop, during = (step) => step()) {
  await during(() => api.session.ready());
  assert.equal(shown(), 'anonymous false');
  await during(() => api.session.signIn(server.signIn('ada')));
  assert.equal(shown(), 'active true');
  await during(() => api.session.signOut());
  assert.equal(shown(), 'ended signedOut false');
  stop();
  await during(() => api.session.signIn(server.signIn('bob')));
  assert.notEqual(shown(), 'active true');
  console.log('told');
  process.exit(0);
}

export const words = ({ state, reason, isSignedIn }) =>
  [state, reason, isSignedIn].filter((word) => word !== undefined).join(' ');
