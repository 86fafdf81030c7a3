//! The session in Yew. Decides when the hook listens: from the first render of a component until it is destroyed.

use yew::prelude::*;

use super::{AT_FIRST, follow};
use crate::client::{Session, SessionState};

/// The state of the session. The component is rendered again whenever it changes.
///
/// A server renders [`SessionState::Restoring`], and so does a page at first, until the component is mounted. Render
/// nothing that depends on the session then.
///
/// ```
/// use everfetch::client::{Session, SessionState};
/// use everfetch::yew::use_session;
/// use yew::prelude::*;
///
/// #[derive(PartialEq, Properties)]
/// struct Props {
///     session: Session,
/// }
///
/// #[component]
/// fn Greeting(Props { session }: &Props) -> Html {
///     match use_session(session) {
///         SessionState::Restoring => html! {},
///         SessionState::Anonymous | SessionState::Ended => html! { <a href="/login">{ "Sign in" }</a> },
///         _ => html! { <p>{ "Welcome back" }</p> },
///     }
/// }
/// ```
#[hook]
pub fn use_session(session: &Session) -> SessionState {
    let state = use_state_eq(|| AT_FIRST);
    let setter = state.setter();
    use_effect_with(session.clone(), move |session| {
        let subscription = follow(session, move |state| setter.set(state));
        move || drop(subscription)
    });
    *state
}
