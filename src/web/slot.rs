//! A promise and what settles it: what every waiting request of a session shares.
//!
//! Decides nothing about *when* it settles: the machine's effect `Settle` does. Settling runs no code of the
//! application, for what awaits a promise runs in a later microtask.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/slot.js")]
extern "C" {
    /// A promise and what settles it.
    pub(super) type Slot;

    #[wasm_bindgen(js_name = createSlot)]
    fn create_slot() -> Slot;
    #[wasm_bindgen(js_name = promiseOf)]
    fn promise_of(slot: &Slot) -> JsValue;
    #[wasm_bindgen(js_name = settleSlot)]
    fn settle_slot(slot: &Slot, outcome: &str);
}

impl Slot {
    /// A promise that is not settled.
    pub(super) fn new() -> Self {
        create_slot()
    }

    /// The promise.
    pub(super) fn promise(&self) -> JsValue {
        promise_of(self)
    }

    /// Settles it with nothing, or with a text that is not empty. It never rejects.
    pub(super) fn settle(&self, outcome: &str) {
        settle_slot(self, outcome);
    }
}
