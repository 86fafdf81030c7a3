//! How long a session keeps quiet after a refresh that failed.
//!
//! Cleared as a whole: the pause and what it was for are one value.

use super::super::backoff::{self, FIRST, NOBODY_WAITS};
use super::super::clock::Now;
use super::super::failure::Failure;
use super::super::ticket::Code;

/// How much of a pause that a tab chose by itself counts for a person who loads the page or asks for a refresh.
pub(super) const PATIENCE: u64 = 60_000;

/// No refresh is tried for so long after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Pause {
    /// When the refresh failed, in whichever tab.
    pub(super) since: Now,
    /// In milliseconds.
    pub(super) length: u64,
    /// As in the ledger. What the server has asked for nothing but time ends.
    pub(super) asked: u64,
}

/// The last failure, and the pause after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Pace {
    /// The class of the last failure.
    pub(super) last: Option<Failure>,
    /// When a call of this tab failed last. A tab that has not met the trouble yet was loaded by a person.
    pub(super) failed: Option<Now>,
    pub(super) pause: Option<Pause>,
}

impl Pace {
    /// R14.6 Whether no refresh is tried now. Where requests wait since the API has refused the token, a pause that was
    /// chosen when nobody waited is a short one.
    pub(super) fn is_paused(&self, is_refused: bool, now: Now) -> bool {
        self.pause.is_some_and(|pause| {
            let is_short = is_refused && pause.asked == NOBODY_WAITS;
            now.since(pause.since) < if is_short { pause.length.min(FIRST) } else { pause.length }
        })
    }

    /// R14.6 Whether a person who insists may try all the same.
    pub(super) fn is_patient(&self, now: Now) -> bool {
        !self.is_asked() && self.pause.is_none_or(|pause| now.since(pause.since) >= PATIENCE)
    }

    fn is_asked(&self) -> bool {
        self.pause.is_some_and(|pause| backoff::is_asked(pause.asked))
    }

    /// Newer tokens came from elsewhere. What the server asked for is about the endpoint, and holds all the same.
    pub(super) fn updated(&mut self) {
        if !self.is_asked() {
            *self = Pace::default();
        }
    }

    /// The device is online again: a pause that this tab chose is over, and the next failure is the first one. Returns
    /// whether there was a pause.
    pub(super) fn cut_short(&mut self) -> bool {
        if self.is_asked() {
            return false;
        }
        self.failed = None;
        self.pause.take().is_some()
    }

    /// How a request that cannot be sent now is rejected.
    pub(super) fn code(&self) -> Code {
        match self.last {
            Some(Failure::Misconfigured) => Code::RefreshMisconfigured,
            _ => Code::RefreshFailed,
        }
    }
}
