// @ts-check
/**
 * Cancellation: `CanceledError`, the older `CancelToken`, and one way to listen to a request's signal and
 * token together. It decides what a canceled request rejects with; stopping the transport is the adapter's.
 * JavaScript, because signals and listeners are.
 */
import { AxiosError } from './errors.js';
import { isFunction } from './http/values.js';

export class CanceledError extends AxiosError {
  /** @param {any} [message] @param {any} [config] @param {any} [request] */
  constructor(message, config, request) {
    super(message == null ? 'canceled' : message, 'ERR_CANCELED', config, request);
    this.name = 'CanceledError';
    this.__CANCEL__ = true;
  }
}

/** @param {any} value */
export const isCancel = (value) => !!value?.__CANCEL__;

export class CancelToken {
  /** @param {any} executor */
  constructor(executor) {
    if (!isFunction(executor)) throw new TypeError('executor must be a function.');
    /** @type {any} */
    let resolve;
    const promise = /** @type {any} */ (new Promise((done) => (resolve = done)));
    this.promise = promise;
    promise.then((/** @type {any} */ reason) => {
      const listeners = this._listeners || [];
      /** @type {any[] | undefined} */
      this._listeners = undefined;
      for (const listener of listeners.reverse()) listener(reason);
    });
    // `then` subscribes, so that whoever stops waiting can be forgotten.
    promise.then = (/** @type {any} */ fulfilled) => {
      /** @type {any} */
      let listener;
      const next = /** @type {any} */ (
        new Promise((done) => this.subscribe((listener = done))).then(fulfilled)
      );
      next.cancel = () => this.unsubscribe(listener);
      return next;
    };
    executor((/** @type {any} */ message, /** @type {any} */ config, /** @type {any} */ request) => {
      if (!this.reason) resolve((this.reason = new CanceledError(message, config, request)));
    });
  }

  throwIfRequested() {
    if (this.reason) throw this.reason;
  }

  /** @param {(reason: any) => void} listener */
  subscribe(listener) {
    if (this.reason) listener(this.reason);
    else (this._listeners ||= []).push(listener);
  }

  /** @param {(reason: any) => void} listener */
  unsubscribe(listener) {
    const at = this._listeners ? this._listeners.indexOf(listener) : -1;
    if (at >= 0) /** @type {any[]} */ (this._listeners).splice(at, 1);
  }

  toAbortSignal() {
    const controller = new AbortController();
    const abort = (/** @type {any} */ reason) => controller.abort(reason);
    this.subscribe(abort);
    /** @type {any} */ (controller.signal).unsubscribe = () => this.unsubscribe(abort);
    return controller.signal;
  }

  static source() {
    /** @type {any} */
    let cancel;
    const token = new CancelToken((/** @type {any} */ stop) => (cancel = stop));
    return { token, cancel };
  }
}

/** Throws what a canceled request rejects with. @param {any} config */
export const throwIfCancelled = (config) => {
  const { cancelToken, signal } = config;
  if (cancelToken) cancelToken.throwIfRequested();
  if (signal?.aborted) throw new CanceledError(null, config);
};

/**
 * Calls `listener` once with the error when the signal or the token of a config cancels, at once if one has
 * already. Returns the function that stops listening.
 * @param {any} config @param {(error: any) => void} listener
 * @param {(signal: any) => any} [fromSignal] makes the error of an aborted signal
 */
export const onCancel = (config, listener, fromSignal = () => new CanceledError(null, config)) => {
  const { cancelToken, signal } = config;
  let live = true;
  const stop = () => {
    if (!live) return;
    live = false;
    if (cancelToken) cancelToken.unsubscribe(onToken);
    signal?.removeEventListener?.('abort', onAbort);
  };
  const onToken = (/** @type {any} */ reason) => {
    if (!live) return;
    stop();
    listener(reason);
  };
  const onAbort = () => onToken(fromSignal(signal));
  if (cancelToken) cancelToken.subscribe(onToken);
  if (live && signal) signal.aborted ? onAbort() : signal.addEventListener?.('abort', onAbort);
  return stop;
};
