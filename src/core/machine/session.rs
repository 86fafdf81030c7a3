//! One session: what it holds, and how newer tokens take the place of older ones.
//!
//! What it learns of a credential, a pause or a flight lies in a value for each, which is replaced as a whole.

use super::super::clock::Now;
use super::super::config::{Carrier, Config};
use super::super::effect::{EndReason, Notice};
use super::super::failure::Failure;
use super::super::record::SessionId;
use super::super::seal::Key;
use super::super::ticket::Serial;
use super::super::token::TokenSet;
use super::breaker::Breaker;
use super::credential::Credential;
use super::flight::{Flight, Purpose};
use super::life::State;
use super::pace::Pace;
use super::task::Task;

/// Tokens that came from elsewhere in this tab, and that the other tabs do not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Update {
    pub(super) has_refresh: bool,
}

/// What the next session has to know of the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Former {
    pub(super) sid: SessionId,
    pub(super) serial: Serial,
}

/// What follows for the session from what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It goes on.
    On,
    /// It ends, for all tabs.
    End(EndReason),
    /// It ends in this tab alone: its newest tokens are nowhere to be had.
    Lost,
    /// Nobody was signed in, as has turned out.
    Nobody,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Session {
    /// Whether it is known that there is one. Where cookies carry it, only a refresh can tell: until then there is no
    /// epoch, no ledger and no key of it.
    pub(super) is_known: bool,
    /// Whether something beside the record of this tab says that the session lives (R12.3). Until then no request carries
    /// its token, and nothing tells the other tabs of it.
    pub(super) is_confirmed: bool,
    pub(super) sid: SessionId,
    pub(super) generation: u64,
    /// What opens the token set that the tabs share.
    pub(super) key: Option<Key>,
    pub(super) credential: Credential,
    /// The first serial of this session.
    pub(super) first: Serial,
    pub(super) update: Option<Update>,
    pub(super) pace: Pace,
    pub(super) breaker: Breaker,
    pub(super) flight: Option<Flight>,
}

impl Session {
    /// A session whose credentials are numbered from the one after the `former` session's.
    #[inline(never)]
    pub(super) fn new(
        former: Former,
        sid: SessionId,
        generation: u64,
        tokens: TokenSet,
        now: Now,
    ) -> Box<Self> {
        let credential = Credential::new(former.serial, tokens, now);
        Box::new(Session {
            is_known: true,
            is_confirmed: true,
            sid,
            generation,
            key: None,
            first: credential.serial,
            credential,
            update: None,
            pace: Pace::default(),
            breaker: Breaker::default(),
            flight: None,
        })
    }

    /// A session that a cookie may hold.
    pub(super) fn unknown(former: Former, now: Now) -> Box<Self> {
        let mut session = Session::new(former, former.sid, 0, TokenSet::default(), now);
        session.is_known = false;
        session
    }

    pub(super) fn former(&self) -> Former {
        Former { sid: self.sid, serial: self.credential.serial }
    }

    /// Whether a newer token is on its way.
    pub(super) fn is_renewing(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.purpose == Purpose::Renew)
    }

    /// The state as users see it.
    pub(super) fn state(&self, config: &Config, now: Now) -> State {
        let is_renewable = self.credential.is_refused() || !self.is_usable(config, now);
        if !self.is_known {
            // A failure that passes says nothing. Where the endpoint is no endpoint, nobody can be signed in by it.
            let is_none = self.pace.last == Some(Failure::Misconfigured);
            if is_none { State::Anonymous } else { State::Restoring }
        } else if self.is_renewing() {
            State::Refreshing
        } else if self.pace.last.is_some() && is_renewable {
            State::Stale
        } else if !self.is_confirmed {
            State::Restoring
        } else {
            State::Active
        }
    }

    /// Whether a request may carry the current credential: there is one, it is not known to be over, and its session lives.
    pub(super) fn is_usable(&self, config: &Config, now: Now) -> bool {
        let tokens = &self.credential.tokens;
        let is_over = tokens.expiry.is_some_and(|expiry| expiry.is_over(now));
        let has_token = config.carrier == Carrier::Cookie || tokens.access.is_some();
        has_token && !is_over && self.is_confirmed
    }

    /// Whether no refresh is tried now.
    pub(super) fn is_paused(&self, now: Now) -> bool {
        self.pace.is_paused(self.credential.is_refused(), now)
    }

    /// Whether a refresh call can be made at all.
    pub(super) fn can_renew(&self, config: &Config) -> bool {
        config.carrier != Carrier::Bearer
            || !config.needs_refresh_token
            || self.credential.tokens.refresh.is_some()
    }

    /// Whether `serial` names a credential of this session.
    pub(super) fn is_own(&self, serial: Serial) -> bool {
        let current = self.credential.serial;
        serial.age(current) <= self.first.age(current)
    }

    /// Whether tabs take turns by claims: as the flight under way does, else as the next one will.
    pub(super) fn is_claiming(&self, config: &Config) -> bool {
        self.flight.as_ref().map_or(!config.has_locks, |flight| flight.hold.is_claim())
    }

    /// Takes newer tokens of this session, without a generation of their own so far.
    pub(super) fn renew(&mut self, new: TokenSet, now: Now) {
        self.credential.renewed(new, now);
        self.keep_window();
    }

    /// Takes newer tokens as the next generation.
    pub(super) fn advance(&mut self, new: TokenSet, now: Now) {
        self.renew(new, now);
        self.generation += 1;
    }

    /// Holds a set of `generation` that another tab has committed.
    pub(super) fn adopt(&mut self, set: TokenSet, generation: u64, config: &Config, task: &mut Task) {
        let own = &self.credential.tokens;
        let tokens = match self.update {
            // What came from elsewhere in this tab is newer still.
            Some(Update { has_refresh: true }) => own.clone(),
            Some(Update { has_refresh: false }) => TokenSet { refresh: set.refresh, ..own.clone() },
            None => set,
        };
        self.generation = generation;
        self.credential.replaced_by(tokens, task.now);
        self.keep_window();
        self.pace = Pace::default();
        self.save(config, task);
        task.notify(Notice::Refreshed);
    }

    /// The window of own serials must never grow around the whole ring.
    fn keep_window(&mut self) {
        if self.first.age(self.credential.serial) > Serial::MOST_OWN {
            self.first = self.first.next();
        }
    }
}
