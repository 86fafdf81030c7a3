//! One send: a request is built with gloo-net, and handed to `fetch`.
//!
//! It knows no session. The send itself is not gloo-net's: that leaves a promise pending for ever if `fetch` throws,
//! rejects with something other than an `Error`, or gives no `Response`, and mocks do all of these. Header names and
//! values are checked first, because the browser throws at a malformed one.

use gloo_net::http::{Headers, Method, RequestBuilder};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials};

use super::body::{Body, Kind};
use super::error::{Error, text_of};
use crate::client::globals;

/// What one send consists of.
pub(super) struct Parcel<'a> {
    pub(super) method: &'a Method,
    pub(super) url: &'a str,
    /// Names and values that were checked. If a name occurs twice, the later value counts.
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: &'a Body,
    pub(super) includes_cookies: bool,
    /// A navigation must not abort it (`keepalive`).
    pub(super) is_lasting: bool,
    /// The answer must not come from a cache.
    pub(super) is_fresh: bool,
    /// A redirect, which could lead to another origin, is an error.
    pub(super) is_bound: bool,
}

impl Parcel<'_> {
    /// The arguments of `fetch`: a `Request`, and what gloo-net cannot put into one.
    pub(super) fn build(&self) -> Result<(web_sys::Request, Object), Error> {
        let headers = Headers::new();
        for (name, value) in &self.headers {
            headers.set(name, value);
        }
        let credentials = match self.includes_cookies {
            true => RequestCredentials::Include,
            false => RequestCredentials::SameOrigin,
        };
        let mut builder = RequestBuilder::new(self.url)
            .method(self.method.clone())
            .headers(headers)
            .credentials(credentials);
        if self.is_fresh {
            builder = builder.cache(RequestCache::NoStore);
        }
        let init = Object::new();
        // Setting fails only where the object is frozen; this one is new.
        let set = |name: &str, value: &JsValue| {
            let _ = Reflect::set(&init, &name.into(), value);
        };
        if self.is_lasting {
            set("keepalive", &JsValue::TRUE);
        }
        if self.is_bound {
            set("redirect", &"error".into());
        }
        let built = match &self.body.0 {
            Kind::Empty => builder.build(),
            Kind::Text(text) => builder.body(text.as_str()),
            Kind::Value(value) => builder.body(value.clone()),
            Kind::Stream(stream) => {
                set("body", stream);
                set("duplex", &"half".into());
                builder.build()
            }
        };
        let request = built.map_err(|error| Error::Request(error.to_string()))?;
        Ok((request.into(), init))
    }

    /// Sends, and waits for the headers of the answer. When the guard is dropped, the request is aborted.
    pub(super) async fn send(&self) -> Result<(web_sys::Response, AbortGuard), Error> {
        let (request, init) = self.build()?;
        let guard = AbortGuard::new();
        if let Some(controller) = &guard.0 {
            let _ = Reflect::set(&init, &"signal".into(), &controller.signal());
        }
        let response = fetch(&request, &init).await.map_err(|problem| self.network(&problem))?;
        Ok((response, guard))
    }

    fn network(&self, problem: &str) -> Error {
        let path = super::url::without_query(self.url);
        Error::Network(format!("{} {path}: {problem}", self.method))
    }
}

/// Calls the present `fetch`, and awaits what it returns, promise or not.
pub(super) async fn fetch(request: &web_sys::Request, init: &Object) -> Result<web_sys::Response, String> {
    let sent = globals::fetch(request, init).map_err(|error| text_of(&error))?;
    let answered = JsFuture::from(Promise::resolve(&sent)).await.map_err(|error| text_of(&error))?;
    answered.dyn_into().map_err(|_| "fetch gave no response".to_owned())
}

/// Aborts its request when it is dropped. After the end of the answer that does nothing.
pub(super) struct AbortGuard(Option<AbortController>);

impl AbortGuard {
    fn new() -> Self {
        AbortGuard(AbortController::new().ok())
    }

    /// Aborts nothing.
    pub(super) fn none() -> Self {
        AbortGuard(None)
    }

    /// Lets the request go on.
    pub(super) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            // Always an error: not all code that reads a reason expects other values.
            controller.abort_with_reason(&js_sys::Error::new("the request was dropped"));
        }
    }
}

/// Whether `name` is the name of a header (RFC 9110 §5.1).
pub(super) fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether `fetch` takes `value` as that of a header: no line break, and no character beyond Latin-1.
pub(super) fn is_header_value(value: &str) -> bool {
    value.chars().all(|char| u32::from(char) <= 0xff && !matches!(char, '\0' | '\r' | '\n'))
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn h119_what_passes_as_a_header_is_taken_by_the_browser_too() {
        let headers = web_sys::Headers::new().expect("headers");
        let names = ["", "a b", "a:b", "é", "X-A", "a\n", "x\0", "!#$%&'*+-.^_`|~9"];
        for name in names {
            assert_eq!(is_header_name(name), headers.set(name, "1").is_ok(), "{name:?}");
        }
        // The browser trims white space at both ends, so only a line break within would be refused there.
        for value in ["", "a b", "é", "a\r\nb", "a\nb", "a\0b", "€", "\t", "ÿ\u{100}"] {
            assert_eq!(is_header_value(value), headers.set("X-A", value).is_ok(), "{value:?}");
        }
    }
}
