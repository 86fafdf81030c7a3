// The page's part without a core and without a document: a test has it do what the core would want done, and sees what it
// reports. What the platform offers is the test's own.
import { vi } from 'vitest';
import { PLACE_SESSION, PLACE_SHIFT, SHARES } from '../../../src/web/boundary.js';
import { ask, connect, create, perform, save } from '../../../src/web/page.js';

export const KEY = 'everfetch:bare';

/** A storage of the page's; `fails` names the methods that throw. */
export function fakeStorage() {
  const items = new Map();
  const storage = {
    items,
    fails: [],
    getItem: (key) => (storage.try('getItem'), items.get(key) ?? null),
    setItem: (key, value) => (storage.try('setItem'), void items.set(key, value)),
    removeItem: (key) => (storage.try('removeItem'), void items.delete(key)),
    try(name) {
      if (storage.fails.includes(name)) throw new Error(`${name} fails`);
    },
  };
  return storage;
}

/** Locks that the test grants, refuses and lists. */
function fakeManager() {
  const manager = {
    /** @type {any[]} */
    requests: [],
    /** What a query gives, or throws. */
    answer: async () => ({ held: [], pending: [] }),
    query: () => manager.answer(),
    request(name, options, callback) {
      const request = { name, options };
      const promise = new Promise((resolve, reject) => {
        request.grant = (lock = { name }) => {
          const held = callback(lock);
          // Whether it is held, or was.
          request.isOver = !held;
          request.held = held?.then(() => (request.isOver = true));
          resolve(held);
        };
        request.refuse = reject;
        options.signal?.addEventListener('abort', () => reject(options.signal.reason));
      });
      manager.requests.push(request);
      return promise;
    },
  };
  return manager;
}

/** @param {{ bits?: number, host?: object }} [setUp] */
export function barePage({ bits = SHARES | (PLACE_SESSION << PLACE_SHIFT), host = {} } = {}) {
  const reports = [];
  const told = [];
  const joined = vi.fn();
  const channels = [];
  const stores = { localStorage: fakeStorage(), sessionStorage: fakeStorage() };
  const locks = fakeManager();
  const events = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  class Channel {
    constructor(name) {
      Object.assign(this, { name, sent: [], isClosed: false });
      channels.push(this);
    }
    postMessage(message) {
      this.sent.push(message);
    }
    close() {
      this.isClosed = true;
    }
  }
  const globals = {
    ...stores,
    document,
    navigator: { locks },
    BroadcastChannel: Channel,
    addEventListener: (...args) => events.addEventListener(...args),
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const page = create(
    {
      guard: (entry) => entry,
      notify: (...args) => told.push(args),
      leave() {},
      leased: () => undefined,
      joined,
      ...host,
    },
    KEY,
    bits,
  );
  const entry = vi.fn((...args) => (reports.push(args), true));
  connect(page, entry);
  return {
    page,
    entry,
    /** What was reported since this was read last. */
    reported: () => reports.splice(0),
    /** What the application was told since this was read last. */
    told: () => told.splice(0),
    /** The application's side has heard that tabs share. */
    joined,
    channels,
    ...stores,
    locks,
    document,
    /** Something happens to the page. @param {string} type @param {object} [values] */
    happens(type, values, target = /freeze|resume|visib/.test(type) ? document : events) {
      target.dispatchEvent(Object.assign(new Event(type), values));
    },
    perform: (task, op = 0, number = 0, text = '', more = '') => perform(page, task, op, number, text, more),
    ask: (task, text = '') => ask(page, task, text),
    save: (...args) => save(page, ...args),
  };
}
