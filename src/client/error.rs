//! What can go wrong, under the codes that the npm package uses as well.
//!
//! Errors are plain data without secrets: no token, no value of a header, no query.

use std::fmt;

use wasm_bindgen::JsValue;

use super::answer::Answer;
use super::globals::get;
use super::url::BadUrl;
use crate::core::EndReason;

/// Why a request, or a call on the session, has failed.
///
/// ```no_run
/// use everfetch::client::{Client, Error};
///
/// async fn show(client: &Client) -> String {
///     match client.get("/me").send().await {
///         Ok(response) => response.text().await.unwrap_or_default(),
///         Err(Error::SessionEnded(_)) => "sign in again".to_owned(),
///         Err(error) if error.is_retryable() => "try again later".to_owned(),
///         Err(error) => error.to_string(),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Error {
    /// An option has a value that it does not take, or contradicts a session in use. `ERR_BAD_OPTION_VALUE`
    Option(String),
    /// The URL cannot be parsed, or holds a user's name and password. `ERR_INVALID_URL`
    Url(String),
    /// The request could not be built: a malformed header, a body that does not serialise. `ERR_BAD_REQUEST`
    Request(String),
    /// No answer was read. `ERR_NETWORK`
    Network(String),
    /// The request's time was over, waiting for a refresh included. `ECONNABORTED`
    Timeout,
    /// [`Response::error_for_status`](super::Response::error_for_status) met a status outside 2xx.
    /// `ERR_BAD_REQUEST` below 500, else `ERR_BAD_RESPONSE`
    Status(Box<Answer>),
    /// The body is not what was asked for. `ERR_BAD_RESPONSE`
    Decode(String),
    /// The session is over. `ERR_SESSION_ENDED`
    SessionEnded(Box<SessionFailure>),
    /// Another session has begun since the request was made. `ERR_SESSION_CHANGED`
    SessionChanged(Box<SessionFailure>),
    /// The token could not be renewed for now; the session is kept. `ERR_REFRESH_FAILED`
    RefreshFailed(Box<SessionFailure>),
    /// The token endpoint refuses the way it is called; the session is kept. `ERR_REFRESH_MISCONFIGURED`
    RefreshMisconfigured(Box<SessionFailure>),
    /// The token was refused, and the body is a stream, which cannot be sent again. `ERR_BODY_NOT_REPLAYABLE`
    BodyNotReplayable(Box<SessionFailure>),
    /// What a function of the application (a refresh, a storage) has failed with. `ERR_APPLICATION`
    Application(String),
}

/// What belongs to a failure of the session.
///
/// ```no_run
/// use everfetch::client::Error;
///
/// fn explain(error: &Error) -> String {
///     match error.session_failure().and_then(|failure| failure.cause()) {
///         Some(cause) => format!("{error}: {cause}"),
///         None => error.to_string(),
///     }
/// }
/// ```
#[derive(Debug, Clone, Default)]
pub struct SessionFailure {
    pub(super) response: Option<Answer>,
    pub(super) cause: Option<Cause>,
    pub(super) reason: Option<EndReason>,
}

impl SessionFailure {
    /// The answer that the request itself got before the session failed, if it was sent.
    #[must_use]
    pub fn response(&self) -> Option<&Answer> {
        self.response.as_ref()
    }

    /// Why the last refresh has failed.
    #[must_use]
    pub fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// Why the session has ended, if it has.
    #[must_use]
    pub fn end_reason(&self) -> Option<EndReason> {
        self.reason
    }
}

/// Why a refresh has failed: what the server answered, or what the application's own function failed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    message: String,
    status: Option<u16>,
}

impl Cause {
    /// The status of the answer to the refresh.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    pub(super) fn read(error: &JsValue) -> Option<Self> {
        if error.is_undefined() || error.is_null() {
            return None;
        }
        let status = get(&get(error, "response"), "status").as_f64().map(|status| status as u16);
        Some(Cause { message: text_of(error), status })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Cause {}

impl Error {
    /// The stable code, the same as that of the npm package's errors.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::Option(_) => "ERR_BAD_OPTION_VALUE",
            Error::Url(_) => "ERR_INVALID_URL",
            Error::Request(_) => "ERR_BAD_REQUEST",
            Error::Network(_) => "ERR_NETWORK",
            Error::Timeout => "ECONNABORTED",
            Error::Status(answer) if answer.status() < 500 => "ERR_BAD_REQUEST",
            Error::Status(_) | Error::Decode(_) => "ERR_BAD_RESPONSE",
            Error::SessionEnded(_) => "ERR_SESSION_ENDED",
            Error::SessionChanged(_) => "ERR_SESSION_CHANGED",
            Error::RefreshFailed(_) => "ERR_REFRESH_FAILED",
            Error::RefreshMisconfigured(_) => "ERR_REFRESH_MISCONFIGURED",
            Error::BodyNotReplayable(_) => "ERR_BODY_NOT_REPLAYABLE",
            Error::Application(_) => "ERR_APPLICATION",
        }
    }

    /// Whether the session is kept, and only could not be renewed for now: the same request may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Error::RefreshFailed(_))
    }

    /// What belongs to a failure of the session.
    #[must_use]
    pub fn session_failure(&self) -> Option<&SessionFailure> {
        match self {
            Error::SessionEnded(failure)
            | Error::SessionChanged(failure)
            | Error::RefreshFailed(failure)
            | Error::RefreshMisconfigured(failure)
            | Error::BodyNotReplayable(failure) => Some(failure),
            _ => None,
        }
    }

    /// The answer that belongs to the error: with a failure of the session, the request's own.
    #[must_use]
    pub fn response(&self) -> Option<&Answer> {
        match self {
            Error::Status(answer) => Some(answer),
            _ => self.session_failure()?.response(),
        }
    }

    /// The status of [`Error::response`].
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response().map(Answer::status)
    }

    /// The error as a JavaScript object. The engine judges a refresh function by its status.
    pub(super) fn to_js(&self) -> JsValue {
        let error = js_sys::Error::new(&self.to_string());
        // Setting fails only where the object is frozen; this one is new.
        let set = |target: &JsValue, name: &str, value: &JsValue| {
            let _ = js_sys::Reflect::set(target, &name.into(), value);
        };
        set(&error, "code", &self.code().into());
        let cause = self.session_failure().and_then(SessionFailure::cause).and_then(Cause::status);
        if let Some(status) = self.status().or(cause) {
            let response = js_sys::Object::new();
            set(&response, "status", &status.into());
            set(&error, "response", &response);
        }
        error.into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Error::Option(text)
            | Error::Url(text)
            | Error::Request(text)
            | Error::Network(text)
            | Error::Decode(text)
            | Error::Application(text) => text,
            Error::Timeout => "the time of the request was over",
            Error::Status(answer) => {
                return write!(formatter, "the request was answered with status {}", answer.status());
            }
            Error::SessionEnded(_) => "the session has ended",
            Error::SessionChanged(_) => "another session has begun since this request was made",
            Error::RefreshFailed(_) => "the access token could not be renewed for now; the session is kept",
            Error::RefreshMisconfigured(_) => {
                "the token endpoint refuses the refresh call; the session is kept"
            }
            Error::BodyNotReplayable(_) => {
                "the access token was refused, and the body is a stream, which cannot be sent again"
            }
        };
        formatter.write_str(text)
    }
}

impl From<BadUrl> for Error {
    fn from(problem: BadUrl) -> Self {
        Error::Url(problem.to_string())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.session_failure()?.cause().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

/// The message of a thrown value, which may be of any type.
pub(super) fn text_of(thrown: &JsValue) -> String {
    thrown
        .as_string()
        .or_else(|| get(thrown, "message").as_string())
        .unwrap_or_else(|| "something that is no error was thrown".to_owned())
}
