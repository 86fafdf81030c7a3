//! How a failed refresh is judged (R7).
//!
//! Decides what one answer, or its absence, says about the refresh token. The classes:
//!
//! - *Transient* (408, 425, 429, 503, and any 4xx that says "not now": by `Retry-After`, by an OAuth error such as
//!   `temporarily_unavailable`, or by one of the names that gateways give to throttling) and *offline before the send*:
//!   the token was not used up. The session is kept, and the next attempt waits.
//! - *In doubt* (no answer, another 5xx, an answer without a token, a page of HTML from a portal or proxy): the server
//!   may have used the token up. The policy `inDoubt` decides.
//! - *Definitive* (`invalid_grant`; a 401; a 400 or 403 that says the same twice): the session is over.
//! - *Misconfigured* (any other 4xx, or an OAuth error that speaks of the client, RFC 6749 §5.2): the request is
//!   wrong, not the token. The session is kept, and the console says so.

/// The class of a failed refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// Refused before processing, or never sent.
    Transient,
    /// Sent, and nobody knows whether it was processed.
    InDoubt,
    /// The grant is dead.
    Definitive,
    /// The endpoint refuses the way it is called.
    Misconfigured,
}

impl Failure {
    /// The class as an application names it in `classify`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "transient" => Some(Failure::Transient),
            "inDoubt" => Some(Failure::InDoubt),
            "definitive" => Some(Failure::Definitive),
            "misconfigured" => Some(Failure::Misconfigured),
            _ => None,
        }
    }

    /// The name of the class, as events and errors show it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Failure::Transient => "transient",
            Failure::InDoubt => "inDoubt",
            Failure::Definitive => "definitive",
            Failure::Misconfigured => "misconfigured",
        }
    }
}

/// OAuth errors that speak of the client or the request, not of the grant (RFC 6749 §5.2).
const CLIENT_ERRORS: [&str; 5] =
    ["invalid_request", "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"];

/// What servers and gateways call "not now", letters only. Part of a name is enough.
const NOT_NOW: [&[u8]; 7] = [
    b"temporarilyunavailable",
    b"servererror",
    b"slowdown",
    b"toomanyrequests",
    b"throttl",
    b"ratelimit",
    b"limitexceeded",
];

/// Whether an error's name says "not now".
fn is_not_now(error: &str) -> bool {
    let letters = error.bytes().filter(u8::is_ascii_alphabetic);
    let name: Vec<u8> = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    // Not `str::contains`, which takes a kilobyte of code to be fast with long texts.
    NOT_NOW.iter().any(|part| name.windows(part.len()).any(|window| window == *part))
}

/// Judges an answer by its status (`None`: no answer was read), whether its body is HTML, the `error` that its body
/// names, and whether it has a `Retry-After`.
///
/// A 2xx or 3xx gets here only when it brought no usable token. A 5xx but 503 stays in doubt whatever it says: it may
/// follow a rotation.
#[must_use]
pub fn classify(status: Option<u16>, is_html: bool, error: Option<&str>, has_retry_after: bool) -> Failure {
    let is = |name| error == Some(name);
    match status {
        Some(408 | 425 | 429 | 503) => Failure::Transient,
        Some(400..=499) if has_retry_after || error.is_some_and(is_not_now) => Failure::Transient,
        // A portal or a proxy answers in the endpoint's place.
        Some(400 | 401 | 403) if is_html => Failure::InDoubt,
        // With 401 only `invalid_client` speaks of the client (RFC 6749 §5.2). Any other 401 refuses the grant, so the
        // session ends: the user should not wait until the client is mended.
        Some(401) if is("invalid_client") => Failure::Misconfigured,
        Some(401) => Failure::Definitive,
        Some(400 | 403) if CLIENT_ERRORS.into_iter().any(is) => Failure::Misconfigured,
        Some(400 | 403) => Failure::Definitive,
        Some(400..=499) => Failure::Misconfigured,
        _ => Failure::InDoubt,
    }
}

/// Whether a definitive answer with `status` may be about something else than the grant: a CSRF check, a firewall, a
/// missing route of a gateway. Only OAuth's own word, or a 401, leaves no doubt.
#[must_use]
pub fn is_ambiguous(status: Option<u16>, error: Option<&str>) -> bool {
    matches!(status, Some(400 | 403)) && error != Some("invalid_grant")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h72_h73_what_was_refused_before_processing_is_transient() {
        for status in [408, 425, 429, 503] {
            assert_eq!(classify(Some(status), false, None, false), Failure::Transient);
            assert_eq!(classify(Some(status), true, Some("invalid_grant"), false), Failure::Transient);
        }
    }

    #[test]
    fn h61_what_may_have_been_processed_is_in_doubt() {
        for status in [None, Some(500), Some(502), Some(504), Some(200), Some(204), Some(302), Some(0)] {
            assert_eq!(classify(status, false, None, false), Failure::InDoubt);
        }
    }

    #[test]
    fn a_class_has_one_name_and_no_other_text_is_one() {
        let names = ["transient", "inDoubt", "definitive", "misconfigured"];
        let classes = names.map(|name| Failure::from_name(name).expect("a class"));
        assert_eq!(classes.map(Failure::as_str), names);
        for name in ["", "Transient", "indoubt", "fatal"] {
            assert_eq!(Failure::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn h75_a_client_that_the_token_endpoint_refuses_is_no_logout() {
        assert_eq!(classify(Some(401), false, Some("invalid_client"), false), Failure::Misconfigured);
        for error in [None, Some("invalid_grant"), Some("invalid_request")] {
            assert_eq!(classify(Some(401), false, error, false), Failure::Definitive, "{error:?}");
        }
    }

    #[test]
    fn h74_a_dead_grant_is_definitive() {
        assert_eq!(classify(Some(400), false, Some("invalid_grant"), false), Failure::Definitive);
        assert_eq!(classify(Some(400), false, None, false), Failure::Definitive);
        assert_eq!(classify(Some(403), false, None, false), Failure::Definitive);
    }

    #[test]
    fn h24_a_page_of_a_proxy_says_nothing_about_the_grant() {
        assert_eq!(classify(Some(400), true, None, false), Failure::InDoubt);
        assert_eq!(classify(Some(403), true, None, false), Failure::InDoubt);
        assert_eq!(classify(Some(401), true, Some("invalid_client"), false), Failure::InDoubt);
    }

    #[test]
    fn h155_a_refusal_that_says_not_now_is_transient_whatever_its_status() {
        for error in [
            "temporarily_unavailable",
            "server_error",
            "slow_down",
            "TooManyRequestsException",
            "com.example.coral#ThrottlingException",
            "rate_limit_exceeded",
            "over_request_rate_limit",
            "RequestLimitExceeded",
        ] {
            for status in [400, 401, 403, 404, 422] {
                assert_eq!(classify(Some(status), false, Some(error), false), Failure::Transient, "{error}");
            }
            assert_eq!(classify(Some(502), false, Some(error), false), Failure::InDoubt, "{error}");
        }
        for status in [400, 401, 403, 404] {
            assert_eq!(classify(Some(status), false, Some("invalid_grant"), true), Failure::Transient);
        }
        for error in ["invalid_grant", "limit", "server", "slow", "unavailable"] {
            assert_eq!(classify(Some(400), false, Some(error), false), Failure::Definitive, "{error}");
        }
    }

    #[test]
    fn h155_only_invalid_grant_and_a_401_are_about_the_grant_for_certain() {
        for status in [400, 403] {
            assert!(is_ambiguous(Some(status), None));
            assert!(is_ambiguous(Some(status), Some("csrf")));
            assert!(!is_ambiguous(Some(status), Some("invalid_grant")));
        }
        assert!(!is_ambiguous(Some(401), None));
        assert!(!is_ambiguous(None, None));
    }

    #[test]
    fn h75_a_wrong_deployment_is_no_logout() {
        for error in CLIENT_ERRORS {
            assert_eq!(classify(Some(400), false, Some(error), false), Failure::Misconfigured);
        }
        for status in [404, 405, 415, 422] {
            assert_eq!(classify(Some(status), false, None, false), Failure::Misconfigured);
        }
    }
}
