//! What is going to happen, in the order of its time.
//!
//! A list for each hundredth of a second: a queue of a million clients costs no more for each than one of ten.

use std::collections::VecDeque;

/// Milliseconds of one slot. All that happens within one happens in the order in which it was asked for.
pub const SLOT: u64 = 10;

/// The agenda of a whole run.
pub struct Wheel<T> {
    slots: Vec<Vec<T>>,
    at: usize,
    now: VecDeque<T>,
}

impl<T> Wheel<T> {
    /// An agenda of so many milliseconds. What is later never happens.
    pub fn new(length: u64) -> Self {
        let slots = (0..=length / SLOT).map(|_| Vec::new()).collect();
        Wheel { slots, at: 0, now: VecDeque::new() }
    }

    pub fn time(&self) -> u64 {
        self.at as u64 * SLOT
    }

    /// Puts down what happens at a time; never before what is still to happen now.
    pub fn put(&mut self, time: u64, what: T) {
        let slot = (time.div_ceil(SLOT) as usize).max(self.at);
        if slot == self.at {
            self.now.push_back(what);
        } else if let Some(slot) = self.slots.get_mut(slot) {
            slot.push(what);
        }
    }

    /// What happens next, if that is before `end`.
    pub fn next(&mut self, end: u64) -> Option<T> {
        loop {
            if let Some(what) = self.now.pop_front() {
                return Some(what);
            }
            if (self.at as u64 + 1) * SLOT > end || self.at + 1 >= self.slots.len() {
                return None;
            }
            self.at += 1;
            self.now = std::mem::take(&mut self.slots[self.at]).into();
        }
    }
}
