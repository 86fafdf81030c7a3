//! What has happened to the session, as a hook. The state needs none here: that hook is the crate's own.

use std::rc::Rc;

use everfetch::client::Session;
use yew::prelude::*;

use crate::line::line;

/// The lines, the oldest first. An action is one more of them.
#[derive(Default, PartialEq)]
struct History(Vec<String>);

impl Reducible for History {
    type Action = String;

    fn reduce(self: Rc<Self>, line: String) -> Rc<Self> {
        History(self.0.iter().cloned().chain([line]).collect()).into()
    }
}

/// What has happened to the session since the component is shown.
#[hook]
pub(crate) fn use_history(session: &Session) -> Vec<String> {
    let history = use_reducer(History::default);
    let dispatch = history.dispatcher();
    use_effect_with(session.clone(), move |session| {
        let subscription = session.on_event(move |event| {
            if let Some(line) = line(event) {
                dispatch.dispatch(line);
            }
        });
        // Listening ends with the component.
        move || drop(subscription)
    });
    history.0.clone()
}
