// Types of everfetch/auth-refresh, which replaces axios-auth-refresh.
import type { AxiosError, AxiosInstance, AxiosRequestConfig, InternalAxiosRequestConfig } from 'everfetch';

/** The options of axios-auth-refresh. */
export interface AxiosAuthRefreshOptions {
  /** The statuses that cause a refresh. Default: only 401. */
  statusCodes?: number[];
  /** Decides instead of `statusCodes`. */
  shouldRefresh?(error: AxiosError): boolean | Promise<boolean>;
  /** The instance that sends requests again. Default: the instance whose request failed. */
  retryInstance?: AxiosInstance;
  /** Treats a request without a response like a 401. Default false, since it rarely is one. */
  interceptNetworkError?: boolean;
  /** `false` has no effect, and a warning says so: there is always one refresh at a time, and every request gets its response. */
  deduplicateRefresh?: boolean;
  /** No effect; the older name. */
  pauseInstanceWhileRefreshing?: boolean;
  /** Changes a config before it is sent again, or sent after waiting for a refresh. */
  onRetry?: (
    config: InternalAxiosRequestConfig,
  ) => InternalAxiosRequestConfig | Promise<InternalAxiosRequestConfig>;
  /** How often a request is sent again after a refresh. 0: nothing is refreshed. More than 1 counts as 1, and a warning says so. */
  maxRetries?: number;
}

/** A config with the flag that excludes a request. */
export interface AxiosAuthRefreshRequestConfig extends AxiosRequestConfig {
  skipAuthRefresh?: boolean;
}

/** Calls `refreshAuthCall` once when requests get a 401, and sends them again. Returns the response interceptor's id. */
export function createAuthRefresh(
  instance: AxiosInstance,
  refreshAuthCall: (error: any) => Promise<any>,
  options?: AxiosAuthRefreshOptions,
): number;
/** The older name. */
export const createAuthRefreshInterceptor: typeof createAuthRefresh;
export default createAuthRefresh;
