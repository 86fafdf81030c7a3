// @ts-check
/**
 * How an answer, or its absence, becomes a result: by status, and by the clock. It sends and reads nothing.
 * JavaScript, because `validateStatus` is the user's function.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 */
import { AxiosError } from '../errors.js';
import { own } from '../http/values.js';

/** @param {(answer: Answer) => void} resolve @param {(error: AxiosError) => void} reject @param {Answer} response */
export const settle = (resolve, reject, response) => {
  const { config, status } = response;
  const accept = own(config, 'validateStatus');
  if (!status || !accept || accept(status)) resolve(response);
  else
    reject(
      new AxiosError(
        'Request failed with status code ' + status,
        status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE',
        config,
        response.request,
        response,
      ),
    );
};

/** @param {Config} config @param {unknown} [request] */
export const timeoutError = (config, request) =>
  new AxiosError(
    own(config, 'timeoutErrorMessage') ||
      (config.timeout ? `timeout of ${config.timeout}ms exceeded` : 'timeout exceeded'),
    own(own(config, 'transitional'), 'clarifyTimeoutError') ? 'ETIMEDOUT' : 'ECONNABORTED',
    config,
    request,
  );
