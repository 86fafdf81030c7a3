//! The globals of the page that the client uses: a property, `fetch`, a timer. None of these functions throws.
//!
//! Globals are looked up at each use, so that mocks installed later work.

use js_sys::{Array, Function, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};

/// The property `name` of `value`, or undefined if it is missing or reading it throws.
pub(super) fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a global function. What it throws is the error, also if there is no such function.
fn call(name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(&global(), name).dyn_into()?;
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    function.apply(&global(), &list)
}

pub(super) fn fetch(url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue> {
    call("fetch", &[url, init])
}

pub(super) fn set_timeout(callback: &JsValue, delay: f64) -> Result<JsValue, JsValue> {
    call("setTimeout", &[callback, &delay.into()])
}

pub(super) fn clear_timeout(id: &JsValue) -> Result<JsValue, JsValue> {
    call("clearTimeout", &[id])
}
