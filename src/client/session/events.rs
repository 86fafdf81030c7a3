//! What listeners are told.

use std::time::Duration;

use wasm_bindgen::JsValue;

use crate::core::{EndReason, Failure};

/// What has happened to a session. Never holds a secret.
///
/// ```no_run
/// use everfetch::client::SessionEvent;
///
/// fn headline(event: &SessionEvent) -> Option<&'static str> {
///     match event {
///         SessionEvent::RefreshFailed { .. } => Some("The connection is bad; we keep trying."),
///         SessionEvent::Ended { reason, .. } => Some(reason.as_str()),
///         _ => None,
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionEvent {
    /// A session was found in the storage, or supplied by the application.
    Restored,
    /// No session was found.
    Anonymous,
    /// A session began.
    SignedIn,
    /// A refresh has started.
    RefreshStarted,
    /// The token was renewed.
    Refreshed,
    /// A refresh has failed, and the session is kept.
    #[non_exhaustive]
    RefreshFailed {
        /// The class of the failure.
        failure: Failure,
        /// How long the session waits before it tries again.
        retry_in: Duration,
    },
    /// The session is over.
    #[non_exhaustive]
    Ended {
        /// Why.
        reason: EndReason,
    },
    /// A server asks for a stronger or a newer sign-in than a refresh can give (RFC 9470).
    #[non_exhaustive]
    StepUpRequired {
        /// How the user is to authenticate.
        acr_values: Option<String>,
        /// How old the authentication may be.
        max_age: Option<Duration>,
    },
    /// The record is in memory only, because its storage cannot be used.
    StorageDegraded,
}

impl SessionEvent {
    /// What a server's challenge demands.
    pub(super) fn step_up(acr_values: Option<String>, max_age: Option<&str>) -> Self {
        let max_age = max_age.and_then(|age| age.parse().ok()).map(Duration::from_secs);
        SessionEvent::StepUpRequired { acr_values, max_age }
    }

    /// From the names that the browser layer tells.
    pub(super) fn read(name: &str, detail: &JsValue, retry_in: f64) -> Option<Self> {
        Some(match name {
            "restored" => SessionEvent::Restored,
            "anonymous" => SessionEvent::Anonymous,
            "signedIn" => SessionEvent::SignedIn,
            "refreshStarted" => SessionEvent::RefreshStarted,
            "refreshed" => SessionEvent::Refreshed,
            "refreshFailed" => SessionEvent::RefreshFailed {
                failure: Failure::from_name(&detail.as_string()?)?,
                // The cast saturates.
                retry_in: Duration::from_millis(retry_in as u64),
            },
            "ended" => SessionEvent::Ended { reason: EndReason::from_name(&detail.as_string()?)? },
            "storageDegraded" => SessionEvent::StorageDegraded,
            _ => return None,
        })
    }
}
