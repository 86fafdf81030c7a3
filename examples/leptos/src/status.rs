//! Whether somebody is signed in, as the recipe in docs/recipes/rust.md shows it.

use everfetch::client::{Session, SessionState};
use everfetch::leptos::use_session;
use leptos::prelude::*;

#[component]
pub fn Status(session: Session) -> impl IntoView {
    let state = use_session(&session);
    move || match state.get() {
        SessionState::Restoring => None,
        SessionState::Anonymous | SessionState::Ended => Some(view! { <p>"Please sign in."</p> }),
        _ => Some(view! { <p>"You are signed in."</p> }),
    }
}
