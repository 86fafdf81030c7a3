// Types of everfetch/vue.
import type { Session, SessionSnapshot } from 'everfetch';
import type { Ref } from 'vue';

/** What a component is shown of a session. The object stays the same as long as nothing changes. */
export interface SessionView extends SessionSnapshot {
  /** Somebody is signed in: the state is `active`, `refreshing` or `stale`. */
  readonly isSignedIn: boolean;
}

/**
 * The session of a client as a ref. It stops listening with the scope that it was called in. On a server the state is
 * `restoring`.
 */
export function useSession(client: { readonly session: Session }): Readonly<Ref<SessionView>>;
