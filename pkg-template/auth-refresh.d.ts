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
  /** Of no effect: there is always one refresh, and everybody is answered. */
  deduplicateRefresh?: boolean;
  /** Of no effect; the older name. */
  pauseInstanceWhileRefreshing?: boolean;
  /** Changes a config before it is sent again, or sent late. */
  onRetry?: (
    config: InternalAxiosRequestConfig,
  ) => InternalAxiosRequestConfig | Promise<InternalAxiosRequestConfig>;
  /** Below 1 nothing is refreshed. Above it nothing changes: a request is sent twice at most. */
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
