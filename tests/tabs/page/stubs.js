// What a test spoils in a page before anything else runs: `?setup=` names it. Each stub stands for something that
// browsers really do, and says what.

window.setup = JSON.parse(new URLSearchParams(location.search).get('setup'));

/** The clock of a page that does not run stands still: that is how a test knows that it is frozen. */
window.ticks = 0;
setInterval(() => window.ticks++, 20);

window.pageEvents = [];
for (const name of ['pagehide', 'pageshow'])
  addEventListener(name, (event) => window.pageEvents.push([name, event.persisted]));
for (const name of ['freeze', 'resume'])
  document.addEventListener(name, () => window.pageEvents.push([name]));

/** Has shared workers run this first. */
function prepareWorkers(code) {
  const { Blob: Real } = window;
  window.Blob = class extends Real {
    constructor(parts, options) {
      super(String(parts[0]).startsWith('onconnect') ? [code, ...parts] : parts, options);
    }
  };
}

/** Has `change(post, data)` post what a page tells a shared worker. */
function interceptWorkers(change) {
  const { SharedWorker: Real } = window;
  window.SharedWorker = class extends Real {
    constructor(url, options) {
      super(url, options);
      const post = this.port.postMessage.bind(this.port);
      this.port.postMessage = (data) => change(post, data);
    }
  };
}

const stubs = {
  /** A browser that no test drives: where one does, a refresh is made by the page alone, so that the test can intercept it. */
  undriven: () => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }),

  /** A browser without Web Locks. */
  noLocks: () => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }),

  /** An opaque origin: there are locks, and each use of them is refused. */
  refusedLocks() {
    const refuse = () => Promise.reject(new DOMException('not here', 'SecurityError'));
    Object.assign(LockManager.prototype, { request: refuse, query: refuse });
  },

  /** A frame of another site in Firefox: locks work, but may not be listed. */
  noLockList() {
    LockManager.prototype.query = () => Promise.reject(new DOMException('not here', 'SecurityError'));
  },

  /** A policy that forbids workers. */
  noWorkers() {
    window.Worker = function () {
      throw new DOMException('policy', 'SecurityError');
    };
  },

  /** An extension, or a script, that takes shared workers away against fingerprinting. */
  removedWorkers: () => delete window.SharedWorker,

  /** A policy that lets no shared worker start: Chromium says so later. */
  noSharedWorkers() {
    window.SharedWorker = class extends EventTarget {
      port = { postMessage() {}, close() {} };
      constructor(url, options) {
        super();
        void options?.extendedLifetime;
        setTimeout(() => this.onerror?.(new Event('error')));
      }
    };
  },

  /** A worker that is offline. Chromium's own switch for that knows no shared workers. */
  offlineWorkers: () =>
    prepareWorkers(
      'Object.defineProperty(navigator,"onLine",{value:false});fetch=async()=>{throw TypeError("offline")};',
    ),

  /** A worker whose Cache Storage is broken. */
  brokenCaches: () => prepareWorkers('CacheStorage.prototype.delete=async()=>{throw Error("broken")};'),

  /** A worker whose `fetch` is `setup.workerFetch`: answers that no server of the tests gives. */
  workerFetch: () => prepareWorkers(`fetch=${window.setup.workerFetch};`),

  /** A worker that never begins. */
  idleWorkers() {
    window.endedWorkers = 0;
    interceptWorkers((post, data) => {
      if (data) return;
      window.endedWorkers++;
      post(data);
    });
  },

  /** A busy machine: workers begin when the test calls `startWorkers()`. */
  slowWorkers() {
    const waiting = (window.waitingWorkers = []);
    window.startWorkers = () => waiting.splice(0).forEach((start) => start());
    interceptWorkers((post, data) =>
      typeof data?.[0] === 'string' && data.length > 2 ? void waiting.push(() => post(data)) : post(data),
    );
  },

  /** A worker that ends when it is told the call, before it has made it. */
  goneWorkers: () => interceptWorkers((post, data) => post(data?.length === 2 ? 0 : data)),

  /** An application, or what watches it, that has put a function of its own in the place of `fetch`. */
  ownFetch() {
    const { fetch: real } = window;
    window.fetch = (...args) => real(...args);
  },

  /** A user who blocks storage: merely reading the property throws. */
  noLocalStorage: () =>
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    }),

  /**
   * A browser in which another tab's writes show late: from `stale(ms)` on the ledger reads as it did then, until `ms`
   * after it was first read so. Its events come late too.
   */
  lag() {
    const { getItem } = Storage.prototype;
    const lag = (window.lag = { ms: 0, until: 0, seen: new Map(), reads: 0 });
    window.stale = (ms) => {
      lag.seen = new Map(Object.entries({ ...localStorage }));
      Object.assign(lag, { ms, until: Infinity });
    };
    const isStale = () => performance.now() < lag.until;
    Storage.prototype.getItem = function (key) {
      const fresh = getItem.call(this, key);
      if (this !== localStorage || !isStale() || !key.includes(':G:')) return fresh;
      if (!lag.reads++) lag.until = performance.now() + lag.ms;
      return lag.seen.get(key) ?? null;
    };
    addEventListener('storage', (event) => isStale() && event.stopImmediatePropagation(), true);
  },

  /** A browser that is slow to grant this tab's shared locks, by which it shows that it is there. */
  slowPresence() {
    const { request } = LockManager.prototype;
    LockManager.prototype.request = async function (name, options, callback) {
      if (options.mode === 'shared') await new Promise((resolve) => setTimeout(resolve, 300));
      return request.call(this, name, options, callback);
    };
  },

  /** A script of the same page, and a person at the developer tools: what they can read, and the real tokens. */
  overheard() {
    const overheard = (window.overheard = { tokens: [], written: [], messages: [], errors: [] });
    const { parse } = JSON;
    JSON.parse = function (text, reviver) {
      const value = parse.call(this, text, reviver);
      for (const name of ['accessToken', 'refreshToken', 'access_token', 'refresh_token'])
        if (typeof value?.[name] === 'string') overheard.tokens.push(value[name]);
      return value;
    };
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (this === localStorage) overheard.written.push(`${key}=${value}`);
      return setItem.call(this, key, value);
    };
    const { postMessage } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.postMessage = function (message) {
      overheard.messages.push(JSON.stringify(message));
      return postMessage.call(this, message);
    };
    window.report = (error) => {
      const { message, code, stack, config, cause, response } = error;
      overheard.errors.push(
        JSON.stringify({ text: String(error), json: error.toJSON?.(), message, code, stack, config }),
        JSON.stringify({
          cause: String(cause),
          stack: cause?.stack,
          more: { ...cause },
          headers: response?.headers,
        }),
      );
    };
  },

  /**
   * What a page takes from its machine: a clock that somebody sets, what the browser thinks of the network (`onLine`,
   * which a VPN makes wrong), and whether localStorage takes writes (`well`, `full`, `refuses`, `throws`).
   */
  machine() {
    const machine = { skew: 0, isOnline: true, storage: 'well', ...window.setup.machine };
    const { now } = Date;
    Date.now = () => now() + machine.skew;

    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => machine.isOnline });

    const shared = window.localStorage;
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (this === shared && machine.storage === 'refuses')
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      return setItem.call(this, key, value);
    };
    Object.defineProperty(window, 'localStorage', {
      get() {
        if (machine.storage === 'throws')
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        return shared;
      },
    });

    /** Takes all that is left, to the last character: pieces that get smaller, then names without a value. */
    const takes = (key, value) => {
      try {
        setItem.call(shared, key, value);
        return true;
      } catch {
        return false;
      }
    };
    const filler = (index) => String.fromCharCode(0xe000 + index);
    window.fillStorage = () => {
      let count = 0;
      for (let size = 1 << 20; size >= 1; size >>= 1)
        while (takes(filler(count), 'x'.repeat(size - 1))) count++;
    };
    window.freeStorage = () => {
      for (let index = 0; shared.getItem(filler(index)) !== null; index++) shared.removeItem(filler(index));
    };

    /** A page that stands still is told nothing, and finds the machine changed when it runs again. */
    window.setMachine = (changes, isQuiet = false) => {
      const was = machine.isOnline;
      Object.assign(machine, changes);
      if (machine.isOnline !== was && !isQuiet) dispatchEvent(new Event(was ? 'offline' : 'online'));
    };
  },

  /**
   * A claim of a turn waits 150 ms, within which the claims of other tabs show. On a busy machine a write to localStorage
   * takes a second to show in another process: this tab waits for three, also while it is hidden.
   */
  patientClaims() {
    const patient = (ms) => (ms > 0 && ms <= 150 ? 20 * ms : ms);
    const { setTimeout: real } = window;
    window.setTimeout = (callback, ms, ...rest) => real(callback, patient(ms), ...rest);
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (data, ...rest) {
      const isTimer = Array.isArray(data) && data.length === 2;
      return postMessage.call(this, isTimer ? [data[0], patient(data[1])] : data, ...rest);
    };
  },

  /** What timers the page asks for, and which of them it waits for. */
  timers() {
    const { setTimeout: real } = window;
    window.timers = [];
    window.fired = [];
    window.setTimeout = (callback, ms, ...rest) => {
      window.timers.push(ms);
      return real(
        (...values) => {
          window.fired.push(ms);
          callback(...values);
        },
        ms,
        ...rest,
      );
    };
  },
};

for (const name of window.setup.stubs ?? []) stubs[name]();
