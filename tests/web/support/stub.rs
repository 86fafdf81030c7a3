//! Puts something else in the place of one of the page's globals, until it is dropped.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    /// What was replaced, in the order in which that happened.
    static REPLACED: RefCell<Vec<Replaced>> = const { RefCell::new(Vec::new()) };
}

struct Replaced {
    target: Object,
    name: JsValue,
    original: JsValue,
}

impl Replaced {
    fn restore(self) {
        let restored = match self.original.dyn_ref::<Object>() {
            Some(original) => Reflect::define_property(&self.target, &self.name, original),
            None => Reflect::delete_property(&self.target, &self.name),
        };
        assert!(restored.unwrap());
    }
}

/// Restores all that is left: a test that panics drops nothing, so the next one clears up.
pub(crate) fn restore_all() {
    while let Some(replaced) = REPLACED.with_borrow_mut(Vec::pop) {
        replaced.restore();
    }
}

/// One replacement. Of several, the latest is to be dropped first.
#[must_use]
pub(crate) struct Stub(());

impl Stub {
    /// A getter made of `body`, a function's text, for the global called `name`.
    pub(crate) fn getter(name: &str, body: &str) -> Self {
        let descriptor = Object::new();
        Reflect::set(&descriptor, &"get".into(), &Function::new_no_args(body)).unwrap();
        Stub::define(js_sys::global(), name, descriptor)
    }

    /// A value for the property called `name` of `target`.
    pub(crate) fn value(target: Object, name: &str, value: &JsValue) -> Self {
        let descriptor = Object::new();
        Reflect::set(&descriptor, &"value".into(), value).unwrap();
        Reflect::set(&descriptor, &"writable".into(), &JsValue::TRUE).unwrap();
        Stub::define(target, name, descriptor)
    }

    /// A `fetch` with this body. It has the arguments `request` and `init`, and `real`, which is the browser's own.
    pub(crate) fn fetch(body: &str) -> Self {
        Stub::function("fetch", "request, init", body)
    }

    /// The same for `setTimeout`, with the arguments `run` and `delay`.
    pub(crate) fn timers(body: &str) -> Self {
        Stub::function("setTimeout", "run, delay", body)
    }

    fn function(name: &str, arguments: &str, body: &str) -> Self {
        let own = Reflect::get(&js_sys::global(), &name.into()).unwrap().unchecked_into::<Function>();
        let make = format!("const real = own.bind(globalThis); return function ({arguments}) {{ {body} }}");
        let made = Function::new_with_args("own", &make).call1(&JsValue::NULL, &own).unwrap();
        Stub::value(js_sys::global(), name, &made)
    }

    fn define(target: Object, name: &str, descriptor: Object) -> Self {
        let name = JsValue::from_str(name);
        let original = Reflect::get_own_property_descriptor(&target, &name).unwrap();
        Reflect::set(&descriptor, &"configurable".into(), &JsValue::TRUE).unwrap();
        assert!(Reflect::define_property(&target, &name, &descriptor).unwrap());
        REPLACED.with_borrow_mut(|replaced| replaced.push(Replaced { target, name, original }));
        Stub(())
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        if let Some(replaced) = REPLACED.with_borrow_mut(Vec::pop) {
            replaced.restore();
        }
    }
}

/// The list that stubs of a test write to, as a global; it is empty at first.
pub(crate) fn notes() -> Array {
    let notes = Array::new();
    Reflect::set(&js_sys::global(), &"notes".into(), &notes).unwrap();
    notes
}
