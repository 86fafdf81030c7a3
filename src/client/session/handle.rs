//! The handle of a session, as an application uses it. Decides which error stands for what the core answers.

use std::rc::Rc;

use super::events::SessionEvent;
use super::live::Live;
use super::registry;
use super::revocation::Revocation;
use super::subscription::Subscription;
use crate::client::deadline::Deadline;
use crate::client::error::Error;
use crate::client::settings::Id;
use crate::client::tokens::Tokens;
use crate::core::clock::Expiry;
use crate::core::machine::State;
use crate::core::reply::Unusable;
use crate::core::{Code, EndReason, Event, Failure, Machine, TokenSet};
use crate::web;

/// A handle of a session. All handles and clients with the same session id act on the same session.
///
/// ```no_run
/// use everfetch::client::{Client, Error, SessionEvent};
///
/// async fn guard(client: &Client) -> Result<bool, Error> {
///     let session = client.session()?;
///     session
///         .on_event(|event| {
///             if let SessionEvent::Ended { reason, .. } = event {
///                 web_sys::console::log_1(&reason.as_str().into());
///             }
///         })
///         .forget();
///     session.ready().await;
///     Ok(session.is_signed_in())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session(Id);

impl Session {
    pub(in crate::client) fn new(id: Id) -> Self {
        Session(id)
    }

    pub(super) fn live(&self) -> Result<Rc<Live>, Error> {
        registry::find(&self.0)
    }

    /// The session's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }

    /// The present state.
    #[must_use]
    pub fn state(&self) -> State {
        let Ok(live) = self.live() else { return State::Anonymous };
        live.open();
        live.engine.machine(|machine| machine.state(web::now()))
    }

    /// Whether somebody is signed in: the session is active, refreshing or stale.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        matches!(self.state(), State::Active | State::Refreshing | State::Stale)
    }

    /// When the access token ends, in milliseconds since the Unix epoch, where that is known.
    #[must_use]
    pub fn expires_at(&self) -> Option<u64> {
        let live = self.live().ok()?;
        live.open();
        live.engine.machine(|machine| machine.tokens().expiry.map(Expiry::at))
    }

    /// Why the session has ended, if it has.
    #[must_use]
    pub fn end_reason(&self) -> Option<EndReason> {
        self.live().ok()?.engine.machine(Machine::end_reason)
    }

    /// Whether the record is in memory only, because its storage cannot be used.
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        self.live().is_ok_and(|live| live.engine.page().is_degraded())
    }

    /// Whether the tabs of the origin share the session.
    #[must_use]
    pub fn is_sharing(&self) -> bool {
        self.live().is_ok_and(|live| live.engine.is_sharing())
    }

    /// The state, once the session is restored or joined: what a guard of a route awaits.
    pub async fn ready(&self) -> State {
        let Ok(live) = self.live() else { return State::Anonymous };
        live.open();
        if let Ok(patience) = live.patience() {
            // A failed attempt also ends the wait.
            while live.engine.waiting().is_some() && live.wait(&patience).await.is_ok() {}
        }
        // A cookie cannot be read: only an attempt tells whether there is a session.
        if self.state() == State::Restoring {
            let _ = self.refresh().await;
        }
        self.state()
    }

    /// Starts a new session in place of the present one.
    ///
    /// # Errors
    /// [`Error::Option`] if there is no token, or one that no header can carry.
    pub fn sign_in(&self, tokens: &Tokens) -> Result<(), Error> {
        self.submit(tokens, Event::SignIn)
    }

    /// Replaces the tokens by newer ones of the same session, which came from elsewhere.
    ///
    /// ```no_run
    /// # use everfetch::client::{Client, Error};
    /// async fn switch_tenant(client: &Client, tenant: &str) -> Result<(), Error> {
    ///     let response = client.post("/tenants/switch").json(tenant).send().await?;
    ///     let tokens = response.error_for_status().await?.tokens().await?;
    ///     client.session()?.update(&tokens).await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Session::sign_in`], and [`Error::SessionEnded`] where there is no session.
    pub async fn update(&self, tokens: &Tokens) -> Result<(), Error> {
        let live = self.live()?;
        self.until_known(&live, &live.patience()?).await?;
        match self.state() {
            State::Anonymous | State::Ended => Err(live.failure(Code::SessionEnded, None)),
            _ => self.submit(tokens, Event::Update),
        }
    }

    /// Waits until the record is read and the other tabs have answered.
    async fn until_known(&self, live: &Rc<Live>, patience: &Rc<Deadline>) -> Result<(), Error> {
        while self.state() == State::Restoring && live.engine.waiting().is_some() {
            live.wait(patience).await?;
        }
        Ok(())
    }

    fn submit(&self, tokens: &Tokens, event: fn(TokenSet) -> Event) -> Result<(), Error> {
        let live = self.live()?;
        live.attach();
        let problem = match live.engine.read_tokens(tokens.as_js()) {
            Ok(tokens) => {
                live.engine.drive(event(tokens));
                return Ok(());
            }
            Err(Unusable::NoToken) => "there is no token under any of the usual names",
            Err(Unusable::BadToken) => "a text is no token, or no header can carry it",
        };
        Err(Error::Option(problem.to_owned()))
    }

    /// Ends the session at once, here and in the other tabs, and tells the server where
    /// [`SessionOptions::revoke`](super::SessionOptions::revoke) says how. The result need not be awaited.
    pub fn sign_out(&self) -> Revocation {
        self.end(true)
    }

    /// Ends the session without telling the server.
    pub fn sign_out_here(&self) {
        drop(self.end(false));
    }

    fn end(&self, revoke: bool) -> Revocation {
        let live = match self.live() {
            Ok(live) => live,
            Err(error) => return Revocation::known(Err(error)),
        };
        live.open();
        if !revoke || !live.engine.machine(Machine::can_revoke) {
            live.engine.drive(Event::SignOut { revoke: false });
            return Revocation::known(Ok(false));
        }
        // Before the sign-out: the revocation may begin within it.
        let done = live.await_revocation();
        live.engine.drive(Event::SignOut { revoke });
        match live.patience() {
            Ok(patience) => Revocation::pending(done, patience),
            Err(error) => Revocation::known(Err(error)),
        }
    }

    /// Renews the token now, or joins the refresh under way.
    ///
    /// # Errors
    /// [`Error::SessionEnded`] where there is no session, or it ends by this; [`Error::RefreshFailed`] or
    /// [`Error::RefreshMisconfigured`] where it is kept and could not be renewed, or where the refresh function of
    /// the session itself asks.
    pub async fn refresh(&self) -> Result<(), Error> {
        let live = self.live()?;
        if live.is_inside() {
            return Err(live.failure(Code::RefreshFailed, None));
        }
        let patience = live.patience()?;
        self.until_known(&live, &patience).await?;
        live.engine.drive(Event::Refresh);
        if live.engine.waiting().is_none() {
            let code = match (self.state(), live.engine.machine(Machine::last_failure)) {
                (State::Anonymous | State::Ended, _) => Code::SessionEnded,
                (_, Some(Failure::Misconfigured)) => Code::RefreshMisconfigured,
                _ => Code::RefreshFailed,
            };
            return Err(live.failure(code, None));
        }
        let outcome = live.wait(&patience).await?;
        match outcome.as_deref().and_then(code_of) {
            Some(code) => Err(live.failure(code, None)),
            None => Ok(()),
        }
    }

    /// Calls `listener` for everything that happens, until the subscription is dropped. A listener may call the
    /// session.
    pub fn on_event(&self, listener: impl Fn(&SessionEvent) + 'static) -> Subscription {
        let number = self.live().map_or(0, |live| live.subscribe(Rc::new(listener)));
        Subscription::new(self.0.clone(), number)
    }

    /// How many listen, for the tests of what must stop listening.
    #[cfg(feature = "rules")]
    #[doc(hidden)]
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.live().map_or(0, |live| live.listeners())
    }
}

/// The code of a failure by its name, unless the outcome is not a failure.
fn code_of(outcome: &str) -> Option<Code> {
    [Code::SessionEnded, Code::SessionChanged, Code::RefreshFailed, Code::RefreshMisconfigured]
        .into_iter()
        .find(|code| code.as_str() == outcome)
}
