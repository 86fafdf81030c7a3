// Everything that a page's session says or leaves where others can read it: the console, errors, events, messages,
// localStorage, the names of locks, addresses. Which secrets may not be among it, a test decides.

/** Runs in the page before any script of it: records what is told outside of the page's own variables. */
function record() {
  const said = [];
  const note = (where, value) => said.push([where, window.textOf(value)]);
  /** Everything that can be read of a value, its hidden properties included, but no getter's side effects. */
  window.textOf = (value) => {
    const seen = new WeakSet();
    const parts = [];
    const walk = (part, depth) => {
      if (part === null || (typeof part !== 'object' && typeof part !== 'function')) {
        parts.push(String(part));
        return;
      }
      if (seen.has(part) || depth > 9 || part instanceof Node || part === window) return;
      seen.add(part);
      if (part instanceof Map || part instanceof Set) for (const entry of part) walk(entry, depth + 1);
      if (part instanceof ArrayBuffer) part = new Uint8Array(part);
      if (ArrayBuffer.isView(part)) {
        parts.push(new TextDecoder('latin1').decode(part));
        return;
      }
      if (part instanceof Headers) for (const entry of part) walk(entry, depth + 1);
      for (const key of Reflect.ownKeys(part)) {
        parts.push(String(key));
        const { value: own, get } = Object.getOwnPropertyDescriptor(part, key) ?? {};
        if (!get) walk(own, depth + 1);
      }
      for (const read of [
        () => JSON.stringify(part),
        () => JSON.stringify(part.toJSON?.()),
        () => String(part),
      ])
        try {
          parts.push(read());
        } catch {
          // Not every value is text in every way.
        }
    };
    walk(value, 0);
    return parts.join('\n');
  };
  window.said = said;
  window.noteOutput = note;
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    // The record of the tab itself lies in sessionStorage by design.
    if (this === localStorage) note('localStorage', `${key} ${value}`);
    return setItem.call(this, key, value);
  };
  for (const [owner, name] of [
    [BroadcastChannel.prototype, 'postMessage'],
    [MessagePort.prototype, 'postMessage'],
    [Worker.prototype, 'postMessage'],
    [window, 'postMessage'],
    [LockManager.prototype, 'request'],
    [History.prototype, 'pushState'],
    [History.prototype, 'replaceState'],
  ]) {
    const original = owner[name];
    owner[name] = function (...args) {
      note(name, args);
      return original.apply(this, args);
    };
  }
  window.reportError = (error) => note('reportError', [error, error?.stack]);
  window.addEventListener('unhandledrejection', ({ reason }) => note('unhandled', reason));
}

/** @param {import('@playwright/test').Page} page */
export async function recordOutputs(page) {
  const lines = [];
  page.on('console', (message) => lines.push(['console', message.text()]));
  page.on('pageerror', (error) => lines.push(['pageerror', `${error}\n${error.stack}`]));
  await page.addInitScript(record);
  return {
    /** All of it so far, as pairs of where and what. @returns {Promise<[string, string][]>} */
    async all() {
      const inside = await page.evaluate(async () => {
        const { held, pending } = await navigator.locks.query();
        return [
          ...window.said,
          ['localStorage', JSON.stringify(Object.entries(localStorage))],
          ['locks', JSON.stringify([held, pending])],
          ['cookies', document.cookie],
          ['page', `${location.href}\n${document.title}\n${window.name}\n${JSON.stringify(history.state)}`],
          [
            'requested',
            performance
              .getEntries()
              .map(({ name }) => name)
              .join('\n'),
          ],
        ];
      });
      return [...lines, ...inside];
    },
  };
}

/** What of a secret must not be seen: itself, its beginning, its base64 in every alignment, in both alphabets. */
export function tracesOf(secret) {
  const encoded = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.from('x'.repeat(shift) + secret).toString('base64');
    // What depends on the bytes before and behind is cut off.
    const inner = text.slice(4, 20);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [secret.slice(0, 8), secret.slice(-12), ...encoded];
}
