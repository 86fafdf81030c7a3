//! The state of one session in one document.
//!
//! Decides, from what happened, what is to be done. It holds no request: a request carries its own state as a
//! [`Ticket`], and asks here what comes next.
//!
//! ```text
//!            Open                 tokens found
//!  Closed ─────────▶ Opening ───────────────────▶ Active ◀──┐ sign-in, renewal
//!                       │ nothing found             │  └────┘
//!                       ├─────────▶ Anonymous       │ sign-out, refusal
//!                       └─────────▶ Unknown ────────┴─────▶ Ended
//!                        (a cookie may hold a session)
//! ```
//!
//! At most one refresh, the *flight*, exists at a time. It belongs to the session and never to a request.
//!
//! | file | decides |
//! | --- | --- |
//! | `request.rs` | what one request does next |
//! | `flight.rs` | when a refresh starts, and what its end means |
//! | `turn.rs` | what happens under the refresh lock before a call is sent |
//! | `claim.rs` | whose turn it is where there are no locks |
//! | `tabs.rs` | what this tab owes the others of its origin, and learns from them |
//! | `epoch.rs` | how sessions begin, are restored, and end |
//! | `wanted.rs` | nothing: makes the most frequent effects |
//! | `rules.rs` | which of the rules between tabs a test has taken away |

mod breaker;
mod claim;
mod epoch;
mod flight;
mod request;
mod rules;
mod tabs;
mod turn;
mod wanted;

#[cfg(test)]
mod tests;

use super::clock::Now;
use super::config::{Carrier, Config};
use super::effect::{Effect, EndReason};
use super::event::{Event, Op, Snapshot};
use super::failure::Failure;
use super::has;
use super::record::SessionId;
use super::seal::Key;
use super::ticket::{Serial, Ticket};
use super::token::TokenSet;
use breaker::Breaker;
use flight::{Flight, Purpose};
pub use request::Hint;
use tabs::Join;

/// Whether there is a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Life {
    /// Nothing was read yet.
    Closed,
    /// The storage or the application is asked.
    Opening(Op),
    /// There is none.
    Anonymous,
    /// Only an attempt to refresh can tell: a cookie cannot be read.
    Unknown,
    /// There is one.
    Active,
    /// There was one.
    Ended(EndReason),
}

/// What an opening session waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    /// The storage.
    Load,
    /// The application's `initial`, and before it the lock to ask for it.
    Initial,
    /// Another tab.
    Join,
}

/// The public name of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No session.
    Anonymous,
    /// Not known yet.
    Restoring,
    /// A usable credential is there.
    Active,
    /// A refresh is under way.
    Refreshing,
    /// The credential has expired or was refused, and could not be renewed so far.
    Stale,
    /// The session is over.
    Ended,
}

impl State {
    /// The state as users see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Anonymous => "anonymous",
            State::Restoring => "restoring",
            State::Active => "active",
            State::Refreshing => "refreshing",
            State::Stale => "stale",
            State::Ended => "ended",
        }
    }
}

/// What a request is told, and what has to happen beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decision {
    /// For the request.
    pub ticket: Ticket,
    /// To be handled before the request goes on.
    pub event: Option<Event>,
}

/// One session in one document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Machine {
    config: Config,
    life: Life,
    stage: Stage,
    sid: SessionId,
    generation: u64,
    tokens: TokenSet,
    /// When the current tokens came.
    since: Now,
    /// Counts credentials in this document.
    serial: Serial,
    /// The first serial of the current session.
    first: Serial,
    /// The current credential was answered with a refusal.
    is_refused: bool,
    /// The endpoint returned this credential again when it was refused.
    unchanged: Option<Serial>,
    flight: Option<Flight>,
    /// What opens the token set that the tabs share.
    key: Option<Key>,
    /// The blank tab's way into another tab's session.
    join: Option<Join>,
    /// The session that this tab could not join.
    refused_by: Option<SessionId>,
    /// The question that other tabs are asked.
    asking: Option<u64>,
    /// The lock under which the application is asked for tokens.
    initial_lock: Option<Op>,
    /// The refresh lock that is let go of when the presence lock is held, or what was written shows everywhere.
    closing: Option<(Op, Op)>,
    /// Tokens came from elsewhere, and the other tabs do not know yet; whether with a refresh token.
    publish: Option<bool>,
    /// An update that came before the session was known.
    early: Option<TokenSet>,
    /// Another tab's session has taken this one's place.
    is_replaced: bool,
    /// The page does not run.
    is_hidden: bool,
    /// Flights of sessions that ended; their tokens are revoked when they arrive.
    orphans: Vec<Op>,
    /// A sign-out waits with its revocation until the orphans have landed: a late `Set-Cookie` of theirs would
    /// bring the session back.
    deferred_revoke: bool,
    /// A call was sent, and what became of its token is unknown, since this moment.
    doubt: Option<Now>,
    failures: u32,
    last_failure: Option<Failure>,
    /// Since when, and how many milliseconds, no refresh is tried.
    pause: Option<(Now, u64)>,
    /// The server has asked for the pause.
    is_told_to_wait: bool,
    /// The device is online again, so that a pause is over for the next refresh.
    insists: bool,
    breaker: Breaker,
    ops: Op,
}

impl Machine {
    /// A session that nothing is known of. Reads and starts nothing.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Machine {
            config,
            life: Life::Closed,
            stage: Stage::Load,
            sid: 0,
            generation: 0,
            tokens: TokenSet::default(),
            since: Now::default(),
            serial: Serial::NONE,
            first: Serial::NONE,
            is_refused: false,
            unchanged: None,
            flight: None,
            key: None,
            join: None,
            refused_by: None,
            asking: None,
            initial_lock: None,
            closing: None,
            publish: None,
            early: None,
            is_replaced: false,
            is_hidden: false,
            orphans: Vec::new(),
            deferred_revoke: false,
            doubt: None,
            failures: 0,
            last_failure: None,
            pause: None,
            is_told_to_wait: false,
            insists: false,
            breaker: Breaker::default(),
            ops: 0,
        }
    }

    /// Takes in what happened, and says what is to be done, in this order.
    pub fn handle(&mut self, event: Event, snapshot: Snapshot) -> Vec<Effect> {
        let snapshot = &snapshot;
        let mut list = Vec::new();
        let effects = &mut list;
        match event {
            Event::Open(found) => self.open(found, snapshot, effects),
            Event::Loaded(op, found) if self.is_opening(op) => self.loaded(found, snapshot, effects),
            Event::Initial(op, tokens) if self.is_opening(op) => self.initial(tokens, snapshot, effects),
            Event::Loaded(..) | Event::Initial(..) => {}
            Event::Renew | Event::Refresh => self.start(snapshot, effects),
            Event::Refuse => self.end(EndReason::Refused, snapshot, effects),
            Event::SignIn(tokens) => self.sign_in(tokens, snapshot, effects),
            Event::Update(tokens) => self.update(tokens, snapshot, effects),
            Event::SignOut { revoke } => self.sign_out(revoke, snapshot, effects),
            Event::Answered(op, answer) => self.answered(op, answer, snapshot, effects),
            Event::Tick(op) => self.ticked(op, snapshot, effects),
            Event::Unshare => self.unshare(effects),
            Event::Granted { op, .. } if self.is_opening(op) => self.initial_granted(op, snapshot, effects),
            Event::Granted { op, queued } => self.granted(op, queued, effects),
            Event::Denied(op) if self.is_opening(op) => {
                self.config.has_locks = false;
                effects.push(Effect::AskInitial(op));
            }
            Event::Denied(op) => self.denied(op, effects),
            Event::Floor(op, held) if self.is_opening(op) => self.join_floor(held, snapshot, effects),
            Event::Floor(op, held) => self.floor(op, held, snapshot, effects),
            Event::Unlisted(op) => self.unlisted(op, snapshot, effects),
            Event::Turned(op) => self.turned(op, snapshot, effects),
            Event::Present(op) => self.let_lock_go(op, effects),
            Event::Look => {
                self.look(snapshot, effects);
            }
            Event::Hide => self.hide(snapshot, effects),
            Event::Show => self.show(snapshot, effects),
            Event::Asked(nonce) => self.asked(nonce, snapshot, effects),
            Event::Told(told) => self.told(&told, snapshot, effects),
        }
        if !matches!(self.life, Life::Opening(_))
            && let Some(tokens) = self.early.take()
        {
            self.update(tokens, snapshot, effects);
        }
        list
    }

    /// Whether the session was never used.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.life, Life::Closed)
    }

    /// Whether requests wait: for the storage, the application or a refresh.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.is_renewing() || self.is_hidden || matches!(self.life, Life::Opening(_))
    }

    /// Whether the end of `op` is what an opening session waits for.
    fn is_opening(&self, op: Op) -> bool {
        matches!(self.life, Life::Opening(open) if open == op)
    }

    /// Whether a newer token is on its way.
    fn is_renewing(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.purpose == Purpose::Renew)
    }

    /// The state as users see it.
    #[must_use]
    pub fn state(&self, now: Now) -> State {
        match self.life {
            Life::Closed | Life::Opening(_) | Life::Unknown => State::Restoring,
            Life::Anonymous => State::Anonymous,
            Life::Ended(_) => State::Ended,
            Life::Active if self.is_renewing() => State::Refreshing,
            Life::Active if self.last_failure.is_some() && (self.is_refused || !self.is_usable(now)) => {
                State::Stale
            }
            Life::Active => State::Active,
        }
    }

    /// Why the session ended, if it did.
    #[must_use]
    pub fn end_reason(&self) -> Option<EndReason> {
        match self.life {
            Life::Ended(reason) => Some(reason),
            _ => None,
        }
    }

    /// The current tokens.
    #[must_use]
    pub fn tokens(&self) -> &TokenSet {
        &self.tokens
    }

    /// Whether the end of `op` still matters; a timer of one that does not can be cleared.
    #[must_use]
    pub fn awaits(&self, op: Op) -> bool {
        self.is_opening(op)
            || self.flight.as_ref().is_some_and(|flight| flight.op == op)
            || has(&self.orphans, op)
            || self.closing.is_some_and(|(awaited, _)| awaited == op)
    }

    /// Whether the tabs of the origin share the session.
    #[must_use]
    pub fn is_sharing(&self) -> bool {
        self.config.shares
    }

    /// Whether the tabs take turns by locks, as far as is known.
    #[must_use]
    pub fn is_locking(&self) -> bool {
        self.config.has_locks
    }

    /// Whether the locks that are held can be listed, as far as is known.
    #[must_use]
    pub fn is_listing(&self) -> bool {
        self.config.has_query
    }

    /// The session that this tab is in, or about to join: presence locks carry its number.
    #[must_use]
    pub fn sid(&self) -> SessionId {
        self.joining().unwrap_or(self.sid)
    }

    /// The number of the current credential in this document.
    #[must_use]
    pub fn serial(&self) -> Serial {
        self.serial
    }

    /// The class of the last failed refresh, until one succeeds.
    #[must_use]
    pub fn last_failure(&self) -> Option<Failure> {
        self.last_failure
    }

    /// Whether a request may carry the current credential: there is one, and it is not known to be over.
    fn is_usable(&self, now: Now) -> bool {
        let is_over = self.tokens.expiry.is_some_and(|expiry| expiry.is_over(now));
        let has_token = self.config.carrier == Carrier::Cookie || self.tokens.access.is_some();
        has_token && !is_over
    }

    /// Whether a refresh call can be made at all.
    fn can_renew(&self) -> bool {
        self.config.carrier != Carrier::Bearer
            || !self.config.needs_refresh_token
            || self.tokens.refresh.is_some()
    }

    fn next_op(&mut self) -> Op {
        self.ops = self.ops.wrapping_add(1);
        self.ops
    }
}
