//! The locks of a tab: the refresh lock, which one tab of the origin holds at a time, and the presence lock, whose
//! name says which generation of tokens a living tab has.
//!
//! Carries out; when a lock is wanted and let go of, the core decides.

use std::cell::Cell;

use wasm_bindgen::JsValue;

use super::call::Ops;
use super::globals::{call, get, get_global, invoke, new, set};
use crate::core::event::Op;
use crate::core::text;

/// A promise that keeps a granted lock held while it is pending, and the function that resolves it.
pub(super) type Pending = (JsValue, JsValue);

/// Requests and grants of one tab.
#[derive(Default)]
pub(super) struct Locks {
    /// Withdraws a request for the refresh lock.
    requests: Ops,
    /// Lets the refresh lock go.
    grants: Ops,
    /// Lets the presence lock go.
    presence: Cell<JsValue>,
    /// The presence lock that is wanted; a grant of another one comes too late.
    wanted: Cell<Op>,
}

/// The `LockManager`, if there is one. Whether it works, only a request tells: opaque origins have one that throws.
fn manager() -> JsValue {
    get(&get_global("navigator"), "locks")
}

fn request(name: &str, options: &JsValue, granted: &JsValue) -> Result<JsValue, JsValue> {
    call(&manager(), "request", &[&name.into(), options, granted])
}

fn release(function: Option<JsValue>) {
    if let Some(function) = function {
        let _ = invoke(&function, &JsValue::UNDEFINED);
    }
}

impl Locks {
    /// Tries whether there are locks that work: the result is an error, or a promise of one, if not.
    pub(super) fn probe(name: &str, ended: &JsValue) -> Result<JsValue, JsValue> {
        let options = new("Object", &[]);
        set(&options, "ifAvailable", &JsValue::TRUE);
        request(name, &options, ended)
    }

    /// Asks for the refresh lock: in the queue, or only if it is free.
    pub(super) fn request(
        &self,
        name: &str,
        op: Op,
        queues: bool,
        granted: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let options = new("Object", &[]);
        if queues {
            let controller = new("AbortController", &[]);
            set(&options, "signal", &get(&controller, "signal"));
            self.requests.put(op, controller);
        } else {
            set(&options, "ifAvailable", &JsValue::TRUE);
        }
        request(name, &options, granted)
    }

    /// The refresh lock was granted: what its callback returns.
    pub(super) fn keep(&self, op: Op, (promise, release): Pending) -> JsValue {
        self.requests.take(op);
        self.grants.put(op, release);
        promise
    }

    /// Withdraws the request for the refresh lock.
    pub(super) fn cancel(&self, op: Op) {
        if let Some(controller) = self.requests.take(op) {
            let _ = call(&controller, "abort", &[&new("Error", &[&"no longer needed".into()])]);
        }
    }

    /// Lets the refresh lock go.
    pub(super) fn unlock(&self, op: Op) {
        release(self.grants.take(op));
    }

    /// Asks for the presence lock `name`, which any number of tabs may hold.
    pub(super) fn present(&self, name: &str, op: Op, granted: &JsValue) -> Result<JsValue, JsValue> {
        self.wanted.set(op);
        let options = new("Object", &[]);
        set(&options, "mode", &"shared".into());
        request(name, &options, granted)
    }

    /// Whether the presence lock that was granted is still wanted.
    pub(super) fn wants(&self, op: Op) -> bool {
        self.wanted.get() == op
    }

    /// The presence lock was granted: what its callback returns. The one held before is let go of only now, so
    /// that there is no moment without one.
    pub(super) fn keep_presence(&self, (promise, new): Pending) -> JsValue {
        release(Some(self.presence.replace(new)));
        promise
    }

    /// Lets the presence lock go.
    pub(super) fn absent(&self) {
        self.wanted.set(0);
        release(Some(self.presence.take()));
    }

    /// Asks which locks are held.
    pub(super) fn query() -> Result<JsValue, JsValue> {
        call(&manager(), "query", &[])
    }
}

/// The highest generation among the held locks whose name begins with `prefix`.
pub(super) fn highest(answer: &JsValue, prefix: &str) -> Option<u64> {
    let held = get(answer, "held");
    let mut highest = None;
    // The list is ours, so it may be used up.
    while let Some(name) = call(&held, "pop", &[]).ok().and_then(|lock| get(&lock, "name").as_string()) {
        highest = highest.max(name.strip_prefix(prefix).and_then(text::number));
    }
    highest
}
