//! The session as Yew sees it: a hook that renders anew whenever something happens to it.

use everfetch::client::{Session, SessionEvent, SessionState};
use yew::prelude::*;

/// What has happened, the oldest first. An action is one more event.
#[derive(Default, PartialEq)]
struct History(Vec<String>);

impl Reducible for History {
    type Action = SessionEvent;

    fn reduce(self: std::rc::Rc<Self>, event: SessionEvent) -> std::rc::Rc<Self> {
        let line = match event {
            SessionEvent::Restored => "found in the storage".to_owned(),
            SessionEvent::SignedIn => "signed in".to_owned(),
            SessionEvent::Refreshed => "token renewed".to_owned(),
            SessionEvent::RefreshFailed { retry_in, .. } => {
                format!("could not renew the token, next attempt in {} s", retry_in.as_secs())
            }
            SessionEvent::Ended { reason, .. } => format!("ended: {}", reason.as_str()),
            _ => return self,
        };
        History(self.0.iter().cloned().chain([line]).collect()).into()
    }
}

/// The state of the session, and what has happened to it since the component is shown.
#[hook]
pub(crate) fn use_session(session: &Session) -> (SessionState, Vec<String>) {
    let history = use_reducer(History::default);
    let state = use_state_eq(|| session.state());
    let (dispatch, setter) = (history.dispatcher(), state.setter());
    use_effect_with(session.clone(), move |session| {
        let own = session.clone();
        let subscription = session.on_event(move |event| {
            setter.set(own.state());
            dispatch.dispatch(event.clone());
        });
        // Listening ends with the component.
        move || drop(subscription)
    });
    (*state, history.0.clone())
}
