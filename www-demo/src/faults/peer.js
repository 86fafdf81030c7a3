// The same situation for axios with the interceptor that applications write by hand, which the first page shows: the same
// server, the same requests. What is told of it is what its callers got and what the server counted.

import axios from 'axios';
import { createControls } from '../controls.js';
import { createClient } from '../lane/handwritten.js';
import { createTokens } from '../lane/tokens.js';
import { baseOf, sandboxFor } from '../place.js';
import { countedBy, USUAL } from './lab.js';

let serial = 0;

/**
 * A client of a sandbox, signed in by whoever asks for it.
 * @param {string} name of the sandbox
 */
export function createPeer(name) {
  const baseURL = baseOf(name);
  const kept = createTokens(name);
  const peer = {
    /** How often the client gave the tokens up, which is where applications go to the login page. */
    givenUp: 0,
    isSignedIn: () => kept.read().accessToken !== undefined,
    forget: kept.clear,
    async signInAs(user) {
      const { data } = await axios.post('/auth/login', { user, mode: 'bearer' }, { baseURL });
      kept.write(data);
    },
    /** @returns {Promise<{ ok: boolean, text: string, user?: string }>} */
    get: (path, params) =>
      api.get(path, { params }).then(
        ({ status, data }) => ({ ok: true, text: String(status), user: data.user }),
        ({ code, response }) => ({ ok: false, text: String(response?.status ?? code) }),
      ),
  };
  const tokens = {
    ...kept,
    clear() {
      peer.givenUp += 1;
      kept.clear();
    },
  };
  const api = createClient({ baseURL, adapter: axios.defaults.adapter, tokens });
  return peer;
}

/** @param {string} id of the fault */
export async function createPeerLab(id) {
  const name = sandboxFor(`${id}-axios-${(serial += 1)}`);
  const controls = createControls(baseOf(name));
  await controls.reset();
  await controls.turnKnobs(USUAL);
  const peer = createPeer(name);
  await peer.signInAs('ada');
  return Object.assign(peer, { name, controls, ...countedBy(controls) });
}
