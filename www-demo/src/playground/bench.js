// The client under edit: made anew where the config has changed, with a session of its own each time, so that options
// of the one before do not contradict it.

import everfetch from 'everfetch';
import { baseOf, sandboxFor } from '../place.js';
import { tapped } from './wire.js';

const SANDBOX = sandboxFor('play');
export const serverURL = baseOf(SANDBOX);

const EVENTS = ['signedIn', 'refreshed', 'refreshFailed', 'ended', 'stepUpRequired', 'storageDegraded'];

/**
 * @param {{ onClient: () => void, onExchange: (exchange: any) => void, onEvent: (event: any) => void, onChange: () => void }} listeners
 */
export function createBench({ onClient, onExchange, onEvent, onChange }) {
  let api;
  let made = '';
  let serial = 0;
  let config;
  let signedIn;

  /** @param {string} text of the config, by which a change is noticed @param {any} value what it says */
  function use(text, value) {
    if (text === made) return api;
    const next = { baseURL: serverURL, ...value };
    if (value.session) next.session = { id: `${SANDBOX}-${Date.now()}-${(serial += 1)}`, ...value.session };
    const client = everfetch.create({ ...next, adapter: tapped(next, onExchange) });
    if (config?.session) api.session.signOut();
    config = next;
    made = text;
    api = client;
    onClient();
    if (next.session) {
      for (const event of EVENTS) api.session.on(event, onEvent);
      api.session.subscribe(onChange);
    }
    onChange();
    return api;
  }

  return {
    use,
    /** Whether the client is another one than was signed in last, so that nobody has decided to be signed out. */
    get isNew() {
      return api !== undefined && api !== signedIn;
    },
    get session() {
      return config?.session ? api.session : undefined;
    },
    async signIn(user) {
      if (!config.session)
        throw new Error('this client has no session: give it one, such as { refresh: "/auth/refresh" }');
      const mode = config.session.carrier ?? 'bearer';
      const { data } = await everfetch.post(
        '/auth/login',
        { user, mode },
        { baseURL: config.baseURL, withCredentials: true },
      );
      await api.session.signIn(data);
      signedIn = api;
    },
  };
}
