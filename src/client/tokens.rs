//! Tokens as an application passes them in. The core decides which fields count, and which texts are tokens.

use std::time::Duration;

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::error::Error;
use super::native::{IN_BROWSER, needs_browser};

/// The tokens of a session. They print nothing of themselves.
///
/// ```no_run
/// use std::time::Duration;
/// use everfetch::client::{Client, Error, Tokens};
///
/// fn sign_in(client: &Client, access: &str, refresh: &str) -> Result<(), Error> {
///     let tokens = Tokens::new(access).refresh_token(refresh).expires_in(Duration::from_secs(300));
///     client.session()?.sign_in(&tokens)
/// }
/// ```
#[derive(Clone)]
pub struct Tokens(JsValue);

impl Tokens {
    /// An access token.
    #[must_use]
    pub fn new(access_token: &str) -> Self {
        Tokens::in_cookies().with("accessToken", access_token)
    }

    /// No visible tokens: HTTP-only cookies hold them ([`Carrier::Cookie`](crate::core::Carrier)).
    #[must_use]
    pub fn in_cookies() -> Self {
        Tokens(if IN_BROWSER { Object::new().into() } else { JsValue::UNDEFINED })
    }

    /// What a server replied, under any of the usual names (`access_token`, `token`, `jwt` …), also inside `data`,
    /// `result` or `tokens`; or a bare text.
    ///
    /// # Errors
    /// [`Error::Request`] where `reply` does not serialise.
    pub fn from_reply<T: Serialize + ?Sized>(reply: &T) -> Result<Self, Error> {
        if !IN_BROWSER {
            return Err(needs_browser());
        }
        let value = reply.serialize(&Serializer::json_compatible());
        value.map(Tokens).map_err(|error| Error::Request(error.to_string()))
    }

    /// Adds the refresh token, which renews the access token.
    #[must_use]
    pub fn refresh_token(self, token: &str) -> Self {
        self.with("refreshToken", token)
    }

    /// How long the access token lives from now on. Where it is a JWT, its `exp` says so too.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> Self {
        self.with("expiresIn", lifetime.as_secs_f64())
    }

    fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        if !IN_BROWSER {
            return self;
        }
        // Fails if a reply is not an object; then it has no fields to set.
        let _ = Reflect::set(&self.0, &name.into(), &value.into());
        self
    }

    pub(super) fn as_js(&self) -> &JsValue {
        &self.0
    }
}

/// An access token alone.
impl From<&str> for Tokens {
    fn from(access_token: &str) -> Self {
        Tokens::new(access_token)
    }
}

/// An access token alone.
impl From<String> for Tokens {
    fn from(access_token: String) -> Self {
        Tokens::new(&access_token)
    }
}

/// A reply as JavaScript has it.
impl From<JsValue> for Tokens {
    fn from(reply: JsValue) -> Self {
        Tokens(reply)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Tokens")
    }
}
