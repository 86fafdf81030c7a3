//! What a JSON Web Token says about its own life: a hint, never a requirement.
//!
//! Decides a lifetime from `exp` and `iat` (RFC 7519 §4.1). It verifies nothing, and anything unreadable
//! (opaque tokens, encrypted ones, odd encodings) means "unknown".

use super::text::{self, Parts};

/// More seconds than any clock reaches; larger numbers are cut.
const FURTHEST: u64 = u64::MAX / 16;

/// How long a token lives, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    /// What is left of it.
    pub(crate) left: u64,
    /// All of it, from `iat` to `exp`.
    pub(crate) whole: Option<u64>,
}

/// The life of a token, seen by a server whose clock shows `server` (milliseconds since the epoch).
///
/// `exp − iat` needs no clock at all, `exp − server` knows that the token is not new. Where both make sense the
/// shorter one counts, since a renewal too early costs less than a request refused.
pub(crate) fn lifetime(token: &str, server: u64) -> Option<Life> {
    let mut parts = Parts::new(token, b'.');
    parts.next();
    let payload = parts.next()?;
    // Exactly three parts: five are an encrypted token (RFC 7516), whose second part is no payload.
    if parts.next().is_none() || parts.next().is_some() {
        return None;
    }
    let payload = decode(payload)?;
    let exp = claim(&payload, b"\"exp\"")?;
    let whole = claim(&payload, b"\"iat\"").and_then(|iat| exp.checked_sub(iat));
    let left = exp.checked_sub(server / 1000);
    let (whole, left) = (whole.filter(|whole| *whole > 0), left.filter(|left| *left > 0));
    let least = whole.unwrap_or(u64::MAX).min(left.or(whole)?);
    Some(Life { left: text::in_milliseconds(least), whole: whole.map(text::in_milliseconds) })
}

/// Base64 in the URL alphabet (RFC 4648 §5); the ordinary alphabet and padding are accepted too.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut bits = 0u32;
    let mut held = 0u32;
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            // Padding, which ends the text.
            b'=' => break,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}

/// The whole number that follows `name` and a colon, as a number or as a string of digits.
///
/// A scan instead of a JSON parser: the value is only a hint, and a wrong one costs one early or late renewal.
#[inline(never)]
fn claim(payload: &[u8], name: &[u8]) -> Option<u64> {
    let mut rest = payload;
    while !rest.starts_with(name) {
        rest = rest.get(1..)?;
    }
    let rest = rest.get(name.len()..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let mut value = None;
    for byte in rest.strip_prefix(b"\"").unwrap_or(rest) {
        let b'0'..=b'9' = byte else { break };
        value = Some(value.unwrap_or(0u64).min(FURTHEST) * 10 + u64::from(byte - b'0'));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::Life;
    use proptest::prelude::*;

    /// What is left.
    fn lifetime(token: &str, server: u64) -> Option<u64> {
        super::lifetime(token, server).map(|life| life.left)
    }

    #[test]
    fn h169_the_whole_life_is_known_by_iat_and_else_is_what_is_left() {
        let life = |payload: &str| super::lifetime(&token(payload), SERVER);
        assert_eq!(
            life(r#"{"iat":1699999400,"exp":1700000300}"#),
            Some(Life { left: 300_000, whole: Some(900_000) })
        );
        assert_eq!(life(r#"{"exp":1700000300}"#), Some(Life { left: 300_000, whole: None }));
    }

    const SERVER: u64 = 1_700_000_000_000;

    const IN_URLS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const ORDINARY: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    fn token(payload: &str) -> String {
        format!("e30.{}.c2ln", encode(payload, IN_URLS))
    }

    fn encode(payload: &str, alphabet: &[u8]) -> String {
        let mut text = String::new();
        for chunk in payload.as_bytes().chunks(3) {
            let word =
                chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            for index in 0..=chunk.len() {
                text.push(char::from(alphabet[(word >> (18 - 6 * index) & 63) as usize]));
            }
        }
        text
    }

    #[test]
    fn h116_a_lifetime_is_read_from_exp_and_iat() {
        assert_eq!(lifetime(&token(r#"{"iat":1700000000,"exp":1700000300}"#), SERVER), Some(300_000));
        assert_eq!(lifetime(&token(r#"{"exp": "1700000300"}"#), SERVER), Some(300_000));
        assert_eq!(lifetime(&token(r#"{"exp":1700000300.75,"name":"é"}"#), SERVER), Some(300_000));
    }

    #[test]
    fn h116_a_payload_is_read_in_either_alphabet_with_padding_or_without() {
        // The bytes of "?~" and "?>" encode to the last two characters of each alphabet.
        for name in ["???", "~~~", "?>?>?>", "é令"] {
            let payload = format!("{{\"name\":\"{name}\",\"exp\":1700000300}}");
            for alphabet in [IN_URLS, ORDINARY] {
                for padding in ["", "=", "=="] {
                    let token = format!("e30.{}{padding}.c2ln", encode(&payload, alphabet));
                    assert_eq!(lifetime(&token, SERVER), Some(300_000), "{token}");
                }
            }
        }
    }

    #[test]
    fn h97_of_two_lifetimes_the_shorter_one_counts_where_it_makes_sense() {
        for (iat, exp, expected) in [
            (1_700_000_000, 1_700_000_300, Some(300_000)),
            (1_699_999_900, 1_700_000_300, Some(300_000)),
            (1_700_000_100, 1_700_000_300, Some(200_000)),
            // Not a lifetime at all: issued when it ends, or later.
            (1_700_000_300, 1_700_000_300, Some(300_000)),
            (1_700_000_400, 1_700_000_300, Some(300_000)),
            // Over by the server's clock, so that clock is not believed.
            (1_699_999_700, 1_700_000_000, Some(300_000)),
            (1_699_999_700, 1_699_999_999, Some(299_000)),
            (1_700_000_000, 1_700_000_000, None),
        ] {
            let token = token(&format!("{{\"iat\":{iat},\"exp\":{exp}}}"));
            assert_eq!(lifetime(&token, SERVER), expected, "{iat} {exp}");
        }
    }

    #[test]
    fn h116_a_number_too_long_for_a_date_is_a_lifetime_without_end() {
        for digits in ["1152921504606846976", "99999999999999999999999999"] {
            let left = lifetime(&token(&format!("{{\"exp\":{digits}}}")), SERVER).expect("a lifetime");
            assert!(left > 300 * 365 * 86_400_000, "{digits}");
        }
    }

    #[test]
    fn h97_a_clock_that_is_a_day_fast_does_not_expire_a_new_token() {
        let token = token(r#"{"iat":1700000000,"exp":1700000300}"#);
        assert_eq!(lifetime(&token, SERVER + 86_400_000), Some(300_000));
        assert_eq!(lifetime(&token, SERVER - 86_400_000), Some(300_000));
    }

    #[test]
    fn h116_anything_else_is_unknown() {
        for payload in
            ["{}", r#"{"exp":null}"#, r#"{"exp":"soon"}"#, r#"{"exp":-1}"#, "[1,2]", "", r#"{"exp"}"#]
        {
            assert_eq!(lifetime(&token(payload), SERVER), None, "{payload}");
        }
        for text in ["", "opaque", "a.b", "a.b.c.d.e", "..", "a.!!.c"] {
            assert_eq!(lifetime(text, SERVER), None, "{text}");
        }
        let payload = encode(r#"{"exp":1700000300}"#, IN_URLS);
        for text in
            [format!("e30.{payload}"), format!("e30.{payload}.c2ln.c2ln"), format!("e30.{payload}!.c2ln")]
        {
            assert_eq!(lifetime(&text, SERVER), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn h116_any_text_is_read_without_a_panic(text in ".*", server: u64) {
            let _ = lifetime(&text, server);
            let _ = lifetime(&token(&text), server);
        }
    }
}
