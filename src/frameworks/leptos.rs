//! The session in Leptos. Decides when the hook listens: from the first effects of the owner that it is called in until
//! that owner is cleaned up.
//!
//! It needs only the crate of Leptos's signals, so it serves every renderer and adds nothing of Leptos to a server.

use reactive_graph::effect::Effect;
use reactive_graph::owner::on_cleanup;
use reactive_graph::signal::{ReadSignal, signal};
use reactive_graph::traits::Set;

use super::{AT_FIRST, follow};
use crate::client::{Session, SessionState};

/// The state of the session as a signal.
///
/// On a server it is [`SessionState::Restoring`], and so it is in a page at first, until the effects run. Render nothing
/// that depends on the session then.
///
/// ```
/// use everfetch::client::{Session, SessionState};
/// use everfetch::leptos::use_session;
/// use reactive_graph::traits::Get;
///
/// /// The text of a component, as `{greeting(&session)}` in its view.
/// fn greeting(session: &Session) -> impl Fn() -> &'static str + use<> {
///     let state = use_session(session);
///     move || match state.get() {
///         SessionState::Restoring => "",
///         SessionState::Anonymous | SessionState::Ended => "Please sign in",
///         _ => "Welcome back",
///     }
/// }
/// ```
#[must_use]
pub fn use_session(session: &Session) -> ReadSignal<SessionState> {
    let (state, set_state) = signal(AT_FIRST);
    let session = session.clone();
    Effect::new(move || {
        // Another listener may have removed the component by the same event; then there is nothing to set.
        let subscription = follow(&session, move |state| {
            set_state.try_set(state);
        });
        on_cleanup(move || drop(subscription));
    });
    state
}
