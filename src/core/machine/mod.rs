//! The state of one session in one document.
//!
//! Decides, from what happened, what is to be done. It holds no request: a request carries its own state as a
//! [`Ticket`](super::ticket::Ticket), and asks here what comes next.
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
//! learnt about a credential, a flight or a pause lies in it, and goes with it. The numbers R1 to R16 in comments are
//! the rules of docs/protocol.md.
//!
//! | file | |
//! | --- | --- |
//! | `request.rs` | what one request does next |
//! | `opening.rs`, `joining.rs`, `signing.rs` | how a session is found, or begun |
//! | `ending.rs` | how it ends |
//! | `update.rs` | newer tokens from elsewhere |
//! | `flight.rs` | when a refresh starts |
//! | `turn.rs`, `rules.rs`, `verdict.rs`, `hold.rs` | what happens before its call |
//! | `landing.rs`, `commit.rs`, `failing.rs` | what its answer means |
//! | `carried.rs` | a call that outlives its page |
//! | `members.rs`, `pages.rs` | the other tabs, and the life of the page |
//! | `life.rs`, `session.rs`, `credential.rs`, `pace.rs`, `breaker.rs` | what is held |
//! | `shared.rs` | how it is written, for this tab and for the others |
//! | `task.rs` | what one event may use |
//! | `view.rs` | what a host may ask |

mod breaker;
mod carried;
mod commit;
mod credential;
mod decision;
mod done;
mod ending;
mod failing;
mod flight;
mod hint;
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
mod shared;
mod signing;
mod task;
mod turn;
mod update;
mod verdict;
mod view;

#[cfg(test)]
mod tests;

use super::config::Config;
use super::effect::{Effect, EndReason};
use super::event::{Event, Op, Snapshot};
use super::record::SessionId;
pub use decision::Decision;
use flight::{Flight, Insists};
pub use hint::Hint;
use joining::LeftOut;
pub use life::State;
use life::{Life, Stage};
use session::{Former, Session};
use signing::Held;
use task::{Document, Task};

/// One session in one document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Machine {
    config: Config,
    life: Life,
    /// The session before the one that lives, or the last one.
    past: Former,
    /// The session that nobody has let this tab into.
    left_out: Option<LeftOut>,
    /// Calls of sessions that ended; their tokens are revoked when they arrive.
    orphans: Vec<Op>,
    /// A sign-out waits with its revocation until the orphans have landed: a late `Set-Cookie` of theirs would
    /// bring the session back.
    deferred_revoke: bool,
    /// A sign-in that may be the refresh's result.
    held: Option<Held>,
    /// The refresh function that ran when the user was signed out.
    signed_out: Option<Op>,
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
            left_out: None,
            orphans: Vec::new(),
            deferred_revoke: false,
            held: None,
            signed_out: None,
            document: Document::default(),
        }
    }

    /// Goes on with newer options.
    pub fn adjust(&mut self, newer: Config) {
        self.config.adjust(newer);
    }

    /// Takes in what happened, and says what is to be done, in this order.
    pub fn handle(&mut self, event: Event, snapshot: Snapshot) -> Vec<Effect> {
        let mut task = Task::new(&snapshot, self.document);
        if let Life::Opening(opening) = &mut self.life {
            task.early = opening.early.take();
        }
        self.route(event, &mut task);
        self.release_held(&mut task);
        if let Life::Opening(opening) = &mut self.life {
            opening.early = task.early.take();
        } else if let Some(tokens) = task.early.take() {
            self.update(tokens, &mut task);
        }
        self.document = task.document;
        task.effects
    }

    #[inline(never)]
    fn route(&mut self, event: Event, task: &mut Task) {
        match event {
            Event::Open(found) => self.open(found, task),
            Event::Renew | Event::Refresh => {
                let insists = if event == Event::Refresh { Insists::Person } else { Insists::No };
                if let Some((session, config)) = self.session_mut() {
                    session.start(insists, config, task);
                }
            }
            Event::Refuse => self.end(EndReason::Refused, task),
            Event::SignIn(tokens) => self.sign_in(tokens, task),
            Event::Update(tokens) => self.update(tokens, task),
            Event::SignOut { revoke } => {
                self.sign_in_held(task);
                self.sign_out(revoke, task);
            }
            Event::Answered(op, mut answer) => {
                self.take_held(op, &mut answer);
                self.answered(op, &answer, task);
            }
            Event::Sending { op, is_carried } => self.sending(op, is_carried, task),
            Event::Uncollected(op) => self.uncollected(op, task),
            Event::Unshare => self.unshare(task),
            Event::Present(op) => self.presented(op, task),
            Event::Look => {
                self.look(task);
            }
            Event::Hide => {
                // The function stops with the page, and its session must begin before the locks go.
                if self.config.shares {
                    self.sign_in_held(task);
                }
                self.hide(task)
            }
            Event::Show => self.show(task),
            Event::Online => self.online(task),
            Event::Asked(nonce) => self.asked(nonce, task),
            Event::Told(told) => self.told(&told, task),
            Event::Loaded(op, found) => {
                if let Some(Stage::Load) = self.opening_stage(op) {
                    self.loaded(found, task);
                }
            }
            Event::Initial(op, tokens) => {
                if let Some(Stage::Initial { has_lock }) = self.opening_stage(op) {
                    self.initial(op, has_lock, tokens, task);
                }
            }
            Event::Tick(op) if self.held.as_ref().is_some_and(|held| held.op == op) => {
                self.sign_in_held(task)
            }
            Event::Tick(op) => match self.opening_stage(op) {
                Some(stage) => self.opening_timed_out(op, stage, task),
                None => self.ticked(op, task),
            },
            Event::Granted { op, queued } => match self.opening_stage(op) {
                Some(stage) => self.initial_granted(op, stage, task),
                None => self.granted(op, queued, task),
            },
            Event::Denied(op) => match self.opening_stage(op) {
                Some(stage) => self.initial_denied(op, stage, task),
                None => self.denied(op, task),
            },
            Event::Floor(op, held) => match self.opening_stage(op) {
                Some(stage) => self.join_floor(stage, held, task),
                None => self.floor(op, held, task),
            },
            Event::Unlisted(op) => self.unlisted(op, task),
            Event::Turned(op) => self.turned(op, task),
        }
    }

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

    /// The session that lives, or the last one, for the one that comes after it.
    fn former(&self) -> Former {
        self.session().map_or(self.past, Session::former)
    }

    fn own_sid(&self) -> SessionId {
        self.former().sid
    }

    #[inline(never)]
    fn set_life(&mut self, life: Life) {
        self.past = self.former();
        self.life = life;
    }
}
