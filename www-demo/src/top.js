// What is at the top of every page: the theme, and links that keep the page's sandbox.

import { $ } from './dom.js';
import { setUpTheme } from './theme.js';

export function setUpTop() {
  setUpTheme($('theme'));
  for (const link of document.querySelectorAll('header a')) link.search = location.search;
}
