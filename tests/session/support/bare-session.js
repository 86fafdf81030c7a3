// A session with its face and without a core: the test plays what Rust would answer, and sees what Rust is told.
import { onTestFinished, vi } from 'vitest';
import { ACTION_SEND_WITH_TOKEN, REASONS, REASON_SHIFT, STATES } from '../../../src/web/boundary.js';
import { VERSION } from '../../../pkg-template/src/client/version.js';
import { sessionOf } from '../../../pkg-template/src/session/api.js';
import { setCore } from '../../../pkg-template/src/session/core.js';
import { attach } from '../../../pkg-template/src/session/engine.js';
import { handleOf } from '../../../pkg-template/src/session/registry.js';
import { coreNow, coreReady, setLoader } from '../../../pkg-template/src/wasm/loader.js';
import { fakeStorage } from './bare-page.js';
import { BASE, later, turns } from './fake.js';
import { recordWith } from './record.js';

/** An instance of Rust: it is in `state`, and ended for `reason`. */
const fakeRust = (page) => {
  const rust = {
    page,
    state: 'active',
    reason: undefined,
    /** Beyond state and reason. */
    bits: 0,
    status: vi.fn(
      () => STATES.indexOf(rust.state) | ((REASONS.indexOf(rust.reason) + 1) << REASON_SHIFT) | rust.bits,
    ),
    act: vi.fn(() => false),
    adjust: vi.fn(),
    allows: vi.fn(() => true),
    answer: vi.fn(),
    begin: vi.fn(() => ACTION_SEND_WITH_TOKEN),
    expires: vi.fn(() => NaN),
    lease: vi.fn(() => 7),
    resume: vi.fn(() => ACTION_SEND_WITH_TOKEN),
    setTokens: vi.fn(() => 0),
    token: vi.fn(() => 'access-1'),
    waiting: vi.fn(),
  };
  return rust;
};

let count = 0;

/**
 * A page rather than a server: with a document, and with storages of its own.
 * @param {object} [globals] what else it has
 */
export function barePage(globals) {
  const events = new EventTarget();
  const page = {
    document: {},
    localStorage: fakeStorage(),
    sessionStorage: fakeStorage(),
    addEventListener: (...args) => events.addEventListener(...args),
    removeEventListener: (...args) => events.removeEventListener(...args),
    ...globals,
  };
  for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value);
  return {
    ...page,
    /** Something happens to the page. @param {string} type @param {object} [values] */
    happens: (type, values) => events.dispatchEvent(Object.assign(new Event(type), values)),
  };
}

/**
 * The record of a session of this tab alone, by whose lease a request may be sent before there is a core.
 * @param {Partial<Record<'since' | 'until' | 'end' | 'token', unknown>>} [values]
 */
export const recordText = (values) =>
  recordWith({ sid: 1, generation: 2, since: 0, until: 1e15, end: 9e12, ...values });

/**
 * @param {object} [options] of the session
 * @param {{ isLate?: boolean, config?: object }} [how] whether the core is still on its way
 */
export function bareSession(options, { isLate = false, config } = {}) {
  const made = [];
  const cores = { count: 0, isBroken: false };
  const makeCore = () => ({
    imports: {},
    start: () => void cores.count++,
    createPage: vi.fn((host, key, bits) => ({ host, key, bits, epochKey: `${key}:E` })),
    createClient: vi.fn((page, ...setUp) => {
      if (cores.isBroken) throw new Error('unreachable');
      const rust = fakeRust(page);
      // Its methods are replaced by the face's own.
      made.push({ rust, setUp, page, host: page.host, methods: { ...rust } });
      return rust;
    }),
  });
  setLoader({ form: { version: VERSION, makeCore, instantiate: () => ({}) } });
  const parts = { version: VERSION, now: coreNow, ready: coreReady, attach };
  const loads = [];
  // All sessions wait for one load, and the next test's for its own.
  if (isLate)
    onTestFinished(async () => {
      for (const load of loads) load.reject(new Error('the test is over'));
      await turns();
    });
  setCore(
    isLate
      ? {
          load: () => {
            const load = later();
            loads.push(load);
            return load.promise;
          },
        }
      : { parts },
  );
  /** Another session with the same core. @param {object} [more] of its options */
  const open = (more) => {
    const defaults = {
      baseURL: BASE,
      ...config,
      session: { refresh: '/auth/refresh', id: `bare-${++count}`, ...more },
    };
    const handle = handleOf(defaults);
    return {
      handle,
      session: sessionOf(defaults),
      defaults,
      open,
      /** The instances of Rust of all sessions, each with its host and what it was set up with. */
      made,
      /** How many there were, and whether the next client cannot be made. */
      cores,
      /** The attempts to load the core. */
      loads,
      /** The core that was asked for arrives. */
      arrives: () => loads.at(-1).resolve({ version: VERSION, open: () => parts }),
      /** It does not arrive. */
      fails: (error = new Error('offline')) => loads.at(-1).reject(error),
      /** The first use makes an instance of Rust. */
      start: () => (handle.rust(), made.at(-1)),
    };
  };
  return open(options);
}

/** The same, with its first instance of Rust. @param {object} [options] */
export const starts = (options) => {
  const made = bareSession(options);
  const started = made.start();
  return { ...made, ...started, actions: made.handle.engine.actions };
};

/** What Rust does when it is asked for something: a function for each. */
export const onAct = (methods, answers) =>
  methods.act.mockImplementation((act) => (answers[act] ? answers[act]() : false));

/** Whether a promise is settled by now. */
export const isSettled = async (promise) => {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await turns();
  return settled;
};

/** Rust waits for these promises, one after the other; each is over when it settles. */
export const waitsFor = ({ methods, rust }, gates, state) => {
  const left = [...gates];
  methods.waiting.mockImplementation(() => left[0]?.promise);
  for (const gate of gates)
    gate.promise.then(() => {
      left.shift();
      if (!left.length && state) rust.state = state;
    });
};
