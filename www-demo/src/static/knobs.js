// The knobs that the pages turn, with the names and meanings of the API server's own. A knob takes a value, or a value
// for the next calls only.

export const KNOBS = {
  accessTtl: 5000,
  apiLatency: 0,
  dropRefreshAnswer: 0,
  grace: 0,
  hold: null,
  offline: false,
  refreshBody: null,
  refreshLatency: 0,
  refreshRotates: null,
  refreshStatus: null,
  retryAfter: null,
  rotate: true,
  xsrfCookieName: 'XSRF-TOKEN',
};

export function createKnobs(values = {}) {
  const knobs = { ...KNOBS, ...values };
  return {
    show: () => ({ ...knobs }),
    turn(changes) {
      for (const name of Object.keys(changes)) {
        if (!Object.hasOwn(KNOBS, name))
          throw new Error(`there is no knob "${name}"; there are ${Object.keys(KNOBS).join(', ')}`);
      }
      Object.assign(knobs, changes);
    },
    /** The value for the call at hand. @param {string} name */
    take(name) {
      const value = knobs[name];
      if (name === 'dropRefreshAnswer') {
        knobs[name] = Math.max(0, value - 1);
        return value > 0;
      }
      if (typeof value !== 'object' || value === null) return value;
      value.times -= 1;
      if (value.times <= 0) knobs[name] = KNOBS[name];
      return value.value;
    },
  };
}
