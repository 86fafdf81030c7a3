// Opens the five pages: as windows if the browser allows them, otherwise as frames. Both are documents of this origin.

import { make } from '../dom.js';

const address = (number) => {
  const query = new URLSearchParams(location.search);
  query.set('tab', String(number));
  return `./tab.html?${query}`;
};

function openFrame(number) {
  const frame = make('iframe', {
    src: address(number),
    className: 'tab-frame',
    title: `Tab ${number}`,
    tabIndex: -1,
    'aria-hidden': 'true',
  });
  document.body.append(frame);
  return { kind: 'frame', close: () => frame.remove() };
}

function openWindow(number) {
  const place = `left=${(number - 1) * 260},top=${40 + number * 24}`;
  const opened = window.open(address(number), '_blank', `popup,width=360,height=260,${place}`);
  return opened && { kind: 'window', close: () => opened.close() };
}

/**
 * Has to be called while the browser still counts the click: without any wait before it.
 * @param {number} count
 * @param {'window' | 'frame'} kind
 * @returns {{ number: number, kind: 'window' | 'frame', close: () => void }[]}
 */
export const openTabs = (count, kind) =>
  Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const opened = (kind === 'window' && openWindow(number)) || openFrame(number);
    return { number, ...opened };
  });
