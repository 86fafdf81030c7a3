//! Whether somebody is signed in, as the recipe in docs/recipes/rust.md shows it.

use everfetch::client::{Session, SessionState};
use everfetch::yew::use_session;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct StatusProps {
    pub session: Session,
}

#[component]
pub fn Status(props: &StatusProps) -> Html {
    match use_session(&props.session) {
        SessionState::Restoring => html! {},
        SessionState::Anonymous | SessionState::Ended => html! { <p>{ "Please sign in." }</p> },
        _ => html! { <p>{ "You are signed in." }</p> },
    }
}
