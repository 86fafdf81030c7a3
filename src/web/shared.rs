//! What the tabs of an origin have in common: two records in localStorage, and a channel.
//!
//! Carries out; what the records say, and what a message means, the core decides.

use wasm_bindgen::JsValue;

use super::globals::{call, get, new, set};
use super::store::{self, Place};
use crate::core::event::Told;
use crate::core::ledger::Epoch;
use crate::core::record::SessionId;
use crate::core::seal::Key;
use crate::core::text;

/// The version of a message; others are not ours.
const VERSION: f64 = 1.0;

/// The names under which the tabs of one session id meet.
pub(super) struct Names {
    /// Also the name of the refresh lock and of the channel.
    base: String,
}

impl Names {
    pub(super) fn new(key: &str) -> Self {
        Names { base: key.to_owned() }
    }

    pub(super) fn lock(&self) -> &str {
        &self.base
    }

    fn with(&self, kind: &str) -> String {
        let mut name = self.base.clone();
        name.push_str(kind);
        name
    }

    /// The key of the epoch.
    pub(super) fn epoch(&self) -> String {
        self.with(":E")
    }

    /// The key of a session's ledger.
    pub(super) fn ledger(&self, sid: SessionId) -> String {
        let mut name = self.with(":G:");
        text::push_number(&mut name, sid);
        name
    }

    /// What the presence locks of a session begin with; the generation follows.
    pub(super) fn presence(&self, sid: SessionId) -> String {
        let mut name = self.with(":P:");
        text::push_number(&mut name, sid);
        name.push(':');
        name
    }
}

/// The texts of the epoch, and of the ledger of the session that it names, or of `own` where there is none.
pub(super) fn read(names: &Names, own: SessionId) -> (Option<String>, Option<String>) {
    let get = |key: &str| store::get_text(Place::Local, key).ok().flatten();
    let epoch = get(&names.epoch());
    let sid = epoch.as_deref().and_then(Epoch::read).map_or(own, |epoch| epoch.sid);
    let ledger = get(&names.ledger(sid));
    (epoch, ledger)
}

/// Whether localStorage can be written and read, as only an attempt tells.
pub(super) fn works(names: &Names) -> bool {
    let key = names.with(":?");
    store::set_text(Place::Local, &key, Some("1")).is_ok()
        && store::get_text(Place::Local, &key).is_ok_and(|text| text.is_some())
        && store::set_text(Place::Local, &key, None).is_ok()
}

/// Opens the channel of this name; undefined if there is no such thing here.
pub(super) fn open_channel(name: &str, receive: &JsValue) -> JsValue {
    let channel = new("BroadcastChannel", &[&name.into()]);
    set(&channel, "onmessage", receive);
    // In a page that a test runner simulates on Node, an open channel would keep the process from ending.
    let _ = call(&channel, "unref", &[]);
    channel
}

/// Closes a channel, so that it does not keep a page out of the back/forward cache.
pub(super) fn close_channel(channel: &JsValue) {
    let _ = call(channel, "close", &[]);
}

fn number(value: u64) -> JsValue {
    let mut text = String::new();
    text::push_number(&mut text, value);
    JsValue::from_str(&text)
}

fn message_of(nonce: u64) -> JsValue {
    let message = new("Object", &[]);
    set(&message, "v", &VERSION.into());
    set(&message, "nonce", &number(nonce));
    message
}

/// Asks the other tabs for the newest token set.
pub(super) fn ask(channel: &JsValue, nonce: u64) {
    let _ = call(channel, "postMessage", &[&message_of(nonce)]);
}

/// Answers a question. The set goes sealed, and its key with it: only tabs of the same origin can listen.
pub(super) fn tell(channel: &JsValue, told: &Told) {
    let message = message_of(told.nonce);
    set(&message, "sid", &number(told.sid));
    set(&message, "gen", &number(told.generation));
    set(&message, "key", &JsValue::from_str(&told.key.to_text()));
    set(&message, "sealed", &JsValue::from_str(&told.sealed));
    let _ = call(channel, "postMessage", &[&message]);
}

/// A message, as far as it is one.
pub(super) enum Message {
    Asked(u64),
    Told(Told),
}

/// Reads what arrived on the channel. Anything may have: another version, another script.
pub(super) fn message(event: &JsValue) -> Option<Message> {
    let data = get(event, "data");
    let text = |name: &str| get(&data, name).as_string();
    let number = |name: &str| text::number(&text(name)?);
    if get(&data, "v").as_f64() != Some(VERSION) {
        return None;
    }
    let nonce = number("nonce")?;
    let Some(sid) = number("sid") else { return Some(Message::Asked(nonce)) };
    Some(Message::Told(Told {
        nonce,
        sid,
        generation: number("gen")?,
        key: Key::from_text(&text("key")?)?,
        sealed: text("sealed")?,
    }))
}
