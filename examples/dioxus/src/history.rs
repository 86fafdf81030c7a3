//! What has happened to the session, as a signal. The state needs none here: that hook is the crate's own.

use std::rc::Rc;

use dioxus::prelude::*;
use everfetch::client::Session;

use crate::line::line;

/// What has happened to the session since the component is shown.
pub(crate) fn use_history(session: &Session) -> ReadSignal<Vec<String>> {
    let history = use_signal(Vec::new);
    // Listening ends with the component.
    use_hook(|| {
        Rc::new(session.on_event(move |event| {
            let mut history = history;
            if let Some(line) = line(event) {
                history.push(line);
            }
        }))
    });
    history.into()
}
