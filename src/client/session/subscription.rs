//! How a listener stops listening.
//!
//! A subscription holds the session's id and not the session itself, so that it is `Send` as handles are.

use super::registry;
use crate::client::settings::Id;

/// Listens until it is dropped.
///
/// ```no_run
/// use everfetch::client::{Client, Error, SessionState, Subscription};
///
/// /// What a component keeps as long as it is shown.
/// fn follow(client: &Client, show: impl Fn(SessionState) + 'static) -> Result<Subscription, Error> {
///     let session = client.session()?;
///     let own = session.clone();
///     Ok(session.on_event(move |_| show(own.state())))
/// }
/// ```
#[must_use = "dropping the subscription ends it at once; `forget` keeps it for the life of the page"]
#[derive(Debug)]
pub struct Subscription {
    id: Id,
    number: u64,
}

impl Subscription {
    pub(super) fn new(id: Id, number: u64) -> Self {
        Subscription { id, number }
    }

    /// Listens as long as the page lives.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Ok(live) = registry::find(&self.id) {
            live.unsubscribe(self.number);
        }
    }
}
