// @ts-check
/**
 * The page as one session sees it: storage, timers, locks, the channel between tabs, the refresh call, and what the
 * application is asked. Carries out what `session.rs` wants done and reports how it ended. Decides nothing.
 *
 * JavaScript, because all of it handles values of JavaScript, each property and call of which costs Rust an import,
 * a conversion and a check: the same in Rust weighs more than twice as much. Both faces have this one file.
 *
 * Whatever a page offers is looked up at each use, so that mocks that are installed later work. Nothing here throws
 * into Rust, which could not catch it.
 */

/** Where the record is kept, in the order of `Place`. */
const [SESSION, LOCAL, CUSTOM] = [1, 2, 3];

/** What is reported, in the order of `Step` in page.rs. */
const [TICK, LOADED, INITIAL, REPLIED, FAILED, UNSENT, GRANTED, DENIED, LISTED, UNLISTED, PRESENT, TURNED] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
];
const [MESSAGE, HIDE, SHOW, LOOK, UNSHARE, AWAITED] = [12, 13, 14, 15, 16, 17];

/**
 * Keeps the time of a hidden page that burns CPU: the page's own timers fire half a minute late then, also while it
 * holds the refresh lock, those of a worker half a second at most.
 */
const WORKER = 'onmessage=e=>setTimeout(postMessage,e.data[1],e.data[0])';

/** @param {() => any} act @returns {any} what it gives, or undefined where it throws */
const attempt = (act) => {
  try {
    return act();
  } catch {
    // Whoever asks takes undefined for an answer.
  }
};
const nothing = () => {};
/** @param {any} value @param {string} name */
const get = (value, name) => attempt(() => value[name]);
/** The own property, or undefined: a polluted prototype has no say. @param {any} value @param {string} name */
const own = (value, name) => attempt(() => Object.getOwnPropertyDescriptor(value, name)) && get(value, name);
/** @param {any} value */
const text = (value) => (typeof value == 'string' ? value : '');
/** @param {any} value */
const isFunction = (value) => typeof value == 'function';

/** @param {any} response @returns {number | undefined} */
const status = (response) => {
  const found = get(response, 'status');
  return typeof found == 'number' ? found : undefined;
};
/** @param {any} response @param {string} name */
const header = (response, name) => text(attempt(() => response.headers.get(name)));
/** @param {any} response */
const isSuccess = (response) => {
  const code = /** @type {number} */ (status(response));
  return code >= 200 && code < 300;
};

/** Waits for what `begin` gives, where it is a promise. @param {() => any} begin @param {any} done @param {any} failed */
const watch = (begin, done, failed) => {
  let value;
  try {
    value = begin();
    if (isFunction(get(value, 'then'))) return void value.then(done, failed);
  } catch (error) {
    return failed(error);
  }
  done(value);
};

/** The `LockManager`. Whether it works, only a request tells: opaque origins have one that throws. */
const manager = () => navigator.locks;

export const mono = () => attempt(() => performance.now()) ?? Date.now();
export const wall = () => Date.now();
/** @param {string} when */
export const date = (when) => Date.parse(when);
/** @param {Uint8Array} bytes */
export const random = (bytes) => {
  try {
    crypto.getRandomValues(bytes);
  } catch {
    for (const at of bytes.keys()) bytes[at] = Math.random() * 256;
  }
};

/** A field that holds a string or a number; a `Date` counts as its milliseconds. @param {any} value @param {string} wrapper @param {string} name */
export const field = (value, wrapper, name) => {
  const found = own(wrapper ? own(value, wrapper) : value, name);
  return /string|number/.test(typeof found) ? found : attempt(() => found.getTime());
};
/** @param {any} value */
export const number = (value) => (typeof value == 'number' ? value : NaN);

/**
 * @param {any} host see host.rs @param {any} entry through which everything asynchronous enters Rust
 * @param {string} key the name of the record, of the refresh lock, and of the channel
 * @param {number} place @param {number} flags 1 the refresh is a function, 2 `parse` finds the tokens, 4 `classify`
 *   judges failures, 8 tabs share
 * @returns {((op: number, number: number, text: string, more: string) => any)[]} in the order of `Task` in page.rs
 */
export const create = (host, entry, key, place, flags) => {
  const guarded = attempt(() => host.guard(entry));
  /** @type {(step: number, op: number, value?: any, number?: number | boolean) => any} */
  const report = isFunction(guarded) ? guarded : entry;
  const { over } = host;
  const [hasFunction, hasParse, hasClassify] = [flags & 1, flags & 2, flags & 4];
  let shares = flags & 8;
  /** There is no ledger, so nothing is kept outside of memory. */
  let isAlone = false;
  /** The record is not kept where it should be. */
  let isDegraded = false;
  /** @type {any} why the last refresh failed, as the application sees it */
  let cause;
  /** @type {any} the promise that everybody waits for, and what resolves it */
  let slot;

  /** @param {string} name @param {any} [detail] */
  const notify = (name, detail, retryIn = 0) => attempt(() => host.notify(name, detail, retryIn));
  const degrade = () => {
    if (isDegraded) return;
    isDegraded = true;
    notify('storageDegraded');
  };
  const unshare = () => {
    shares = 0;
    degrade();
    report(UNSHARE, 0);
  };

  // ===== timers =====

  /** What runs, by operation: when its time is over, and the page's own timer. @type {Map<number, any>} */
  const timers = new Map();
  /** @type {any} */
  let worker;
  /** @type {any} where its script is: made once, since the page keeps every such URL */
  let script;
  /** Workers cannot be started here: a policy of the page forbids it, or there are none. */
  let isRefused = false;

  const stopWorker = () => {
    attempt(() => worker.terminate());
    worker = undefined;
  };
  const refuse = () => {
    isRefused = true;
    stopWorker();
  };
  /** @param {number} op */
  const drop = (op) => {
    const timer = timers.get(op);
    if (timer) attempt(() => clearTimeout(timer[1]));
    const had = timers.delete(op);
    if (!timers.size) stopWorker();
    return had;
  };
  /** Clears the timers of steps that are over. */
  const clear = () => {
    for (const op of [...timers.keys()]) if (!report(AWAITED, op)) drop(op);
    if (!timers.size) stopWorker();
  };
  /** @param {number} op */
  const ticked = (op) => {
    if (!drop(op)) return;
    report(TICK, op);
    clear();
  };
  /** The page may be hidden: has the worker wait for what runs. Whichever timer fires first counts. @param {number} [only] */
  const handOver = (only) => {
    if (get(globalThis.document, 'visibilityState') !== 'hidden') return;
    for (const [op, [end]] of timers) {
      if (isRefused) return;
      if (only && only !== op) continue;
      try {
        script ??= URL.createObjectURL(new Blob([WORKER]));
        if (!worker) {
          worker = new Worker(script);
          worker.onmessage = (/** @type {any} */ event) => ticked(event.data);
          worker.onerror = refuse;
        }
        worker.postMessage([op, Math.max(0, end - mono())]);
      } catch {
        refuse();
      }
    }
  };
  /** @param {number} op @param {number} delay */
  const timer = (op, delay) => {
    // A timer that is set to more than this fires at once.
    const wait = Math.min(delay, 2 ** 31 - 1);
    attempt(() => timers.set(op, [mono() + wait, setTimeout(() => ticked(op), wait)]));
    // Only now, so that a worker that is still needed is not ended.
    clear();
    if (flags & 8) handOver(op);
  };

  // ===== the record =====

  const storage = () => (place == SESSION ? sessionStorage : localStorage);
  const isTabsOwn = () => place == SESSION || (place == LOCAL && !shares);
  const restore = () => {
    try {
      return !isAlone && isTabsOwn() ? storage().getItem(key) : undefined;
    } catch {
      degrade();
    }
  };
  /** The record for the application's own storage. @param {string} record whose lines `core/record.rs` decides */
  const toObject = (record) => {
    const [, , , , end, , accessToken, refreshToken] = record.split('\n');
    return {
      ...(accessToken && { accessToken }),
      ...(refreshToken && { refreshToken }),
      ...(end && { expiresAt: +end }),
      record,
    };
  };
  /** @param {any} _op @param {any} _number @param {string} record or nothing */
  const save = (_op, _number, record) => {
    try {
      if (place == CUSTOM) host.save(record ? toObject(record) : null);
      if (isTabsOwn()) {
        // What was kept before must not outlive the session.
        if (isAlone) return attempt(() => storage().removeItem(key));
        if (record) storage().setItem(key, record);
        else storage().removeItem(key);
      }
      // A full storage may have room again: what is kept there is the newest then.
      isDegraded = false;
    } catch {
      degrade();
    }
  };

  // ===== what the tabs of the origin share =====

  /** What the names of presence locks begin with; session and generation follow. */
  const presence = `${key}:P:`;
  /** @type {any} undefined while there is none */
  let channel;
  let isListening = false;
  /** Withdraws a request for the refresh lock. @type {Map<number, AbortController>} */
  const requests = new Map();
  /** Lets the refresh lock go. @type {Map<number, () => void>} */
  const grants = new Map();
  /** Lets the presence lock go. */
  let leave = nothing;
  /** The presence lock that is wanted; a grant of another one comes too late. */
  let wanted = 0;

  /** What a lock's callback returns: a promise that holds it. @param {(release: any) => void} keep takes what lets it go */
  const hold = (keep) => {
    const held = new Promise(keep);
    return over ? Promise.race([held, over]) : held;
  };
  /** @param {number} op */
  const denied = (op) => () => void report(DENIED, op);
  /** Asks which presence locks are held. @param {number} op */
  const query = (op) =>
    watch(
      () => manager().query(),
      (/** @type {any} */ answer) => {
        const held = attempt(() => answer.held.map((/** @type {any} */ lock) => lock.name)) || [];
        const ours = held.filter((/** @type {any} */ name) => text(name).startsWith(presence));
        report(LISTED, op, ours.map((/** @type {string} */ name) => name.slice(presence.length)).join('\n'));
      },
      () => report(UNLISTED, op),
    );
  /** Asks for the refresh lock: in the queue, or only if it is free. @param {number} op @param {boolean} queues */
  const request = (op, queues) =>
    watch(
      () => {
        /** @type {any} */
        const options = { ifAvailable: true };
        if (queues) {
          const controller = new AbortController();
          requests.set(op, controller);
          delete options.ifAvailable;
          options.signal = controller.signal;
        }
        return manager().request(key, options, (lock) => {
          if (lock !== null || queues) {
            requests.delete(op);
            const held = hold((release) => grants.set(op, release));
            report(GRANTED, op, undefined, queues);
            return held;
          }
          // A page that has stopped since must not queue: it would be granted the lock, and keep it.
          if (report(AWAITED, op)) request(op, true);
        });
      },
      nothing,
      denied(op),
    );
  /** @param {number} op @param {any} _number @param {string} name */
  const present = (op, _number, name) => {
    wanted = op;
    watch(
      () =>
        manager().request(presence + name, { mode: 'shared' }, () => {
          let held;
          if (wanted === op) {
            // The one held before is let go of only now, so that there is no moment without one.
            const before = leave;
            held = hold((release) => (leave = release));
            before();
          }
          report(PRESENT, op);
          return held;
        }),
      nothing,
      denied(op),
    );
  };
  const absent = () => {
    wanted = 0;
    leave();
    leave = nothing;
  };
  /** Ends the task: by a message, since timers of hidden pages are late. @param {number} op */
  const turn = (op) => {
    try {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        report(TURNED, op);
      };
      port2.postMessage(null);
    } catch {
      setTimeout(() => report(TURNED, op));
    }
  };
  /** @param {any} _op @param {any} _number @param {string} name @param {string} record or nothing */
  const write = (_op, _number, name, record) => {
    try {
      if (record) localStorage.setItem(key + name, record);
      else localStorage.removeItem(key + name);
    } catch {
      // What cannot be told to the others must not be relied on by them.
      unshare();
    }
  };
  /** Asks the other tabs, or answers one. The set goes sealed. @param {any} _op @param {any} _number @param {string} lines @param {string} sealed */
  const post = (_op, _number, lines, sealed) => {
    const [nonce, sid, gen, secret] = lines.split('\n');
    const message = sid ? { v: 1, nonce, sid, gen, key: secret, sealed } : { v: 1, nonce };
    attempt(() => channel.postMessage(message));
  };
  const closeChannel = () => {
    attempt(() => channel.close());
    channel = undefined;
  };
  const openChannel = () => {
    closeChannel();
    channel = attempt(() => new BroadcastChannel(key));
    if (!channel) return;
    // Anything may arrive: of another version, of another script.
    channel.onmessage = (/** @type {any} */ { data }) => {
      const fields = ['nonce', 'sid', 'gen', 'key', 'sealed'].map((name) => text(get(data, name)));
      if (get(data, 'v') === 1) report(MESSAGE, 0, fields.join('\n'));
    };
    // In a page that a test runner simulates on Node, an open channel would keep the process from ending.
    attempt(() => channel.unref());
  };
  const heard = (/** @type {any} */ event) => {
    const { type } = event;
    if (type == 'visibilitychange') handOver();
    else if (type == 'storage') {
      // Without a key the whole storage was cleared.
      if ((event.key || key).startsWith(key)) report(LOOK, 0);
    } else if (type == 'pagehide' || type == 'freeze') {
      report(HIDE, 0);
      // So that it does not keep a page out of the back/forward cache.
      closeChannel();
    } else {
      if (!channel && shares) openChannel();
      report(SHOW, 0);
    }
  };
  const join = () => {
    const probe = `${key}:?`;
    const works = attempt(() => {
      localStorage.setItem(probe, '1');
      const found = localStorage.getItem(probe);
      localStorage.removeItem(probe);
      return found;
    });
    if (!works) {
      // A copied tab would have the record too, and nothing by which the two could agree: it stays in memory.
      isAlone = true;
      return unshare();
    }
    // Whether locks work, only a trial tells: opaque origins have some that throw, and frames of another site may
    // not list them.
    watch(() => manager().request(`${presence}0:`, { ifAvailable: true }, nothing), nothing, denied(0));
    query(0);
    openChannel();
    if (isListening) return;
    isListening = true;
    const listen = (/** @type {any} */ target, /** @type {string} */ names) => {
      for (const name of names.split(' ')) attempt(() => target.addEventListener(name, heard));
    };
    listen(globalThis, 'pagehide pageshow storage');
    listen(globalThis.document, 'freeze resume visibilitychange');
  };

  // ===== one refresh call =====

  /**
   * The calls under way: one flight, and now and then one of a session that is already over.
   * @type {Map<number, { controller: AbortController, response?: any, data?: any, isHtml?: boolean }>}
   */
  const calls = new Map();

  /** What the application says about an answer. @param {any} call @param {any} error @param {boolean} isFailure */
  const classify = ({ response, data }, error, isFailure) => {
    const found = isFailure ? statusOf(response, error) : status(response);
    return hasClassify ? text(attempt(() => host.classify(found, data, error, isFailure, response))) : '';
  };
  /** The status of an answer: of the response, or of the one that a thrown error carries, itself or as its cause. @param {any} response @param {any} error */
  const statusOf = (response, error) =>
    status(response) ?? status(get(error, 'response')) ?? status(get(get(error, 'cause'), 'response'));
  /** A call brought no tokens. @param {number} op @param {any} [error] what was thrown, if anything */
  const fail = (op, error) => {
    const call = calls.get(op);
    if (!call) return;
    const { response, data, isHtml } = call;
    const found = statusOf(response, error);
    const code = own(data, 'error');
    const name = typeof code == 'string' ? code : undefined;
    const judged = classify(call, error, true);
    cause = error === undefined ? attempt(() => host.problem(found, name)) : error;
    const after = header(response, 'retry-after');
    if (calls.delete(op))
      report(FAILED, op, [found, isHtml ? 1 : '', judged, after, name].join('\n'), Date.parse(after));
  };
  /** @param {number} op @param {any} error */
  const notSent = (op, error) => {
    cause = error;
    // What does not parse will not parse the next time either.
    if (calls.delete(op)) report(UNSENT, op, undefined, get(error, 'code') === 'ERR_INVALID_URL');
  };
  /** A call was answered with success, and these are its tokens. @param {number} op @param {any} value */
  const replied = (op, value) => {
    const call = calls.get(op);
    if (call) report(REPLIED, op, value, Date.parse(header(call.response, 'date')));
  };
  /** They are tokens; `refreshOn` may know a refusal that looks like a success. @param {number} op */
  const confirm = (op) => {
    const call = calls.get(op);
    if (!call) return;
    if (!hasFunction && classify(call, undefined, false)) return fail(op);
    cause = undefined;
    return calls.delete(op);
  };
  /** @param {number} op @param {any} body */
  const read = (op, body) => {
    const call = calls.get(op);
    if (!call) return;
    const { response } = call;
    const [, first] = /^[\t\n\f\r ]*([<{["])/.exec(text(body)) || [];
    const isHtml = first == '<' || header(response, 'content-type').includes('html');
    let isBroken;
    let data = body;
    try {
      data = JSON.parse(body);
    } catch {
      // Half an object is a string too, and so is a page of HTML: neither is ever a token.
      isBroken = first;
    }
    Object.assign(call, { data, isHtml });
    if (!isSuccess(response)) fail(op);
    else if (hasParse)
      watch(
        () => host.parse(data, response),
        (/** @type {any} */ reply) => replied(op, reply),
        (/** @type {any} */ error) => fail(op, error),
      );
    else if (isHtml || isBroken) fail(op);
    else replied(op, data);
  };
  /** @param {number} op @param {any} response */
  const fetched = (op, response) => {
    const call = calls.get(op);
    if (!call) return;
    call.response = response;
    const broken = (/** @type {any} */ error) => {
      // Half a success says no more than no answer.
      if (isSuccess(response)) call.response = undefined;
      fail(op, error);
    };
    if (!isFunction(get(response, 'text'))) return broken(undefined);
    watch(
      () => response.text(),
      (/** @type {any} */ body) => read(op, body),
      broken,
    );
  };
  /** @param {number} op @param {any} request */
  const prepared = (op, request) => {
    const call = calls.get(op);
    if (!call) return;
    let sent;
    try {
      request.init.signal = call.controller.signal;
      sent = fetch(request.url, request.init);
    } catch (error) {
      // A `fetch` that throws, unlike one that rejects, has sent nothing.
      return notSent(op, error);
    }
    watch(
      () => sent,
      (/** @type {any} */ response) => fetched(op, response),
      (/** @type {any} */ error) => fail(op, error),
    );
  };
  /** @param {number} op @param {any} _number @param {string} access @param {string} refresh */
  const send = (op, _number, access, refresh) => {
    const controller = new AbortController();
    calls.set(op, { controller });
    const tokens = [access || undefined, refresh || undefined];
    if (hasFunction)
      watch(
        () => host.refresh(...tokens, controller.signal),
        (/** @type {any} */ value) => replied(op, value),
        (/** @type {any} */ error) => fail(op, error),
      );
    // It may be wrong the other way round only.
    else if (get(globalThis.navigator, 'onLine') === false) notSent(op, new Error('the device is offline'));
    else
      watch(
        () => host.prepare(...tokens),
        (/** @type {any} */ value) => prepared(op, value),
        (/** @type {any} */ error) => notSent(op, error),
      );
  };
  /** @param {number} op */
  const abort = (op) => {
    const call = calls.get(op);
    if (!calls.delete(op) || !call) return;
    cause = new Error('the refresh took longer than refreshTimeout');
    call.controller.abort(cause);
  };

  return [
    // What the application is asked.
    (op) =>
      watch(
        () => host.load(),
        (/** @type {any} */ value) => report(LOADED, op, value),
        () => {
          degrade();
          report(LOADED, op);
        },
      ),
    (op) =>
      watch(
        () => host.initial(),
        (/** @type {any} */ value) => report(INITIAL, op, value),
        () => report(INITIAL, op),
      ),
    (isSignOut, _number, access, refresh) =>
      attempt(() => host.revoke(access || undefined, refresh || undefined, !!isSignOut)),
    (_op, retryIn, name, detail) => notify(name, detail, retryIn),
    (has, _number, acrValues, maxAge) =>
      notify('stepUpRequired', { ...(has & 1 && { acrValues }), ...(has & 2 && { maxAge }) }),
    // The record and what the tabs share.
    restore,
    save,
    (_op, _number, name) => attempt(() => localStorage.getItem(key + name)),
    write,
    () => `${key}:E`,
    join,
    (op) => request(op, false),
    (op) => {
      attempt(() => requests.get(op)?.abort(new Error('no longer needed')));
      requests.delete(op);
    },
    (op) => {
      (grants.get(op) || nothing)();
      grants.delete(op);
    },
    (op) => query(op),
    turn,
    present,
    absent,
    post,
    // Timers, and the refresh call.
    timer,
    send,
    (op) => fail(op),
    confirm,
    abort,
    // Who waits, and what is known.
    () => {
      if (!slot) {
        let settle;
        slot = [new Promise((resolve) => (settle = resolve)), settle];
      }
      return slot[0];
    },
    (_op, _number, code) => {
      const settled = slot;
      // A session that begins while another's flight is awaited settles the same slot: whoever waited asks again
      // and is told that the session has changed.
      slot = undefined;
      clear();
      if (settled) settled[1](code || undefined);
    },
    () => cause,
    () => (cause = undefined),
    () => isDegraded,
    () => isRefused,
    stopWorker,
  ];
};

/** @typedef {ReturnType<typeof create>} Page */

/** @param {Page} page @param {number} task @param {number} op @param {number} number @param {string} text @param {string} more */
export const perform = (page, task, op, number, text, more) => !!page[task](op, number, text, more);
/** @param {Page} page @param {number} task @param {string} text */
export const ask = (page, task, text) => page[task](0, 0, text, '');
