// The types of `everfetch/testing`.

/** How a session's tokens travel: see `session.carrier`. */
export type Carrier = 'bearer' | 'cookie' | 'split';

/** The kinds of call that the fake server distinguishes. */
export type CallKind = 'signIn' | 'refresh' | 'signOut' | 'api';

/** The clock that a fake server needs. */
export interface ClockLike {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs a function once, after `ms` milliseconds. */
  setTimeout(run: () => void, ms: number): unknown;
}

/** A clock that advances only when it is told to. */
export interface FakeClock extends ClockLike {
  /** Cancels a timer. */
  clearTimeout(id: unknown): void;
  /**
   * Advances the time and runs every timer when it is due. Between timers, pending promises settle.
   * @param ms milliseconds
   */
  advance(ms: number): Promise<void>;
  /**
   * Makes the page's `Date.now`, `performance.now`, `setTimeout` and `clearTimeout` use this clock.
   * @returns a function that restores the page's own
   */
  install(target?: object): () => void;
}

/**
 * Creates a clock that stands still until it is advanced.
 * @param options.now where it starts: milliseconds since 1970, or a date. Default: the present.
 */
export declare function createClock(options?: { now?: number | Date }): FakeClock;

/** A fault in one call. Without `status` and `body`, the call is processed as usual. */
export interface Fault {
  /** Responds with this status, without processing the call. 204, 205 and 304 have no body. */
  status?: number;
  /** Headers of that response, such as `Retry-After`. */
  headers?: Record<string, string>;
  /** Its body: a string, or a value that becomes JSON. */
  body?: unknown;
  /** If true, the call is processed before this response, so a refresh has rotated the token. Default: `false`. */
  processed?: boolean;
  /** Milliseconds until the call is processed, instead of the server's `latency`. */
  latency?: number;
  /** Fails like a broken connection: before the server has received the call, or after it has processed it. */
  lose?: 'request' | 'answer';
}

/** How the fake server behaves. */
export interface FakeServerOptions {
  /** The server responds only to calls to this origin. Default: `https://api.example.com`. */
  origin?: string;
  /**
   * The paths of sign-in (`/auth/login`), refresh (`/auth/refresh`), the OAuth 2.0 token endpoint (`/oauth/token`),
   * sign-out (`/auth/logout`) and revocation (`/oauth/revoke`), each with its first slash. Every other path requires an
   * access token.
   */
  paths?: Partial<Record<'signIn' | 'refresh' | 'token' | 'signOut' | 'revoke', string>>;
  /** Prefixes of paths that require no access token. Default: none. */
  publicPaths?: readonly string[];
  /** Seconds. Default: 300. */
  accessTokenLifetime?: number;
  /** Whether a refresh replaces the refresh token (RFC 9700 §4.14.2). Default: `true`. */
  rotate?: boolean;
  /** Whether the use of a replaced refresh token ends its session. Default: `true`. */
  reuseDetection?: boolean;
  /** Milliseconds in which a replaced token still gets its successor. Default: 0. */
  grace?: number;
  /** Milliseconds that every call takes. Default: 0. */
  latency?: number;
  /** Default: the page's own time. */
  clock?: ClockLike;
  /**
   * Handles calls with a valid access token, and calls to public paths. Returns a `Response`, or a value that becomes
   * JSON. Default: `{ path, user }`.
   */
  handler?(request: Request, context: { user: string | null; path: string }): unknown;
}

/** What the server has counted since it was created or reset. */
export interface Counters {
  /** All calls to it, including lost ones. */
  requests: number;
  /** Processed calls to resources. */
  answered: number;
  /** Calls to resources that got a 401. */
  unauthorized: number;
  /** Sessions that have begun. */
  signIns: number;
  /** Processed sign-out calls. */
  signOuts: number;
  /** Processed calls to the refresh and token endpoints. */
  refreshes: number;
  /** Refreshes that replaced a refresh token. */
  rotated: number;
  /** Refreshes that were refused. */
  refused: number;
  /** Refused refreshes with a replaced token. With reuse detection, each has ended a session. */
  reused: number;
  /** Calls that were lost because of a fault. */
  lost: number;
}

/** One call; `status` is 0 while it is in progress, and if it was lost. */
export interface LogEntry {
  /** The kind of call. */
  kind: CallKind;
  /** The method of the request. */
  method: string;
  /** The path of its URL. */
  path: string;
  /** The status of the response. */
  status: number;
}

/** Tokens, as a session's `signIn` takes them. */
export interface IssuedTokens {
  /** The access token; undefined with HTTP-only cookies. */
  accessToken?: string;
  /** The refresh token; undefined if a cookie holds it. */
  refreshToken?: string;
  /** The lifetime of the access token, in seconds. */
  expiresIn: number;
}

/** The fake server, and how a test controls it. */
export interface FakeServer {
  /** The origin whose calls it handles. */
  readonly origin: string;
  /** Responds like the server. Use it in a service worker's `respondWith`, or as `env.fetch`. */
  fetch: typeof fetch;
  /**
   * Replaces `fetch`, for calls to the server's origin.
   * @returns a function that restores the previous `fetch`
   */
  install(target?: object): () => void;
  /** Signs a user in without a call. With a carrier other than `'bearer'`, the cookies are in the server's own jar. */
  signIn(user?: string, options?: { carrier?: Carrier }): IssuedTokens;
  /** Expires all access tokens; refresh tokens stay valid. */
  expireAccessTokens(): void;
  /** Ends all sessions, as after a changed password. */
  endSessions(): void;
  /**
   * Makes the next call of a kind fail, or the next `times` calls.
   * @param times default 1
   */
  fail(kind: CallKind, fault: Fault, times?: number): void;
  /** The server's counters. */
  readonly counters: Counters;
  /** The calls, the oldest first. */
  readonly log: LogEntry[];
  /** Deletes sessions, faults, counters and log. */
  reset(): void;
}

/** A fake identity server and API in memory, with rotation and reuse detection, for the tests of an application. */
export declare function createFakeServer(options?: FakeServerOptions): FakeServer;
