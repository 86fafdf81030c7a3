// What a test spoils in a page before anything else runs: `?setup=` names it. Each stub stands for something that
// browsers really do, and says what.

window.setup = JSON.parse(new URLSearchParams(location.search).get('setup'));

/** The clock of a page that does not run stands still: that is how a test knows that it is frozen. */
window.ticks = 0;
setInterval(() => window.ticks++, 20);

window.pageEvents = [];
for (const name of ['pagehide', 'pageshow'])
  addEventListener(name, (event) => window.pageEvents.push([name, event.persisted]));
for (const name of ['freeze', 'resume']) document.addEventListener(name, () => window.pageEvents.push([name]));

const stubs = {
  /** A browser without Web Locks. */
  noLocks: () => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }),

  /** A user who blocks storage: merely reading the property throws. */
  noLocalStorage: () =>
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    }),

  /**
   * A browser in which another tab's writes show late: `lag.since` is the moment from which on the ledger reads as
   * it did then, for `lag.ms`. Its events come late too.
   */
  lag() {
    const { getItem } = Storage.prototype;
    const lag = (window.lag = { ms: 0, until: 0, seen: new Map(), reads: 0 });
    window.stale = (ms) => {
      lag.seen = new Map(Object.entries({ ...localStorage }));
      lag.until = performance.now() + ms;
    };
    const isStale = () => performance.now() < lag.until;
    Storage.prototype.getItem = function (key) {
      const fresh = getItem.call(this, key);
      if (this !== localStorage || !isStale() || !key.includes(':G:')) return fresh;
      lag.reads++;
      return lag.seen.get(key) ?? null;
    };
    addEventListener('storage', (event) => isStale() && event.stopImmediatePropagation(), true);
  },

  /** What timers the page asks for. */
  timers() {
    const { setTimeout: real } = window;
    window.timers = [];
    window.setTimeout = (callback, ms, ...rest) => {
      window.timers.push(ms);
      return real(callback, ms, ...rest);
    };
  },
};

for (const name of window.setup.stubs ?? []) stubs[name]();
