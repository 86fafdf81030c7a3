//! The locks of a tab: the refresh lock, which one tab of the origin holds at a time, and the presence lock, whose
//! name says which generation of tokens a living tab has.
//!
//! Carries out; when a lock is wanted and let go of, the core decides.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::globals::get;
use crate::core::event::Op;

/// Requests and grants of one tab.
#[derive(Default)]
pub(super) struct Locks {
    /// Withdraws a request for the refresh lock.
    requests: RefCell<Vec<(Op, JsValue)>>,
    /// Lets the refresh lock go.
    grants: RefCell<Vec<(Op, Function)>>,
    /// Lets the presence lock go.
    presence: RefCell<Option<Function>>,
    /// The presence lock that is wanted; a grant of another one comes too late.
    wanted: Cell<Op>,
}

/// The `LockManager`, if there is one. Whether it works, only a request tells: opaque origins have one that throws.
fn manager() -> Option<JsValue> {
    let locks = get(&get(&js_sys::global(), "navigator"), "locks");
    get(&locks, "request").is_function().then_some(locks)
}

fn call(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function = get(object, name).dyn_into::<Function>()?;
    function.apply(object, &arguments.iter().copied().collect::<js_sys::Array>())
}

/// A promise that stays pending until the function is called: what keeps a granted lock held.
///
/// The function is an option only because an empty one could not be made without `new Function`, which a page with
/// Trusted Types forbids.
fn hold() -> (Promise, Option<Function>) {
    let mut release = None;
    let promise = Promise::new(&mut |resolve, _| release = Some(resolve));
    (promise, release)
}

fn release(function: &Function) {
    let _ = function.call0(&JsValue::UNDEFINED);
}

impl Locks {
    /// Whether there are locks at all.
    pub(super) fn exist() -> bool {
        manager().is_some()
    }

    /// Asks for the refresh lock. With `signal` unset only if it is free, else in the queue.
    pub(super) fn request(
        &self,
        name: &str,
        op: Op,
        queues: bool,
        granted: &Function,
    ) -> Result<JsValue, JsValue> {
        let options = Object::new();
        if queues {
            let controller = super::session::new_controller();
            Reflect::set(&options, &"signal".into(), &get(&controller, "signal"))?;
            self.requests.borrow_mut().push((op, controller));
        } else {
            Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE)?;
        }
        let manager = manager().ok_or(JsValue::UNDEFINED)?;
        call(&manager, "request", &[&name.into(), &options, granted])
    }

    /// The refresh lock was granted: what its callback returns.
    pub(super) fn keep(&self, op: Op) -> JsValue {
        let (promise, release) = hold();
        self.requests.borrow_mut().retain(|(request, _)| *request != op);
        self.grants.borrow_mut().extend(release.map(|release| (op, release)));
        promise.into()
    }

    /// Withdraws the request for the refresh lock.
    pub(super) fn cancel(&self, op: Op) {
        let found = {
            let mut requests = self.requests.borrow_mut();
            let index = requests.iter().position(|(request, _)| *request == op);
            index.map(|index| requests.swap_remove(index).1)
        };
        if let Some(controller) = found {
            let _ = call(&controller, "abort", &[&js_sys::Error::new("no longer needed")]);
        }
    }

    /// Lets the refresh lock go.
    pub(super) fn unlock(&self, op: Op) {
        let found = {
            let mut grants = self.grants.borrow_mut();
            let index = grants.iter().position(|(grant, _)| *grant == op);
            index.map(|index| grants.swap_remove(index).1)
        };
        if let Some(function) = found {
            release(&function);
        }
    }

    /// Asks for the presence lock `name`, which any number of tabs may hold.
    pub(super) fn present(&self, name: &str, op: Op, granted: &Function) -> Result<JsValue, JsValue> {
        self.wanted.set(op);
        let options = Object::new();
        Reflect::set(&options, &"mode".into(), &"shared".into())?;
        let manager = manager().ok_or(JsValue::UNDEFINED)?;
        call(&manager, "request", &[&name.into(), &options, granted])
    }

    /// The presence lock was granted: what its callback returns. The one held before is let go of only now, so
    /// that there is no moment without one.
    pub(super) fn keep_presence(&self, op: Op) -> JsValue {
        if self.wanted.get() != op {
            return JsValue::UNDEFINED;
        }
        let (promise, release_new) = hold();
        let old = std::mem::replace(&mut *self.presence.borrow_mut(), release_new);
        if let Some(old) = old {
            release(&old);
        }
        promise.into()
    }

    /// Lets the presence lock go.
    pub(super) fn absent(&self) {
        self.wanted.set(0);
        let old = self.presence.borrow_mut().take();
        if let Some(old) = old {
            release(&old);
        }
    }

    /// Asks which locks are held.
    pub(super) fn query() -> Result<JsValue, JsValue> {
        call(&manager().ok_or(JsValue::UNDEFINED)?, "query", &[])
    }
}

/// The highest generation among the held locks whose name begins with `prefix`.
pub(super) fn highest(answer: &JsValue, prefix: &str) -> Option<u64> {
    let held = get(answer, "held").dyn_into::<js_sys::Array>().ok()?;
    held.iter().filter_map(|lock| get(&lock, "name").as_string()?.strip_prefix(prefix)?.parse().ok()).max()
}
