// A session as the files of the face pass it on. For the compiler alone: nothing here is bundled or published.

import type { AxiosError } from '../errors.js';
import type {
  Answer,
  AxiosRequestConfig,
  Config,
  RefreshFunction,
  SessionCall,
  SessionCallTokens,
  SessionEndReason,
  SessionEvents,
  SessionGuarantees,
  SessionOptions,
  SessionSnapshot,
  SessionState,
  SessionTimelineEntry,
  RefreshFailure,
} from '../types.js';
import type { RustClient, StoredRecord, Ticket } from '../wasm/types.js';
import type { Call } from './request.js';
import type { createWaiting } from './waiting.js';

/** The options that were given, made uniform and without a prototype, so that nobody can add some by polluting it. */
export type Options = Omit<SessionOptions, 'refresh' | 'revoke'> & {
  refresh: SessionCall | RefreshFunction;
  revoke?: SessionCall | ((tokens: SessionCallTokens) => unknown);
};

/** The options with their defaults, by which two instances of a session are compared. */
export type Data = Required<
  Pick<
    Options,
    | 'carrier'
    | 'shareTabs'
    | 'refreshOn'
    | 'refreshAhead'
    | 'refreshTimeout'
    | 'inDoubt'
    | 'header'
    | 'scheme'
    | 'origins'
  >
> &
  Omit<Options, 'storage'> & { storage: 'memory' | 'session' | 'local' | 'custom' };

/** Which session it is, for the pages of the origin. */
export interface Identity {
  id: string;
  /** The name of the record, of the refresh lock and of the channel. */
  key: string;
  /** What identifies its grant: origin, refresh endpoint, client and carrier. */
  grant: string[];
}

/** What the session's own calls need of a client's config. */
export type Home = Pick<
  AxiosRequestConfig,
  'baseURL' | 'withCredentials' | 'xsrfCookieName' | 'xsrfHeaderName' | 'withXSRFToken'
>;

/** What a sign-out resolves with. */
export interface SignedOut {
  revoked: boolean;
  error?: unknown;
}

/** What happened to a session, as the timeline and the listeners of that name get it. */
export type Happening =
  SessionEvents[keyof SessionEvents] | { type: 'restored' | 'anonymous' | 'refreshStarted' };

/** Makes the error of a wait that has taken too long or was broken off. */
export type Late = (cause: unknown) => unknown;

export type Listener = (event?: never) => void;

/** The list of what happened. */
export interface Timeline {
  debug: boolean;
  add(at: number, event: string, detail?: object, request?: number): void;
  list(): SessionTimelineEntry[];
}

/** The application's own storage, or what stands in for it. */
export interface Store {
  isDegraded: boolean;
  load(): unknown;
  save(record: StoredRecord | null): void;
  /** Notes that it does not work; whether that is news. */
  degrade(): boolean;
}

/** A declared call of the session itself. */
export interface OwnCall {
  method: string;
  href: string;
  /** The last segment of its path. */
  tail: string;
}

/** One session of a page. */
export interface Handle extends Readonly<Identity> {
  data: Data;
  /** The newest functions count. */
  options: Options;
  readonly home: Home;
  readonly timeline: Timeline;
  readonly waiting: ReturnType<typeof createWaiting>;
  /** The session's own calls, for these options and this base. */
  rules?: { base: string | undefined; options: Options; own: OwnCall[] };
  /** The origin of ordinary relative URLs, and the base that they had. */
  base?: string;
  origin?: string;
  /** All waiting for the session ends within so many ms. */
  readonly bound: number;
  /** The name of `data.header` in lower case. */
  readonly headerName: string;
  /** Counts sessions that began or ended here: what an answer brings belongs to the one it was asked in. */
  age: number;
  /** Counts requests, for the timeline. */
  requests: number;
  /** Above 0 while something that has to precede requests waits for the core. */
  wanted: number;
  /** The class of the last refresh, if it failed. */
  failure?: RefreshFailure;
  /** The core could not be had. */
  isLost: boolean;
  /** The lease by which requests were sent before there was a core. */
  leased?: Lease;
  /** One of them was refused. */
  isSpent: boolean;
  /** Lets the presence lock of the lease go. */
  leave?: () => void;
  /** What it can do with a core, once that has come. */
  engine?: Engine;

  /** The instance of Rust, if it can be had at once. Throws where it cannot be had at all. */
  rust(): RustClient | undefined;
  /** The instance of Rust, if there is one already. */
  peek(): RustClient | undefined;
  /** The same, however long the core takes to load. */
  ready(): Promise<RustClient>;
  /** Loads the core, once, where nothing waits for it. */
  warm(): void;
  /** Waits for what Rust is about; see waiting.js. */
  wait<T>(
    promise: Promise<T> | undefined,
    ends: number,
    late: Late,
    config?: Config,
    over?: number,
  ): Promise<T | undefined>;
  /** Takes over options that are not the first ones. */
  adopt(data: Data): void;
  /** The origins that may receive the token, as serialised by the URL parser. */
  origins(): string[];
  state(): SessionState;
  /** The state and why it ended, as an object that stays the same while they do. */
  snapshot(): SessionSnapshot;
  /** Tells the listeners of an event, or the subscribers. */
  tell(event?: string, detail?: object): void;
  /** Tells the subscribers that the snapshot may be another one. */
  changed(): void;
  /** Listens to an event, or without one to all that changes the snapshot. */
  on(listener: Listener, event?: string): () => void;
}

/** What an error of a session carries beyond AxiosError. */
export type Reason = SessionEndReason | 'noSession' | 'bodyNotReplayable';

/** What is known of a session without the core. */
export interface Lease {
  state: 'active' | 'anonymous';
  /** Session and generation, as two lines; absent where there is no session. */
  name?: string;
  /** The text that says so. */
  record?: string;
  expiresAt?: number;
  token?: string;
}

/** What an application has its session do. */
export interface Actions {
  ready(given: unknown): void | Promise<void>;
  signIn(tokens: unknown): void | Promise<void>;
  update(tokens: unknown): void | Promise<void>;
  signOut(options?: { revoke?: boolean }): SignedOut | Promise<SignedOut>;
  refresh(given: unknown): void | Promise<void>;
  getAccessToken(given: unknown): string | undefined | Promise<string | undefined>;
  guarantees(): SessionGuarantees;
}

/** What a session can do once there is a core. */
export interface Engine {
  readonly store: Store;
  /** Sign-outs that wait for their revocation. */
  readonly signOuts: Set<(outcome: SignedOut) => void>;
  readonly actions: Actions;
  /** Above 0 while the refresh function runs synchronously. */
  inside: number;
  /** The ticket of what was sent by the lease. */
  leased?: Ticket;
  /** The instance of Rust, unless it has to be compiled anew. Throws where it cannot be had at all. */
  rust(): RustClient | undefined;
  peek(): RustClient | undefined;
  /** Rust has broken. */
  broke(cause: unknown): void;
  /** A promise was waited for in vain. */
  tooLong(promise: Promise<unknown> | undefined, cause: unknown): void;
  look(): void;
  allows(origin: string): boolean;
  forgetOrigins(): void;
  /** Goes on with the options that the handle has taken over. */
  adopt(): void;
  /** The header's value for the credential of this serial. */
  credential(serial: number): string | undefined;
  state(): SessionState;
  /** Why the session ended, if it did. */
  reason(): SessionEndReason | undefined;
  begin(call: Call): Promise<Answer>;
  judge(call: Call, response: Answer, error?: AxiosError): Promise<Answer> | Answer;
}
