// Types of everfetch/vue.
import type { Session, SessionSnapshot } from 'everfetch';
import type { Ref } from 'vue';

/** The state of a session, for a component. The object stays the same as long as nothing changes. */
export interface SessionView extends SessionSnapshot {
  /** Whether a user is signed in: the state is `active`, `refreshing` or `stale`. */
  readonly isSignedIn: boolean;
}

/**
 * The session of a client as a ref. It stops listening when the scope that it was called in stops. On a server the state is
 * `restoring`.
 */
export function useSession(client: { readonly session: Session }): Readonly<Ref<SessionView>>;
