//! An answer as plain data: what errors carry, and what the application's functions are shown. Decides what of it is
//! printed: nothing that may be a secret.

use std::fmt;

use super::url::without_query;

/// The headers of an answer. Names are compared without regard to case.
///
/// ```no_run
/// use everfetch::client::{Client, Error};
///
/// async fn total(client: &Client) -> Result<Option<u32>, Error> {
///     let headers = client.head("/items").send().await?.headers();
///     Ok(headers.get("X-Total-Count").and_then(|count| count.parse().ok()))
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(pub(super) Vec<(String, String)>);

impl Headers {
    /// The value of the header called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(super) fn of(response: &web_sys::Response) -> Self {
        Headers(gloo_net::http::Headers::from_raw(response.headers()).entries().collect())
    }

    /// Names and values, in the order of the browser.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

// Names only: a value may be a token.
impl fmt::Debug for Headers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// An answer that was read to its end.
///
/// ```no_run
/// use everfetch::client::{Client, Error};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Problem {
///     message: String,
/// }
///
/// async fn save(client: &Client) -> Result<(), String> {
///     let sent = client.post("/items").json(&["a name"]).send().await;
///     let checked = match sent {
///         Ok(response) => response.error_for_status().await.map(|_| ()),
///         Err(error) => Err(error),
///     };
///     checked.map_err(|error| match error.response().map(|answer| answer.json::<Problem>()) {
///         Some(Ok(problem)) => problem.message,
///         _ => error.to_string(),
///     })
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) status_text: String,
    pub(super) url: String,
    pub(super) headers: Headers,
    pub(super) body: String,
}

impl Answer {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The reason phrase; empty with HTTP/2 and later.
    #[must_use]
    pub fn status_text(&self) -> &str {
        &self.status_text
    }

    /// The URL that has answered, after redirects.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.body
    }
}

// Neither body nor query: both may hold a secret.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("url", &without_query(&self.url))
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn h109_an_answer_prints_neither_query_nor_body_nor_values() {
        let answer = Answer {
            status: 401,
            status_text: String::new(),
            url: "https://api.example.com/me?token=hunter2".to_owned(),
            headers: Headers(vec![("x-access-token".to_owned(), "hunter2".to_owned())]),
            body: "hunter2".to_owned(),
        };
        let printed = format!("{answer:?}");
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("https://api.example.com/me"), "{printed}");
    }
}
