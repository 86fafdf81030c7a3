//! Which origins may receive the token.
//!
//! Decides by exact comparison of origins that the host's URL parser has serialised. Nothing is compared as a
//! prefix, and what does not parse is refused.

use super::text::{Parts, number};

/// Whether a request to `origin` may carry the credential.
///
/// `allowed` and `origin` are serialised origins (`URL.origin`: scheme, host in ASCII, port unless it is the
/// scheme's own). An opaque origin serialises as `null` and never matches. From a page that was itself loaded
/// securely, a plain `http:` origin is refused unless it is this machine (RFC 6750 §5.2): `localhost` stays usable.
#[must_use]
pub fn allows(allowed: &[String], origin: &str, page_is_secure: bool) -> bool {
    is_safe(origin, page_is_secure) && allowed.iter().any(|allowed| allowed == origin)
}

/// Whether a request to `origin` may carry a credential at all. The application chooses among such origins.
#[must_use]
pub fn is_safe(origin: &str, page_is_secure: bool) -> bool {
    match origin.strip_prefix("http://") {
        Some(host) => !page_is_secure || is_loopback(host),
        None => origin.starts_with("https://"),
    }
}

fn is_loopback(host: &str) -> bool {
    // An IPv6 host has colons too, inside brackets.
    let (host, end) = match host.strip_prefix('[') {
        Some(rest) => (rest, b']'),
        None => (host, b':'),
    };
    let name = Parts::new(host, end).next().unwrap_or(host);
    name == "localhost" || name.ends_with(".localhost") || name == "::1" || is_loopback_v4(name)
}

/// `127.0.0.0/8`, all four parts written out, as the URL parser writes them.
fn is_loopback_v4(name: &str) -> bool {
    let mut parts = Parts::new(name, b'.');
    let is_byte = |part: &str| number(part).is_some_and(|number| number < 256);
    parts.next() == Some("127") && (0..3).all(|_| parts.next().is_some_and(is_byte)) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allowed(origin: &str) -> bool {
        allows(
            &["https://api.example.com".to_owned(), "http://127.0.0.1:4545".to_owned(), "null".to_owned()],
            origin,
            true,
        )
    }

    #[test]
    fn h105_h106_only_the_very_origin_is_allowed() {
        assert!(allowed("https://api.example.com"));
        for origin in [
            "https://api.example.com.evil.io",
            "https://api.example.com:8443",
            "https://api.example.co",
            "http://api.example.com",
            "https://API.example.com",
            "https://evil.io",
            "null",
            "",
            "file://",
        ] {
            assert!(!allowed(origin), "{origin}");
        }
    }

    #[test]
    fn h108_a_secure_page_sends_no_token_over_plain_http_but_to_itself() {
        let list = [
            "http://127.0.0.1:1",
            "http://localhost:2",
            "http://[::1]:3",
            "http://a.localhost",
            "http://api.example.com",
            "http://127.0.0.1.evil.io",
        ]
        .map(str::to_owned);
        let verdicts: Vec<bool> = list.iter().map(|origin| allows(&list, origin, true)).collect();
        assert_eq!(verdicts, [true, true, true, true, false, false]);
        assert!(allows(&list, "http://api.example.com", false));
    }

    #[test]
    fn h108_this_machine_is_known_by_its_name_and_by_its_addresses() {
        for host in [
            "localhost",
            "localhost:80",
            "a.b.localhost",
            "a.localhost:1",
            "[::1]",
            "[::1]:80",
            "127.0.0.1",
            "127.255.255.255",
            "127.0.0.0:443",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ":",
            "[",
            "[]",
            "localhost.evil.io",
            "notlocalhost",
            ".localhost.",
            "[::2]",
            "[::1.evil.io]",
            "127.0.0.256",
            "127.0.0",
            "127.0.0.1.1",
            "127.0.0.a",
            "127..0.1",
            "128.0.0.1",
            "12.0.0.1",
            "example.com",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    proptest! {
        #[test]
        fn h106_no_other_text_is_ever_allowed(origin in ".*") {
            prop_assert_eq!(allowed(&origin), origin == "https://api.example.com" || origin == "http://127.0.0.1:4545");
        }
    }
}
