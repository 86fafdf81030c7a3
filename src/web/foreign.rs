//! Reads values of JavaScript, the clocks and random bytes of the page.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use crate::core::{Now, Snapshot};

#[wasm_bindgen(module = "/src/web/foreign.js")]
extern "C" {
    /// The own field `name` of a value, or of the object `wrapper` in it: a string, a number or undefined.
    pub(super) fn field(value: &JsValue, wrapper: &str, name: &str) -> JsValue;
    /// What a text that is JSON means; anything else as it is.
    pub(super) fn parsed(value: &JsValue) -> JsValue;
    /// A number, or NaN.
    pub(super) fn number(value: &JsValue) -> f64;
    /// A date as text in milliseconds since the Unix epoch, or NaN. The host parses it: Rust code for dates weighs
    /// 1.7 kB.
    pub(super) fn date(text: &str) -> f64;

    fn mono() -> f64;
    fn wall() -> f64;
    fn random(bytes: &mut [u8]);
}

/// A text, or an empty one.
#[must_use]
#[inline(never)]
pub fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_default()
}

/// A number of milliseconds, where it is one.
pub(super) fn milliseconds(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}

/// Both clocks, as JavaScript hands them over.
#[must_use]
pub fn clock(mono: f64, wall: f64) -> Now {
    // The casts saturate: no number from outside is out of range.
    Now { mono: mono as u64, wall: wall as u64 }
}

/// Both clocks. Without a monotonic one the wall clock stands in; `Now::since` takes the larger difference anyway.
#[must_use]
pub fn now() -> Now {
    clock(mono(), wall())
}

/// What the machine may read for the event at hand, without the records that the tabs share.
pub(super) fn snapshot() -> Snapshot {
    let mut bytes = [0u8; 44];
    random(&mut bytes);
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
