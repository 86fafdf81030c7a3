//! The few ways in which this layer touches JavaScript values: a property, a call, a new object. None of them throws.
//!
//! What a page offers is looked up by name at each use, so that mocks installed later work, and so that the whole
//! layer needs a handful of imports: each one costs every visitor some hundred bytes. It decides nothing.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use crate::core::{Now, Snapshot};

#[wasm_bindgen]
extern "C" {
    // `globalThis` itself: js-sys asks for it under four names.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    fn global() -> JsValue;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = apply)]
    fn apply(function: &JsValue, this: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = construct)]
    fn construct(class: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
}

fn array(values: &[&JsValue]) -> Array {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array
}

/// The property `name` of `value`, or undefined where there is none or reading it throws.
#[inline(never)]
pub(crate) fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets the property `name` of an object of ours, which is neither frozen nor has setters.
#[inline(never)]
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A property of the global object.
#[inline(never)]
pub(super) fn get_global(name: &str) -> JsValue {
    get(&global(), name)
}

/// Calls the method `name` of `object`. What it throws is the error, also where there is no such method.
#[inline(never)]
pub(super) fn call(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    apply(&get(object, name), object, &array(arguments))
}

/// Calls a function.
#[inline(never)]
pub(super) fn invoke(function: &JsValue, argument: &JsValue) -> Result<JsValue, JsValue> {
    apply(function, &JsValue::UNDEFINED, &array(&[argument]))
}

/// A new object of the global class `name`, or undefined where there is none.
#[inline(never)]
pub(super) fn new(name: &str, arguments: &[&JsValue]) -> JsValue {
    construct(&get_global(name), &array(arguments)).unwrap_or(JsValue::UNDEFINED)
}

/// `function` with its first argument fixed.
#[inline(never)]
pub(super) fn bind(function: &JsValue, first: f64) -> JsValue {
    call(function, "bind", &[&JsValue::UNDEFINED, &first.into()]).unwrap_or(JsValue::UNDEFINED)
}

pub(crate) fn fetch(url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue> {
    call(&global(), "fetch", &[url, init])
}

pub(crate) fn set_timeout(callback: &JsValue, delay: f64) -> Result<JsValue, JsValue> {
    call(&global(), "setTimeout", &[callback, &delay.into()])
}

pub(crate) fn clear_timeout(id: &JsValue) -> Result<JsValue, JsValue> {
    call(&global(), "clearTimeout", &[id])
}

/// A number that a global object's method returns.
#[inline(never)]
pub(super) fn number(object: &str, method: &str, arguments: &[&JsValue]) -> Option<f64> {
    call(&get_global(object), method, arguments).ok()?.as_f64()
}

/// Both clocks.
#[inline(never)]
pub(crate) fn now() -> Now {
    let wall = number("Date", "now", &[]).unwrap_or_default();
    // Without a monotonic clock the wall clock stands in; `Now::since` takes the larger difference anyway.
    moment(number("performance", "now", &[]).unwrap_or(wall), wall)
}

/// Both clocks, as JavaScript hands them over.
#[must_use]
pub fn moment(mono: f64, wall: f64) -> Now {
    // The casts saturate: no number from outside is out of range.
    Now { mono: mono as u64, wall: wall as u64 }
}

/// What the machine may read for the event at hand, but for the records that the tabs share.
pub(super) fn snapshot() -> Snapshot {
    let mut bytes = [0u8; 44];
    if get_random_values(&mut bytes).is_err() {
        for byte in &mut bytes {
            *byte = (number("Math", "random", &[]).unwrap_or_default() * 256.0) as u8;
        }
    }
    let mut snapshot = Snapshot { now: now(), ..Snapshot::default() };
    if let Some((random, rest)) = bytes.split_first_chunk()
        && let Some((jitter, rest)) = rest.split_first_chunk()
        && let Some((key, rest)) = rest.split_first_chunk()
        && let Some((nonce, _)) = rest.split_first_chunk()
    {
        snapshot.random = u64::from_le_bytes(*random);
        snapshot.jitter = u32::from_le_bytes(*jitter);
        snapshot.key = *key;
        snapshot.nonce = *nonce;
    }
    snapshot
}

/// Whether `value` is something to wait for.
pub(super) fn is_thenable(value: &JsValue) -> bool {
    get(value, "then").is_function()
}
