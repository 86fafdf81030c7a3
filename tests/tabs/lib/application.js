// What the application in a tab can be asked to do and to tell, in any engine: all of it goes through `run`, which
// runs a function in the page. What a user or a browser may do to the tab is decided by each engine's own tab.

import { BOUND, until } from './wait.js';

/**
 * What crosses to the page does so as JSON in some engines, which knows no undefined but that of a property.
 * @param {(act: (argument: any) => any, argument?: any) => Promise<any>} run
 */
export const application = (run) => ({
  run,
  /** Waits until `ask` is true in the page. */
  until: (ask, { ms = BOUND, argument } = {}) =>
    until(() => run(ask, argument).catch(() => false), ms, String(ask)),
  loaded: () => until(() => run(() => window.lab?.ready).catch(() => false), BOUND, 'a page that is ready'),
  /** What timers the page has asked for during `act`, in milliseconds: the stub `timers` notes them. */
  async timersOf(act) {
    const before = await run(() => window.timers.length);
    const result = await act();
    return [result, await run((before) => window.timers.slice(before), before)];
  },

  ready: () => run(() => window.lab.api.session.ready()),
  state: () => run(() => window.lab.api.session.state),
  signIn: (user, mode) => run(({ user, mode }) => window.lab.signIn(user, mode), { user, mode }),
  signOut: () => run(() => window.lab.api.session.signOut()),
  refresh: () => run(() => window.lab.refresh()),
  call: (path) => run(({ path }) => window.lab.call(path), { path }),
  storm: (times = 20, path) => run(({ times, path }) => window.lab.storm(times, path), { times, path }),
  events: () =>
    run(() => window.lab.events.map(({ type, reason }) => (reason ? `${type}: ${reason}` : type))),
  records: () => run(() => window.lab.records()),
  presence: () => run(() => window.lab.presence()),
  /** Whether the page that is shown came from the back/forward cache. */
  wasCached: () => run(() => window.pageEvents.findLast(([name]) => name === 'pageshow')?.[1]),
});
