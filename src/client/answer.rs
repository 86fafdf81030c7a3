//! An answer as plain data: what errors carry, and what the application's functions are shown.

use std::fmt;

use serde::de::DeserializeOwned;

use super::error::Error;

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

    /// The body as JSON.
    ///
    /// # Errors
    /// [`Error::Decode`] where it is not JSON, or not of this shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        from_json(&self.body)
    }
}

// Neither body nor query: both may hold a secret.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("url", &super::url::without_query(&self.url))
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Reads JSON in Rust, as servers written in Rust do: the browser's own parser would round 64-bit numbers.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Decode(without_values(&error.to_string())))
}

/// An error of serde names the text that it found where it wanted something else, which may be a token.
fn without_values(message: &str) -> String {
    const OPEN: &str = "string \"";
    const CLOSE: &str = "\", expected";
    match (message.find(OPEN), message.rfind(CLOSE)) {
        (Some(open), Some(close)) if open + OPEN.len() <= close => {
            let (head, rest) = message.split_at(open + OPEN.len());
            let tail = rest.get(close - open - OPEN.len()..).unwrap_or_default();
            [head, "…", tail].concat()
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn h109_what_does_not_decode_does_not_print_what_it_found() {
        for text in [r#""hunter2""#, r#"{"id":"hunter2"}"#, r#"{"id":"a\", expected hunter2\""}"#] {
            #[derive(serde::Deserialize, Debug)]
            struct Numbered {
                #[expect(dead_code, reason = "only its type is asked for")]
                id: u64,
            }
            let message = from_json::<Numbered>(text).expect_err("a number was wanted").to_string();
            assert!(!message.contains("hunter2"), "{message}");
        }
        let message = from_json::<u8>("300").expect_err("too large").to_string();
        assert!(message.contains("300"), "{message}");
    }

    #[wasm_bindgen_test]
    fn numbers_of_64_bits_keep_all_their_digits() {
        assert_eq!(from_json::<u64>("18446744073709551615").expect("a number"), u64::MAX);
        assert_eq!(from_json::<i64>("-9007199254740993").expect("a number"), -9_007_199_254_740_993);
    }

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
