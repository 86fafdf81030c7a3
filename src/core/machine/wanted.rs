//! The effects that are wanted most.
//!
//! Decides nothing. An effect is written field by field where it is made, so those that are made in ten places are made
//! here: half a kilobyte less.

use super::super::effect::{Effect, Notice, Outcome};
use super::super::event::Op;

/// Everybody who waits may ask again.
#[inline(never)]
pub(super) fn settle(outcome: Outcome, effects: &mut Vec<Effect>) {
    effects.push(Effect::Settle(outcome));
}

/// Listeners and the timeline are told.
#[inline(never)]
pub(super) fn notify(notice: Notice, effects: &mut Vec<Effect>) {
    effects.push(Effect::Notify(notice));
}

/// A lock is let go of.
#[inline(never)]
pub(super) fn unlock(lock: Op, effects: &mut Vec<Effect>) {
    effects.push(Effect::Unlock(lock));
}

/// The step of `op` has so many milliseconds.
#[inline(never)]
pub(super) fn timer(op: Op, delay: u64, effects: &mut Vec<Effect>) {
    effects.push(Effect::Timer(op, delay));
}
