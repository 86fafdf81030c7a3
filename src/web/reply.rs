//! Looks fields up in JavaScript values, for the core to judge.

use wasm_bindgen::JsValue;

use super::globals::{call, get, get_global, number};
use crate::core::event::Found;
use crate::core::record::Record;
use crate::core::reply::{self, Field, Fields, Unusable};
use crate::core::{Now, TokenSet};

/// A value that an application or a server handed over.
struct Value<'a>(&'a JsValue);

/// The own property `name`, or nothing: a polluted prototype has no say.
#[inline(never)]
pub(super) fn own(value: &JsValue, name: &str) -> Option<JsValue> {
    let has = call(&get_global("Object"), "getOwnPropertyDescriptor", &[value, &name.into()]).ok()?;
    if has.is_undefined() { None } else { Some(get(value, name)) }
}

impl Fields for Value<'_> {
    fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field> {
        let found = match wrapper {
            Some(wrapper) => own(&own(self.0, wrapper)?, name)?,
            None => own(self.0, name)?,
        };
        if let Some(text) = found.as_string() {
            return Some(Field::Text(text));
        }
        // A `Date` counts as its milliseconds.
        let number = found.as_f64().or_else(|| call(&found, "getTime", &[]).ok()?.as_f64());
        number.map(Field::Number)
    }

    fn date(&self, text: &str) -> Option<u64> {
        date(text)
    }
}

/// A date as text in milliseconds since the Unix epoch. The host parses it: Rust code for dates weighs 1.7 kB.
pub(super) fn date(text: &str) -> Option<u64> {
    let time = number("Date", "parse", &[&text.into()])?;
    (time >= 0.0).then_some(time as u64)
}

/// The tokens in `value`: an object of a known shape, or a bare string.
pub(super) fn tokens(value: &JsValue, now: Now, server: Option<u64>) -> Result<TokenSet, Unusable> {
    match value.as_string() {
        Some(text) => reply::bare(&text, now, server),
        None => reply::read(&Value(value), now, server),
    }
}

/// The same where a cookie may hold the tokens, so that there need be none.
pub(super) fn tokens_or_cookie(value: &JsValue, now: Now, server: Option<u64>) -> TokenSet {
    TokenSet { access: None, refresh: None, expiry: reply::expiry_only(&Value(value), now, server) }
}

/// What the application's own storage holds.
pub(super) fn found(value: &JsValue, now: Now) -> Found {
    if let Some(text) = own(value, "record").and_then(|record| record.as_string())
        && let Some(record) = Record::read(&text, now)
        && is_same(value, &record)
    {
        return Found::Record(record);
    }
    tokens(value, now, None).map_or(Found::Nothing, Found::Tokens)
}

/// Whether the documented fields still say what our own text says. Where somebody else has changed them, theirs
/// are newer.
fn is_same(value: &JsValue, record: &Record) -> bool {
    let same = |name, secret: &Option<crate::core::Secret>| {
        own(value, name).and_then(|value| value.as_string()).as_deref()
            == secret.as_ref().map(crate::core::Secret::expose)
    };
    same("accessToken", &record.tokens.access) && same("refreshToken", &record.tokens.refresh)
}
