//! The session in Dioxus. Decides when the hook listens: from the first effects of a component until it is dropped.

use std::cell::RefCell;
use std::rc::Rc;

use dioxus::prelude::*;

use super::{AT_FIRST, follow};
use crate::client::{Session, SessionState};

/// The state of the session as a signal. A component keeps the session that it was given first; another one takes
/// another `key`.
///
/// On a server it is [`SessionState::Restoring`], and so it is in a page at first, until the effects run. Render nothing
/// that depends on the session then.
///
/// ```
/// use dioxus::prelude::*;
/// use everfetch::client::{Session, SessionState};
/// use everfetch::dioxus::use_session;
///
/// /// The text of a component, as `{greeting(&session)}` in its `rsx!`.
/// fn greeting(session: &Session) -> &'static str {
///     let state = use_session(session);
///     match state() {
///         SessionState::Restoring => "",
///         SessionState::Anonymous | SessionState::Ended => "Please sign in",
///         _ => "Welcome back",
///     }
/// }
/// ```
#[must_use]
pub fn use_session(session: &Session) -> ReadSignal<SessionState> {
    let state = use_signal(|| AT_FIRST);
    // Dropped with the component, and with it the subscription.
    let subscription = use_hook(|| Rc::new(RefCell::new(None)));
    let session = session.clone();
    use_effect(move || {
        let followed = follow(&session, move |now| {
            let mut state = state;
            // Another listener may have removed the component by the same event; then there is nothing to write to.
            if let Ok(mut state) = state.try_write() {
                *state = now;
            }
        });
        subscription.replace(followed);
    });
    state.into()
}
