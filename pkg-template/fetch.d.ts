// Types of everfetch/fetch: a session behind the signature of `fetch`, without the axios surface.
import type { AxiosRequestConfig, FetchInit, Session, SessionOptions } from 'everfetch';

/** The options of {@link createFetch}. */
export interface FetchOptions extends Pick<
  AxiosRequestConfig,
  'withCredentials' | 'xsrfCookieName' | 'xsrfHeaderName' | 'withXSRFToken'
> {
  /** Prepended to relative URLs. Default: none; a page resolves them itself. */
  baseURL?: string;
  /** The session. Without it nothing is added to requests. */
  session?: SessionOptions;
  /** The function that sends, instead of the platform's `fetch`. */
  fetch?: (input: any, init?: any) => Promise<Response>;
  /** Logs each step to the console. */
  debug?: boolean;
}

/** A function like the platform's `fetch`, whose requests belong to a session. It needs no `this`. */
export interface SessionFetch {
  (input: RequestInfo | URL, init?: FetchInit): Promise<Response>;
  /** The session. */
  readonly session: Session;
}

/** Creates a `fetch` function with a session. */
export function createFetch(options?: FetchOptions): SessionFetch;
export default createFetch;
