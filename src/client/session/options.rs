//! The options of a session as an application gives them: those that are data. `hooks` has those that are functions;
//! `check` decides which values are accepted.

use std::time::Duration;

use super::functions::Functions;
use super::refresh::{Refresh, Revoke};
use super::store::Storage;
use crate::core::{Carrier, InDoubt};

/// The options of a session. Only how it is refreshed has no default.
///
/// ```no_run
/// use std::time::Duration;
/// use everfetch::client::{Carrier, Client, Error, SessionOptions, Storage};
///
/// fn client() -> Result<Client, Error> {
///     let session = SessionOptions::new("/auth/refresh")
///         .carrier(Carrier::Split)
///         .storage(Storage::Memory)
///         .refresh_ahead(Duration::from_secs(60))
///         .exclude("/public")
///         .on_session_end(|reason| web_sys::console::log_1(&reason.as_str().into()));
///     Client::builder().base_url("https://api.example.com").session(session).build()
/// }
/// ```
#[derive(Clone)]
#[must_use = "the options are given to `ClientBuilder::session`"]
pub struct SessionOptions {
    pub(super) id: Option<String>,
    pub(super) refresh: Refresh,
    pub(super) revoke: Option<Revoke>,
    pub(super) carrier: Carrier,
    pub(super) storage: Storage,
    pub(super) refresh_on: Vec<u16>,
    pub(super) refresh_ahead: Duration,
    pub(super) refresh_timeout: Duration,
    pub(super) in_doubt: InDoubt,
    pub(super) shares_tabs: Option<bool>,
    pub(super) origins: Option<Vec<String>>,
    pub(super) header: String,
    pub(super) scheme: String,
    pub(super) exclude: Vec<String>,
    pub(super) login_url: Option<String>,
    pub(super) functions: Functions,
}

impl SessionOptions {
    /// A session that is refreshed by this URL, [`Call`](super::Call) or function ([`Refresh::with`]).
    pub fn new(refresh: impl Into<Refresh>) -> Self {
        SessionOptions {
            id: None,
            refresh: refresh.into(),
            revoke: None,
            carrier: Carrier::default(),
            storage: Storage::default(),
            refresh_on: vec![401],
            refresh_ahead: Duration::from_secs(30),
            refresh_timeout: Duration::from_secs(60),
            in_doubt: InDoubt::default(),
            shares_tabs: None,
            origins: None,
            header: "Authorization".to_owned(),
            scheme: "Bearer".to_owned(),
            exclude: Vec::new(),
            login_url: None,
            functions: Functions::default(),
        }
    }

    /// Names the session: clients with the same id share it. Pages share it where they also have the same refresh
    /// endpoint, client id, carrier and origin of the base URL (unless [`SessionOptions::origins`] names origins).
    /// Default: the base URL's origin, else the page's, with the path of a declared refresh and its client id.
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// How the credential travels. Default: [`Carrier::Bearer`].
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.carrier = carrier;
        self
    }

    /// Where the record is kept. Default: [`Storage::Session`].
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// Whether the tabs of the origin share the session. Default: yes, but with [`Storage::Memory`].
    pub fn share_tabs(mut self, shares: bool) -> Self {
        self.shares_tabs = Some(shares);
        self
    }

    /// The statuses that mean that the token was refused. Default: 401.
    pub fn refresh_on(mut self, statuses: &[u16]) -> Self {
        self.refresh_on = statuses.to_vec();
        self
    }

    /// How long before its end a token is renewed, by the next request. Default: 30 seconds, at the most a fifth of
    /// the token's life.
    pub fn refresh_ahead(mut self, time: Duration) -> Self {
        self.refresh_ahead = time;
        self
    }

    /// How long a request waits for a refresh. Default: 60 seconds. The call itself may take 120 seconds, and a late answer
    /// counts.
    pub fn refresh_timeout(mut self, time: Duration) -> Self {
        self.refresh_timeout = time;
        self
    }

    /// How the server is told of a sign-out, and of a token that arrives after it. Default: not at all.
    pub fn revoke(mut self, revoke: impl Into<Revoke>) -> Self {
        self.revoke = Some(revoke.into());
        self
    }

    /// What becomes of a session whose refresh was sent and never answered. Default: [`InDoubt::Replay`].
    pub fn in_doubt(mut self, policy: InDoubt) -> Self {
        self.in_doubt = policy;
        self
    }

    /// The origins that may receive the token. Default: the base URL's, else the page's. No other ever does.
    pub fn origins(mut self, origins: &[&str]) -> Self {
        self.origins = Some(origins.iter().map(|origin| (*origin).to_owned()).collect());
        self
    }

    /// The header that carries the token. Default: `Authorization`. Browsers would let any other go along with a
    /// redirect to another origin, so requests that carry one fail where they are redirected.
    pub fn header(mut self, name: &str) -> Self {
        self.header = name.to_owned();
        self
    }

    /// What precedes the token in the header. If it is empty, the token is sent alone. Default: `Bearer`.
    pub fn scheme(mut self, scheme: &str) -> Self {
        self.scheme = scheme.to_owned();
        self
    }

    /// Requests whose path, or URL as it is written, begins with `prefix` go without the session, as the refresh and
    /// the revocation always do.
    pub fn exclude(mut self, prefix: &str) -> Self {
        self.exclude.push(prefix.to_owned());
        self
    }

    /// Where the page goes, once, when the session ends; `returnTo` is added to a page of the same origin.
    pub fn login_url(mut self, url: &str) -> Self {
        self.login_url = Some(url.to_owned());
        self
    }
}

impl std::fmt::Debug for SessionOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SessionOptions").field("id", &self.id).finish_non_exhaustive()
    }
}
