//! Where a request goes. Decides how a URL is joined with the base (as axios does it), and when a path begins with a
//! prefix.

use wasm_bindgen::JsValue;
use web_sys::Url;

use crate::client::globals::get;

/// The address of the page or worker, if there is one.
pub(super) fn page() -> Option<String> {
    let global = JsValue::from(js_sys::global());
    let base = get(&get(&global, "document"), "baseURI").as_string();
    base.or_else(|| get(&get(&global, "location"), "href").as_string())
}

/// The page's own origin.
pub(super) fn page_origin() -> Option<String> {
    Some(parse(&page()?)?.origin())
}

/// Parses a URL, against the page where it is relative.
pub(super) fn parse(url: &str) -> Option<Url> {
    match page() {
        Some(page) => Url::new_with_base(url, &page).ok(),
        None => Url::new(url).ok(),
    }
}

/// Why a request cannot go where it is told to. Prints no secrets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadUrl {
    /// It does not parse. Holds the URL without its query.
    Malformed(String),
    /// It holds a user's name or password.
    Userinfo,
}

impl std::fmt::Display for BadUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BadUrl::Malformed(url) => write!(formatter, "no URL: {url:?}"),
            BadUrl::Userinfo => formatter.write_str("a URL with a user's name or password in it is not sent"),
        }
    }
}

/// The whole URL of a request.
pub(super) fn resolve(base: Option<&str>, url: &str) -> Result<Url, BadUrl> {
    let full = join(base, url);
    let parsed = parse(&full).ok_or_else(|| BadUrl::Malformed(without_query(&full).to_owned()))?;
    // `fetch` refuses it too, but its message would repeat the password.
    if !parsed.username().is_empty() || !parsed.password().is_empty() {
        return Err(BadUrl::Userinfo);
    }
    Ok(parsed)
}

fn join(base: Option<&str>, url: &str) -> String {
    match base {
        Some(base) if url.is_empty() => base.to_owned(),
        Some(base) if !is_absolute(url) => {
            [base.trim_end_matches('/'), "/", url.trim_start_matches('/')].concat()
        }
        _ => url.to_owned(),
    }
}

/// Whether `url` names a host: `https://host`, or `//host`.
fn is_absolute(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once("//") else { return false };
    let Some(name) = scheme.strip_suffix(':') else { return scheme.is_empty() };
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
}

/// Whether `path` begins with `prefix`, as whole segments: `/auth` is no prefix of `/authors`.
pub(super) fn begins_with(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || prefix.ends_with('/') || rest.starts_with(['/', '?', '#']))
}

/// A URL for messages: without query and fragment, which may hold secrets.
pub(super) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_url_is_joined_with_the_base_unless_it_names_a_host() {
        let base = Some("https://api.example.com/v1/");
        assert_eq!(join(base, "/me"), "https://api.example.com/v1/me");
        assert_eq!(join(base, "me?a=//b"), "https://api.example.com/v1/me?a=//b");
        assert_eq!(join(base, ""), "https://api.example.com/v1/");
        assert_eq!(join(base, "https://other.example/x"), "https://other.example/x");
        assert_eq!(join(base, "//other.example/x"), "//other.example/x");
        assert_eq!(join(base, "1a://x"), "https://api.example.com/v1/1a://x");
        assert_eq!(join(None, "/me"), "/me");
    }

    #[wasm_bindgen_test]
    fn a_prefix_is_made_of_whole_segments() {
        assert!(begins_with("/auth/login", "/auth"));
        assert!(begins_with("/auth", "/auth"));
        assert!(begins_with("/auth?x", "/auth"));
        assert!(begins_with("/auth/login", "/auth/"));
        assert!(!begins_with("/authors", "/auth"));
        assert!(!begins_with("/v1/auth", "/auth"));
    }

    #[wasm_bindgen_test]
    fn h109_an_unusable_url_is_named_without_its_secrets() {
        let problem = |url: &str| resolve(None, url).expect_err("no URL").to_string();
        assert!(!problem("https://[/?token=hunter2").contains("hunter2"));
        assert!(!problem("https://ada:hunter2@api.example.com/").contains("hunter2"));
    }
}
