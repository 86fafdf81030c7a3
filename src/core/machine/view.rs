//! What a host may ask of a machine. Nothing here changes it.

use super::super::clock::Now;
use super::super::effect::EndReason;
use super::super::event::Op;
use super::super::failure::Failure;
use super::super::has;
use super::super::record::SessionId;
use super::super::ticket::Serial;
use super::super::token::TokenSet;
use super::Machine;
use super::life::{Life, State};
use super::session::Session;

impl Machine {
    /// Whether the session was never used.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.life, Life::Closed)
    }

    /// Whether requests wait: for the storage, the application or a refresh.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waits(self.document.is_hidden)
    }

    /// The same, where the event at hand has changed whether the page is hidden.
    pub(super) fn waits(&self, is_hidden: bool) -> bool {
        is_hidden || matches!(self.life, Life::Opening(_)) || self.session().is_some_and(Session::is_renewing)
    }

    /// The state as users see it.
    #[must_use]
    pub fn state(&self, now: Now) -> State {
        match &self.life {
            Life::Closed | Life::Opening(_) => State::Restoring,
            Life::Anonymous => State::Anonymous,
            Life::Ended(_) => State::Ended,
            Life::Live(session) => session.state(&self.config, now),
        }
    }

    /// Why the session ended, if it did.
    #[must_use]
    pub fn end_reason(&self) -> Option<EndReason> {
        match self.life {
            Life::Ended(ended) => Some(ended.reason),
            _ => None,
        }
    }

    /// The current tokens.
    #[must_use]
    pub fn tokens(&self) -> &TokenSet {
        static NONE: TokenSet = TokenSet { access: None, refresh: None, expiry: None };
        self.session().map_or(&NONE, |session| &session.credential.tokens)
    }

    /// Whether the end of `op` still matters; a timer of one that does not can be cleared.
    #[must_use]
    pub fn awaits(&self, op: Op) -> bool {
        self.opening_stage(op).is_some()
            || self
                .session()
                .and_then(|session| session.flight.as_ref())
                .is_some_and(|flight| flight.awaits(op))
            || has(&self.orphans, op)
            || self.held.as_ref().is_some_and(|held| held.op == op)
            || self.document.releasing.is_some_and(|releasing| releasing.op == op)
    }

    /// Whether the tabs of the origin share the session.
    #[must_use]
    pub fn is_sharing(&self) -> bool {
        self.config.shares
    }

    /// Whether the tabs take turns by locks. It is assumed until a lock cannot be had.
    #[must_use]
    pub fn is_locking(&self) -> bool {
        self.config.has_locks
    }

    /// Whether the locks that are held can be listed. It is assumed until that fails.
    #[must_use]
    pub fn is_listing(&self) -> bool {
        self.config.has_query
    }

    /// The session that this tab is in, or about to join: presence locks carry its number.
    #[must_use]
    pub fn sid(&self) -> SessionId {
        self.joining().map_or_else(|| self.own_sid(), |join| join.sid)
    }

    /// The number of the current credential in this document.
    #[must_use]
    pub fn serial(&self) -> Serial {
        self.former().serial
    }

    /// The class of the last failed refresh, until one succeeds.
    #[must_use]
    pub fn last_failure(&self) -> Option<Failure> {
        self.session()?.pace.last
    }
}
