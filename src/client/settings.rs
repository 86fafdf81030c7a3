//! What all requests of a client have in common, and the name of its session.
//!
//! Plain data. [`ClientBuilder`](super::ClientBuilder) checks it, and requests and the session's own calls read it.

use std::sync::Arc;
use std::time::Duration;

use super::xsrf::Xsrf;

/// The settings of one client.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// What the URLs of requests are joined to; without it, the page.
    pub(super) base: Option<String>,
    /// Headers of every request.
    pub(super) headers: Vec<(String, String)>,
    /// The time that a request has, unless it sets its own.
    pub(super) timeout: Option<Duration>,
    /// Whether cookies go to other origins too.
    pub(super) includes_cookies: bool,
    pub(super) xsrf: Xsrf,
    pub(super) session: Option<Id>,
}

/// Names a session. Handles hold this and not the session itself, so that they are `Send`.
pub(super) type Id = Arc<str>;
