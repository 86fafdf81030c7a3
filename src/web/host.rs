//! What the session asks of the application: its functions, made uniform by whoever creates the session.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The application's side of a session. In the npm package the face implements it, for Rust front ends the
    /// typed client does. A method that is absent is not asked.
    pub type Host;

    /// The callback through which everything asynchronous enters, wrapped by whoever can do something if it breaks.
    #[wasm_bindgen(method, catch)]
    pub(super) fn guard(this: &Host, entry: &JsValue) -> Result<JsValue, JsValue>;

    /// The refresh call as `{ url, init }` for `fetch`, or a promise of it.
    #[wasm_bindgen(method, catch)]
    pub(super) fn prepare(this: &Host, access: JsValue, refresh: JsValue) -> Result<JsValue, JsValue>;

    /// The application's own refresh function: tokens, a string, nothing, or a promise of one of these.
    #[wasm_bindgen(method, catch)]
    pub(super) fn refresh(
        this: &Host,
        access: JsValue,
        refresh: JsValue,
        signal: JsValue,
    ) -> Result<JsValue, JsValue>;

    /// The tokens in an answer that has a shape of its own.
    #[wasm_bindgen(method, catch)]
    pub(super) fn parse(this: &Host, data: &JsValue, response: &JsValue) -> Result<JsValue, JsValue>;

    /// The class of a failed refresh in the application's view, or undefined. `is_failure` is false for an answer
    /// that looks like a success.
    #[wasm_bindgen(method, catch)]
    pub(super) fn classify(
        this: &Host,
        status: JsValue,
        data: &JsValue,
        error: &JsValue,
        is_failure: bool,
        response: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// The error that stands for a refresh answered with `status` and without tokens.
    #[wasm_bindgen(method, catch)]
    pub(super) fn problem(this: &Host, status: JsValue, error: JsValue) -> Result<JsValue, JsValue>;

    /// Tokens from elsewhere, where the storage holds none.
    #[wasm_bindgen(method, catch)]
    pub(super) fn initial(this: &Host) -> Result<JsValue, JsValue>;

    /// The record in the application's own storage, or a promise of it.
    #[wasm_bindgen(method, catch)]
    pub(super) fn load(this: &Host) -> Result<JsValue, JsValue>;

    /// Keeps the record, or forgets it where there is none.
    #[wasm_bindgen(method, catch)]
    pub(super) fn save(this: &Host, record: JsValue) -> Result<(), JsValue>;

    /// Revokes tokens at the server.
    #[wasm_bindgen(method, catch)]
    pub(super) fn revoke(
        this: &Host,
        access: JsValue,
        refresh: JsValue,
        is_sign_out: bool,
    ) -> Result<(), JsValue>;

    /// Tells listeners and the timeline.
    #[wasm_bindgen(method, catch)]
    pub(super) fn notify(this: &Host, name: &str, detail: JsValue, retry_in: f64) -> Result<(), JsValue>;
}
