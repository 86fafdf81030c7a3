// The compiled core as the face sees it. For the compiler alone: nothing here is bundled or published.

import type { Host, Page } from '../../../src/web/types.js';
import type { Handle } from '../session/types.js';

export type { Host, Page, PreparedCall, StoredRecord } from '../../../src/web/types.js';

/** What a request is told: its action and all that Rust knows of it, packed into an integer. */
export type Ticket = number & { readonly isTicket: unique symbol };

/** One instance of Rust's `ApiClient` (pkg-template/core/src/client.rs). Numbers are listed in src/web/boundary.js. */
export interface RustClient {
  /** The page that it was given. */
  readonly page: Page;
  /** Where the core is not WebAssembly. */
  readonly engine?: 'js';
  act(act: number): boolean;
  /** Goes on with newer options. */
  adjust(...setUp: SetUp): void;
  allows(origin: string, origins: string): boolean;
  answer(ticket: Ticket, status: number, hint: number, mono: number, wall: number): Ticket;
  begin(flags: number, mono: number, wall: number): Ticket;
  challenge(header: string): string | undefined;
  /** In milliseconds since the Unix epoch, or NaN. */
  expires(): number;
  isRefreshCall(text: string): boolean;
  /** The ticket of what was sent by a lease: `lines` are the session and the generation of the record. Called first. */
  lease(lines: string): Ticket;
  resume(ticket: Ticket, mono: number, wall: number): Ticket;
  /** After the wait to know whether there is a session. */
  overdue(ticket: Ticket, mono: number, wall: number): Ticket;
  setTokens(tokens: unknown, isUpdate: boolean): number;
  status(mono: number, wall: number): number;
  token(): string | undefined;
  /** Settles when waiting is over, with nothing or with what the wait ended by; undefined if there is none. Never rejects. */
  waiting(): Promise<string | undefined> | undefined;
}

/** What a new instance of Rust is set up with, after its page. */
export type SetUp = [bits: number, refreshAhead: number, refreshTimeout: number, statuses: string];

/** The exports of the glue: one set for each instance of the compiled module. */
export interface Core {
  readonly imports: WebAssembly.Imports;
  start(instance: WebAssembly.Instance): void;
  createPage(host: Host, key: string, bits: number): Page;
  createClient(page: Page, ...setUp: SetUp): RustClient;
}

/** The core as JavaScript: what core-js.js exports. */
export interface Form {
  readonly version: string;
  makeCore(): Core;
  instantiate(imports: WebAssembly.Imports): WebAssembly.Instance;
}

/** The chunk: what needs the core, and the core. */
export interface Parts {
  version: string;
  /** See loader.js. */
  now(): Core | undefined;
  ready(): Promise<Core>;
  /** Gives a session what it can do with a core. */
  attach(handle: Handle): void;
}
