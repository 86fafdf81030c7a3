//! How far a page may act before the core runs (R15).
//!
//! Decides under which conditions a request may leave with the access token of the record, and how they are written. The
//! page compares texts and its clock with them, and decides nothing: where one differs, the core is asked.

use super::clock::Now;
use super::config::{Carrier, Config};
use super::ledger::{Epoch, Ledger};
use super::record::SessionId;
use super::text::{Parts, push_number};
use super::token::TokenSet;

/// What a record's token may be sent under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// When it was written, by the wall clock: one that shows less was set back (H97).
    since: u64,
    /// When the token is to be renewed, where its end is known.
    until: Option<u64>,
    /// Whether the shared records have to name this session and this generation.
    is_shared: bool,
}

/// The number of lines that a lease takes.
pub(super) const LINES: usize = 4;

impl Lease {
    /// R15.1 The lease of a record with these tokens, if they are any good for a request.
    #[must_use]
    pub fn new(tokens: &TokenSet, config: &Config, now: Now) -> Option<Self> {
        let until = tokens.expiry.map(|expiry| expiry.near_at(config.refresh_ahead));
        let has_credential = config.carrier == Carrier::Cookie || tokens.access.is_some();
        let is_good = has_credential && until.is_none_or(|until| until > now.wall);
        is_good.then_some(Lease { since: now.wall, until, is_shared: config.shares })
    }

    /// R15.2 Whether it holds: by the clock, and by the texts of the shared records as they are now. Pages do the same in
    /// JavaScript; here it is for the model checker.
    #[must_use]
    pub fn holds(
        &self,
        sid: SessionId,
        generation: u64,
        epoch: Option<&str>,
        ledger: Option<&str>,
        wall: u64,
    ) -> bool {
        let is_now = self.since <= wall && self.until.is_none_or(|until| wall < until);
        is_now
            && (!self.is_shared
                || epoch.is_some_and(|epoch| epoch == live(sid))
                    && ledger.is_some_and(|ledger| ledger.starts_with(&undoubted(generation))))
    }

    /// Appends its lines: since when and until when it holds, the text of the epoch, and the head of the ledger, each with
    /// blanks for its line breaks.
    pub(super) fn write(lease: Option<&Lease>, sid: SessionId, generation: u64, text: &mut String) {
        if let Some(Lease { since, until, is_shared }) = lease {
            push_number(text, *since);
            text.push('\n');
            if let Some(until) = until {
                push_number(text, *until);
            }
            text.push('\n');
            if *is_shared {
                push_line(text, &live(sid));
            }
            text.push('\n');
            if *is_shared {
                push_line(text, &undoubted(generation));
            }
            text.push('\n');
        } else {
            text.push_str("\n\n\n\n");
        }
    }
}

fn live(sid: SessionId) -> String {
    Epoch { sid, ended: None }.write()
}

fn undoubted(generation: u64) -> String {
    Ledger { generation, ..Ledger::default() }.head()
}

fn push_line(text: &mut String, lines: &str) {
    for (at, line) in Parts::new(lines, b'\n').enumerate() {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::super::clock::Expiry;
    use super::super::token::Secret;
    use super::*;

    const NOW: Now = Now { mono: 7, wall: 1_000_000 };

    fn tokens(lifetime: Option<u64>) -> TokenSet {
        TokenSet {
            access: Secret::new("AAA"),
            refresh: None,
            expiry: lifetime.map(|lifetime| Expiry::new(NOW, lifetime)),
        }
    }

    fn config(shares: bool) -> Config {
        Config { shares, ..Config::default() }
    }

    fn holds(lease: Lease, ledger: &str, wall: u64) -> bool {
        lease.holds(5, 2, Some("1\n5\nlive"), Some(ledger), wall)
    }

    #[test]
    fn r15_it_ends_where_the_token_would_be_renewed() {
        let lease = Lease::new(&tokens(Some(900_000)), &config(false), NOW).expect("a lease");
        assert!(holds(lease, "", 1_869_999));
        assert!(!holds(lease, "", 1_870_000));
        assert!(Lease::new(&tokens(Some(0)), &config(false), NOW).is_none());
        assert!(holds(Lease::new(&tokens(None), &config(false), NOW).expect("a lease"), "", u64::MAX));
    }

    #[test]
    fn h97_a_clock_set_back_does_not_prolong_it() {
        let lease = Lease::new(&tokens(Some(900_000)), &config(false), NOW).expect("a lease");
        assert!(holds(lease, "", NOW.wall));
        assert!(!holds(lease, "", NOW.wall - 1));
    }

    #[test]
    fn r15_it_needs_a_token_but_with_cookies() {
        let none = TokenSet { access: None, ..tokens(None) };
        assert!(Lease::new(&none, &config(false), NOW).is_none());
        let cookies = Config { carrier: Carrier::Cookie, ..config(false) };
        assert!(Lease::new(&none, &cookies, NOW).is_some());
    }

    #[test]
    fn r15_the_shared_records_have_to_name_its_session_and_generation() {
        let lease = Lease::new(&tokens(None), &config(true), NOW).expect("a lease");
        let ledger = |generation, doubt| Ledger { generation, doubt, ..Ledger::default() }.write();
        use super::super::ledger::Doubt;
        assert!(holds(lease, &ledger(2, Doubt::None), NOW.wall));
        assert!(!holds(lease, &ledger(3, Doubt::None), NOW.wall));
        assert!(!holds(lease, &ledger(22, Doubt::None), NOW.wall));
        assert!(!holds(lease, &ledger(2, Doubt::Sent(0)), NOW.wall));
        assert!(!holds(lease, &ledger(2, Doubt::Sent(7)), NOW.wall));
        assert!(!holds(lease, &ledger(2, Doubt::LetGo), NOW.wall));
        for epoch in [None, Some("1\n5\nsignedOut"), Some("1\n6\nlive"), Some("1\n5\nlively")] {
            assert!(!lease.holds(5, 2, epoch, Some(&ledger(2, Doubt::None)), NOW.wall));
        }
        assert!(!lease.holds(5, 2, Some("1\n5\nlive"), None, NOW.wall));
    }

    #[test]
    fn h138_it_is_four_lines_also_where_there_is_none() {
        let mut text = String::new();
        Lease::write(Lease::new(&tokens(Some(900_000)), &config(true), NOW).as_ref(), 5, 2, &mut text);
        assert_eq!(text, "1000000\n1870000\n1 5 live\n1 2 0 \n");
        let mut none = String::new();
        Lease::write(None, 5, 2, &mut none);
        assert_eq!(text.matches('\n').count(), LINES);
        assert_eq!(none.matches('\n').count(), LINES);
    }
}
