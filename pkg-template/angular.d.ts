// Types of everfetch/angular.
import type { Session, SessionSnapshot } from 'everfetch';
import type { Signal } from '@angular/core';

/** The state of a session, for a component. The object stays the same as long as nothing changes. */
export interface SessionView extends SessionSnapshot {
  /** Whether a user is signed in: the state is `active`, `refreshing` or `stale`. */
  readonly isSignedIn: boolean;
}

/**
 * The session of a client as a signal. It needs an injection context, and stops listening when that is destroyed. On a
 * server the state is `restoring`.
 */
export function injectSession(client: { readonly session: Session }): Signal<SessionView>;
