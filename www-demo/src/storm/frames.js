// The tabs of a lane: documents in this page, each with its own scripts. For this comparison they are like tabs of a
// browser: the storage, the locks and the server are the same.

import { make } from '../dom.js';

const PATIENCE = 30_000;

const nextFrame = () => new Promise((resolve) => setTimeout(resolve, 20));

async function laneOf(frame) {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE; await nextFrame()) {
    const lane = frame.contentWindow?.lane;
    if (lane) return lane;
  }
  throw new Error('a tab of the lane did not start');
}

/**
 * Opens the tabs of one lane, and waits until each is ready to send.
 * @param {string} kind
 * @param {number} count
 * @param {object} options of the lane's library
 */
export async function openTabs(kind, count, options) {
  const query = new URLSearchParams(location.search);
  query.set('lane', kind);
  query.set('options', JSON.stringify(options));
  const frames = Array.from({ length: count }, () =>
    make('iframe', {
      src: `./lane.html?${query}`,
      className: 'tab-frame',
      title: 'A tab',
      tabIndex: -1,
      'aria-hidden': 'true',
    }),
  );
  document.body.append(...frames);
  const close = () => frames.forEach((frame) => frame.remove());
  try {
    return { tabs: await Promise.all(frames.map(laneOf)), close };
  } catch (error) {
    close();
    throw error;
  }
}
