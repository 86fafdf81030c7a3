//! The timers of one session.
//!
//! A hidden page that burns CPU has its timers fire half a minute late, also while it holds the refresh lock; those
//! of a worker are late by half a second at most. So every timer is the page's, and while the page is hidden a small
//! worker has it too: whichever fires first counts. The worker is started when it is needed, and ended when nothing
//! is waited for. What a timer is for, the core decides.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;

use super::globals::{self, call, get, get_global, new, set};
use crate::core::event::Op;

/// Gives a number back after so many milliseconds.
const WORKER: &str = "onmessage=e=>setTimeout(postMessage,e.data[1],e.data[0])";

/// What runs: the operation, when its time is over, and the page's own timer.
#[derive(Default)]
pub(super) struct Timers {
    running: RefCell<Vec<(Op, u64, JsValue)>>,
    worker: Cell<JsValue>,
    /// Where its script is: made once, since the page keeps every such URL.
    script: Cell<JsValue>,
    /// Workers cannot be started here: a policy of the page forbids it, or there are none.
    is_refused: Cell<bool>,
}

impl Timers {
    /// Calls `callback` after `delay` milliseconds.
    pub(super) fn start(&self, op: Op, delay: u64, callback: &JsValue) {
        // A timer that is set to more than this fires at once.
        let delay = delay.min(i32::MAX as u64);
        if let Ok(id) = globals::set_timeout(callback, delay as f64) {
            self.running.borrow_mut().push((op, globals::now().mono + delay, id));
        }
    }

    /// The page may be hidden: has the worker, made where there is none, wait for what runs.
    pub(super) fn hand_over(&self, only: Option<Op>, reporter: impl Fn(bool) -> JsValue) {
        let is_hidden =
            get(&get_global("document"), "visibilityState").as_string().as_deref() == Some("hidden");
        if !is_hidden || self.is_refused.get() {
            return;
        }
        let now = globals::now().mono;
        let waits: Vec<(Op, u64)> = self
            .running
            .borrow()
            .iter()
            .filter(|(op, ..)| only.is_none_or(|only| *op == only))
            .map(|(op, end, _)| (*op, end.saturating_sub(now)))
            .collect();
        for (op, left) in waits {
            let wait = new("Array", &[&op.into(), &JsValue::from_f64(left as f64)]);
            if call(&self.worker(&reporter), "postMessage", &[&wait]).is_err() {
                self.refuse();
            }
        }
    }

    fn worker(&self, reporter: impl Fn(bool) -> JsValue) -> JsValue {
        let mut worker = self.worker.take();
        if worker.is_undefined() {
            let mut script = self.script.take();
            if script.is_undefined() {
                let blob = new("Blob", &[&new("Array", &[&WORKER.into()])]);
                script = call(&get_global("URL"), "createObjectURL", &[&blob]).unwrap_or_default();
            }
            worker = new("Worker", &[&script]);
            self.script.set(script);
            set(&worker, "onmessage", &reporter(false));
            set(&worker, "onerror", &reporter(true));
        }
        self.worker.set(worker.clone());
        worker
    }

    /// The worker could not be started.
    pub(super) fn refuse(&self) {
        self.is_refused.set(true);
        self.stop();
    }

    /// Whether the time of hidden pages cannot be kept.
    pub(super) fn is_refused(&self) -> bool {
        self.is_refused.get()
    }

    /// The time of `op` is over; returns whether it was still running.
    pub(super) fn take(&self, op: Op) -> bool {
        self.forget(|one| one != op)
    }

    /// Clears the timers of what is not awaited. Returns whether there were any.
    pub(super) fn forget(&self, awaits: impl Fn(Op) -> bool) -> bool {
        let mut had = false;
        // One at a time, so that nothing is borrowed while JavaScript runs.
        while let Some(id) = self.take_where(|op| !awaits(op)) {
            had = true;
            let _ = globals::clear_timeout(&id);
        }
        if self.running.borrow().is_empty() {
            self.stop();
        }
        had
    }

    fn take_where(&self, test: impl Fn(Op) -> bool) -> Option<JsValue> {
        let mut list = self.running.borrow_mut();
        let index = list.iter().position(|(op, ..)| test(*op))?;
        Some(list.swap_remove(index).2)
    }

    fn stop(&self) {
        let _ = call(&self.worker.take(), "terminate", &[]);
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        self.stop();
    }
}
