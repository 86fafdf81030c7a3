//! The ways into `page.js`: one page for each session. Numbers and texts cross, each value of JavaScript costs more.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use super::host::Host;
use crate::core::event::Op;
use crate::core::{Now, Snapshot};

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// The page of one session.
    pub(super) type Page;

    #[wasm_bindgen(js_name = create)]
    pub(super) fn create(host: &Host, entry: &JsValue, key: &JsValue, place: u32, flags: u32) -> Page;

    fn perform(page: &Page, task: u32, op: u32, number: f64, text: &str, more: &str) -> bool;
    fn ask(page: &Page, task: u32, text: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/values.js")]
extern "C" {
    /// The own field `name` of a value, or of the object `wrapper` in it: a string, a number or undefined.
    pub(super) fn field(value: &JsValue, wrapper: &str, name: &str) -> JsValue;
    /// A number, or NaN.
    pub(super) fn number(value: &JsValue) -> f64;
    /// A date as text in milliseconds since the Unix epoch, or NaN. The host parses it: Rust code for dates weighs
    /// 1.7 kB.
    pub(super) fn date(text: &str) -> f64;

    fn mono() -> f64;
    fn wall() -> f64;
    fn random(bytes: &mut [u8]);
}

// wasm-bindgen brings a file along only where something of it is asked for.
#[wasm_bindgen(module = "/src/web/calls.js")]
extern "C" {
    #[wasm_bindgen(js_name = createCalls)]
    fn create_calls();
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

/// What `page.js` can be asked to do, in the order of the array that its `create` returns.
#[derive(Clone, Copy)]
pub(super) enum Task {
    Load,
    Initial,
    Revoke,
    Notify,
    StepUp,
    Restore,
    Save,
    Read,
    Write,
    EpochKey,
    Join,
    Lock,
    CancelLock,
    Unlock,
    Query,
    Turn,
    Present,
    Absent,
    Post,
    Timer,
    Send,
    Fail,
    Confirm,
    Abort,
    Wait,
    Settle,
    Cause,
    ForgetCause,
    IsDegraded,
    IsLate,
    Stop,
}

/// What it reports, in the order of the constants in `page.js`.
pub(super) const STEPS: [Step; 18] = [
    Step::Tick,
    Step::Loaded,
    Step::Initial,
    Step::Replied,
    Step::Failed,
    Step::Unsent,
    Step::Granted,
    Step::Denied,
    Step::Listed,
    Step::Unlisted,
    Step::Present,
    Step::Turned,
    Step::Message,
    Step::Hide,
    Step::Show,
    Step::Look,
    Step::Unshare,
    Step::Awaited,
];

/// What has happened, mostly to an operation.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// The time asked for is over.
    Tick,
    /// The storage has answered, with a value.
    Loaded,
    /// `initial` has answered, with a value.
    Initial,
    /// The refresh call was answered with success, and this value. The number is the server's clock, or NaN.
    Replied,
    /// It brought nothing: the lines are the status, 1 for HTML, the application's class, `Retry-After` and the
    /// OAuth error. The number is `Retry-After` read as a date, or NaN.
    Failed,
    /// It was not sent. The number: 1 if it never can be.
    Unsent,
    /// The refresh lock is held. The number: 1 if another tab held it before.
    Granted,
    /// A lock cannot be had.
    Denied,
    /// Presence locks are held: the lines are sessions and generations.
    Listed,
    /// The presence locks cannot be listed.
    Unlisted,
    /// The presence lock is held.
    Present,
    /// A new task has begun.
    Turned,
    /// A message has arrived: the lines are nonce, session, generation, key, sealed set.
    Message,
    /// The page is about to stop.
    Hide,
    /// The page runs again.
    Show,
    /// The records that the tabs share may have changed.
    Look,
    /// The tabs have nothing in common.
    Unshare,
    /// Nothing, but a question: whether the end of the operation still matters.
    Awaited,
}

impl Page {
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

/// What the machine may read for the event at hand, but for the records that the tabs share.
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
