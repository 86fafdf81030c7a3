//! The refresh calls that are under way: one flight, and now and then one of a session that is already over.
//!
//! Holds what belongs to a call between two of its steps. Decides nothing.

use wasm_bindgen::JsValue;

use super::globals;
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
}

const STEPS: [Step; 16] = [
    Step::Tick,
    Step::Loaded,
    Step::Initial,
    Step::Called,
    Step::Prepared,
    Step::Fetched,
    Step::Read,
    Step::Parsed,
    Step::Tried,
    Step::Granted,
    Step::Denied,
    Step::Listed,
    Step::Present,
    Step::Turned,
    Step::Message,
    Step::Page,
];

impl Step {
    /// The code of the callback that reports this step of `op`, `failed` or not.
    pub(super) fn code(self, op: Op, failed: bool) -> f64 {
        f64::from(op) * 32.0 + f64::from(self as u8) * 2.0 + f64::from(u8::from(failed))
    }

    /// The reverse of [`Step::code`].
    pub(super) fn decode(code: f64) -> (Op, Step, bool) {
        let code = code as u64;
        let step = STEPS.get((code >> 1 & 15) as usize).copied().unwrap_or(Step::Tick);
        ((code >> 5) as Op, step, code & 1 != 0)
    }
}

/// One call under way.
pub(super) struct Call {
    pub(super) op: Op,
    /// Aborts it.
    pub(super) controller: JsValue,
    /// The answer, from its headers on.
    pub(super) response: JsValue,
    /// The parsed body.
    pub(super) data: JsValue,
    /// The body is HTML.
    pub(super) is_html: bool,
}

/// A timer that reports by the shared callback.
pub(super) struct Timer {
    pub(super) op: Op,
    id: JsValue,
}

impl Timer {
    pub(super) fn new(op: Op, id: JsValue) -> Self {
        Timer { op, id }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // Clearing a timer that has fired does nothing.
        let _ = globals::clear_timeout(&self.id);
    }
}
