//! The answer to a request, as an application gets it: still on its way, or read already.

use futures::Stream;
use futures::future::Either;
use futures::stream::once;
use js_sys::JSON;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::answer::{Answer, Headers};
use super::decode::from_json;
use super::download::Download;
use super::error::Error;
use super::tokens::Tokens;
use super::url::without_query;

/// An answer, of which the body may still be on its way. Dropping it stops the download.
///
/// ```no_run
/// use everfetch::client::{Client, Error};
///
/// async fn items(client: &Client) -> Result<Vec<String>, Error> {
///     let response = client.get("/items").query(&[("page", 2)]).send().await?;
///     let total = response.header("x-total-count");
///     web_sys::console::log_2(&"in all".into(), &total.unwrap_or_default().into());
///     response.error_for_status().await?.json().await
/// }
/// ```
pub struct Response(Source);

enum Source {
    Arriving(Download),
    /// The answer had to be read to decide whether to deliver it.
    Kept(Answer),
}

impl Response {
    pub(super) fn arriving(download: Download) -> Self {
        Response(Source::Arriving(download))
    }

    pub(super) fn kept(answer: Answer) -> Self {
        Response(Source::Kept(answer))
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match &self.0 {
            Source::Arriving(download) => download.raw().status(),
            Source::Kept(answer) => answer.status,
        }
    }

    /// Whether the status is one of 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status())
    }

    /// The reason phrase; empty with HTTP/2 and later.
    #[must_use]
    pub fn status_text(&self) -> String {
        match &self.0 {
            Source::Arriving(download) => download.raw().status_text(),
            Source::Kept(answer) => answer.status_text.clone(),
        }
    }

    /// The URL that has answered, after redirects.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.0 {
            Source::Arriving(download) => download.raw().url(),
            Source::Kept(answer) => answer.url.clone(),
        }
    }

    /// The headers. Another origin shows only those that it exposes (CORS).
    #[must_use]
    pub fn headers(&self) -> Headers {
        match &self.0 {
            Source::Arriving(download) => Headers::of(download.raw()),
            Source::Kept(answer) => answer.headers.clone(),
        }
    }

    /// The value of the header called `name`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().get(name).map(str::to_owned)
    }

    /// The body as text.
    ///
    /// # Errors
    /// [`Error::Network`] where it breaks off, [`Error::Timeout`] where the request's time is over.
    pub async fn text(self) -> Result<String, Error> {
        match self.0 {
            Source::Arriving(download) => download.text().await,
            Source::Kept(answer) => Ok(answer.body),
        }
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// As [`Response::text`], and [`Error::Decode`] where it is not JSON, or not of this shape.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        from_json(&self.text().await?)
    }

    /// The body as bytes.
    ///
    /// ```no_run
    /// # use everfetch::client::{Client, Error};
    /// async fn picture(client: &Client) -> Result<Vec<u8>, Error> {
    ///     client.get("/picture.png").send().await?.error_for_status().await?.bytes().await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Response::text`].
    pub async fn bytes(self) -> Result<Vec<u8>, Error> {
        match self.0 {
            Source::Arriving(download) => download.bytes().await,
            Source::Kept(answer) => Ok(answer.body.into_bytes()),
        }
    }

    /// The body as bytes, piece by piece as it arrives. The request's time bounds it, and dropping it stops the download.
    ///
    /// ```no_run
    /// use everfetch::client::{Client, Error};
    /// use futures::StreamExt;
    ///
    /// async fn size(client: &Client) -> Result<usize, Error> {
    ///     let mut pieces = Box::pin(client.get("/export.csv").send().await?.bytes_stream());
    ///     let mut size = 0;
    ///     while let Some(piece) = pieces.next().await {
    ///         size += piece?.len();
    ///     }
    ///     Ok(size)
    /// }
    /// ```
    ///
    /// Its items are errors as those of [`Response::bytes`]; the first one is the last item.
    pub fn bytes_stream(self) -> impl Stream<Item = Result<Vec<u8>, Error>> {
        match self.0 {
            Source::Arriving(download) => Either::Left(download.pieces()),
            Source::Kept(answer) => Either::Right(once(async move { Ok(answer.body.into_bytes()) })),
        }
    }

    /// The body as tokens: the reply of a sign-in or refresh, under any of the usual names.
    ///
    /// ```no_run
    /// # use everfetch::client::{Client, Error};
    /// # async fn sign_in(client: &Client) -> Result<(), Error> {
    /// let response = client.post("/auth/login").json(&["ada", "…"]).without_session().send().await?;
    /// client.session()?.sign_in(&response.error_for_status().await?.tokens().await?)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Response::text`]. Whether there are tokens in it, [`Session::sign_in`](super::Session::sign_in) tells.
    pub async fn tokens(self) -> Result<Tokens, Error> {
        let text = self.text().await?;
        Ok(JSON::parse(&text).unwrap_or_else(|_| JsValue::from_str(&text)).into())
    }

    /// This answer if its status is one of 200 to 299, else the error that carries it, with its body.
    ///
    /// # Errors
    /// [`Error::Status`] for any other status.
    pub async fn error_for_status(self) -> Result<Response, Error> {
        if self.is_success() {
            return Ok(self);
        }
        Err(Error::Status(Box::new(self.into_answer().await)))
    }

    /// The browser's own response, for a body that is streamed or read as something else. It is neither aborted by
    /// a drop nor bounded by the request's time from here on.
    ///
    /// # Errors
    /// [`Error::Request`] if an answer that was read already cannot be made a response again.
    pub fn into_raw(self) -> Result<web_sys::Response, Error> {
        let answer = match self.0 {
            Source::Arriving(download) => return Ok(download.into_raw()),
            Source::Kept(answer) => answer,
        };
        let headers = gloo_net::http::Headers::new();
        for (name, value) in answer.headers.iter() {
            headers.append(name, value);
        }
        let body = Some(answer.body.as_str()).filter(|body| !body.is_empty());
        let builder = gloo_net::http::Response::builder().status(answer.status).headers(headers);
        let built = builder.status_text(&answer.status_text).body(body);
        built.map(Into::into).map_err(|error| Error::Request(error.to_string()))
    }

    /// Reads the answer to its end.
    pub(super) async fn into_answer(self) -> Answer {
        match self.0 {
            Source::Arriving(download) => download.into_answer().await,
            Source::Kept(answer) => answer,
        }
    }

    /// A copy of the answer, read to its end, and the answer itself, still to be read.
    pub(super) async fn peek(self) -> (Answer, Response) {
        let copy = match &self.0 {
            Source::Arriving(download) => download.copy(),
            Source::Kept(answer) => return (answer.clone(), self),
        };
        match copy {
            Some(copy) => (copy.into_answer().await, self),
            // An answer that cannot be copied is read here, and delivered as it was read.
            None => {
                let answer = self.into_answer().await;
                (answer.clone(), Response::kept(answer))
            }
        }
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status())
            .field("url", &without_query(&self.url()))
            .finish_non_exhaustive()
    }
}
