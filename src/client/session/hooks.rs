//! The options of a session that are functions of the application. Decides what such a function looks like to a Rust
//! caller; when it is called, the core decides.

use std::rc::Rc;

use serde::de::DeserializeOwned;

use super::functions::{FailedRefresh, Verdict};
use super::options::SessionOptions;
use crate::client::answer::{Answer, Headers};
use crate::client::tokens::Tokens;
use crate::core::{EndReason, Failure};

impl SessionOptions {
    /// Called once if no record is found, for tokens that the application has from elsewhere.
    ///
    /// ```no_run
    /// use everfetch::client::{SessionOptions, Tokens};
    ///
    /// async fn from_single_sign_on() -> Option<Tokens> {
    ///     let page = web_sys::window()?.location().hash().ok()?;
    ///     page.strip_prefix("#token=").map(Tokens::from)
    /// }
    ///
    /// let options = SessionOptions::new("/auth/refresh").initial(from_single_sign_on);
    /// ```
    pub fn initial<F, R>(mut self, function: F) -> Self
    where
        F: Fn() -> R + 'static,
        R: Future<Output = Option<Tokens>> + 'static,
    {
        self.functions.initial = Some(Rc::new(move || Box::pin(function())));
        self
    }

    /// Finds the tokens in the reply to a refresh, where they are not under any of the usual names. Returns `None` if
    /// there are none.
    ///
    /// ```no_run
    /// use everfetch::client::{SessionOptions, Tokens};
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Reply {
    ///     credentials: Option<(String, String)>,
    /// }
    ///
    /// let options = SessionOptions::new("/auth/refresh").parse(|reply: Reply| {
    ///     let (access, refresh) = reply.credentials?;
    ///     Some(Tokens::new(&access).refresh_token(&refresh))
    /// });
    /// ```
    pub fn parse<T, F>(mut self, function: F) -> Self
    where
        T: DeserializeOwned,
        F: Fn(T) -> Option<Tokens> + 'static,
    {
        self.functions.parse = Some(Rc::new(move |reply| {
            serde_wasm_bindgen::from_value(reply.clone()).ok().and_then(&function)
        }));
        self
    }

    /// Asks the application instead of the status whether the token was refused: for servers that say so in the body
    /// of a 200 (GraphQL). The body of every answer is read as text before it is delivered.
    ///
    /// ```no_run
    /// use everfetch::client::{SessionOptions, Verdict};
    ///
    /// let options = SessionOptions::new("/auth/refresh").refresh_on_answer(|answer| {
    ///     match answer.text().contains("UNAUTHENTICATED") {
    ///         true => Verdict::Refused,
    ///         false => Verdict::Accepted,
    ///     }
    /// });
    /// ```
    pub fn refresh_on_answer(mut self, function: impl Fn(&Answer) -> Verdict + 'static) -> Self {
        self.functions.judge = Some(Rc::new(function));
        self
    }

    /// Asks the application how to classify a failed refresh. `None` leaves it to the session.
    ///
    /// ```no_run
    /// use everfetch::client::{RefreshFailure, SessionOptions};
    ///
    /// let options = SessionOptions::new("/auth/refresh").classify(|failed| {
    ///     (failed.status() == Some(440)).then_some(RefreshFailure::Definitive)
    /// });
    /// ```
    pub fn classify(mut self, function: impl Fn(&FailedRefresh) -> Option<Failure> + 'static) -> Self {
        self.functions.classify = Some(Rc::new(function));
        self
    }

    /// Looks for newer tokens in the headers of every answer: a session that slides.
    ///
    /// ```no_run
    /// use everfetch::client::{SessionOptions, Tokens};
    ///
    /// let options = SessionOptions::new("/auth/refresh")
    ///     .renew(|headers| headers.get("X-Access-Token").map(Tokens::from));
    /// ```
    pub fn renew(mut self, function: impl Fn(&Headers) -> Option<Tokens> + 'static) -> Self {
        self.functions.renew = Some(Rc::new(function));
        self
    }

    /// Called once for each session that ends: where a router goes to its login view.
    pub fn on_session_end(mut self, function: impl Fn(EndReason) + 'static) -> Self {
        self.functions.session_end = Some(Rc::new(function));
        self
    }
}
