// Types of everfetch/auth-refresh, which takes the place of axios-auth-refresh.
import type { AxiosError, AxiosInstance, AxiosRequestConfig, InternalAxiosRequestConfig } from 'everfetch';

/** The options of axios-auth-refresh. */
export interface AxiosAuthRefreshOptions {
  /** The statuses that mean a refresh. Default 401 alone. */
  statusCodes?: number[];
  /** Decides instead of `statusCodes`. */
  shouldRefresh?(error: AxiosError): boolean | Promise<boolean>;
  /** The instance that sends again. Default: the one that failed. */
  retryInstance?: AxiosInstance;
  /** Takes a request without an answer for a refusal. Default false: it rarely is one. */
  interceptNetworkError?: boolean;
  /** There is always one refresh at a time, and everybody is answered; false has no effect, and a warning says so. */
  deduplicateRefresh?: boolean;
  /** Of no effect; the older name. */
  pauseInstanceWhileRefreshing?: boolean;
  /** Changes a config before it is sent again, or sent late. */
  onRetry?: (
    config: InternalAxiosRequestConfig,
  ) => InternalAxiosRequestConfig | Promise<InternalAxiosRequestConfig>;
  /** How often a request is sent again after a refresh. 0: nothing is refreshed. More than 1 counts as 1, and a warning says so. */
  maxRetries?: number;
}

/** A config with the flag that leaves a request alone. */
export interface AxiosAuthRefreshRequestConfig extends AxiosRequestConfig {
  skipAuthRefresh?: boolean;
}

/** Calls `refreshAuthCall` once when requests are refused, and sends them again. Returns the id of its response interceptor. */
export function createAuthRefresh(
  instance: AxiosInstance,
  refreshAuthCall: (error: any) => Promise<any>,
  options?: AxiosAuthRefreshOptions,
): number;
/** The older name. */
export const createAuthRefreshInterceptor: typeof createAuthRefresh;
export default createAuthRefresh;
