//! How a session renews its token and revokes it: a declared call, or a function of the application.

use std::rc::Rc;

use futures::future::LocalBoxFuture;

use super::call::Call;
use crate::client::error::Error;
use crate::client::tokens::Tokens;

/// What a function of the application gets: the present tokens. It prints none of them.
///
/// ```no_run
/// use everfetch::client::{Error, Refresh};
///
/// let refresh = Refresh::with(|context| async move {
///     let token = context.refresh_token.ok_or_else(|| Error::Application("signed in without one".to_owned()))?;
///     Ok(token.into())
/// });
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct RefreshContext {
    /// The access token that is to be replaced, or revoked.
    pub access_token: Option<String>,
    /// The refresh token, where the session has one.
    pub refresh_token: Option<String>,
}

impl std::fmt::Debug for RefreshContext {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RefreshContext")
    }
}

pub(super) type RefreshFunction =
    Rc<dyn Fn(RefreshContext) -> LocalBoxFuture<'static, Result<Tokens, Error>>>;
pub(super) type RevokeFunction = Rc<dyn Fn(RefreshContext) -> LocalBoxFuture<'static, Result<(), Error>>>;

/// How a session renews its token: declared as a URL or a [`Call`], or by a function.
///
/// The function may use the client of the session itself: its requests go without the session's token, and wait for
/// nothing. An [`Error::Status`] tells the session how the server has refused: 401 ends it, 503 does not.
///
/// ```no_run
/// use everfetch::client::{Client, Error, Refresh, SessionOptions};
///
/// fn client(identity: Client) -> Result<Client, Error> {
///     let refresh = Refresh::with(move |context| {
///         let identity = identity.clone();
///         async move {
///             let request = identity.post("/renew").json(&context.refresh_token);
///             request.send().await?.error_for_status().await?.tokens().await
///         }
///     });
///     Client::builder().session(SessionOptions::new(refresh)).build()
/// }
/// ```
#[derive(Clone)]
pub struct Refresh(pub(super) Means<RefreshFunction>);

/// How a sign-out, and a token that arrives after it, are told to the server: declared as a URL or a [`Call`], or by
/// a function.
///
/// ```no_run
/// use everfetch::client::{Call, Client, Revoke, SessionOptions};
///
/// fn options(client: Client) -> SessionOptions {
///     let revoke = Revoke::with(move |context| {
///         let request = client.post("/logout").json(&context.refresh_token).without_session();
///         async move { request.send().await?.error_for_status().await.map(drop) }
///     });
///     // Or declared: `.revoke("/oauth/revoke")`, `.revoke(Call::json("/logout"))`.
///     SessionOptions::new(Call::json("/refresh")).revoke(revoke)
/// }
/// ```
#[derive(Clone)]
pub struct Revoke(pub(super) Means<RevokeFunction>);

#[derive(Clone)]
pub(super) enum Means<F> {
    Declared(Call),
    Function(F),
}

impl<F: Clone> Means<F> {
    pub(super) fn split(self) -> (Option<Call>, Option<F>) {
        match self {
            Means::Declared(call) => (Some(call), None),
            Means::Function(function) => (None, Some(function)),
        }
    }
}

impl Refresh {
    /// By an asynchronous function of the application.
    pub fn with<F, R>(function: F) -> Self
    where
        F: Fn(RefreshContext) -> R + 'static,
        R: Future<Output = Result<Tokens, Error>> + 'static,
    {
        Refresh(Means::Function(Rc::new(move |context| Box::pin(function(context)))))
    }
}

impl Revoke {
    /// By an asynchronous function of the application.
    pub fn with<F, R>(function: F) -> Self
    where
        F: Fn(RefreshContext) -> R + 'static,
        R: Future<Output = Result<(), Error>> + 'static,
    {
        Revoke(Means::Function(Rc::new(move |context| Box::pin(function(context)))))
    }
}

/// A POST of JSON with the field `refreshToken`.
impl From<&str> for Refresh {
    fn from(url: &str) -> Self {
        Call::json(url).into()
    }
}

impl From<Call> for Refresh {
    fn from(call: Call) -> Self {
        Refresh(Means::Declared(call))
    }
}

/// A form with the field `token` (RFC 7009).
impl From<&str> for Revoke {
    fn from(url: &str) -> Self {
        Call::form(url).into()
    }
}

impl From<Call> for Revoke {
    fn from(call: Call) -> Self {
        Revoke(Means::Declared(call))
    }
}

impl std::fmt::Debug for Refresh {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Refresh")
    }
}

impl std::fmt::Debug for Revoke {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Revoke")
    }
}
