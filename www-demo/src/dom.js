// Short helpers for making and finding elements.

export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/**
 * An element with properties (`className`, `textContent`, `onclick` …), attributes (`data-…`, `aria-…`) and children.
 * @param {string} name
 * @param {Record<string, any>} [given]
 * @param {(Node | string)[]} children
 */
export function make(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === false) continue;
    if (key in element && !key.includes('-')) element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** Writes a text only if it differs: live regions speak at each write. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Runs `work` at a click, and ignores further ones until it is done.
 * @param {HTMLElement} button
 * @param {() => any} work
 * @param {(error: any) => void} onError
 * @param {HTMLElement[]} [group] buttons that are not to be used meanwhile
 */
export function onClick(button, work, onError, group = [button]) {
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    for (const each of group) each.setAttribute('aria-disabled', 'true');
    try {
      await work();
    } catch (error) {
      onError(error);
    } finally {
      for (const each of group) each.removeAttribute('aria-disabled');
    }
  });
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
