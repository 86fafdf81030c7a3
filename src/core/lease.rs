//! How far a page may act before the core runs (R15).
//!
//! Decides under which conditions a request may leave with the access token of the record, and how they are written. The
//! page compares texts and its clock with them, and decides nothing: where one differs, the core is asked.

use super::clock::Now;
use super::config::{Carrier, Config};
use super::ledger::{Epoch, Ledger};
use super::record::SessionId;
use super::text::{Parts, push_padded};
use super::token::TokenSet;

/// What a record's token may be sent under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// When it was written, by the wall clock: one that shows less was set back (H97).
    since: u64,
    /// When the token is to be renewed: never where its end is unknown, and at once where it is no good for a request.
    until: u64,
    /// Whether the shared records have to name this session and this generation.
    is_shared: bool,
}

/// The number of lines that a lease takes.
pub(super) const LINES: usize = 4;

impl Lease {
    /// R15.1, R14.7 The lease of a record with these tokens.
    #[must_use]
    pub fn new(tokens: &TokenSet, sid: SessionId, config: &Config, now: Now) -> Self {
        let has_credential = config.carrier == Carrier::Cookie || tokens.access.is_some();
        let until = match tokens.expiry {
            _ if !has_credential => 0,
            Some(expiry) => expiry.near_at(expiry.drawn(config.refresh_ahead, sid)),
            None => u64::MAX,
        };
        Lease { since: now.wall, until, is_shared: config.shares }
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
        let is_now = self.since <= wall && wall < self.until;
        is_now
            && (!self.is_shared
                || epoch.is_some_and(|epoch| epoch == live(sid))
                    && ledger.is_some_and(|ledger| ledger.starts_with(&undoubted(generation))))
    }

    /// Appends its lines: since when and until when it holds, the text of the epoch, and the head of the ledger, each with
    /// blanks for its line breaks. They are as long whether it holds or not (R1.5).
    pub(super) fn write(lease: Option<&Lease>, sid: SessionId, generation: u64, text: &mut String) {
        let Some(Lease { since, until, is_shared }) = lease else { return text.push_str("\n\n\n\n") };
        for moment in [since, until] {
            push_padded(text, *moment);
            text.push('\n');
        }
        for lines in [live(sid), undoubted(generation)] {
            if *is_shared {
                push_line(text, &lines);
            }
            text.push('\n');
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
        lease.holds(5, 2, Some(&live(5)), Some(ledger), wall)
    }

    #[test]
    fn r15_it_ends_where_the_token_would_be_renewed() {
        let lease = Lease::new(&tokens(Some(900_000)), 5, &config(false), NOW);
        assert!(holds(lease, "", 1_869_999));
        assert!(!holds(lease, "", 1_870_000));
        let over = Lease::new(&tokens(Some(0)), 5, &config(false), NOW);
        assert!(!holds(over, "", NOW.wall) && !holds(over, "", NOW.wall - 1));
        assert!(holds(Lease::new(&tokens(None), 5, &config(false), NOW), "", u64::MAX - 1));
    }

    #[test]
    fn h97_a_clock_set_back_does_not_prolong_it() {
        let lease = Lease::new(&tokens(Some(900_000)), 5, &config(false), NOW);
        assert!(holds(lease, "", NOW.wall));
        assert!(!holds(lease, "", NOW.wall - 1));
    }

    #[test]
    fn r15_it_needs_a_token_but_with_cookies() {
        let none = TokenSet { access: None, ..tokens(None) };
        assert!(!holds(Lease::new(&none, 5, &config(false), NOW), "", NOW.wall));
        let cookies = Config { carrier: Carrier::Cookie, ..config(false) };
        assert!(holds(Lease::new(&none, 5, &cookies, NOW), "", NOW.wall));
    }

    #[test]
    fn r15_the_shared_records_have_to_name_its_session_and_generation() {
        use super::super::effect::EndReason;
        use super::super::ledger::Doubt;
        let lease = Lease::new(&tokens(None), 5, &config(true), NOW);
        let ledger = |generation, doubt| Ledger { generation, doubt, ..Ledger::default() }.write();
        assert!(holds(lease, &ledger(2, Doubt::None), NOW.wall));
        let asked = Ledger { generation: 2, not_before: 9, asked: 9, sealed: "S", ..Ledger::default() };
        assert!(holds(lease, &asked.write(), NOW.wall));
        assert!(!holds(lease, &ledger(3, Doubt::None), NOW.wall));
        assert!(!holds(lease, &ledger(22, Doubt::None), NOW.wall));
        assert!(!holds(lease, &ledger(2, Doubt::Sent(0)), NOW.wall));
        assert!(!holds(lease, &ledger(2, Doubt::Sent(7)), NOW.wall));
        assert!(!holds(lease, &ledger(2, Doubt::LetGo), NOW.wall));
        let ended = Epoch { sid: 5, ended: Some(EndReason::SignedOut) }.write();
        for epoch in [None, Some(ended), Some(live(6)), Some(live(5).replace("live ", "lively"))] {
            assert!(!lease.holds(5, 2, epoch.as_deref(), Some(&ledger(2, Doubt::None)), NOW.wall));
        }
        assert!(!lease.holds(5, 2, Some(&live(5)), None, NOW.wall));
    }

    #[test]
    fn h138_it_is_four_lines_that_are_as_long_whether_it_holds_or_not() {
        let write = |lease: Option<Lease>, sid, generation| {
            let mut text = String::new();
            Lease::write(lease.as_ref(), sid, generation, &mut text);
            assert_eq!(text.matches('\n').count(), LINES);
            text
        };
        let good = write(Some(Lease::new(&tokens(Some(900_000)), 5, &config(true), NOW)), 5, 2);
        let (zeros, mark) = ("0".repeat(19), "0".repeat(20));
        let moments = "00000000000001000000\n00000000000001870000";
        assert_eq!(good, format!("{moments}\n1 {zeros}5 live     \n1 {zeros}2 0 {mark} \n"));
        let none = TokenSet { access: None, ..tokens(None) };
        for tokens in [tokens(None), tokens(Some(0)), none] {
            let other = write(Some(Lease::new(&tokens, 5, &config(true), NOW)), u64::MAX, u64::MAX);
            assert_eq!(other.len(), good.len());
        }
        write(None, 5, 2);
    }
}
