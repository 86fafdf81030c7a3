//! The state of one session in one document.
//!
//! Decides, from what happened, what is to be done. It holds no request: a request carries its own state as a
//! [`Ticket`], and asks here what comes next.
//!
//! ```text
//!            Open                 tokens found
//!  Closed ─────────▶ Opening ───────────────────▶ Live ◀────┐ sign-in, renewal
//!                       │ nothing found             │  └────┘
//!                       ├─────────▶ Anonymous       │ sign-out, refusal
//!                       └─────────▶ Live, unknown ──┴─────▶ Ended
//!                        (a cookie may hold a session)
//! ```
//!
//! At most one refresh, the *flight*, exists at a time. It belongs to the session and never to a request. What is
//! learnt about a credential, a flight or a pause lies in it, and goes with it. The numbers R1 to R14 in comments are
//! the rules of docs/protocol.md.
//!
//! | file | |
//! | --- | --- |
//! | `request.rs` | what one request does next |
//! | `opening.rs`, `joining.rs` | how a session is found |
//! | `ending.rs` | how it ends |
//! | `update.rs` | newer tokens from elsewhere |
//! | `flight.rs` | when a refresh starts |
//! | `turn.rs`, `rules.rs`, `hold.rs` | what happens before its call |
//! | `landing.rs` | what its answer means |
//! | `members.rs`, `pages.rs` | the other tabs, and the life of the page |
//! | `life.rs`, `session.rs`, `credential.rs`, `pace.rs`, `breaker.rs` | what is held |
//! | `task.rs` | what one event may use |

mod breaker;
mod credential;
mod ending;
mod flight;
mod hold;
mod joining;
mod landing;
mod life;
mod members;
mod opening;
mod pace;
mod pages;
#[cfg(feature = "rules")]
mod renumber;
mod request;
mod rules;
mod session;
mod task;
mod turn;
mod update;

#[cfg(test)]
mod tests;

use super::clock::Now;
use super::config::Config;
use super::effect::{Effect, EndReason};
use super::event::{Event, Op, Snapshot};
use super::failure::Failure;
use super::has;
use super::record::SessionId;
use super::ticket::{Serial, Ticket};
use super::token::TokenSet;
use flight::Flight;
pub use life::State;
use life::{Life, Opening, Stage};
pub use request::Hint;
use session::{Former, Session};
use task::{Document, Task};

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
    /// The session before the one that lives, or the last one.
    past: Former,
    /// The session that this tab could not join.
    refused_by: Option<SessionId>,
    /// Calls of sessions that ended; their tokens are revoked when they arrive.
    orphans: Vec<Op>,
    /// A sign-out waits with its revocation until the orphans have landed: a late `Set-Cookie` of theirs would
    /// bring the session back.
    deferred_revoke: bool,
    document: Document,
}

impl Machine {
    /// A session that nothing is known of. Reads and starts nothing.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Machine {
            config,
            life: Life::Closed,
            past: Former::default(),
            refused_by: None,
            orphans: Vec::new(),
            deferred_revoke: false,
            document: Document::default(),
        }
    }

    /// Takes in what happened, and says what is to be done, in this order.
    pub fn handle(&mut self, event: Event, snapshot: Snapshot) -> Vec<Effect> {
        let mut task = Task::new(&snapshot, self.document);
        if let Life::Opening(opening) = &mut self.life {
            task.early = opening.early.take();
        }
        self.route(event, &mut task);
        if let Life::Opening(opening) = &mut self.life {
            opening.early = task.early.take();
        } else if let Some(tokens) = task.early.take() {
            self.update(tokens, &mut task);
        }
        self.document = task.document;
        task.effects
    }

    fn route(&mut self, event: Event, task: &mut Task) {
        let task = &mut *task;
        match event {
            Event::Open(found) => self.open(found, task),
            Event::Renew | Event::Refresh => {
                if let Some((session, config)) = self.session_mut() {
                    session.start(false, config, task);
                }
            }
            Event::Refuse => self.end(EndReason::Refused, task),
            Event::SignIn(tokens) => self.sign_in(tokens, task),
            Event::Update(tokens) => self.update(tokens, task),
            Event::SignOut { revoke } => self.sign_out(revoke, task),
            Event::Answered(op, answer) => self.answered(op, &answer, task),
            Event::Unshare => self.unshare(task),
            Event::Present(op) => task.release(op),
            Event::Look => {
                self.look(task);
            }
            Event::Hide => self.hide(task),
            Event::Show => self.show(task),
            Event::Online => self.online(task),
            Event::Asked(nonce) => self.asked(nonce, task),
            Event::Told(told) => self.told(&told, task),
            Event::Loaded(op, _)
            | Event::Initial(op, _)
            | Event::Tick(op)
            | Event::Granted { op, .. }
            | Event::Denied(op)
            | Event::Floor(op, _)
            | Event::Unlisted(op)
            | Event::Turned(op) => match self.opening_stage(op) {
                Some(stage) => self.opening_event(op, stage, event, task),
                None => self.flight_event(event, task),
            },
        }
    }

    /// What an opening session waited for.
    fn opening_event(&mut self, op: Op, stage: Stage, event: Event, task: &mut Task) {
        match (event, stage) {
            (Event::Tick(_), stage) => self.opening_timed_out(op, stage, task),
            (Event::Loaded(_, found), Stage::Load) => self.loaded(found, task),
            (Event::Initial(_, tokens), Stage::Initial { has_lock }) => {
                self.initial(op, has_lock, tokens, task);
            }
            (Event::Granted { .. }, Stage::Initial { .. }) => self.initial_granted(op, task),
            (Event::Denied(_), Stage::Initial { .. }) => {
                self.config.has_locks = false;
                task.push(Effect::AskInitial(op));
            }
            (Event::Floor(_, held), Stage::Join(join)) => self.join_floor(join, held, task),
            (Event::Unlisted(_), Stage::Join(join)) => {
                self.config.has_query = false;
                self.ask_to_join(join, task);
            }
            _ => {}
        }
    }

    /// What a flight waited for, or a lock that is not wanted any more.
    fn flight_event(&mut self, event: Event, task: &mut Task) {
        match event {
            Event::Tick(op) => self.ticked(op, task),
            Event::Granted { op, queued } => self.granted(op, queued, task),
            Event::Denied(op) => self.denied(op, task),
            Event::Floor(op, held) => self.floor(op, held, task),
            Event::Unlisted(op) => {
                self.config.has_query = false;
                self.floor(op, None, task);
            }
            Event::Turned(op) => self.turned(op, task),
            _ => {}
        }
    }

    // ===== what is asked of it =====

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

    fn waits(&self, is_hidden: bool) -> bool {
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
            || self.document.releasing.is_some_and(|releasing| releasing.op == op)
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

    // ===== what is held =====

    fn session(&self) -> Option<&Session> {
        match &self.life {
            Life::Live(session) => Some(session),
            _ => None,
        }
    }

    fn session_mut(&mut self) -> Option<(&mut Session, &Config)> {
        match &mut self.life {
            Life::Live(session) => Some((session, &self.config)),
            _ => None,
        }
    }

    fn flight_mut(&mut self) -> Option<&mut Flight> {
        self.session_mut()?.0.flight.as_mut()
    }

    /// What the session that is opening waits for, if it is the end of `op`.
    fn opening_stage(&self, op: Op) -> Option<Stage> {
        match &self.life {
            Life::Opening(Opening { op: open, stage, .. }) if *open == op => Some(*stage),
            _ => None,
        }
    }

    /// The session that lives, or the last one, for the one that comes after it.
    fn former(&self) -> Former {
        self.session().map_or(self.past, Session::former)
    }

    fn own_sid(&self) -> SessionId {
        self.former().sid
    }

    fn set_life(&mut self, life: Life) {
        self.past = self.former();
        self.life = life;
    }
}
