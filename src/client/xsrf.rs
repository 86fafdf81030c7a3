//! The header against forged requests. Decides to whom the cookie's value is sent: to the page's own origin, and to
//! trusted origins where the application says so.

use wasm_bindgen::JsValue;
use web_sys::Url;

use super::transport::is_header_value;
use super::url;
use crate::client::globals::get;

/// Which cookie is repeated in which header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Xsrf {
    pub(super) cookie: String,
    pub(super) header: String,
    /// Whether it goes to trusted origins besides the page's.
    pub(super) crosses: bool,
}

impl Default for Xsrf {
    fn default() -> Self {
        Xsrf { cookie: "XSRF-TOKEN".to_owned(), header: "X-XSRF-TOKEN".to_owned(), crosses: false }
    }
}

impl Xsrf {
    /// The header's value for a request to `target`. `is_trusted`: the session's token may go there too.
    pub(super) fn value(&self, target: &Url, is_trusted: bool) -> Option<String> {
        let is_own = url::page_origin().is_some_and(|origin| origin == target.origin());
        if !(is_own || self.crosses && is_trusted) {
            return None;
        }
        let global = JsValue::from(js_sys::global());
        // A worker has no cookies to read.
        let cookies = get(&get(&global, "document"), "cookie").as_string()?;
        let value = pick(&cookies, &self.cookie)?;
        let decoded = js_sys::decode_uri_component(value).map_or_else(|_| value.to_owned(), String::from);
        (!decoded.is_empty() && is_header_value(&decoded)).then_some(decoded)
    }
}

/// The first cookie called `name`.
fn pick<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|pair| {
        let (own, value) = pair.split_once('=')?;
        (own.trim_start() == name).then_some(value)
    })
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_cookie_is_found_by_its_whole_name() {
        let cookies = "a=1; NOT-XSRF-TOKEN=2; XSRF-TOKEN=three=3; XSRF-TOKEN=4; flag";
        assert_eq!(pick(cookies, "XSRF-TOKEN"), Some("three=3"));
        assert_eq!(pick(cookies, "flag"), None);
        assert_eq!(pick("", "XSRF-TOKEN"), None);
    }
}
