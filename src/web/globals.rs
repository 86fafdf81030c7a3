//! The global functions of a page, a worker or Node, looked up at each call, so that mocks installed later work.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::core::{Now, Snapshot};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    pub(crate) fn fetch(url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, delay: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    pub(crate) fn clear_timeout(id: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn performance_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;

    // `Function.prototype.bind` itself: js-sys types it so that the result has a parameter less for each value.
    #[wasm_bindgen(js_namespace = ["Function", "prototype", "bind"], js_name = call)]
    pub(super) fn bind(function: &Function, this: &JsValue, first: f64) -> Function;

    /// A promise, or what claims to be one.
    pub(super) type Thenable;

    #[wasm_bindgen(method, catch)]
    pub(super) fn then(this: &Thenable, done: &Function, failed: &Function) -> Result<JsValue, JsValue>;
}

/// Both clocks.
pub(crate) fn now() -> Now {
    let wall = date_now();
    // Without a monotonic clock the wall clock stands in; `Now::since` takes the larger difference anyway.
    moment(performance_now().unwrap_or(wall), wall)
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
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    let mut rest = bytes.iter().copied();
    let mut next = || rest.next().unwrap_or_default();
    Snapshot {
        now: now(),
        random: (0..8).fold(0, |number, _| number << 8 | u64::from(next())),
        jitter: (0..4).fold(0, |number, _| number << 8 | u32::from(next())),
        key: std::array::from_fn(|_| next()),
        nonce: std::array::from_fn(|_| next()),
        ..Snapshot::default()
    }
}

/// The property `name` of `value`, or undefined where there is none or reading it throws.
pub(crate) fn get(value: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// `value` as something to wait for, if it has a `then`.
pub(super) fn thenable(value: &JsValue) -> Option<&Thenable> {
    let has_then = (value.is_object() || value.is_function()) && get(value, "then").is_function();
    has_then.then(|| value.unchecked_ref())
}
