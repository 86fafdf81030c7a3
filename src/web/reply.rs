//! Looks fields up in JavaScript values, for the core to judge.

use wasm_bindgen::JsValue;

use super::foreign;
use crate::core::event::Found;
use crate::core::record::Record;
use crate::core::reply::{self, Field, Fields, Unusable};
use crate::core::{Carrier, Now, TokenSet};

/// A value that an application or a server handed over.
struct Value<'a>(&'a JsValue);

impl Fields for Value<'_> {
    fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field> {
        let found = foreign::field(self.0, wrapper.unwrap_or_default(), name);
        if let Some(text) = found.as_string() {
            return Some(Field::Text(text));
        }
        let number = foreign::number(&found);
        (!number.is_nan()).then_some(Field::Number(number))
    }

    fn date(&self, text: &str) -> Option<u64> {
        foreign::milliseconds(foreign::date(text))
    }
}

/// The tokens in `value`: an object of a known shape, the same as JSON text, or a bare string. Of those that cookies
/// carry none is kept, even where a server shows it.
pub(super) fn tokens(
    value: &JsValue,
    carrier: Carrier,
    now: Now,
    server: Option<u64>,
) -> Result<TokenSet, Unusable> {
    let value = &foreign::parsed(value);
    let mut tokens = match value.as_string() {
        Some(text) => reply::bare(&text, now, server),
        None => reply::read(&Value(value), now, server),
    }?;
    if carrier != Carrier::Bearer {
        tokens.refresh = None;
    }
    if carrier == Carrier::Split && tokens.access.is_none() {
        return Err(Unusable::NoToken);
    }
    if carrier == Carrier::Cookie {
        tokens.access = None;
    }
    Ok(tokens)
}

/// The same where a cookie may hold the tokens, so that there need be none.
pub(super) fn tokens_or_cookie(value: &JsValue, now: Now, server: Option<u64>) -> TokenSet {
    TokenSet {
        access: None,
        refresh: None,
        expiry: reply::expiry_only(&Value(&foreign::parsed(value)), now, server),
    }
}

/// What the application's own storage holds.
pub(super) fn found(value: &JsValue, carrier: Carrier, now: Now) -> Found {
    let value = &foreign::parsed(value);
    if let Some(text) = foreign::field(value, "", "record").as_string()
        && let Some(record) = Record::read(&text, now)
        && is_same(value, &record)
    {
        return Found::Record(kept(record, carrier));
    }
    tokens(value, carrier, now, None).map_or(Found::Nothing, Found::Tokens)
}

/// A record as it may be used: of a version from before it may hold what only a cookie should.
pub(super) fn kept(mut record: Record, carrier: Carrier) -> Record {
    if carrier != Carrier::Bearer {
        record.tokens.refresh = None;
    }
    record
}

/// Whether the documented fields still say what our own text says. Where somebody else has changed them, theirs
/// are newer.
fn is_same(value: &JsValue, record: &Record) -> bool {
    let same = |name, secret: &Option<crate::core::Secret>| {
        foreign::field(value, "", name).as_string().as_deref()
            == secret.as_ref().map(crate::core::Secret::expose)
    };
    same("accessToken", &record.tokens.access) && same("refreshToken", &record.tokens.refresh)
}
