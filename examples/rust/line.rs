//! What the applications in ../yew, ../leptos and ../dioxus write into their history when something happens to the session.

use everfetch::client::SessionEvent;

/// A line for the event, if it is one that a user would care about.
pub(crate) fn line(event: &SessionEvent) -> Option<String> {
    Some(match event {
        SessionEvent::Restored => "found in the storage".to_owned(),
        SessionEvent::SignedIn => "signed in".to_owned(),
        SessionEvent::Refreshed => "token renewed".to_owned(),
        SessionEvent::RefreshFailed { retry_in, .. } => {
            format!("could not renew the token, next attempt in {} s", retry_in.as_secs())
        }
        SessionEvent::Ended { reason, .. } => format!("ended: {}", reason.as_str()),
        _ => return None,
    })
}
