// How the tabs page and its tabs talk: what to do, and what happened. Nothing about the session goes this way; the tabs
// learn about that from everfetch.

import { sandboxFor } from '../place.js';

export const SESSION = sandboxFor('tabs');

/** @param {(message: any) => void} onMessage */
export function openChannel(onMessage) {
  const channel = new BroadcastChannel(`everfetch-demo-${SESSION}`);
  channel.addEventListener('message', ({ data }) => onMessage(data));
  return channel;
}
