//! The two records that the tabs of an origin share in localStorage. Neither holds a readable token.
//!
//! Decides how they are written and what is accepted when they are read. The *epoch* says which session lives; it
//! is written without a lock. The *ledger* says how far that session has come; only the holder of the refresh lock
//! writes it. They are two records, so that a commit can never overwrite a sign-out.

use super::effect::EndReason;
use super::record::SessionId;
use super::text::{Parts, number, push_number};

/// Which session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// The session that was begun last.
    pub sid: SessionId,
    /// Why it is over, if it is.
    pub ended: Option<EndReason>,
}

/// Whether a refresh token is on its way, with an unknown end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Doubt {
    /// No.
    #[default]
    None,
    /// It was sent, or is about to be.
    Sent,
    /// It was sent, and its sender has given the call up.
    LetGo,
}

/// How far a session has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Ledger {
    /// The newest generation of tokens.
    pub generation: u64,
    /// Whether it is being replaced.
    pub doubt: Doubt,
    /// No refresh is tried before this moment of the wall clock, in milliseconds since the Unix epoch.
    pub not_before: u64,
    /// The server has asked for that; being online again does not shorten it.
    pub is_asked: bool,
    /// The newest tokens, sealed; empty where cookies carry them.
    pub sealed: String,
}

/// Another version is no record of ours.
const VERSION: &str = "1";
const LIVE: &str = "live";

impl Epoch {
    /// Writes the record.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = VERSION.to_owned();
        text.push('\n');
        push_number(&mut text, self.sid);
        text.push('\n');
        text.push_str(self.ended.map_or(LIVE, EndReason::as_str));
        text
    }

    /// Reads a record, or nothing where the text is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = Parts::new(text, b'\n');
        if lines.next()? != VERSION {
            return None;
        }
        let sid = number(lines.next()?)?;
        let ended = match lines.next()? {
            LIVE => None,
            reason => Some(EndReason::from_name(reason)?),
        };
        lines.next().is_none().then_some(Epoch { sid, ended })
    }
}

impl Ledger {
    /// Writes the record.
    #[must_use]
    pub fn write(&self) -> String {
        let doubt = match self.doubt {
            Doubt::None => "\n0\n",
            Doubt::Sent => "\n1\n",
            Doubt::LetGo => "\n2\n",
        };
        let mut text = VERSION.to_owned();
        text.push('\n');
        push_number(&mut text, self.generation);
        text.push_str(doubt);
        push_number(&mut text, self.not_before);
        text.push_str(if self.is_asked { "\n1\n" } else { "\n0\n" });
        text.push_str(&self.sealed);
        text
    }

    /// Reads a record, or nothing where the text is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = Parts::new(text, b'\n');
        if lines.next()? != VERSION {
            return None;
        }
        let generation = number(lines.next()?)?;
        let doubt = match lines.next()? {
            "0" => Doubt::None,
            "1" => Doubt::Sent,
            "2" => Doubt::LetGo,
            _ => return None,
        };
        let not_before = number(lines.next()?)?;
        let is_asked = lines.next()? == "1";
        // What 'local' keeps unsealed has lines of its own.
        let sealed = lines.rest()?.to_owned();
        Some(Ledger { generation, doubt, not_before, is_asked, sealed })
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
        }

        #[test]
        fn a_ledger_survives_writing(generation: u64, doubt in 0..3, not_before: u64, is_asked: bool, sealed in "[0-9a-f\n]{0,60}") {
            let doubt = [Doubt::None, Doubt::Sent, Doubt::LetGo][doubt as usize];
            let ledger = Ledger { generation, doubt, not_before, is_asked, sealed };
            prop_assert_eq!(Ledger::read(&ledger.write()), Some(ledger));
        }

        #[test]
        fn h130_any_text_is_read_without_a_panic(text in ".*", tail in "(\n.*){0,6}") {
            for text in [text, format!("{VERSION}{tail}")] {
                if let Some(epoch) = Epoch::read(&text) {
                    prop_assert_eq!(Epoch::read(&epoch.write()), Some(epoch));
                }
                if let Some(ledger) = Ledger::read(&text) {
                    prop_assert_eq!(Ledger::read(&ledger.write()), Some(ledger));
                }
            }
        }
    }

    #[test]
    fn h52_a_record_of_another_version_is_no_record() {
        assert_eq!(Epoch::read("2\n5\nlive"), None);
        assert_eq!(Ledger::read("2\n5\n0\n0\n0\n"), None);
        assert_eq!(Epoch::read("1\n5\nundead"), None);
    }
}
