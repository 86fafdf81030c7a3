//! The client and its options. Decides which options are refused, when the client is built.

use std::sync::Arc;
use std::time::Duration;

use gloo_net::http::Method;

use super::error::Error;
use super::native::IN_BROWSER;
use super::request::RequestBuilder;
use super::session::{Session, SessionOptions, registry};
use super::settings::Settings;
use super::transport::{is_header_name, is_header_value};
use super::url;

/// A client for HTTP, with or without a session. Clones are the same client.
///
/// ```no_run
/// use everfetch::client::{Client, Error};
///
/// async fn ping() -> Result<u16, Error> {
///     let client = Client::new();
///     Ok(client.get("https://api.example.com/ping").send().await?.status())
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Client(Arc<Settings>);

/// Two handles are equal if they are the same client.
impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Client {}

impl Client {
    /// A client without options and without a session.
    #[must_use]
    pub fn new() -> Self {
        Client::default()
    }

    /// A client with options.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The session.
    ///
    /// # Errors
    /// [`Error::Option`] where the client was built without one.
    pub fn session(&self) -> Result<Session, Error> {
        match &self.0.session {
            Some(id) => Ok(Session::new(id.clone())),
            None => Err(Error::Option(
                "this client has no session; give its builder one by `session(SessionOptions::new(…))`"
                    .to_owned(),
            )),
        }
    }

    /// A GET request.
    pub fn get(&self, url: &str) -> RequestBuilder {
        self.request(Method::GET, url)
    }

    /// A DELETE request.
    pub fn delete(&self, url: &str) -> RequestBuilder {
        self.request(Method::DELETE, url)
    }

    /// A HEAD request.
    pub fn head(&self, url: &str) -> RequestBuilder {
        self.request(Method::HEAD, url)
    }

    /// An OPTIONS request.
    pub fn options(&self, url: &str) -> RequestBuilder {
        self.request(Method::OPTIONS, url)
    }

    /// A POST request.
    pub fn post(&self, url: &str) -> RequestBuilder {
        self.request(Method::POST, url)
    }

    /// A PUT request.
    pub fn put(&self, url: &str) -> RequestBuilder {
        self.request(Method::PUT, url)
    }

    /// A PATCH request.
    pub fn patch(&self, url: &str) -> RequestBuilder {
        self.request(Method::PATCH, url)
    }

    /// A request with any method. `url` is joined to the base URL, unless it names a host itself.
    pub fn request(&self, method: Method, url: &str) -> RequestBuilder {
        RequestBuilder::new(self.0.clone(), method, url)
    }
}

/// The options of a [`Client`].
///
/// ```no_run
/// use std::time::Duration;
/// use everfetch::client::{Carrier, Client, Error, SessionOptions};
///
/// fn client() -> Result<Client, Error> {
///     Client::builder()
///         .base_url("https://api.example.com")
///         .header("X-App-Version", "7")
///         .timeout(Duration::from_secs(20))
///         .session(SessionOptions::new("/auth/refresh").carrier(Carrier::Cookie))
///         .build()
/// }
/// ```
#[must_use = "a client is made by `build`"]
#[derive(Default)]
pub struct ClientBuilder {
    settings: Settings,
    session: Option<SessionOptions>,
}

impl ClientBuilder {
    /// What the URLs of requests are joined to. Default: the page.
    pub fn base_url(mut self, url: &str) -> Self {
        self.settings.base = Some(url.to_owned());
        self
    }

    /// A header of every request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.settings.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// How long a request may take: waiting for a refresh, both sends and the reading of the answer together.
    /// Default: as long as it takes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout);
        self
    }

    /// Sends cookies to other origins too, with every request.
    pub fn with_credentials(mut self) -> Self {
        self.settings.includes_cookies = true;
        self
    }

    /// The cookie whose value is repeated in a header, against forged requests. Default: `XSRF-TOKEN`.
    pub fn xsrf_cookie_name(mut self, name: &str) -> Self {
        self.settings.xsrf.cookie = name.to_owned();
        self
    }

    /// The header that repeats it. Default: `X-XSRF-TOKEN`.
    pub fn xsrf_header_name(mut self, name: &str) -> Self {
        self.settings.xsrf.header = name.to_owned();
        self
    }

    /// Sends that header not only to the page's own origin, but also to the session's origins, or without a session
    /// to the origin of the base URL. Default: `false`.
    pub fn with_xsrf_token(mut self, crosses: bool) -> Self {
        self.settings.xsrf.crosses = crosses;
        self
    }

    /// Gives the client a session.
    pub fn session(mut self, session: SessionOptions) -> Self {
        self.session = Some(session);
        self
    }

    /// Makes the client. Nothing is read or started before the first request or call on the session. Natively, as on a
    /// server that renders, this works as well, and the first request returns an error.
    ///
    /// # Errors
    /// [`Error::Option`] or [`Error::Url`] where an option has a value that it does not take, or contradicts those
    /// of a session with the same id that is already in use.
    pub fn build(self) -> Result<Client, Error> {
        let ClientBuilder { mut settings, session } = self;
        if let Some(base) = settings.base.as_ref().filter(|_| IN_BROWSER) {
            url::resolve(None, base)?;
        }
        let xsrf = [(settings.xsrf.header.clone(), String::new())];
        for (name, value) in settings.headers.iter().chain(&xsrf) {
            if !is_header_name(name) || !is_header_value(value) {
                return Err(Error::Option(format!("the header {name:?} is malformed")));
            }
        }
        if let Some(options) = session {
            settings.session = Some(registry::join(options, &settings)?);
        }
        Ok(Client(Arc::new(settings)))
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ClientBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}
