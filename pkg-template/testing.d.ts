// The types of `everfetch/testing`.

/** How a session's tokens travel: see `session.carrier`. */
export type Carrier = 'bearer' | 'cookie' | 'split';

/** The kinds of call that the fake server tells apart. */
export type CallKind = 'signIn' | 'refresh' | 'signOut' | 'api';

/** What a clock must give the fake server. */
export interface ClockLike {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs a function once, when so many milliseconds have passed. */
  setTimeout(run: () => void, ms: number): unknown;
}

/** A clock that only its owner moves. */
export interface FakeClock extends ClockLike {
  /** Forgets a timer. */
  clearTimeout(id: unknown): void;
  /**
   * Moves the time on, running every timer when it is due. Between them promises get their turn.
   * @param ms milliseconds
   */
  advance(ms: number): Promise<void>;
  /**
   * Lets `Date.now`, `performance.now`, `setTimeout` and `clearTimeout` of the page follow this clock.
   * @returns puts the page's own back
   */
  install(target?: object): () => void;
}

/**
 * A clock that stands still until it is told to move.
 * @param options.now where it starts: milliseconds since 1970, or a date. Default: the present.
 */
export declare function createClock(options?: { now?: number | Date }): FakeClock;

/** What goes wrong with one call. Without `status` and `body`, the call is served as usual. */
export interface Fault {
  /** Answers with this status, without serving the call. */
  status?: number;
  /** Headers of that answer, such as `Retry-After`. */
  headers?: Record<string, string>;
  /** Its body: a text, or what becomes JSON. */
  body?: unknown;
  /** The call is served before it is answered so: a refresh has rotated the token. Default: `false`. */
  processed?: boolean;
  /** Milliseconds until the call is served, in place of the server's `latency`. */
  latency?: number;
  /** Fails as a broken connection does: before the server has seen the call, or after it has served it. */
  lose?: 'request' | 'answer';
}

/** How the fake server behaves. */
export interface FakeServerOptions {
  /** Only calls to this origin are answered. Default: `https://api.example.com`. */
  origin?: string;
  /**
   * Where sign-in (`/auth/login`), refresh (`/auth/refresh`), the OAuth 2.0 token endpoint (`/oauth/token`), sign-out
   * (`/auth/logout`) and revocation (`/oauth/revoke`) are. Every other path wants an access token.
   */
  paths?: Partial<Record<'signIn' | 'refresh' | 'token' | 'signOut' | 'revoke', string>>;
  /** Prefixes of paths that want none. Default: none. */
  publicPaths?: readonly string[];
  /** Seconds. Default: 300. */
  accessTokenLifetime?: number;
  /** Whether a refresh replaces the refresh token (RFC 9700 §4.14.2). Default: `true`. */
  rotate?: boolean;
  /** Whether a refresh token that comes back after it was replaced ends its session. Default: `true`. */
  reuseDetection?: boolean;
  /** Milliseconds in which a replaced token is answered with its successor. Default: 0. */
  grace?: number;
  /** Milliseconds that every call takes. Default: 0. */
  latency?: number;
  /** Default: the page's own time. */
  clock?: ClockLike;
  /**
   * Answers the calls that carry a good access token, and those to public paths: with a `Response`, or with what
   * becomes JSON. Default: `{ path, user }`.
   */
  handler?(request: Request, context: { user: string | null; path: string }): unknown;
}

/** What the server has counted since it was made, or reset. */
export interface Counters {
  /** Every call that was made to it, the lost ones too. */
  requests: number;
  /** Calls to resources that were served. */
  answered: number;
  /** Calls to resources that were answered 401. */
  unauthorized: number;
  /** Sessions that have begun. */
  signIns: number;
  /** Calls of sign-out that were served. */
  signOuts: number;
  /** Calls to the refresh and token endpoints that were served. */
  refreshes: number;
  /** Refreshes that replaced a refresh token. */
  rotated: number;
  /** Refreshes that were refused. */
  refused: number;
  /** Of those, the ones with a replaced token: with reuse detection each has ended a session. */
  reused: number;
  /** Calls that a fault has lost. */
  lost: number;
}

/** One call; `status` is 0 while it is under way, and where it was lost. */
export interface LogEntry {
  /** What was called. */
  kind: CallKind;
  /** The method of the request. */
  method: string;
  /** The path of its URL. */
  path: string;
  /** The status of the answer. */
  status: number;
}

/** Tokens as `signIn` of a session takes them. */
export interface IssuedTokens {
  /** What requests carry; none with HTTP-only cookies. */
  accessToken?: string;
  /** What renews it; none where a cookie holds it. */
  refreshToken?: string;
  /** Seconds. */
  expiresIn: number;
}

/** The fake server, and what a test may do to it. */
export interface FakeServer {
  /** The origin whose calls it answers. */
  readonly origin: string;
  /** Answers as a server would; for a service worker's `respondWith`, or as `env.fetch`. */
  fetch: typeof fetch;
  /**
   * Puts the server in place of `fetch`, for calls to its origin.
   * @returns puts the former `fetch` back
   */
  install(target?: object): () => void;
  /** Signs a user in without a call. With a carrier other than `'bearer'` the server's own jar has the cookies. */
  signIn(user?: string, options?: { carrier?: Carrier }): IssuedTokens;
  /** Every access token is refused from now on; refresh tokens stay good. */
  expireAccessTokens(): void;
  /** Every session is over, as after a changed password. */
  endSessions(): void;
  /**
   * Spoils the next call, or the next `times` calls, of a kind.
   * @param times default 1
   */
  fail(kind: CallKind, fault: Fault, times?: number): void;
  /** What it has counted. */
  readonly counters: Counters;
  /** The calls, the oldest first. */
  readonly log: LogEntry[];
  /** Forgets sessions, faults, counters and log. */
  reset(): void;
}

/** A fake identity server and API in memory, with rotation and reuse detection, for the tests of an application. */
export declare function createFakeServer(options?: FakeServerOptions): FakeServer;
