//! How a failed refresh is judged (R7).
//!
//! Decides what one answer, or its absence, says about the refresh token. The classes:
//!
//! - *Refused before processing* (408, 425, 429, 503) and *offline before the send*: the token was not used up.
//!   The session is kept, and the next attempt waits.
//! - *In doubt* (no answer, another 5xx, an answer without a token, HTML from a portal or proxy): the server may
//!   have used the token up. The policy `inDoubt` decides.
//! - *Definitive* (401; 400 and 403 that are not HTML): the session is over.
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

/// Judges an answer by its status (`None`: no answer was read), whether its body is HTML, and the OAuth `error`
/// in its body.
///
/// A 2xx or 3xx gets here only when it brought no usable token.
#[must_use]
pub fn classify(status: Option<u16>, is_html: bool, error: Option<&str>) -> Failure {
    match status {
        Some(408 | 425 | 429 | 503) => Failure::Transient,
        // With 401 only `invalid_client` speaks of the client (RFC 6749 §5.2). Any other 401 refuses the grant, so the
        // session ends: the user should not wait until the client is mended.
        Some(401) if error.is_some_and(|error| error == "invalid_client") => Failure::Misconfigured,
        Some(401) => Failure::Definitive,
        Some(400 | 403) if is_html => Failure::InDoubt,
        Some(400 | 403) if error.is_some_and(|error| CLIENT_ERRORS.contains(&error)) => {
            Failure::Misconfigured
        }
        Some(400 | 403) => Failure::Definitive,
        Some(400..=499) => Failure::Misconfigured,
        _ => Failure::InDoubt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h72_h73_what_was_refused_before_processing_is_transient() {
        for status in [408, 425, 429, 503] {
            assert_eq!(classify(Some(status), false, None), Failure::Transient);
            assert_eq!(classify(Some(status), true, Some("invalid_grant")), Failure::Transient);
        }
    }

    #[test]
    fn h61_what_may_have_been_processed_is_in_doubt() {
        for status in [None, Some(500), Some(502), Some(504), Some(200), Some(204), Some(302), Some(0)] {
            assert_eq!(classify(status, false, None), Failure::InDoubt);
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
        assert_eq!(classify(Some(401), false, Some("invalid_client")), Failure::Misconfigured);
        for error in [None, Some("invalid_grant"), Some("invalid_request")] {
            assert_eq!(classify(Some(401), false, error), Failure::Definitive, "{error:?}");
        }
    }

    #[test]
    fn h74_a_dead_grant_is_definitive() {
        assert_eq!(classify(Some(400), false, Some("invalid_grant")), Failure::Definitive);
        assert_eq!(classify(Some(400), false, None), Failure::Definitive);
        assert_eq!(classify(Some(401), true, None), Failure::Definitive);
        assert_eq!(classify(Some(403), false, None), Failure::Definitive);
    }

    #[test]
    fn h24_a_page_of_a_proxy_says_nothing_about_the_grant() {
        assert_eq!(classify(Some(400), true, None), Failure::InDoubt);
        assert_eq!(classify(Some(403), true, None), Failure::InDoubt);
    }

    #[test]
    fn h75_a_wrong_deployment_is_no_logout() {
        for error in CLIENT_ERRORS {
            assert_eq!(classify(Some(400), false, Some(error)), Failure::Misconfigured);
        }
        for status in [404, 405, 415, 422] {
            assert_eq!(classify(Some(status), false, None), Failure::Misconfigured);
        }
    }
}
