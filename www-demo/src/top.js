// What is at the top of every page: the theme, and links that keep the page's sandbox.

import { $, make } from './dom.js';
import { setUpTheme } from './theme.js';

const WITHOUT_SERVER =
  'This copy of the demo has no server: a service worker of the page plays it, with everfetch/testing. Sessions outlive ' +
  'the worker when the browser stops it; its counters and pending faults do not.';

export function setUpTop() {
  setUpTheme($('theme'));
  for (const link of document.querySelectorAll('header a')) link.search = location.search;
  if (import.meta.env.VITE_STATIC)
    document.querySelector('main').append(make('p', { className: 'note', textContent: WITHOUT_SERVER }));
}
