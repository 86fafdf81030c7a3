//! Turns values into the pairs of a query or a form. Decides which values can be written so. Natively nothing is sent, so
//! there the pairs are of no use, and none are made.

use js_sys::{Array, Object};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

use super::error::Error;
use super::native::IN_BROWSER;

/// The pairs of a struct, a map, or a list of pairs. A list as a value repeats the name for each item; `None` leaves
/// the name out.
pub(super) fn pairs<T: Serialize + ?Sized>(value: &T) -> Result<Vec<(String, String)>, Error> {
    if !IN_BROWSER {
        return Ok(Vec::new());
    }
    // As big integers, numbers of 64 bits keep all their digits.
    let serializer = Serializer::json_compatible().serialize_large_number_types_as_bigints(true);
    let value = value.serialize(&serializer).map_err(|error| Error::Request(error.to_string()))?;
    let entries = match value.dyn_into::<Array>() {
        Ok(list) => list,
        Err(value) if value.is_object() => Object::entries(value.unchecked_ref()),
        Err(value) if value.is_null() || value.is_undefined() => Array::new(),
        Err(_) => return Err(unsuited()),
    };
    let mut pairs = Vec::new();
    for entry in entries.iter() {
        let pair = entry.dyn_into::<Array>().ok().filter(|pair| pair.length() == 2).ok_or_else(unsuited)?;
        let name = text(&pair.get(0))?.ok_or_else(unsuited)?;
        let value = pair.get(1);
        let values = value.dyn_into::<Array>().unwrap_or_else(|value| Array::of1(&value));
        for value in values.iter() {
            if let Some(value) = text(&value)? {
                pairs.push((name.clone(), value));
            }
        }
    }
    Ok(pairs)
}

/// The pairs as the body of a form.
pub(super) fn encode(pairs: &[(String, String)]) -> String {
    if !IN_BROWSER {
        return String::new();
    }
    // The constructor throws only for malformed arguments, and this has none.
    let Ok(form) = web_sys::UrlSearchParams::new() else { return String::new() };
    for (name, value) in pairs {
        form.append(name, value);
    }
    form.to_string().into()
}

fn text(value: &JsValue) -> Result<Option<String>, Error> {
    if value.is_null() || value.is_undefined() {
        return Ok(None);
    }
    if let Some(text) = value.as_string() {
        return Ok(Some(text));
    }
    if value.is_object() {
        return Err(unsuited());
    }
    // Numbers, big integers and booleans as the browser writes them.
    Ok(Some(value.unchecked_ref::<Object>().to_string().into()))
}

fn unsuited() -> Error {
    Error::Request(
        "a query or form takes a struct, a map or a list of pairs, with texts, numbers, booleans and lists of these"
            .to_owned(),
    )
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn written<T: Serialize + ?Sized>(value: &T) -> String {
        let pairs = pairs(value).expect("pairs");
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    #[derive(Serialize)]
    struct Filter<'a> {
        text: &'a str,
        page: u32,
        after: Option<u64>,
        open: bool,
        tags: Vec<&'a str>,
        share: f64,
    }

    #[wasm_bindgen_test]
    fn structs_maps_and_lists_of_pairs_make_a_query() {
        let filter = Filter {
            text: "a&b",
            page: 2,
            after: Some(u64::MAX),
            open: true,
            tags: vec!["x", "y"],
            share: 0.5,
        };
        assert_eq!(
            written(&filter),
            "text=a&b&page=2&after=18446744073709551615&open=true&tags=x&tags=y&share=0.5"
        );
        assert_eq!(written(&[("a", 1), ("a", 2)]), "a=1&a=2");
        assert_eq!(written(&[("a", Some("1")), ("b", None)]), "a=1");
        assert_eq!(written(&std::collections::BTreeMap::from([("k", "v")])), "k=v");
        assert_eq!(written(&()), "");
    }

    #[wasm_bindgen_test]
    fn what_has_no_place_in_a_query_is_refused() {
        assert!(pairs("text").is_err());
        assert!(pairs(&7).is_err());
        assert!(pairs(&["a", "b"]).is_err());
        assert!(pairs(&[("a", [("b", 1)])]).is_err());
    }
}
