//! What one event may use: the clocks, random bits, the records that the tabs share, and the list of effects.
//!
//! The records are read once for each event. An effect is written field by field where it is made, so those that are
//! made in many places are made here: half a kilobyte less.

use super::super::clock::Now;
use super::super::effect::{Effect, Notice, Outcome};
use super::super::event::{Op, Snapshot};
use super::super::ledger::{Epoch, Ledger};
use super::super::token::TokenSet;

/// What belongs to the document and to no session of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Document {
    /// The operation that was begun last.
    pub(super) ops: Op,
    /// The page does not run.
    pub(super) is_hidden: bool,
    /// When the device came online last, by the wall clock, or 0.
    pub(super) online: u64,
    /// The refresh lock of a flight that is over.
    pub(super) releasing: Option<Releasing>,
}

/// A refresh lock that is held for a moment longer: until the presence lock is held, or what was written shows in the
/// other tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Releasing {
    /// Ends the wait.
    pub(super) op: Op,
    pub(super) lock: Op,
}

/// One event's task.
pub(super) struct Task<'a> {
    pub(super) now: Now,
    pub(super) snapshot: &'a Snapshot,
    /// The epoch that the tabs share.
    pub(super) epoch: Option<Epoch>,
    /// The ledger of the session that the epoch names, or of this machine's where there is no epoch.
    pub(super) ledger: Option<Ledger<'a>>,
    pub(super) document: Document,
    /// An update that came before the session was known.
    pub(super) early: Option<TokenSet>,
    pub(super) effects: Vec<Effect>,
}

impl<'a> Task<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, document: Document) -> Self {
        Task {
            now: snapshot.now,
            snapshot,
            epoch: snapshot.epoch.as_deref().and_then(Epoch::read),
            ledger: snapshot.ledger.as_deref().and_then(Ledger::read),
            document,
            early: None,
            effects: Vec::new(),
        }
    }

    pub(super) fn next_op(&mut self) -> Op {
        self.document.ops = self.document.ops.wrapping_add(1);
        self.document.ops
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Waiting requests ask again.
    #[inline(never)]
    pub(super) fn wake(&mut self, outcome: Outcome) {
        self.effects.push(Effect::Wake(outcome));
    }

    /// Listeners and the timeline are told.
    #[inline(never)]
    pub(super) fn notify(&mut self, notice: Notice) {
        self.effects.push(Effect::Notify(notice));
    }

    /// A lock is let go of.
    #[inline(never)]
    pub(super) fn unlock(&mut self, lock: Op) {
        self.effects.push(Effect::Unlock(lock));
    }

    /// The step of `op` has so many milliseconds.
    #[inline(never)]
    pub(super) fn timer(&mut self, op: Op, delay: u64) {
        self.effects.push(Effect::Timer(op, delay));
    }

    /// What the refresh lock was still held for is there.
    pub(super) fn release(&mut self, op: Op) {
        if let Some(Releasing { lock, .. }) = self.document.releasing.take_if(|releasing| releasing.op == op)
        {
            self.unlock(lock);
        }
    }
}
