//! Reading the answer of a token endpoint.
//!
//! Decides which of an answer's fields are tokens and how long they live. The fields are looked up by the host,
//! in whatever shape it has the answer; which names count, and in which order, is decided here.

use super::clock::{Expiry, Now};
use super::jwt;
use super::text;
use super::token::{Secret, TokenSet};

/// A value found in an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
}

/// How the host looks a value up: by its name, inside the object called `wrapper` or at the top.
///
/// Only own properties count, so that a polluted prototype has no say.
pub trait Fields {
    /// The value called `name`, if it is a string or a number.
    fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field>;
    /// A date given as text, in milliseconds since the Unix epoch.
    fn date(&self, text: &str) -> Option<u64>;
}

const WRAPPERS: [Option<&str>; 4] = [None, Some("data"), Some("result"), Some("tokens")];
const ACCESS: [&str; 6] = ["access_token", "accessToken", "token", "access", "jwt", "authToken"];
const REFRESH: [&str; 3] = ["refresh_token", "refreshToken", "refresh"];
const LIFETIME: [&str; 2] = ["expires_in", "expiresIn"];
const END: [&str; 2] = ["expires_at", "expiresAt"];

/// Numbers above this are milliseconds since the epoch, below it seconds: the year 5138 against March 1973.
const SECONDS_BELOW: f64 = 100_000_000_000.0;

/// Why an answer holds no usable tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unusable {
    /// No field of a known name.
    NoToken,
    /// A token with characters that no header can carry.
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

/// Takes a bare string as an access token.
///
/// # Errors
/// [`Unusable`] if no header can carry it.
pub fn bare(text: &str, now: Now, server: Option<u64>) -> Result<TokenSet, Unusable> {
    let access = Secret::new(text.trim_ascii()).ok_or(Unusable::BadToken)?;
    Ok(finish(Some(access), None, None, now, server))
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
    let hint = || jwt::lifetime(access.as_ref()?.expose(), server.unwrap_or(now.wall));
    let expiry = lifetime.or_else(hint).map(|lifetime| Expiry::new(now, lifetime));
    TokenSet { access, refresh, expiry }
}

fn first(fields: &impl Fields, wrapper: Option<&str>, names: &[&str]) -> Option<Field> {
    names.iter().find_map(|name| fields.field(wrapper, name))
}

fn secret(
    fields: &impl Fields,
    wrapper: Option<&str>,
    names: &[&str],
    take: fn(&str) -> Option<Secret>,
) -> Result<Option<Secret>, Unusable> {
    for name in names {
        if let Some(Field::Text(text)) = fields.field(wrapper, name)
            && !text.is_empty()
        {
            return take(&text).map(Some).ok_or(Unusable::BadToken);
        }
    }
    Ok(None)
}

/// Milliseconds to live. Zero, negative, and unreadable values are unknown, never "at once": a renewal that
/// yields a token which looks expired would otherwise start the next renewal for ever.
fn lifetime(fields: &impl Fields, wrapper: Option<&str>, server: u64) -> Option<u64> {
    if let Some(seconds) = first(fields, wrapper, &LIFETIME).and_then(number) {
        return milliseconds(seconds * 1000.0);
    }
    let end = match first(fields, wrapper, &END)? {
        Field::Text(text) => match whole(&text) {
            Some(number) => instant(number)?,
            None => fields.date(&text)?,
        },
        Field::Number(number) => instant(number)?,
    };
    end.checked_sub(server).filter(|left| *left > 0)
}

fn instant(number: f64) -> Option<u64> {
    milliseconds(if number < SECONDS_BELOW { number * 1000.0 } else { number })
}

fn milliseconds(number: f64) -> Option<u64> {
    // The cast saturates, and NaN fails the comparison.
    (number >= 1.0).then_some(number as u64)
}

fn number(field: Field) -> Option<f64> {
    match field {
        Field::Number(number) => Some(number),
        Field::Text(text) => whole(&text),
    }
}

/// Digits only: parsing floats would bring two kilobytes of code for a value that no server sends.
fn whole(text: &str) -> Option<f64> {
    text::number(text.trim_ascii()).map(|number| number as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    struct Json(Value);

    impl Fields for Json {
        fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field> {
            let object = wrapper.map_or(Some(&self.0), |wrapper| self.0.get(wrapper))?;
            match object.get(name)? {
                Value::String(text) => Some(Field::Text(text.clone())),
                Value::Number(number) => number.as_f64().map(Field::Number),
                _ => None,
            }
        }
        fn date(&self, text: &str) -> Option<u64> {
            (text == "2030-01-01T00:00:00Z").then_some(1_893_456_000_000)
        }
    }

    const NOW: Now = Now { mono: 0, wall: 1_800_000_000_000 };

    fn tokens(value: Value) -> TokenSet {
        read(&Json(value), NOW, None).expect("tokens")
    }

    fn life(value: Value) -> Option<u64> {
        tokens(value).expiry.map(Expiry::total)
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
    fn h64_an_answer_without_a_refresh_token_is_a_token_set() {
        assert_eq!(tokens(json!({"access_token": "A"})).refresh, None);
    }

    #[test]
    fn h98_a_lifetime_that_says_nothing_is_unknown() {
        for value in [json!(0), json!(-5), json!("soon"), json!(""), json!(null), json!(0.0001)] {
            assert_eq!(life(json!({"token": "A", "expires_in": value})), None);
        }
        assert_eq!(life(json!({"token": "A", "expires_in": "3600"})), Some(3_600_000));
        assert_eq!(life(json!({"token": "A", "expires_in": 1e300})), Some(315_360_000_000));
    }

    #[test]
    fn h98_a_lifetime_is_cut_to_ten_years_however_it_is_stated() {
        // The payload is {"exp":99999999999999999999}.
        let token = "e30.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5OTk5fQ.c2ln";
        for value in [
            json!({"token": "A", "expires_in": 1e300}),
            json!({"token": "A", "expires_at": 1e300}),
            json!({"token": "A", "expires_at": "99999999999999"}),
            json!({ "token": token }),
        ] {
            assert_eq!(life(value), Some(315_360_000_000));
        }
    }

    #[test]
    fn h97_an_absolute_end_is_measured_against_the_servers_clock() {
        let value = json!({"token": "A", "expires_at": 1_900_000_060});
        let set = read(&Json(value), NOW, Some(1_900_000_000_000)).expect("tokens");
        assert_eq!(set.expiry.map(Expiry::total), Some(60_000));
    }

    #[test]
    fn an_absolute_end_may_be_seconds_milliseconds_or_a_date() {
        let left = 1_893_456_000_000 - NOW.wall;
        for value in [
            json!(1_893_456_000),
            json!(1_893_456_000_000_u64),
            json!("1893456000"),
            json!("2030-01-01T00:00:00Z"),
        ] {
            assert_eq!(life(json!({"token": "A", "expiresAt": value})), Some(left));
        }
        assert_eq!(life(json!({"token": "A", "expiresAt": 5})), None);
    }

    #[test]
    fn an_absolute_end_is_in_seconds_up_to_the_year_5138_and_in_milliseconds_above() {
        let life = |end: u64, server| {
            let set = read(&Json(json!({"token": "A", "expires_at": end})), NOW, Some(server));
            set.expect("tokens").expiry.map(Expiry::total)
        };
        assert_eq!(life(99_999_999_999, 99_999_999_998_000), Some(1_000));
        assert_eq!(life(100_000_000_000, NOW.wall), None);
        assert_eq!(life(100_000_000_000, 99_999_999_999), Some(1));
        assert_eq!(life(100_000_000_000, 100_000_000_000), None);
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

    proptest! {
        #[test]
        fn any_lifetime_is_unknown_or_within_ten_years(seconds: f64) {
            if let Some(number) = serde_json::Number::from_f64(seconds) {
                let left = life(json!({"token": "A", "expires_in": number}));
                prop_assert!(left.is_none_or(|left| (1..=315_360_000_000).contains(&left)));
            }
        }
    }
}
