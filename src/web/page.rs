//! The ways into `page.js`: one page for each session. Numbers and texts cross; each value of JavaScript costs more.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use super::host::Host;
use crate::boundary::Task;
use crate::core::event::Op;

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// The page of one session. The face makes it first and hands it in, so what the page
    /// knows is read from the page and not through the session.
    pub type Page;

    fn create(host: &Host, key: &JsValue, bits: u32) -> Page;
    fn connect(page: &Page, entry: &JsValue);
    fn perform(page: &Page, task: u32, op: u32, number: f64, text: &str, more: &str) -> bool;
    fn ask(page: &Page, task: u32, text: &str) -> JsValue;
    fn save(page: &Page, record: &str, access: &str, refresh: &str, expires: f64);

    /// Why the last refresh failed: the application's own error, or one that says what the server answered.
    #[wasm_bindgen(method, getter, structural)]
    pub fn cause(this: &Page) -> JsValue;

    /// Whether the record is only in memory although it should not be.
    #[wasm_bindgen(method, getter, structural, js_name = isDegraded)]
    pub fn is_degraded(this: &Page) -> bool;

    /// The key in localStorage under which all tabs see which session lives: by its raw text a host notices that
    /// another tab has begun or ended one.
    #[wasm_bindgen(method, getter, structural, js_name = epochKey)]
    pub fn epoch_key(this: &Page) -> String;
}

// wasm-bindgen brings a file along only where something of it is asked for.
#[wasm_bindgen(module = "/src/web/boundary.js")]
extern "C" {
    #[wasm_bindgen(js_name = boundary)]
    fn boundary();
}
#[wasm_bindgen(module = "/src/web/carried-call.js")]
extern "C" {
    #[wasm_bindgen(js_name = createCarriedCalls)]
    fn create_carried_calls();
}
#[wasm_bindgen(module = "/src/web/locks.js")]
extern "C" {
    #[wasm_bindgen(js_name = createLocks)]
    fn create_locks();
}
#[wasm_bindgen(module = "/src/web/outlive.js")]
extern "C" {
    #[wasm_bindgen(js_name = createCarrier)]
    fn create_carrier();
}
#[wasm_bindgen(module = "/src/web/refresh-answer.js")]
extern "C" {
    #[wasm_bindgen(js_name = createAnswers)]
    fn create_answers();
}
#[wasm_bindgen(module = "/src/web/refresh-call.js")]
extern "C" {
    #[wasm_bindgen(js_name = createRefreshCalls)]
    fn create_refresh_calls();
}
#[wasm_bindgen(module = "/src/web/tabs.js")]
extern "C" {
    #[wasm_bindgen(js_name = createTabs)]
    fn create_tabs();
}
#[wasm_bindgen(module = "/src/web/timers.js")]
extern "C" {
    #[wasm_bindgen(js_name = createTimers)]
    fn create_timers();
}

impl Page {
    /// A page for a session with these bits (see `boundary::setup`). `key` is the name of the record, of the refresh
    /// lock, and of the channel.
    #[must_use]
    pub fn new(host: &Host, key: &JsValue, bits: u32) -> Page {
        create(host, key, bits)
    }

    /// Everything asynchronous comes back through `entry`.
    pub(super) fn connect(&self, entry: &JsValue) {
        connect(self, entry);
    }

    pub(super) fn act(&self, task: Task) -> bool {
        self.perform(task, 0, 0.0, "", "")
    }

    pub(super) fn start(&self, task: Task, op: Op) -> bool {
        self.perform(task, op, 0.0, "", "")
    }

    pub(super) fn tell(&self, task: Task, text: &str, more: &str) {
        self.perform(task, 0, 0.0, text, more);
    }

    pub(super) fn perform(&self, task: Task, op: Op, number: f64, text: &str, more: &str) -> bool {
        perform(self, task as u32, op, number, text, more)
    }

    pub(super) fn ask(&self, task: Task, text: &str) -> JsValue {
        ask(self, task as u32, text)
    }

    /// Keeps the record, or forgets it where the text is empty. An application's own storage gets the fields beside
    /// the text; `expires` is NaN where the end is not known.
    pub(super) fn save(&self, record: &str, access: &str, refresh: &str, expires: f64) {
        save(self, record, access, refresh, expires);
    }
}
