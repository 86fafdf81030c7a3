//! How long a session keeps quiet after a refresh that failed.
//!
//! Cleared as a whole: the pause and what it was for are one value.

use super::super::clock::Now;
use super::super::failure::Failure;
use super::super::ticket::Code;

/// How much of a pause that a tab chose by itself counts for a person who loads the page or asks for a refresh.
pub(super) const PATIENCE: u64 = 60_000;

/// No refresh is tried for so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Pause {
    pub(super) since: Now,
    /// In milliseconds.
    pub(super) length: u64,
    /// The server has asked for it, so that nothing but time ends it.
    pub(super) is_asked: bool,
}

/// The last failure, and the pause after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Pace {
    /// The class of the last failure.
    pub(super) last: Option<Failure>,
    pub(super) pause: Option<Pause>,
}

impl Pace {
    pub(super) fn is_paused(&self, now: Now) -> bool {
        self.pause.is_some_and(|pause| now.since(pause.since) < pause.length)
    }

    /// R14.6 Whether a person who insists may try all the same.
    pub(super) fn is_patient(&self, now: Now) -> bool {
        self.pause.is_none_or(|pause| !pause.is_asked && now.since(pause.since) >= PATIENCE)
    }

    fn is_asked(&self) -> bool {
        self.pause.is_some_and(|pause| pause.is_asked)
    }

    /// Newer tokens came from elsewhere. What the server asked for is about the endpoint, and holds all the same.
    pub(super) fn updated(&mut self) {
        if !self.is_asked() {
            *self = Pace::default();
        }
    }

    /// The device is online again: a pause that this tab chose is over. Returns whether one was.
    pub(super) fn cut_short(&mut self) -> bool {
        !self.is_asked() && self.pause.take().is_some()
    }

    /// How a request that cannot be sent now is rejected.
    pub(super) fn code(&self) -> Code {
        match self.last {
            Some(Failure::Misconfigured) => Code::RefreshMisconfigured,
            _ => Code::RefreshFailed,
        }
    }
}
