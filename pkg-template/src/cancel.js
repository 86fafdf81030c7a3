// @ts-check
/**
 * Cancellation: `CanceledError`, the older `CancelToken`, and one way to listen to a request's signal and
 * token together. It decides what a canceled request rejects with; the adapter stops the transport.
 * @typedef {import('./types.js').Config} Config
 * @typedef {import('./types.js').Signal} Signal
 * @typedef {import('./types.js').Canceler} Canceler
 * @typedef {(reason: CanceledError) => void} Listener
 */
import { AxiosError, define, setCause } from './errors.js';
import { isFunction } from './http/values.js';

export class CanceledError extends AxiosError {
  /** @param {string | null} [message] @param {Config} [config] @param {unknown} [request] */
  constructor(message, config, request) {
    super(message == null ? 'canceled' : message, 'ERR_CANCELED', config, request);
    this.name = 'CanceledError';
    this.__CANCEL__ = true;
  }
}

// A minifier renames the class.
define(CanceledError, 'name', 'CanceledError');

/**
 * What a request is rejected with whose signal has aborted. The reason of the signal survives as the cause.
 * @param {Signal} signal @param {string | null} [message] @param {Config} [config] @param {unknown} [request]
 */
export const canceledBy = (signal, message, config, request) => {
  const error = new CanceledError(message, config, request);
  if (signal.reason !== undefined) setCause(error, signal.reason);
  return error;
};

/** @param {unknown} value */
export const isCancel = (value) => !!(/** @type {Partial<CanceledError> | undefined} */ (value)?.__CANCEL__);

export class CancelToken {
  /** @param {(cancel: Canceler) => void} executor */
  constructor(executor) {
    if (!isFunction(executor)) throw new TypeError('executor must be a function.');
    /** @type {Listener[]} */
    this._listeners = [];
    /** @type {Listener} */
    let resolve;
    /** @type {Promise<CanceledError>} */
    const promise = new Promise((done) => (resolve = done));
    this.promise = promise;
    promise.then((reason) => {
      // Taken one by one, last first: a listener may unsubscribe others that have not been called.
      for (let listener; (listener = this._listeners.pop());) listener(reason);
    });
    // `then` subscribes, so that a caller that stops waiting can be forgotten.
    promise.then = /** @type {typeof promise.then} */ (
      (/** @type {Parameters<typeof promise.then>[0]} */ fulfilled) => {
        /** @type {Listener} */
        let listener;
        const next = /** @type {Promise<unknown> & { cancel(): void }} */ (
          new Promise((done) => this.subscribe((listener = done))).then(fulfilled)
        );
        next.cancel = () => this.unsubscribe(listener);
        return next;
      }
    );
    executor((message, config, request) => {
      if (!this.reason)
        resolve((this.reason = new CanceledError(message, /** @type {Config} */ (config), request)));
    });
  }

  throwIfRequested() {
    if (this.reason) throw this.reason;
  }

  /** @param {Listener} listener */
  subscribe(listener) {
    if (this.reason) listener(this.reason);
    else this._listeners.push(listener);
  }

  /** @param {Listener} listener */
  unsubscribe(listener) {
    const at = this._listeners.indexOf(listener);
    if (at >= 0) this._listeners.splice(at, 1);
  }

  toAbortSignal() {
    const controller = new AbortController();
    /** @type {Listener} */
    const abort = (reason) => controller.abort(reason);
    this.subscribe(abort);
    /** @type {AbortSignal & { unsubscribe?: () => void }} */ (controller.signal).unsubscribe = () =>
      this.unsubscribe(abort);
    return controller.signal;
  }

  static source() {
    /** @type {Canceler} */
    let cancel;
    const token = new CancelToken((stop) => (cancel = stop));
    // @ts-ignore the executor has run
    return { token, cancel };
  }
}

/** Throws what a canceled request rejects with. @param {Config} config */
export const throwIfCancelled = (config) => {
  const { cancelToken, signal } = config;
  if (cancelToken) cancelToken.throwIfRequested();
  if (signal?.aborted) throw canceledBy(signal, null, config);
};

/**
 * Calls `listener` once with the error when the signal or the token of a config cancels, at once if one has
 * already. Returns the function that stops listening.
 * @param {Config} config @param {(error: AxiosError) => void} listener
 * @param {(signal: Signal) => AxiosError} [fromSignal] makes the error of an aborted signal
 */
export const onCancel = (config, listener, fromSignal = (from) => canceledBy(from, null, config)) => {
  const { cancelToken, signal } = config;
  let live = true;
  const stop = () => {
    if (!live) return;
    live = false;
    if (cancelToken) cancelToken.unsubscribe(onToken);
    signal?.removeEventListener?.('abort', onAbort);
  };
  /** @param {AxiosError} reason */
  const onToken = (reason) => {
    if (!live) return;
    stop();
    listener(reason);
  };
  const onAbort = () => onToken(fromSignal(/** @type {Signal} */ (signal)));
  if (cancelToken) cancelToken.subscribe(onToken);
  if (live && signal) signal.aborted ? onAbort() : signal.addEventListener?.('abort', onAbort);
  return stop;
};
