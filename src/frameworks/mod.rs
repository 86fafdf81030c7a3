//! The session as the reactive state of a framework, each behind the feature of its name. Decides what all of them show:
//! the state as a server renders it, then the true one, and each change of it.

#[cfg(feature = "dioxus")]
pub mod dioxus;
#[cfg(feature = "leptos")]
pub mod leptos;
#[cfg(feature = "yew")]
pub mod yew;

use std::cell::Cell;
use std::rc::Rc;

use crate::client::{Session, SessionState, Subscription};

/// What a server renders, since it cannot know more. A page begins with it too, so that hydration finds the markup that
/// the server has sent.
const AT_FIRST: SessionState = SessionState::Restoring;

/// Tells `show` the present state, and each other one as long as the subscription lives. Natively it tells nothing.
fn follow(session: &Session, show: impl Fn(SessionState) + 'static) -> Option<Subscription> {
    if !cfg!(target_arch = "wasm32") {
        return None;
    }
    let own = session.clone();
    let shown = Cell::new(AT_FIRST);
    let update = Rc::new(move || {
        let state = own.state();
        if shown.replace(state) != state {
            show(state);
        }
    });
    let listener = update.clone();
    let subscription = session.on_event(move |_| listener());
    // After the subscription: reading the state opens the session, and what happens then counts too.
    update();
    Some(subscription)
}
