// Types of everfetch/react.
import type { Session, SessionSnapshot } from 'everfetch';

/** The state of a session, for a component. The object stays the same as long as nothing changes. */
export interface SessionView extends SessionSnapshot {
  /** Whether a user is signed in: the state is `active`, `refreshing` or `stale`. */
  readonly isSignedIn: boolean;
}

/**
 * The session of a client. The component re-renders when the session's state changes. On a server, and until hydration,
 * the state is `restoring`.
 */
export function useSession(client: { readonly session: Session }): SessionView;
