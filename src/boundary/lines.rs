//! Texts that hold several values, one a line: fewer crossings than one for each value.
//!
//! Decides what is accepted of them. What comes from outside may be anything: another version of the package, another
//! script, a server.

use crate::core::event::Told;
use crate::core::record::SessionId;
use crate::core::text::{self, Parts};
use crate::core::{Answer, Event, Failure};

/// The lines of a refresh call that brought no tokens. `isHtml` is empty for no, `judged` is what the application's
/// `classify` says.
pub const FAILED: [&str; 5] = ["status", "isHtml", "judged", "retryAfter", "error"];

/// The lines of a message between tabs, which are its fields as well. A question has only a nonce.
pub const MESSAGE: [&str; 5] = ["nonce", "sid", "gen", "key", "sealed"];

/// A refresh call that brought no tokens. `date` is `Retry-After` read as a date, `wall` the time of day.
#[must_use]
pub fn failed(lines: &str, date: Option<u64>, wall: u64) -> Answer {
    let mut lines = Parts::new(lines, b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let status = text::number(next()).map(|status| status as u16);
    let is_html = !next().is_empty();
    let judged = Failure::from_name(next());
    // `Retry-After` (RFC 9110 §10.2.3): seconds, or a date, which has letters. Browsers read "-5" as a date too.
    let after = next().trim_ascii();
    let is_date = after.bytes().any(|byte| byte.is_ascii_alphabetic());
    let retry_after = match text::number(after) {
        Some(seconds) => Some(text::in_milliseconds(seconds)),
        None => date.filter(|_| is_date).map(|date| date.saturating_sub(wall)),
    };
    let error = lines.rest().map(str::to_owned);
    Answer { status, is_html, error, retry_after, judged, ..Answer::default() }
}

/// What arrived from another tab, if it is a message.
#[must_use]
pub fn message(lines: &str) -> Option<Event> {
    let mut lines = Parts::new(lines, b'\n');
    let nonce = lines.number()?;
    let Some(sid) = lines.number() else { return Some(Event::Asked(nonce)) };
    let generation = lines.number()?;
    let key = crate::core::seal::Key::from_text(lines.next()?)?;
    Some(Event::Told(Told { nonce, sid, generation, key, sealed: lines.rest()?.to_owned() }))
}

/// The lines of a question to the other tabs.
#[must_use]
pub fn ask(nonce: u64) -> String {
    let mut lines = String::new();
    text::push_number(&mut lines, nonce);
    lines
}

/// The lines of an answer to another tab, without the sealed set, which crosses as it is.
#[must_use]
pub fn tell(told: &Told) -> String {
    let mut lines = String::new();
    for number in [told.nonce, told.sid, told.generation] {
        text::push_number(&mut lines, number);
        lines.push('\n');
    }
    lines.push_str(&told.key.to_text());
    lines
}

/// The name of a presence lock, after what all of them begin with.
#[must_use]
pub fn presence(sid: SessionId, generation: u64) -> String {
    let mut name = String::new();
    text::push_number(&mut name, sid);
    name.push(':');
    text::push_number(&mut name, generation);
    name
}

/// The highest generation of session `sid` that a presence lock names.
#[must_use]
pub fn highest(names: &str, sid: SessionId) -> Option<u64> {
    let mut highest = None;
    for name in Parts::new(names, b'\n') {
        let mut parts = Parts::new(name, b':');
        if parts.number() == Some(sid) {
            highest = highest.max(parts.rest().and_then(text::number));
        }
    }
    highest
}

/// The end of the key of a session's ledger in localStorage.
#[must_use]
pub fn ledger(sid: SessionId) -> String {
    let mut name = super::LEDGER_INFIX.to_owned();
    text::push_number(&mut name, sid);
    name
}

/// What a server demands beyond a newer token: the authentication (`acr_values`) and its age (`max_age`), each empty
/// where the server says nothing about it.
#[must_use]
pub fn step_up(acr_values: Option<&str>, max_age: Option<&str>) -> String {
    let mut lines = acr_values.unwrap_or_default().to_owned();
    lines.push('\n');
    lines.push_str(max_age.unwrap_or_default());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::seal::Key;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_answer_to_another_tab_survives_the_way(nonce: u64, sid: u64, generation: u64, key: [u8; 16], sealed in "[0-9a-f\n]{0,60}") {
            let told = Told { nonce, sid, generation, key: Key::new(key), sealed };
            let lines = format!("{}\n{}", tell(&told), told.sealed);
            prop_assert_eq!(message(&lines), Some(Event::Told(told)));
        }

        #[test]
        fn a_question_to_the_other_tabs_survives_the_way(nonce: u64) {
            // The page fills up the lines that a question lacks.
            prop_assert_eq!(message(&ask(nonce)), Some(Event::Asked(nonce)));
            prop_assert_eq!(message(&format!("{}\n\n\n\n", ask(nonce))), Some(Event::Asked(nonce)));
        }

        #[test]
        fn a_presence_lock_names_its_generation(sid: u64, generation: u64, other: u64) {
            prop_assume!(sid != other);
            let names = [presence(sid, generation), presence(other, u64::MAX), "x".to_owned()].join("\n");
            prop_assert_eq!(highest(&names, sid), Some(generation));
        }

        #[test]
        fn h130_any_text_is_read_without_a_panic(text in "(.|\n){0,80}", date: Option<u64>, wall: u64, sid: u64) {
            let _ = message(&text);
            let _ = highest(&text, sid);
            let _ = failed(&text, date, wall);
        }
    }

    #[test]
    fn a_failure_is_read_line_by_line() {
        let answer = failed("503\n1\ntransient\n 7 \ninvalid\nrequest", None, 0);
        assert_eq!(
            answer,
            Answer {
                status: Some(503),
                is_html: true,
                judged: Some(Failure::Transient),
                retry_after: Some(7_000),
                error: Some("invalid\nrequest".to_owned()),
                ..Answer::default()
            }
        );
        assert_eq!(failed("\n\n\nsoon\n", Some(5_000), 2_000).retry_after, Some(3_000));
        assert_eq!(failed("", None, 0), Answer::default());
    }

    #[test]
    fn h73_a_retry_after_that_is_no_number_and_no_date_asks_for_nothing() {
        let after = |text: &str, date| failed(&format!("503\n\n\n{text}\n"), date, 2_000).retry_after;
        for text in ["-5", "1.5", "", "99999999999999999999999", "5, 10"] {
            assert_eq!(after(text, Some(988_664_400_000)), None, "{text}");
        }
        assert_eq!(after("Fri, 01 Jan 2100 00:00:00 GMT", Some(4_102_444_800_000)), Some(4_102_444_798_000));
        assert_eq!(after("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)), Some(0));
        assert_eq!(after("3153600000", None), Some(3_153_600_000_000));
    }
}
