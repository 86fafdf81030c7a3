//! How long the access token of an answer lives, as the answer states it.
//!
//! Decides which names and forms count: a number of seconds (`expires_in`, RFC 6749 §5.1), or the end as seconds,
//! milliseconds or a date. The size of a number tells which of them it is: a lifetime of more than ten years is an
//! end. `clock` decides that no token counts as living longer than ten years.

use super::fields::{Field, Fields, first};
use super::text;

const LIFETIME: [&str; 2] = ["expires_in", "expiresIn"];
const END: [&str; 2] = ["expires_at", "expiresAt"];

/// Smaller numbers are seconds since the epoch, all others milliseconds: the year 5138 in seconds, March 1973 in
/// milliseconds.
const SECONDS_BELOW: f64 = 100_000_000_000.0;

/// Ten years in seconds: nothing that is called a lifetime is longer.
const LIFETIME_BELOW: f64 = 315_360_000.0;

/// Milliseconds to live. Zero, negative and unreadable values count as unknown, not as "at once": otherwise a token
/// that looks expired when it arrives would start one renewal after the other.
pub(super) fn lifetime(fields: &impl Fields, wrapper: Option<&str>, server: u64) -> Option<u64> {
    let seconds = first(fields, wrapper, &LIFETIME).and_then(number);
    if let Some(seconds) = seconds
        && seconds < LIFETIME_BELOW
    {
        return milliseconds(seconds * 1000.0);
    }
    let end = match seconds.map(Field::Number).or_else(|| first(fields, wrapper, &END))? {
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
    use crate::core::clock::{Expiry, Now};
    use crate::core::fields::tests::Json;
    use crate::core::reply::read;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NOW: Now = Now { mono: 0, wall: 1_800_000_000_000 };

    fn life(value: Value) -> Option<u64> {
        read(&Json(value), NOW, None).expect("tokens").expiry.map(Expiry::total)
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
    fn h168_an_end_in_place_of_a_lifetime_is_told_by_its_size() {
        for end in [json!(1_800_000_060), json!(1_800_000_060_000_u64), json!("1800000060")] {
            assert_eq!(life(json!({"token": "A", "expires_in": end})), Some(60_000));
            assert_eq!(life(json!({"token": "A", "expiresAt": end})), Some(60_000));
        }
        assert_eq!(life(json!({"token": "A", "expires_in": 315_359_999})), Some(315_359_999_000));
        assert_eq!(life(json!({"token": "A", "expires_in": 315_360_000})), None);
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
