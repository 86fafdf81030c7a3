//! Reading the answer of a token endpoint.
//!
//! Decides which fields of an answer are tokens, and in which order their names count. The host looks the fields up,
//! in whatever shape it has the answer.

use super::clock::{Expiry, Now};
use super::fields::WRAPPERS;
pub use super::fields::{Field, Fields};
use super::jwt;
use super::lifetime::lifetime;
use super::token::{Secret, TokenSet};

const ACCESS: [&str; 6] = ["access_token", "accessToken", "token", "access", "jwt", "authToken"];
const REFRESH: [&str; 3] = ["refresh_token", "refreshToken", "refresh"];
const MISSING: [&str; 6] = ["", "undefined", "null", "NaN", "true", "false"];

/// Why an answer holds no usable tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unusable {
    /// No field of a known name.
    NoToken,
    /// A text that is no token, or that no header can carry.
    BadToken,
}

/// Picks the tokens out of an answer received at `now`.
///
/// `server` is the server's own clock, from its `Date` header: an absolute end of life is measured against it,
/// so that a wrong clock of the device does not matter. A lifetime (`expires_in`, RFC 6749 §5.1) needs none.
///
/// # Errors
/// [`Unusable`] if a token is malformed, or if there is neither an access nor a refresh token.
pub fn read(fields: &impl Fields, now: Now, server: Option<u64>) -> Result<TokenSet, Unusable> {
    for wrapper in WRAPPERS {
        let access = secret(fields, wrapper, &ACCESS, Secret::new)?;
        let refresh = secret(fields, wrapper, &REFRESH, Secret::refresh)?;
        if access.is_some() || refresh.is_some() {
            let lifetime = lifetime(fields, wrapper, server.unwrap_or(now.wall));
            return Ok(finish(access, refresh, lifetime, now, server));
        }
    }
    Err(Unusable::NoToken)
}

/// Takes a bare string as an access token: RFC 6750's `b64token`, and no word that stands for a missing value. Real
/// servers issue tokens of other characters, but a text that nobody has called a token has to look like one.
///
/// # Errors
/// [`Unusable`] if it does not.
pub fn bare(text: &str, now: Now, server: Option<u64>) -> Result<TokenSet, Unusable> {
    let access = Secret::bare(text.trim_ascii())
        .filter(|access| !is_missing(access.expose()))
        .ok_or(Unusable::BadToken)?;
    Ok(finish(Some(access), None, None, now, server))
}

/// Whether a text is what JavaScript makes of a value that is not there.
#[inline(never)]
fn is_missing(text: &str) -> bool {
    MISSING.contains(&text)
}

/// The lifetime that an answer states without any token, for HTTP-only cookies.
#[must_use]
pub fn expiry_only(fields: &impl Fields, now: Now, server: Option<u64>) -> Option<Expiry> {
    WRAPPERS
        .into_iter()
        .find_map(|wrapper| lifetime(fields, wrapper, server.unwrap_or(now.wall)))
        .map(|lifetime| Expiry::new(now, lifetime))
}

fn finish(
    access: Option<Secret>,
    refresh: Option<Secret>,
    lifetime: Option<u64>,
    now: Now,
    server: Option<u64>,
) -> TokenSet {
    let hint = access.as_ref().and_then(|access| jwt::lifetime(access.expose(), server.unwrap_or(now.wall)));
    let left = lifetime.or(hint.map(|hint| hint.left));
    let whole = hint.and_then(|hint| hint.whole);
    let expiry = left.map(|left| Expiry::of(now, left, whole.unwrap_or(left)));
    TokenSet { access, refresh, expiry }
}

fn secret(
    fields: &impl Fields,
    wrapper: Option<&str>,
    names: &[&str],
    parse: fn(&str) -> Option<Secret>,
) -> Result<Option<Secret>, Unusable> {
    for name in names {
        if let Some(Field::Text(text)) = fields.field(wrapper, name)
            && !is_missing(&text)
        {
            return parse(&text).map(Some).ok_or(Unusable::BadToken);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::fields::tests::Json;
    use serde_json::{Value, json};

    const NOW: Now = Now { mono: 0, wall: 1_800_000_000_000 };

    fn tokens(value: Value) -> TokenSet {
        read(&Json(value), NOW, None).expect("tokens")
    }

    #[test]
    fn every_documented_name_is_found_at_the_top_and_inside_each_wrapper() {
        for wrapper in WRAPPERS {
            for access in ACCESS {
                for refresh in REFRESH {
                    let inner = json!({ access: "AAA", refresh: "RRR", "expires_in": 60 });
                    let value = wrapper.map_or(inner.clone(), |wrapper| json!({ wrapper: inner }));
                    let set = tokens(value);
                    assert_eq!(set.access.expect("access").expose(), "AAA");
                    assert_eq!(set.refresh.expect("refresh").expose(), "RRR");
                    assert_eq!(set.expiry.map(Expiry::total), Some(60_000));
                }
            }
        }
    }

    #[test]
    fn h23_an_answer_without_a_token_is_not_a_token_set() {
        for value in [
            json!({}),
            json!({"error": "x"}),
            json!([]),
            json!(null),
            json!({"token": ""}),
            json!({"token": 5}),
        ] {
            assert_eq!(read(&Json(value), NOW, None), Err(Unusable::NoToken));
        }
    }

    #[test]
    fn h153_words_for_a_missing_value_are_no_tokens() {
        for word in ["undefined", "null", "NaN", "true", "false"] {
            assert_eq!(bare(word, NOW, None), Err(Unusable::BadToken), "{word}");
            assert_eq!(read(&Json(json!({"token": word})), NOW, None), Err(Unusable::NoToken), "{word}");
            let set = tokens(json!({"access_token": "A", "refresh_token": word}));
            assert_eq!((set.access.is_some(), set.refresh), (true, None), "{word}");
        }
    }

    #[test]
    fn h153_a_bare_text_is_rfc_6750s_b64token_and_a_field_may_be_more() {
        for text in ["1|abc", "=", "a=b", "{\"accessToken\":\"A\"}", "\"A1\"", "<html>", "a,b", "a:b"] {
            assert_eq!(bare(text, NOW, None), Err(Unusable::BadToken), "{text:?}");
        }
        for text in ["aZ09-._~+/==", "12345", "x"] {
            assert!(bare(text, NOW, None).is_ok(), "{text:?}");
        }
        assert_eq!(tokens(json!({"token": "1|abc"})).access.expect("access").expose(), "1|abc");
    }

    #[test]
    fn h153_a_field_that_holds_json_or_html_is_no_token() {
        for text in ["{\"accessToken\":\"A\"}", "[1]", "\"A1\"", "<html>"] {
            assert_eq!(read(&Json(json!({"token": text})), NOW, None), Err(Unusable::BadToken), "{text:?}");
        }
    }

    #[test]
    fn h64_an_answer_without_a_refresh_token_is_a_token_set() {
        assert_eq!(tokens(json!({"access_token": "A"})).refresh, None);
    }

    #[test]
    fn a_bare_text_is_an_access_token_whatever_surrounds_it() {
        let set = bare(" \n opaque \t", NOW, None).expect("tokens");
        assert_eq!(set.access.as_ref().map(Secret::expose), Some("opaque"));
        assert_eq!((set.refresh, set.expiry), (None, None));
        for text in ["", " ", "two words", "a\0"] {
            assert_eq!(bare(text, NOW, None), Err(Unusable::BadToken), "{text:?}");
        }
    }

    #[test]
    fn a_jwt_that_says_when_it_ends_is_measured_against_the_servers_clock() {
        // {"exp":1900000060}
        let token = "e30.eyJleHAiOjE5MDAwMDAwNjB9.c2ln";
        for set in [
            bare(token, NOW, Some(1_900_000_000_000)),
            read(&Json(json!({"token": token})), NOW, Some(1_900_000_000_000)),
        ] {
            assert_eq!(set.expect("tokens").expiry.map(Expiry::total), Some(60_000));
        }
        let set = read(&Json(json!({"token": token, "expires_in": 5})), NOW, None).expect("tokens");
        assert_eq!(set.expiry.map(Expiry::total), Some(5_000));
    }

    #[test]
    fn h92_cookies_alone_have_the_lifetime_that_the_answer_states() {
        let life = |value| expiry_only(&Json(value), NOW, Some(1_900_000_000_000)).map(Expiry::total);
        assert_eq!(life(json!({"expires_in": 60})), Some(60_000));
        assert_eq!(life(json!({"data": {"expiresIn": "60"}})), Some(60_000));
        assert_eq!(life(json!({"tokens": {"expires_at": 1_900_000_060}})), Some(60_000));
        for value in [json!({}), json!({"ok": true}), json!({"expires_in": 0})] {
            assert_eq!(life(value), None);
        }
    }

    #[test]
    fn h119_a_token_with_a_line_break_is_refused_whole() {
        assert_eq!(read(&Json(json!({"token": "A\r\nB"})), NOW, None), Err(Unusable::BadToken));
        assert_eq!(read(&Json(json!({"token": "A", "refresh": "\n"})), NOW, None), Err(Unusable::BadToken));
    }
}
