// Types that files of the face share beside the public ones in index.d.ts: what a request is made of on its way, and
// how a user's value is read. For the compiler alone: nothing here is bundled or published.

import type {
  AxiosError as PublicError,
  AxiosHeaders as PublicHeaders,
  AxiosInterceptorOptions,
  AxiosRequestConfig,
  AxiosResponse,
  GenericAbortSignal,
  InternalAxiosRequestConfig,
} from '../index.d.ts';

export type * from '../index.d.ts';

/** An object of the user, of which nothing is known yet. */
export type Members = Record<PropertyKey, unknown>;

/** What reading a member gives: its type where the object has one, else anything. */
export type Own<T, K> = K extends keyof NonNullable<T> ? NonNullable<T>[K] | undefined : unknown;

/** What a config's `signal` may be. */
export interface Signal extends GenericAbortSignal {
  readonly reason?: unknown;
}

/** The config of a request from the merge on: no prototype, so each read of a member is an own read. */
export interface Config extends InternalAxiosRequestConfig {
  /** An AbortSignal has a reason, what only behaves like one may not. */
  signal?: Signal;
  /** There while `transformResponse` runs. */
  response?: Answer;
  /** Reads the text of a body that nobody else sees, which is a Request's. */
  peek?: () => Promise<string | undefined>;
}

/** What an adapter answers with. */
export interface Answer extends AxiosResponse {
  /** Reads the text of an answer whose body is the caller's; undefined where it is long. */
  peek?: () => Promise<string | undefined>;
}

/** What a client's `fetch` takes from its defaults. */
export type FetchDefaults = Pick<
  AxiosRequestConfig,
  | 'baseURL'
  | 'session'
  | 'debug'
  | 'env'
  | 'withCredentials'
  | 'xsrfCookieName'
  | 'xsrfHeaderName'
  | 'withXSRFToken'
>;

/** What a session adds to a request, and adapters of this package take beside the config. */
export interface Extra {
  /** The name of the header that carries the token. */
  header?: string;
  /** The whole value of that header. */
  value?: string;
  /** Whether cookies go along. */
  include?: boolean;
  /** Milliseconds that the request's timeout leaves. */
  timeLeft?: number;
}

/** Classes and functions of the user in place of the platform's. */
export type Environment = AxiosRequestConfig['env'];

export interface Adapter {
  (config: Config, extra?: Extra, env?: Environment): Promise<Answer>;
  /** It is one of this package, which takes `extra` and answers with clean headers. */
  builtin?: boolean;
}

/** The headers that go on the wire. */
export type WireHeaders = Record<string, string>;

/** A value of a header as a container keeps it. */
export type HeaderValue = string | string[] | false | null | undefined;

/** What headers are made of: the text of a block, pairs, a container or a plain object. */
export type HeaderSource = string | object | null | undefined;

/** What selects headers: by value, or for `clear` by name. */
export type HeaderMatcher = string | RegExp | ((this: PublicHeaders, value: string, name: string) => unknown);

/** A progress event of the platform, or what is made where it has none. */
export interface Progress {
  lengthComputable: boolean;
  loaded: number;
  total?: number;
}

/** One interceptor in a client's list. */
export interface Interceptor<T = unknown> {
  fulfilled?: ((value: T) => T | Promise<T>) | null;
  rejected?: ((error: unknown) => unknown) | null;
  synchronous?: boolean;
  runWhen?: AxiosInterceptorOptions['runWhen'];
}

// The compiler does not see members that a loop defines, or that are assigned to an error later.
declare module './http/headers.js' {
  interface AxiosHeaders extends PublicHeaders {}
}
declare module './errors.js' {
  interface AxiosError extends Pick<
    PublicError,
    'config' | 'code' | 'request' | 'response' | 'status' | 'event' | 'reason' | 'retryable' | 'issues'
  > {}
}
