//! The two records that the tabs of an origin share in localStorage (R1). Neither holds a readable token.
//!
//! Decides how they are written and what is accepted when they are read. The *epoch* says which session lives (R2);
//! it is written without a lock. The *ledger* says how far that session has come; only the holder of the refresh
//! lock writes it. They are two records so that a commit can never overwrite a sign-out.
//!
//! Both have the same length whatever they say (R1.5): a storage that is full takes a text that is no longer than the one
//! before it.
//!
//! The numbered rules, R1 to R16, stand in docs/protocol.md.

use super::effect::EndReason;
use super::record::SessionId;
use super::text::{Parts, number, push_padded};

/// Which session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// The session that was begun last.
    pub sid: SessionId,
    /// Why it is over, if it is.
    pub ended: Option<EndReason>,
}

/// Whether a refresh token is on its way, with an unknown end (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Doubt {
    /// No.
    #[default]
    None,
    /// It was sent, or is about to be. Without locks the number says which tab claims the turn; otherwise it is 0.
    Sent(u64),
    /// It was sent, and its sender has given the call up (R4.1).
    LetGo,
}

/// How far a session has come. A record that is missing is rebuilt (R12). It borrows the sealed tokens, so that reading
/// and passing it on copies no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ledger<'a> {
    /// The newest generation of tokens.
    pub generation: u64,
    /// Whether it is being replaced.
    pub doubt: Doubt,
    /// No tab refreshes before this moment of the wall clock (R14.4), in milliseconds since the Unix epoch.
    pub not_before: u64,
    /// How many milliseconds the server has asked for, or 0; being online again does not shorten that. Where nobody waited
    /// when a tab chose the pause, this is [`NOBODY_WAITS`](super::backoff::NOBODY_WAITS).
    pub asked: u64,
    /// When a refresh failed last since the newest tokens came, by the wall clock, or 0.
    pub failed: u64,
    /// The newest tokens, sealed (R8); empty where cookies carry them.
    pub sealed: &'a str,
}

/// A record of another version is ignored.
const VERSION: &str = "1";
/// As long as the longest reason of an end; the others are filled up.
const LIVE: &str = "live     ";

impl Epoch {
    /// Writes the record.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = VERSION.to_owned();
        text.push('\n');
        push_padded(&mut text, self.sid);
        text.push('\n');
        let length = text.len() + LIVE.len();
        text.push_str(self.ended.map_or(LIVE, EndReason::as_str));
        while text.len() < length {
            text.push(' ');
        }
        text
    }

    /// Reads a record; `None` if the text is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = Parts::new(text, b'\n');
        if lines.next()? != VERSION {
            return None;
        }
        let sid = lines.number()?;
        let ended = match lines.next()?.trim_ascii_end() {
            "live" => None,
            reason => Some(EndReason::from_name(reason)?),
        };
        lines.next().is_none().then_some(Epoch { sid, ended })
    }
}

impl<'a> Ledger<'a> {
    /// What a ledger of this generation begins with, as long as nothing else happens to it.
    #[must_use]
    pub fn head(&self) -> String {
        let mut text = VERSION.to_owned();
        text.push('\n');
        push_padded(&mut text, self.generation);
        let (doubt, claim) = match self.doubt {
            Doubt::None => ("\n0 ", 0),
            Doubt::Sent(claim) => ("\n1 ", claim),
            Doubt::LetGo => ("\n2 ", 0),
        };
        text.push_str(doubt);
        push_padded(&mut text, claim);
        text.push('\n');
        text
    }

    /// Writes the record.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = self.head();
        for number in [self.not_before, self.asked, self.failed] {
            push_padded(&mut text, number);
            text.push('\n');
        }
        text.push_str(self.sealed);
        text
    }

    /// Reads a record; `None` if the text is not one.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let mut lines = Parts::new(text, b'\n');
        if lines.next()? != VERSION {
            return None;
        }
        let generation = lines.number()?;
        let mut mark = Parts::new(lines.next()?, b' ');
        let doubt = match (mark.next()?, mark.rest().map_or(Some(0), number)?) {
            ("0", 0) => Doubt::None,
            ("1", claim) => Doubt::Sent(claim),
            ("2", 0) => Doubt::LetGo,
            _ => return None,
        };
        let not_before = lines.number()?;
        let asked = lines.number()?;
        let failed = lines.number()?;
        // With `storage: 'local'` this is unsealed, and several lines.
        let sealed = lines.rest()?;
        Some(Ledger { generation, doubt, not_before, asked, failed, sealed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reason() -> impl Strategy<Value = Option<EndReason>> {
        prop::sample::select(vec![
            None,
            Some(EndReason::SignedOut),
            Some(EndReason::Refused),
            Some(EndReason::InDoubt),
            Some(EndReason::Lost),
        ])
    }

    proptest! {
        #[test]
        fn an_epoch_survives_writing(sid: u64, ended in reason()) {
            let epoch = Epoch { sid, ended };
            prop_assert_eq!(Epoch::read(&epoch.write()), Some(epoch));
            prop_assert_eq!(epoch.write().len(), Epoch { sid: 0, ended: None }.write().len());
        }

        #[test]
        fn a_ledger_survives_writing(generation: u64, doubt in 0..3, claim: u64, not_before: u64, asked: u64, failed: u64, sealed in "[0-9a-f\n]{0,60}") {
            let doubt = [Doubt::None, Doubt::Sent(claim), Doubt::LetGo][doubt as usize];
            let ledger = Ledger { generation, doubt, not_before, asked, failed, sealed: &sealed };
            let written = ledger.write();
            prop_assert_eq!(Ledger::read(&written), Some(ledger));
            let empty = Ledger { sealed: &sealed, ..Ledger::default() };
            prop_assert_eq!(written.len(), empty.write().len());
        }

        #[test]
        fn h130_any_text_is_read_without_a_panic(text in ".*", tail in "(\n.*){0,6}") {
            for text in [text, format!("{VERSION}{tail}")] {
                if let Some(epoch) = Epoch::read(&text) {
                    prop_assert_eq!(Epoch::read(&epoch.write()), Some(epoch));
                }
                if let Some(ledger) = Ledger::read(&text) {
                    let written = ledger.write();
                    prop_assert_eq!(Ledger::read(&written), Some(ledger));
                }
            }
        }
    }

    /// The longest reason leaves nothing to be filled up.
    #[test]
    fn h146_an_epoch_is_as_long_as_its_longest_and_no_longer() {
        let epoch = |ended| Epoch { sid: 7, ended }.write();
        assert_eq!(epoch(None), "1\n00000000000000000007\nlive     ");
        assert_eq!(
            epoch(Some(EndReason::SignedOut)),
            format!("1\n{:020}\n{}", 7, EndReason::SignedOut.as_str())
        );
    }

    #[test]
    fn h52_a_record_of_another_version_is_no_record() {
        assert_eq!(Epoch::read("2\n5\nlive"), None);
        assert_eq!(Ledger::read("2\n5\n0\n0\n0\n0\n"), None);
        assert_eq!(Epoch::read("1\n5\nundead"), None);
        assert_eq!(Ledger::read("1\n5\n1 \n0\n0\n0\n"), None);
        assert_eq!(Ledger::read("1\n5\n0 7\n0\n0\n0\n"), None);
    }
}
