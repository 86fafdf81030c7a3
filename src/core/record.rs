//! The record of a session that survives a reload.
//!
//! Decides how it is written and what is accepted when it is read. A record is untrusted input: another version,
//! a script or the user may have written it. A text that is not valid counts as no record.
//!
//! The text has one value a line. That is safe, since no token contains a line break:
//! `everfetch 2`, session id, generation, key (or nothing), the four lines of the lease, and the token set. In version 1
//! there was no lease.
//!
//! Its length changes in steps, and not with every digit (R1.5): a storage that is full takes a text that is no longer
//! than the one before it.

use super::clock::{Expiry, Now};
use super::lease::{self, Lease};
use super::seal::Key;
use super::text::{Parts, number, push_padded};
use super::token::{Secret, TokenSet};

/// A random number that names a session from its sign-in to its end.
pub type SessionId = u64;

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Record {
    /// The session.
    pub sid: SessionId,
    /// The number of its newest token set, from 1.
    pub generation: u64,
    /// What opens the token set that the tabs share. A copied tab has it too, and is a member like any other (R11).
    pub key: Option<Key>,
    /// The newest token set that this tab knows.
    pub tokens: TokenSet,
    /// How far a page may act by it before the core runs. Written for pages, and never read here.
    pub lease: Option<Lease>,
}

/// The first line: format and version. A record of another version is ignored.
pub const HEAD: &str = "everfetch 2";
const HEAD_WITHOUT_LEASE: &str = "everfetch 1";

impl Record {
    /// Writes the record.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        text.push('\n');
        push_padded(&mut text, self.sid);
        text.push('\n');
        push_padded(&mut text, self.generation);
        text.push('\n');
        if let Some(key) = &self.key {
            key.push_text(&mut text);
        }
        text.push('\n');
        Lease::write(self.lease.as_ref(), self.sid, self.generation, &mut text);
        push_tokens(&mut text, &self.tokens);
        text
    }

    /// Reads a record at `now`; `None` if the text is not one.
    #[must_use]
    pub fn read(text: &str, now: Now) -> Option<Self> {
        let mut parts = Parts::new(text, b'\n');
        let lines = match parts.next()? {
            HEAD => lease::LINES,
            HEAD_WITHOUT_LEASE => 0,
            _ => return None,
        };
        let sid = parts.number()?;
        let generation = parts.number().filter(|generation| *generation > 0)?;
        let key = match parts.next()? {
            "" => None,
            text => Some(Key::from_text(text)?),
        };
        for _ in 0..lines {
            parts.next()?;
        }
        Some(Record { sid, generation, key, tokens: read_tokens(parts.rest()?, now)?, lease: None })
    }
}

/// How long a token set is: a multiple of this. It is filled up with a character that no token contains.
const STEP: usize = 64;
const FILLING: char = '\t';

/// A token set as four lines: its end by the wall clock, its whole lifetime, access token, refresh token.
#[must_use]
pub fn write_tokens(tokens: &TokenSet) -> String {
    let mut text = String::new();
    push_tokens(&mut text, tokens);
    text
}

fn push_tokens(text: &mut String, tokens: &TokenSet) {
    let start = text.len();
    if let Some(expiry) = tokens.expiry {
        push_padded(text, expiry.at());
        text.push('\n');
        push_padded(text, expiry.total());
    } else {
        text.push('\n');
    }
    for secret in [&tokens.access, &tokens.refresh] {
        text.push('\n');
        text.push_str(secret.as_ref().map_or("", Secret::expose));
    }
    while !(text.len() - start).is_multiple_of(STEP) {
        text.push(FILLING);
    }
}

/// The reverse of [`write_tokens`] at `now`; `None` if the text is not a token set.
#[must_use]
pub fn read_tokens(text: &str, now: Now) -> Option<TokenSet> {
    let mut lines = Parts::new(text.trim_end_matches(FILLING), b'\n');
    let expiry = match (lines.next()?, lines.next()?) {
        ("", "") => None,
        (at, total) => Some(Expiry::restored(now, number(at)?, number(total)?)),
    };
    let access = secret(lines.next()?, Secret::new)?;
    let refresh = secret(lines.next()?, Secret::refresh)?;
    lines.next().is_none().then_some(TokenSet { access, refresh, expiry })
}

/// An empty line means that there is no token. A malformed token makes the record invalid.
fn secret(line: &str, parse: fn(&str) -> Option<Secret>) -> Option<Option<Secret>> {
    if line.is_empty() { Some(None) } else { parse(line).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Now = Now { mono: 7, wall: 1_000 };

    proptest! {
        #[test]
        fn a_record_survives_writing(sid: u64, generation in 1u64.., key: Option<[u8; 16]>, access in "[!-~]{0,40}", refresh in "\\PC{0,40}", lifetime in proptest::option::of(0u64..1_000_000)) {
            let tokens = TokenSet { access: Secret::new(&access), refresh: Secret::refresh(&refresh), expiry: lifetime.map(|lifetime| Expiry::new(NOW, lifetime)) };
            let record = Record { sid, generation, key: key.map(Key::new), tokens, lease: None };
            let written = record.write();
            let longer = Record { generation: u64::MAX, ..record.clone() };
            prop_assert_eq!(longer.write().len(), written.len());
            prop_assert_eq!(write_tokens(&record.tokens).len() % STEP, 0);
            prop_assert_eq!(Record::read(&written, NOW), Some(record));
        }

        #[test]
        fn h130_any_text_is_read_without_a_panic(text in ".*", tail in "(\n.*){0,8}") {
            let _ = Record::read(&text, NOW);
            let _ = Record::read(&format!("{HEAD}{tail}"), NOW);
        }
    }

    #[test]
    fn h130_what_does_not_hold_is_no_record() {
        let good = "everfetch 1\n5\n2\n\n2000\n3000\nAAA\nRRR";
        assert!(Record::read(good, NOW).is_some());
        let leased = "everfetch 2\n5\n2\n\n\n\n\n\n2000\n3000\nAAA\nRRR";
        assert_eq!(Record::read(leased, NOW), Record::read(good, NOW));
        for bad in [
            "",
            "everfetch 2\n5\n2\n\n2000\n3000\nAAA\nRRR",
            "everfetch 3\n5\n2\n\n\n\n\n\n2000\n3000\nAAA\nRRR",
            "everfetch 1\n5\n0\n\n2000\n3000\nAAA\nRRR",
            "everfetch 1\n-5\n2\n\n2000\n3000\nAAA\nRRR",
            "everfetch 1\n5\n2\n\n2000\n3000\nA A\nRRR",
            "everfetch 1\n5\n2\n\n2000\n\nAAA\nRRR",
            "everfetch 1\n5\n2\n\n2000\n3000\nAAA",
            "everfetch 1\n5\n2\n\n2000\n3000\nAAA\nRRR\nmore",
            "everfetch 1\r\n5\r\n2\r\n\r\n2000\r\n3000\r\nAAA\r\nRRR",
        ] {
            assert_eq!(Record::read(bad, NOW), None, "{bad}");
        }
    }

    #[test]
    fn h97_a_clock_set_back_a_day_does_not_lengthen_a_restored_token() {
        let record = Record::read("everfetch 1\n5\n2\n\n90000000\n60000\nAAA\n", NOW).expect("a record");
        let expiry = record.tokens.expiry.expect("an expiry");
        assert!(expiry.is_over(Now { mono: 7 + 60_000, wall: 1_000 }));
    }
}
