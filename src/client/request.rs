//! A request being built. The first mistake on the way is kept; [`RequestBuilder::send`] returns it.

use std::sync::Arc;
use std::time::Duration;

use gloo_net::http::Method;
use serde::Serialize;

use super::body::Body;
use super::error::Error;
use super::exchange::{Draft, Exchange};
use super::native::{IN_BROWSER, needs_browser};
use super::query::{encode, pairs};
use super::response::Response;
use super::settings::Settings;
use super::transport::{is_header_name, is_header_value};
use super::url::without_query;

/// A request being built.
///
/// ```no_run
/// use std::time::Duration;
/// use everfetch::client::{Client, Error};
///
/// async fn rename(client: &Client, id: u64, name: &str) -> Result<(), Error> {
///     let request = client.patch(&format!("/items/{id}")).json(&[("name", name)]);
///     let request = request.header("If-Match", "*").timeout(Duration::from_secs(5));
///     request.send().await?.error_for_status().await?;
///     Ok(())
/// }
/// ```
#[must_use = "a request is sent by `send`"]
pub struct RequestBuilder {
    draft: Draft,
    /// The first mistake.
    problem: Option<Error>,
    /// Whether a status outside 2xx is an error.
    checks: bool,
}

impl RequestBuilder {
    pub(super) fn new(settings: Arc<Settings>, method: Method, url: &str) -> Self {
        RequestBuilder { draft: Draft::new(settings, method, url), problem: None, checks: false }
    }

    /// Adds pairs to the query: of a struct, a map, or a list of pairs. A list repeats its name for each item. Nested
    /// structs and maps have their path in brackets, and so have lists of these: `filter[price][max]=9`, `rows[0][id]=7`.
    ///
    /// ```no_run
    /// use everfetch::client::{Client, RequestBuilder};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// struct Search<'a> {
    ///     text: &'a str,
    ///     /// Several times `tag`.
    ///     tag: &'a [&'a str],
    ///     /// Left out if it is `None`.
    ///     after: Option<u64>,
    /// }
    ///
    /// fn search(client: &Client, text: &str) -> RequestBuilder {
    ///     client.get("/items").query(&Search { text, tag: &["new", "used"], after: None }).query(&[("page", 1)])
    /// }
    /// ```
    pub fn query<T: Serialize + ?Sized>(mut self, query: &T) -> Self {
        match pairs(query) {
            Ok(pairs) => self.draft.query.extend(pairs),
            Err(error) => self.fail(error),
        }
        self
    }

    /// Sets a header. A caller that sets `Authorization` switches the session off for this request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if is_header_name(name) && is_header_value(value) {
            self.draft.headers.push((name.to_owned(), value.to_owned()));
        } else {
            self.fail(Error::Request(format!("the header {name:?} is malformed")));
        }
        self
    }

    /// Sends this token as `Authorization: Bearer …`, which switches the session off for this request.
    pub fn bearer_auth(self, token: &str) -> Self {
        self.header("Authorization", &["Bearer ", token].concat())
    }

    /// Makes a status outside 2xx an error of [`RequestBuilder::send`]: [`Error::Status`], with the body that was sent
    /// along. [`Response::error_for_status`] does the same later, when the answer is there.
    ///
    /// ```no_run
    /// # use everfetch::client::{Client, Error};
    /// async fn item(client: &Client) -> Result<Option<Vec<String>>, Error> {
    ///     match client.get("/items/7").error_for_status().send().await {
    ///         Ok(response) => response.json().await.map(Some),
    ///         Err(error) if error.status() == Some(404) => Ok(None),
    ///         Err(error) => Err(error),
    ///     }
    /// }
    /// ```
    pub fn error_for_status(mut self) -> Self {
        self.checks = true;
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.draft.body = body.into();
        self
    }

    /// Sets the body to `value` as JSON, and the content type unless there is one.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match serde_json::to_string(value) {
            Ok(text) => self.body_of_type(text, "application/json"),
            Err(error) => self.fail(Error::Request(error.to_string())),
        }
        self
    }

    /// Sets the body to a form (`application/x-www-form-urlencoded`): of a struct, a map, or a list of pairs.
    pub fn form<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        match pairs(value) {
            Ok(pairs) => self.body_of_type(encode(&pairs), "application/x-www-form-urlencoded"),
            Err(error) => self.fail(error),
        }
        self
    }

    /// How long the request may take: waiting for a refresh, both sends and the reading of the answer together.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout = Some(timeout);
        self
    }

    /// Sends cookies to another origin too (`credentials: 'include'`), and takes those that it sets.
    pub fn with_credentials(mut self) -> Self {
        self.draft.includes_cookies = true;
        self
    }

    /// Sends without the session's token, and never waits.
    pub fn without_session(mut self) -> Self {
        self.draft.joins_session = false;
        self
    }

    /// Sends with the present token; a 401 is final.
    pub fn skip_refresh(mut self) -> Self {
        self.draft.is_final = true;
        self
    }

    /// Sends the request, and waits for the headers of the answer. Nothing happens before the future is polled;
    /// dropping it aborts the request.
    ///
    /// # Errors
    /// See [`Error`]. A status outside 2xx is not an error, unless [`RequestBuilder::error_for_status`] was called.
    pub async fn send(self) -> Result<Response, Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        if !IN_BROWSER {
            return Err(needs_browser());
        }
        let response = Exchange::begin(self.draft)?.run().await?;
        if self.checks { response.error_for_status().await } else { Ok(response) }
    }

    fn body_of_type(&mut self, text: String, kind: &str) {
        self.draft.body = text.into();
        if !self.draft.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.draft.headers.push(("Content-Type".to_owned(), kind.to_owned()));
        }
    }

    fn fail(&mut self, error: Error) {
        self.problem.get_or_insert(error);
    }
}

impl std::fmt::Debug for RequestBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RequestBuilder")
            .field("method", &self.draft.method)
            .field("url", &without_query(&self.draft.url))
            .finish_non_exhaustive()
    }
}
