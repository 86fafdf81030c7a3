// Types of everfetch/fetch: a session behind the signature of `fetch`, without the axios surface.
import type { AxiosRequestConfig, FetchInit, Session, SessionOptions } from 'everfetch';

/** What {@link createFetch} takes. */
export interface FetchOptions extends Pick<
  AxiosRequestConfig,
  'withCredentials' | 'xsrfCookieName' | 'xsrfHeaderName' | 'withXSRFToken'
> {
  /** What precedes relative URLs. Default: none; a page resolves them itself. */
  baseURL?: string;
  /** The session. Without it nothing is added to requests. */
  session?: SessionOptions;
  /** What sends, in place of the platform's `fetch`. */
  fetch?: (input: any, init?: any) => Promise<Response>;
  /** Says each step on the console. */
  debug?: boolean;
}

/** A function like the platform's `fetch`, whose requests take part in a session. It needs no `this`. */
export interface SessionFetch {
  (input: RequestInfo | URL, init?: FetchInit): Promise<Response>;
  /** The session. */
  readonly session: Session;
}

/** Makes a `fetch` with a session. */
export function createFetch(options?: FetchOptions): SessionFetch;
export default createFetch;
