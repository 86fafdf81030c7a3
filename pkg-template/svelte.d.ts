// Types of everfetch/svelte.
import type { Session, SessionSnapshot } from 'everfetch';

/** The state of a session, for a component. The object stays the same as long as nothing changes. */
export interface SessionView extends SessionSnapshot {
  /** Whether a user is signed in: the state is `active`, `refreshing` or `stale`. */
  readonly isSignedIn: boolean;
}

/** The session of a client as a readable store: `$session.isSignedIn`. On a server the state is `restoring`. */
export function useSession(client: { readonly session: Session }): {
  /** Calls `run` with the session immediately and after every change; returns the function that stops this. */
  subscribe(run: (view: SessionView) => void): () => void;
};
