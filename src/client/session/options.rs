//! The options of a session as an application gives them. It decides which values they take, when the client is built.

use std::rc::Rc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::data::Data;
use super::functions::{FailedRefresh, Functions, Verdict};
use super::refresh::{Means, Refresh, Revoke};
use super::store::Storage;
use super::tokens::Tokens;
use crate::client::answer::{Answer, Headers};
use crate::client::error::Error;
use crate::client::transport::is_header_name;
use crate::client::url;
use crate::core::{Carrier, EndReason, Failure, InDoubt};
use crate::web::Place;

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
    id: Option<String>,
    refresh: Refresh,
    revoke: Option<Revoke>,
    carrier: Carrier,
    storage: Storage,
    refresh_on: Vec<u16>,
    refresh_ahead: Duration,
    refresh_timeout: Duration,
    in_doubt: InDoubt,
    shares_tabs: Option<bool>,
    origins: Option<Vec<String>>,
    header: String,
    scheme: String,
    exclude: Vec<String>,
    login_url: Option<String>,
    functions: Functions,
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
            refresh_timeout: Duration::from_secs(10),
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

    /// Names the session: clients with the same id share it. Default: the base URL's origin, else the page's.
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

    /// Asked once where no record is found: for tokens that the application has from elsewhere.
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

    /// Finds the tokens in a refresh's reply that has a shape of its own. Returns nothing where there are none.
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

    /// The statuses that mean that the token was refused. Default: 401.
    pub fn refresh_on(mut self, statuses: &[u16]) -> Self {
        self.refresh_on = statuses.to_vec();
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

    /// Asks the application how a failed refresh is to be judged. Nothing means: as it is without the question.
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

    /// How long before its end a token is renewed, by the next request. Default: 30 seconds, at the most a fifth of
    /// the token's life.
    pub fn refresh_ahead(mut self, time: Duration) -> Self {
        self.refresh_ahead = time;
        self
    }

    /// How long one refresh call may take. Default: 10 seconds.
    pub fn refresh_timeout(mut self, time: Duration) -> Self {
        self.refresh_timeout = time;
        self
    }

    /// How the server is told of a sign-out, and of a token that arrives after it. Default: it is not.
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

    /// What precedes the token in it; an empty text sends the token bare. Default: `Bearer`.
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

    /// Called once for each session that ends: where a router goes to its login view.
    pub fn on_session_end(mut self, function: impl Fn(EndReason) + 'static) -> Self {
        self.functions.session_end = Some(Rc::new(function));
        self
    }

    /// Checks the options, for a client with this base URL: the id, the data, and the functions.
    pub(super) fn check(self, base: Option<&str>) -> Result<(String, Data, Functions), Error> {
        let own = base.and_then(url::parse).map(|base| base.origin()).or_else(url::page_origin);
        let id = self.id.or_else(|| own.clone()).unwrap_or_else(|| "default".to_owned());
        let origins = match self.origins {
            Some(origins) => origins.iter().map(|origin| origin_of(origin)).collect::<Result<_, _>>()?,
            None => own.into_iter().collect(),
        };
        let is_status = |status: &u16| (100..600).contains(status);
        let is_scheme = self.scheme.bytes().all(|byte| byte.is_ascii_graphic());
        for (is_good, problem) in [
            (!id.is_empty(), "id is empty"),
            (is_header_name(&self.header), "header is not the name of a header"),
            (is_scheme, "scheme has white space or other than ASCII in it"),
            (self.refresh_on.iter().all(is_status), "refresh_on takes statuses from 100 to 599"),
            (!self.refresh_timeout.is_zero(), "refresh_timeout is zero"),
            (self.exclude.iter().all(|prefix| !prefix.is_empty()), "exclude has an empty prefix"),
        ] {
            if !is_good {
                return Err(Error::Option(format!("the session's {problem}")));
            }
        }
        let (place, store) = match self.storage {
            Storage::Session => (Place::Session, None),
            Storage::Local => (Place::Local, None),
            Storage::Memory => (Place::Memory, None),
            Storage::Custom(store) => (Place::Custom, Some(store)),
        };
        if self.shares_tabs == Some(true) && place == Place::Memory {
            let problem = "the session's share_tabs is true, but no other tab can read Storage::Memory";
            return Err(Error::Option(problem.to_owned()));
        }
        let (refresh, refresh_function) = self.refresh.0.split();
        let (revoke, revoke_function) = self.revoke.map_or((None, None), |revoke| Means::split(revoke.0));
        for (name, call) in [("refresh", &refresh), ("revoke", &revoke)] {
            if let Some(call) = call {
                call.check(&format!("the session's {name}"))?;
            }
        }
        let functions =
            Functions { refresh: refresh_function, revoke: revoke_function, store, ..self.functions };
        let data = Data {
            carrier: self.carrier,
            header: self.header,
            scheme: self.scheme,
            place,
            refresh,
            revoke,
            refresh_on: self.refresh_on,
            refresh_ahead: self.refresh_ahead,
            refresh_timeout: self.refresh_timeout,
            in_doubt: self.in_doubt,
            shares_tabs: self.shares_tabs.unwrap_or(place != Place::Memory),
            origins,
            exclude: self.exclude,
            login_url: self.login_url,
        };
        Ok((id, data, functions))
    }
}

fn origin_of(text: &str) -> Result<String, Error> {
    let url =
        web_sys::Url::new(text).ok().filter(|url| ["https:", "http:"].contains(&url.protocol().as_str()));
    let problem =
        || Error::Option(format!("the session's origins takes http or https origins, got {text:?}"));
    url.map(|url| url.origin()).ok_or_else(problem)
}

impl std::fmt::Debug for SessionOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SessionOptions").field("id", &self.id).finish_non_exhaustive()
    }
}
