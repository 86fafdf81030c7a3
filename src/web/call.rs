//! What is under way, by the number of its operation: calls, timers, locks.
//!
//! Holds what belongs to an operation between two of its steps. Decides nothing.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use crate::core::event::Op;

/// What a callback reports about, in the low bits of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Step {
    /// The time asked for is over.
    Tick,
    /// The storage has answered.
    Loaded,
    /// `initial` has answered.
    Initial,
    /// The refresh function has answered.
    Called,
    /// The request is ready to be sent.
    Prepared,
    /// The headers of the answer are there.
    Fetched,
    /// The body of the answer is there.
    Read,
    /// The application has found the tokens in it.
    Parsed,
    /// A new promise has handed over what resolves it.
    Promised,
    /// The refresh lock was free, or was not.
    Tried,
    /// The refresh lock was granted after a wait.
    Granted,
    /// The request for the refresh lock has ended; of interest only if it failed.
    Denied,
    /// The presence locks have been listed.
    Listed,
    /// The presence lock is held.
    Present,
    /// A new task has begun.
    Turned,
    /// A message has arrived.
    Message,
    /// Something has happened to the page.
    Page,
    /// The worker that keeps the time of a hidden page has something to say.
    Woken,
}

const STEPS: [Step; 18] = [
    Step::Tick,
    Step::Loaded,
    Step::Initial,
    Step::Called,
    Step::Prepared,
    Step::Fetched,
    Step::Read,
    Step::Parsed,
    Step::Promised,
    Step::Tried,
    Step::Granted,
    Step::Denied,
    Step::Listed,
    Step::Present,
    Step::Turned,
    Step::Message,
    Step::Page,
    Step::Woken,
];

impl Step {
    /// The code of the callback that reports this step of `op`, `failed` or not.
    pub(super) fn code(self, op: Op, failed: bool) -> f64 {
        f64::from(op) * 64.0 + f64::from(self as u8 * 2 + u8::from(failed))
    }

    /// The reverse of [`Step::code`].
    pub(super) fn decode(code: f64) -> (Op, Step, bool) {
        let code = code as u64;
        let step = STEPS.get((code >> 1 & 31) as usize).copied().unwrap_or(Step::Tick);
        ((code >> 6) as Op, step, code & 1 != 0)
    }
}

/// Values by operation. None is borrowed while JavaScript runs.
#[derive(Default)]
pub(super) struct Ops(RefCell<Vec<(Op, JsValue)>>);

impl Ops {
    pub(super) fn put(&self, op: Op, value: JsValue) {
        self.0.borrow_mut().push((op, value));
    }

    /// The value of `op`, which stays.
    #[inline(never)]
    pub(super) fn get(&self, op: Op) -> Option<JsValue> {
        self.0.borrow().iter().find(|(one, _)| *one == op).map(|(_, value)| value.clone())
    }

    /// The value of `op`, which goes.
    pub(super) fn take(&self, op: Op) -> Option<JsValue> {
        self.take_where(|one| one == op)
    }

    /// The value of the first operation for which `test` holds.
    pub(super) fn take_where(&self, test: impl Fn(Op) -> bool) -> Option<JsValue> {
        let mut list = self.0.borrow_mut();
        let index = list.iter().position(|(op, _)| test(*op))?;
        Some(list.swap_remove(index).1)
    }
}
