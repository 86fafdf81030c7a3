//! Whether somebody is signed in, as the recipe in docs/recipes/rust.md shows it.

use dioxus::prelude::*;
use everfetch::client::{Session, SessionState};
use everfetch::dioxus::use_session;

#[component]
pub fn Status(session: Session) -> Element {
    let state = use_session(&session);
    match state() {
        SessionState::Restoring => rsx! {},
        SessionState::Anonymous | SessionState::Ended => rsx! { p { "Please sign in." } },
        _ => rsx! { p { "You are signed in." } },
    }
}
