//! Turns values into the pairs of a query or a form. Decides which values can be written so. Natively nothing is sent, so
//! there the pairs are of no use, and none are made.

use js_sys::{Array, Object};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

use super::error::Error;
use super::native::IN_BROWSER;

/// The pairs of a struct, a map, or a list of pairs. A list as a value repeats the name for each item; `None` leaves
/// the name out. What lies deeper has its path in brackets: `filter[price][max]`, `rows[0][id]`.
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
        let name = scalar(&pair.get(0)).ok_or_else(unsuited)?;
        add(&mut pairs, name, pair.get(1));
    }
    Ok(pairs)
}

fn add(pairs: &mut Vec<(String, String)>, name: String, value: JsValue) {
    if let Some(list) = value.dyn_ref::<Array>() {
        // Only where an item has parts of its own does its place say which parts belong together.
        let has_parts = list.iter().any(|item| item.is_object());
        for (at, item) in (0..).zip(list.iter()) {
            let name = if has_parts { within(&name, &u32::to_string(&at)) } else { name.clone() };
            add(pairs, name, item);
        }
    } else if value.is_object() {
        for entry in Object::entries(value.unchecked_ref()).iter() {
            let entry: Array = entry.unchecked_into();
            if let Some(key) = scalar(&entry.get(0)) {
                add(pairs, within(&name, &key), entry.get(1));
            }
        }
    } else if let Some(value) = scalar(&value) {
        pairs.push((name, value));
    }
}

fn within(name: &str, key: &str) -> String {
    [name, "[", key, "]"].concat()
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

/// A text as it is; numbers, big integers and booleans as the browser writes them.
fn scalar(value: &JsValue) -> Option<String> {
    if value.is_null() || value.is_undefined() || value.is_object() {
        return None;
    }
    value.as_string().or_else(|| Some(value.unchecked_ref::<Object>().to_string().into()))
}

fn unsuited() -> Error {
    Error::Request(
        "a query or form takes a struct, a map or a list of pairs of a name and a value".to_owned(),
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

    #[derive(Serialize)]
    struct Row<'a> {
        id: Option<u32>,
        tags: &'a [&'a str],
    }

    #[derive(Serialize)]
    struct Search<'a> {
        price: std::collections::BTreeMap<&'a str, u32>,
        rows: [Row<'a>; 2],
        area: [[i32; 2]; 2],
    }

    #[wasm_bindgen_test]
    fn what_lies_deeper_has_its_path_in_brackets() {
        let search = Search {
            price: [("max", 9), ("min", 3)].into(),
            rows: [Row { id: Some(7), tags: &["x", "y"] }, Row { id: None, tags: &["z"] }],
            area: [[1, -2], [3, 4]],
        };
        assert_eq!(
            written(&search),
            "price[max]=9&price[min]=3&rows[0][id]=7&rows[0][tags]=x&rows[0][tags]=y&rows[1][tags]=z\
             &area[0]=1&area[0]=-2&area[1]=3&area[1]=4"
        );
        assert_eq!(written(&[("a", [("b", 1)])]), "a[0]=b&a[0]=1");
    }

    #[wasm_bindgen_test]
    fn what_has_no_place_in_a_query_is_refused() {
        assert!(pairs("text").is_err());
        assert!(pairs(&7).is_err());
        assert!(pairs(&["a", "b"]).is_err());
        assert!(pairs(&[(["a"], 1)]).is_err());
        assert!(pairs(&[(None::<&str>, 1)]).is_err());
    }
}
