// What the files of the page and the faces call by the same names.

/** Reports something to Rust: what, of which operation, a value and a number. Answers whether anybody wanted to know. */
export type Report = (report: number, op: number, value?: unknown, number?: number) => boolean;

/** `{ url, init }` for `fetch`. */
export interface PreparedCall {
  url: string;
  init: RequestInit;
}

/** The record of a session as an application's own storage gets it. */
export type StoredRecord = {
  accessToken?: string;
  refreshToken?: string;
  expiresAt?: number;
  record: string;
};

/**
 * The application's side of a session (host.rs says what each member is). A method that is absent is not asked; what
 * one throws is as good as an answer. Its members are gone once the session's instance of Rust is given up.
 */
export interface Host {
  over?: Promise<unknown>;
  guard?(entry: Report): Report;
  prepare?(access?: string, refresh?: string): PreparedCall | Promise<PreparedCall>;
  refresh?(access: string | undefined, refresh: string | undefined, signal: AbortSignal): unknown;
  parse?(data: unknown, response: Response): unknown;
  classify?(
    status: number | undefined,
    data: unknown,
    error: unknown,
    isFailure: boolean,
    response?: Response,
  ): unknown;
  problem?(status: number | undefined, error: string | undefined): unknown;
  joined?(): void;
  initial?(): unknown;
  load?(): unknown;
  leased?(): string | undefined;
  leave?(): void;
  save?(record: StoredRecord | null): void;
  revoke?(access: string | undefined, refresh: string | undefined, isSignOut: boolean): void;
  notify?(name: string, detail?: string, retryIn?: number): void;
}

/** What Rust has the page do, by the number of the task. */
export type Tasks = Record<number, (op: number, number: number, text: string, more: string) => unknown>;

/** One session's page. The face makes it, hands it in to Rust, and reads from it what the page knows. */
export interface Page {
  /** Hands over the entry through which everything asynchronous comes back. */
  connect(entry: Report): void;
  readonly tasks: Tasks;
  /** Keeps the record, or forgets it where the text is empty; `expiresAt` may be NaN. */
  save(record: string, accessToken: string, refreshToken: string, expiresAt: number): void;
  /** The key in localStorage under which all tabs see which session lives. */
  readonly epochKey: string;
  /** Why the last refresh failed, as the application sees it. */
  readonly cause: unknown;
  /** The record is not kept where it should be. */
  readonly isDegraded: boolean;
  /** localStorage did not take the last record that the tabs share. */
  readonly isUnwritten: boolean;
  /** A refresh call outlives the page: a worker makes it. */
  readonly isOutlived: boolean;
  /** Timers are late while the page is hidden: no worker can be had. */
  readonly isLate: boolean;
}
