//! What has happened to the session, as a signal. The state needs none here: that hook is the crate's own.

use everfetch::client::Session;
use leptos::prelude::*;

use crate::line::line;

/// What has happened to the session since the component is shown.
pub(crate) fn use_history(session: &Session) -> ReadSignal<Vec<String>> {
    let (history, set_history) = signal(Vec::new());
    let subscription = session.on_event(move |event| {
        if let Some(line) = line(event) {
            set_history.update(|lines| lines.push(line));
        }
    });
    // Listening ends with the component.
    on_cleanup(move || drop(subscription));
    history
}
