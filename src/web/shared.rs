//! What the tabs of an origin have in common: two records in localStorage, and a channel.
//!
//! Carries out; what the records say, and what a message means, the core decides.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::globals::get;
use super::store::{self, Place};
use crate::core::event::Told;
use crate::core::ledger::Epoch;
use crate::core::record::SessionId;
use crate::core::seal::Key;

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

    /// The key of the epoch.
    pub(super) fn epoch(&self) -> String {
        self.base.clone() + ":E"
    }

    /// The key of a session's ledger.
    pub(super) fn ledger(&self, sid: SessionId) -> String {
        [&self.base, ":G:", &sid.to_string()].concat()
    }

    /// What the presence locks of a session begin with; the generation follows.
    pub(super) fn presence(&self, sid: SessionId) -> String {
        [&self.base, ":P:", &sid.to_string(), ":"].concat()
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
    let key = names.base.clone() + ":?";
    store::set_text(Place::Local, &key, Some("1")).is_ok()
        && store::get_text(Place::Local, &key).is_ok_and(|text| text.is_some())
        && store::set_text(Place::Local, &key, None).is_ok()
}

/// Opens the channel of this name, if there is such a thing here.
pub(super) fn open_channel(name: &str, receive: &Function) -> Option<JsValue> {
    let class = get(&js_sys::global(), "BroadcastChannel").dyn_into::<Function>().ok()?;
    let channel = Reflect::construct(&class, &js_sys::Array::of1(&name.into())).ok()?;
    Reflect::set(&channel, &"onmessage".into(), receive).ok()?;
    Some(channel)
}

/// Closes a channel, so that it does not keep a page out of the back/forward cache.
pub(super) fn close_channel(channel: &JsValue) {
    if let Ok(close) = get(channel, "close").dyn_into::<Function>() {
        let _ = close.call0(channel);
    }
}

fn post(channel: &JsValue, fields: &[(&str, JsValue)]) {
    let message = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&message, &(*name).into(), value);
    }
    if let Ok(post) = get(channel, "postMessage").dyn_into::<Function>() {
        let _ = post.call1(channel, &message);
    }
}

/// Asks the other tabs for the newest token set.
pub(super) fn ask(channel: &JsValue, nonce: u64) {
    post(channel, &[("v", VERSION.into()), ("nonce", nonce.to_string().into())]);
}

/// Answers a question. The set goes sealed, and its key with it: only tabs of the same origin can listen.
pub(super) fn tell(channel: &JsValue, told: &Told) {
    post(
        channel,
        &[
            ("v", VERSION.into()),
            ("nonce", told.nonce.to_string().into()),
            ("sid", told.sid.to_string().into()),
            ("gen", told.generation.to_string().into()),
            ("key", told.key.to_text().into()),
            ("sealed", JsValue::from_str(&told.sealed)),
        ],
    );
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
    let number = |name: &str| text(name)?.parse::<u64>().ok();
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
