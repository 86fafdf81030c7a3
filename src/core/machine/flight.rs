//! The one refresh under way, and when one starts.
//!
//! Each step holds what only it needs. What has to happen between the tabs before a call may be sent is decided in
//! `turn.rs`, what its answer means in `landing.rs`.

use super::super::clock::Now;
use super::super::config::Config;
use super::super::effect::{Effect, Notice, Outcome};
use super::super::event::Op;
use super::super::ticket::Serial;
use super::super::token::{Secret, TokenSet};
use super::done::Done;
use super::hold::{Claim, Hold};
use super::session::Session;
use super::task::{Releasing, Task};
use super::turn::GRACE;

/// The one refresh under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Flight {
    pub(super) purpose: Purpose,
    /// The credential that is to be replaced.
    pub(super) serial: Serial,
    pub(super) hold: Hold,
    pub(super) step: Step,
    pub(super) done: Done,
    pub(super) insists: Insists,
}

/// What of a pause that a tab chose by itself still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Insists {
    /// All of it.
    No,
    /// Its beginning: somebody has loaded a page, or the application asks.
    Person,
    /// Nothing: the device is online again.
    Online,
}

/// What a flight is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Purpose {
    /// A newer token.
    Renew,
    /// Telling the other tabs of an update; nobody waits for it.
    Publish,
}

/// Where a flight is, and the operation whose end it awaits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// Waiting for the lock.
    Queue,
    /// Counting presence locks, or only ending the task where nothing can be counted.
    Count(Op),
    /// Reading the ledger until it is as new as `floor`, since then.
    Reread { op: Op, floor: u64, since: Now },
    /// Waiting for what a holder that died may have written.
    Grace(Op),
    /// Waiting for the end of another tab's claim, or for one that came before this tab's own to show.
    Claim(Op),
    /// Waiting for the other tabs' answer.
    Ask { op: Op, nonce: u64 },
    /// Waiting until an earlier, unanswered call cannot reach the server any more.
    Settle(Op),
    /// Waiting before a call that was refused for an unknown reason is made once more.
    Again(Op),
    /// Ending the task, so that the ledger is written before anything is sent.
    Turn { op: Op, is_replay: bool },
    /// Waiting for the answer.
    Send(Call),
    /// The call broke off, as it also does just before the page goes away: waiting to see whether it does.
    Leave(Call),
    /// The answer is there, and being judged.
    Land,
}

/// One call of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Call {
    /// Whose end is awaited: the call's, or the wait's after it.
    pub(super) op: Op,
    /// The refresh token that was sent.
    pub(super) sent: Option<Secret>,
    pub(super) since: Now,
    /// The token was sent before, with an unknown end.
    pub(super) is_replay: bool,
    /// It outlives the page (R16).
    pub(super) is_carried: bool,
}

impl Step {
    /// The operation whose end is awaited.
    pub(super) fn op(&self) -> Option<Op> {
        match self {
            Step::Queue | Step::Land => None,
            Step::Count(op) | Step::Grace(op) | Step::Claim(op) => Some(*op),
            Step::Settle(op) | Step::Again(op) => Some(*op),
            Step::Reread { op, .. } | Step::Ask { op, .. } | Step::Turn { op, .. } => Some(*op),
            Step::Send(call) | Step::Leave(call) => Some(call.op),
        }
    }

    /// Whether a call is under way, or about to be.
    pub(super) fn is_sending(&self) -> bool {
        matches!(self, Step::Turn { .. } | Step::Send(_))
    }
}

impl Flight {
    /// Whether it waits for the lock.
    pub(super) fn is_queued(&self) -> bool {
        matches!(self.step, Step::Queue)
    }

    /// Whether it awaits the end of `op`.
    pub(super) fn awaits(&self, op: Op) -> bool {
        let queued = self.hold.lock().filter(|_| self.is_queued());
        self.step.op().or(queued) == Some(op)
    }

    /// Gives up what it holds: the lock, or the place in its queue.
    pub(super) fn let_go(&self, task: &mut Task) {
        if let Some(lock) = self.hold.lock() {
            task.push(if self.is_queued() { Effect::CancelLock(lock) } else { Effect::Unlock(lock) });
        }
    }
}

impl Session {
    /// Starts a refresh, if there is something to renew, and no pause. A page that has not met the trouble yet was loaded
    /// by a person.
    pub(super) fn start(&mut self, insists: Insists, config: &Config, task: &mut Task) {
        let insists = if self.pace.failed.is_none() { insists.max(Insists::Person) } else { insists };
        let is_paused = self.is_paused(task.now);
        if task.document.is_hidden
            || !self.can_renew(config)
            || is_paused && (insists == Insists::No || !self.pace.is_patient(task.now))
        {
            return;
        }
        match &mut self.flight {
            // R9 The update goes first, and may be all that was wanted.
            Some(flight) => {
                flight.purpose = Purpose::Renew;
                flight.insists = flight.insists.max(insists);
            }
            None if config.shares => self.queue(Purpose::Renew, insists, config, task),
            None => self.start_alone(insists, config, task),
        }
    }

    fn begin_flight(&mut self, purpose: Purpose, hold: Hold, step: Step, insists: Insists) {
        let serial = self.credential.serial;
        self.flight = Some(Flight { purpose, serial, hold, step, done: Done::default(), insists });
    }

    /// Queues for the refresh lock, for as long as waiting is bounded (R14.1).
    fn queue(&mut self, purpose: Purpose, insists: Insists, config: &Config, task: &mut Task) {
        let op = task.next_op();
        if !config.has_locks {
            self.begin_flight(purpose, Hold::Claim(Claim::default()), Step::Count(op), insists);
            return task.push(Effect::Turn(op));
        }
        self.begin_flight(purpose, Hold::Lock { op, queued: false }, Step::Queue, insists);
        task.timer(op, config.settle.saturating_add(config.call_timeout));
        task.push(Effect::Lock(op));
    }

    /// Without other tabs there is nobody to agree with: only an unanswered call of this tab has to be given time (R6.5).
    fn start_alone(&mut self, insists: Insists, config: &Config, task: &mut Task) {
        // By the monotonic clock alone: a wall clock set forward must not send the replay too early.
        let passed = |since: Now| task.now.mono.saturating_sub(since.mono);
        let left = config.settle.saturating_sub(self.credential.doubt.map_or(u64::MAX, passed));
        let op = task.next_op();
        self.begin_flight(Purpose::Renew, Hold::Alone, Step::Settle(op), insists);
        if left > 0 { task.timer(op, left) } else { self.send(false, config, task) }
    }

    /// Calls the token endpoint.
    pub(super) fn send(&mut self, is_replay: bool, config: &Config, task: &mut Task) {
        let op = task.next_op();
        let TokenSet { access, refresh, .. } = self.credential.tokens.clone();
        let Some(flight) = &mut self.flight else { return };
        let sent = refresh.clone();
        flight.step = Step::Send(Call { op, sent, since: task.now, is_replay, is_carried: false });
        flight.serial = self.credential.serial;
        task.notify(Notice::RefreshStarted);
        self.carry(op, config, task);
        task.timer(op, config.call_timeout);
        task.push(Effect::Send { op, access, refresh });
    }

    /// R9 Puts an update of this tab into the ledger, when it is this tab's turn.
    pub(super) fn publish_later(&mut self, config: &Config, task: &mut Task) {
        let is_due = self.update.is_some() && config.shares && self.is_known && !task.document.is_hidden;
        if is_due && self.flight.is_none() {
            self.queue(Purpose::Publish, Insists::No, config, task);
        }
    }

    /// The locks do not work here after all: a flight that was queued for `op` takes its turn by a claim.
    pub(super) fn queue_again(&mut self, op: Op, config: &Config, task: &mut Task) {
        let is_queued = |flight: &mut Flight| flight.is_queued() && flight.awaits(op);
        if let Some(flight) = self.flight.take_if(is_queued) {
            self.queue(flight.purpose, flight.insists, config, task);
        }
    }

    /// Ends the flight. Returns the lock that it held.
    fn take_lock(&mut self) -> Option<Op> {
        self.flight.take().and_then(|flight| flight.hold.lock())
    }

    /// Ends the flight and lets the lock go.
    pub(super) fn finish(&mut self, outcome: Outcome, config: &Config, task: &mut Task) {
        if let Some(lock) = self.take_lock() {
            task.unlock(lock);
        }
        task.wake(outcome);
        self.publish_later(config, task);
    }

    /// R5.5 Ends the flight, but lets the lock go only once the presence lock of the new generation is held: the
    /// next holder then reads the ledger until it is as new as that.
    pub(super) fn finish_present(&mut self, outcome: Outcome, config: &Config, task: &mut Task) {
        let lock = self.take_lock();
        let op = self.present(config, task);
        match (lock, op) {
            (Some(lock), Some(op)) => task.document.releasing = Some(Releasing { op, lock }),
            (Some(lock), None) => task.unlock(lock),
            (None, _) => {}
        }
        task.wake(outcome);
        self.publish_later(config, task);
    }

    /// R7.5 Ends the flight, but lets the lock go only when what it wrote shows everywhere: a tab that finds the lock
    /// free does not wait for that, and no presence lock tells of a failure.
    pub(super) fn finish_shown(&mut self, outcome: Outcome, config: &Config, task: &mut Task) {
        if let Some(lock) = self.take_lock() {
            let op = task.next_op();
            task.document.releasing = Some(Releasing { op, lock });
            task.timer(op, GRACE);
        }
        task.wake(outcome);
        self.publish_later(config, task);
    }
}
