// Types of everfetch/react.
import type { Session, SessionSnapshot } from 'everfetch';

/** What a component is shown of a session. The object stays the same as long as nothing changes. */
export interface SessionView extends SessionSnapshot {
  /** Somebody is signed in: the state is `active`, `refreshing` or `stale`. */
  readonly isSignedIn: boolean;
}

/**
 * The session of a client. The component renders again when the session's state changes. On a server, and until a page is
 * hydrated, the state is `restoring`.
 */
export function useSession(client: { readonly session: Session }): SessionView;
