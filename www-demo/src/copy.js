// Copies a text to the clipboard, where the browser allows it.

import { pause, setText } from './dom.js';

/** How long a button says that it has copied, in ms. */
const SAID = 2000;

/** For browsers that keep the Clipboard API from a page, such as one without https. */
function copySelected(text) {
  const field = Object.assign(document.createElement('textarea'), { value: text, readOnly: true });
  field.className = 'tab-frame';
  document.body.append(field);
  const { activeElement } = document;
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    /** @type {HTMLElement} */ (activeElement)?.focus?.();
  }
}

/** @param {string} text @returns {Promise<boolean>} whether it is in the clipboard */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** A button that copies, and says for a moment whether it did. @param {HTMLElement} button @param {() => string} text */
export function setUpCopy(button, text) {
  const name = button.textContent;
  button.addEventListener('click', async () => {
    setText(button, (await copyText(text())) ? 'Copied' : 'Not allowed');
    await pause(SAID);
    setText(button, name);
  });
}
