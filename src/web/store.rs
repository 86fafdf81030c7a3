//! Where the record is kept: a storage of the page, the application's own, or nowhere.

use wasm_bindgen::JsValue;

use super::globals::{call, get_global, new, set};
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

/// Calls the page's storage for `place`, which is looked up at each use: merely reading the property throws where
/// storage is blocked, and a storage can become blocked while the page is open. `Err`: it cannot be used, or is full.
fn storage(place: Place, method: &str, key: &str, text: Option<&str>) -> Result<JsValue, ()> {
    let name = if place == Place::Session { "sessionStorage" } else { "localStorage" };
    let text = text.map_or(JsValue::UNDEFINED, JsValue::from_str);
    call(&get_global(name), method, &[&JsValue::from_str(key), &text]).map_err(|_| ())
}

/// The text kept under `key`.
pub(super) fn get_text(place: Place, key: &str) -> Result<Option<String>, ()> {
    storage(place, "getItem", key, None).map(|text| text.as_string())
}

/// Keeps `text` under `key`, or forgets it.
pub(super) fn set_text(place: Place, key: &str, text: Option<&str>) -> Result<(), ()> {
    let method = if text.is_some() { "setItem" } else { "removeItem" };
    storage(place, method, key, text).map(|_| ())
}

/// The record as an object for the application's own storage.
pub(super) fn to_object(record: &Record) -> JsValue {
    let object = new("Object", &[]);
    let tokens = &record.tokens;
    for (name, secret) in [("accessToken", &tokens.access), ("refreshToken", &tokens.refresh)] {
        if let Some(secret) = secret {
            set(&object, name, &JsValue::from_str(secret.expose()));
        }
    }
    if let Some(expiry) = tokens.expiry {
        set(&object, "expiresAt", &JsValue::from_f64(expiry.at() as f64));
    }
    set(&object, "record", &JsValue::from_str(&record.write()));
    object
}
