// @ts-check
/**
 * `createAuthRefresh`: the signature of axios-auth-refresh on an instance of everfetch, for applications that keep
 * their tokens themselves. It decides which failures are refusals and how a request is resent; a private session for
 * each refresh makes sure that only one runs at a time, and that it ends. It imports nothing, so that the other
 * entries do not grow.
 * @typedef {import('../types.js').AxiosInstance} Instance
 * @typedef {import('../types.js').AxiosError} AxiosError
 * @typedef {import('../../auth-refresh.d.ts').AxiosAuthRefreshOptions} Options
 * @typedef {import('../types.js').Config & { skipAuthRefresh?: boolean, [SENT]?: number }} Config
 */

const SENT = Symbol('everfetch.authRefresh');
// Ten minutes: some refreshes ask the user to sign in.
const REFRESH_TIMEOUT = 600_000;
/** Counts the beginnings and the ends of refreshes: of all instances, since one may have several of these handlers. */
let count = 0;

/** @type {Set<string>} */
const warned = new Set();

/** An option that asks for what is not done, said once in a page. @param {string} text */
const warnOnce = (text) => {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn('createAuthRefresh: ' + text);
};

/** Settles when the caller gives up; the second function stops listening. @param {Config} config @returns {[Promise<void>, () => void]} */
const givenUp = ({ signal, cancelToken }) => {
  let give = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((resolve) => (give = resolve));
  if (signal?.aborted) give();
  signal?.addEventListener?.('abort', give);
  cancelToken?.subscribe(give);
  return [
    promise,
    () => {
      signal?.removeEventListener?.('abort', give);
      cancelToken?.unsubscribe(give);
    },
  ];
};

/**
 * @param {Instance} instance @param {(error: any) => Promise<unknown>} refreshAuthCall
 * @param {Options} [options] those of axios-auth-refresh @returns {number} the id of the response interceptor
 */
export const createAuthRefresh = (instance, refreshAuthCall, options) => {
  if (typeof refreshAuthCall !== 'function')
    throw new Error('createAuthRefresh takes a function that returns a promise as its second argument');
  if (typeof instance?.create !== 'function' || !('session' in instance))
    throw new Error('createAuthRefresh takes an instance of everfetch, made by create() or new ApiClient()');
  if (instance.defaults.session)
    throw new Error(
      'this instance has a session, which renews by itself: remove createAuthRefresh, or the session',
    );
  const {
    statusCodes = [401],
    shouldRefresh,
    retryInstance,
    interceptNetworkError,
    onRetry,
    maxRetries,
    deduplicateRefresh,
  } = options ?? {};
  if (/** @type {number} */ (maxRetries) > 1)
    warnOnce(`maxRetries: ${maxRetries} counts as 1, since a request is sent again once at most`);
  if (deduplicateRefresh === false)
    warnOnce(
      'deduplicateRefresh: false has no effect, since requests that are refused together share one refresh',
    );
  for (const [name, value] of Object.entries({ shouldRefresh, retryInstance, onRetry }))
    if (value != null && typeof value !== 'function')
      throw new Error(`createAuthRefresh: ${name} is no function, but ${typeof value}`);
  /** The refresh under way. @type {Promise<void> | undefined} */
  let current;
  /** Why the last refresh failed. @type {{ reason: unknown } | undefined} */
  let failure;
  /** The count at its end. */
  let last = 0;
  let inside = false;

  /**
   * A session without tokens, which runs one refresh.
   * @param {AxiosError} error @param {(reason: unknown) => void} onFail
   */
  const begin = (error, onFail) => {
    const { session } = instance.create({
      baseURL: 'http://localhost',
      debug: false,
      session: {
        id: `authRefresh${++count}`,
        carrier: 'cookie',
        storage: 'memory',
        shareTabs: false,
        refreshTimeout: REFRESH_TIMEOUT,
        refresh: async () => {
          try {
            inside = true;
            let call;
            try {
              call = refreshAuthCall(error);
            } finally {
              inside = false;
            }
            await call;
          } catch (reason) {
            // Not thrown: the session would judge it, and perhaps try again.
            onFail(reason);
          }
        },
      },
    });
    return session;
  };

  /** Starts the refresh, and holds back what is sent meanwhile. @param {AxiosError} error */
  const start = async (error) => {
    const { request } = instance.interceptors;
    /** Its own: a call that fails after its time is up must not spoil the next refresh. @type {typeof failure} */
    let failed;
    // Interceptors run last-added first, so this one waits before the application's puts the new token on.
    const queue = request.use(hold, null, {
      runWhen: (config) => !config.skipAuthRefresh && !inside,
    });
    try {
      await begin(error, (reason) => (failed = { reason })).refresh();
    } catch (reason) {
      failed = { reason };
    }
    failure = failed;
    current = undefined;
    last = ++count;
    request.eject(queue);
    if (failure) throw failure.reason;
  };

  /** @param {Config} config */
  const wait = async (config) => {
    const [end, stop] = givenUp(config);
    try {
      await Promise.race([current, end]);
    } finally {
      stop();
    }
  };
  /** @param {Config} config */
  const hold = async (config) => {
    await wait(config);
    return changed(config);
  };

  /** @param {string} name @param {unknown} reason */
  const report = (name, reason) => console.error(`createAuthRefresh: ${name} failed`, reason);

  /** What `onRetry` makes of a config. The mark is put on what it returns, which ends a request after its resend. @param {Config} config @param {boolean} [isResend] @returns {Promise<Config>} */
  const changed = async (config, isResend) => {
    let out = config;
    try {
      const made = await onRetry?.(/** @type {any} */ (config));
      // An arrow function that sets a header returns its value.
      if (made && typeof made === 'object') out = made;
    } catch (reason) {
      report('onRetry', reason);
    }
    if (isResend) out.skipAuthRefresh = true;
    return out;
  };

  /** A promise of `shouldRefresh` is awaited. @param {AxiosError} error @returns {boolean | Promise<boolean>} */
  const isRefusal = (error) => {
    const { config, response, request } = error || /** @type {Partial<AxiosError>} */ ({});
    if (!config || config.skipAuthRefresh) return false;
    if (!response) return !!interceptNetworkError && request?.status === 0;
    return shouldRefresh ? asked(error) : !!statusCodes?.includes(response.status);
  };

  /** A failure of the application's own function hides nothing: the caller gets the original error. @param {AxiosError} error */
  const asked = async (error) => {
    try {
      return await /** @type {NonNullable<typeof shouldRefresh>} */ (shouldRefresh)(error);
    } catch (reason) {
      report('shouldRefresh', reason);
      return false;
    }
  };

  instance.interceptors.request.use(null, null, {
    // `runWhen` is asked while the call is made, when `inside` tells the refresh's own calls; a handler may run later.
    runWhen(/** @type {Config} */ config) {
      // Requests that the refresh makes at once must not wait for it.
      if (inside) config.skipAuthRefresh = true;
      config[SENT] = count;
      return false;
    },
  });
  return instance.interceptors.response.use(undefined, async (error) => {
    if (/** @type {number} */ (maxRetries) < 1 || !(await isRefusal(error))) throw error;
    const { config } = error;
    error.response ||= { config };
    // A request that was sent before the last refresh ended shares its outcome. Without a number, which an interceptor
    // may have dropped, it does not.
    if (current || !(config[SENT] < last)) {
      current ??= start(error);
      await wait(config);
    } else if (failure) throw failure.reason;
    return (retryInstance || instance)(await changed(config, true));
  });
};
