//! `Retry-After` from any server, and a pause that any script of the origin may have put into the ledger: no number
//! makes a delay overflow, or longer than what is believed.
#![no_main]

use everfetch::core::backoff::{believed, delay};
use everfetch::core::text::{in_milliseconds, number};
use libfuzzer_sys::fuzz_target;

const HOUR: u64 = 3_600_000;
/// The longest delay that is chosen without being asked.
const LONGEST: u64 = 300_000;
/// The same where no answer came.
const LONGEST_UNANSWERED: u64 = 60_000;

fuzz_target!(|input: (&str, Option<u64>, bool, u32, u64)| {
    let (text, last, is_answered, random, left) = input;
    let seconds = number(text.trim_ascii());
    let is_number =
        !text.trim_ascii().is_empty() && text.trim_ascii().bytes().all(|byte| byte.is_ascii_digit());
    assert_eq!(seconds.is_some(), is_number && text.trim_ascii().parse::<u64>().is_ok(), "{text:?}");
    let asked = seconds.map(in_milliseconds);
    let delay = delay(last, left, is_answered, random, asked);
    match asked {
        Some(asked) => assert!((asked.min(HOUR)..=asked.min(HOUR) + asked.min(LONGEST)).contains(&delay)),
        None => assert!(delay <= if is_answered { LONGEST } else { LONGEST_UNANSWERED }),
    }
    let believed = believed(left, asked.unwrap_or(0));
    assert!(believed == 0 || believed == left && left <= HOUR + LONGEST);
});
