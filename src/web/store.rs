//! Where the record is kept: a storage of the page, the application's own, or nowhere.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

use super::globals::get;
use crate::core::record::Record;

/// A place for the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Only in memory.
    Memory,
    /// `sessionStorage`.
    Session,
    /// `localStorage`.
    Local,
    /// The application's own storage.
    Custom,
}

/// The page's storage for `place`, if there is one. It is looked up at each use: merely reading the property
/// throws where storage is blocked, and a storage can become blocked while the page is open.
fn storage(place: Place) -> Option<Storage> {
    let name = match place {
        Place::Session => "sessionStorage",
        Place::Local => "localStorage",
        Place::Memory | Place::Custom => return None,
    };
    let storage = get(&js_sys::global(), name);
    storage.is_object().then(|| storage.unchecked_into())
}

/// The text kept under `key`. `Err`: the storage cannot be used.
pub(super) fn get_text(place: Place, key: &str) -> Result<Option<String>, ()> {
    storage(place).ok_or(())?.get_item(key).map_err(|_| ())
}

/// Keeps `text` under `key`, or forgets it. `Err`: the storage cannot be used, or is full.
pub(super) fn set_text(place: Place, key: &str, text: Option<&str>) -> Result<(), ()> {
    let storage = storage(place).ok_or(())?;
    match text {
        Some(text) => storage.set_item(key, text),
        None => storage.remove_item(key),
    }
    .map_err(|_| ())
}

/// The record as an object for the application's own storage.
pub(super) fn to_object(record: &Record) -> JsValue {
    let object = js_sys::Object::new();
    let set = |name: &str, value: JsValue| {
        // Fails only for frozen objects and throwing setters; this object is new.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), &value);
    };
    let tokens = &record.tokens;
    if let Some(access) = &tokens.access {
        set("accessToken", JsValue::from_str(access.expose()));
    }
    if let Some(refresh) = &tokens.refresh {
        set("refreshToken", JsValue::from_str(refresh.expose()));
    }
    if let Some(expiry) = tokens.expiry {
        set("expiresAt", JsValue::from_f64(expiry.at() as f64));
    }
    set("record", JsValue::from_str(&record.write()));
    object.into()
}
