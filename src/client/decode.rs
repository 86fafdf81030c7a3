//! Reads JSON into the types of the application. Decides what an error says of a text that does not fit: never the text
//! itself, which may be a token.

use serde::de::DeserializeOwned;

use super::answer::Answer;
use super::error::Error;

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// [`Error::Decode`] where it is not JSON, or not of this shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        from_json(&self.body)
    }
}

/// Reads JSON in Rust, as servers written in Rust do: the browser's own parser would round 64-bit numbers.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Decode(without_values(&error.to_string())))
}

/// An error of serde names the text that it found where it wanted something else, which may be a token.
fn without_values(message: &str) -> String {
    const BEFORE: &str = "string \"";
    const AFTER: &str = "\", expected";
    match (message.find(BEFORE), message.rfind(AFTER)) {
        (Some(start), Some(end)) if start + BEFORE.len() <= end => {
            let (head, rest) = message.split_at(start + BEFORE.len());
            let tail = rest.get(end - start - BEFORE.len()..).unwrap_or_default();
            [head, "…", tail].concat()
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn h109_what_does_not_decode_does_not_print_what_it_found() {
        for text in [r#""hunter2""#, r#"{"id":"hunter2"}"#, r#"{"id":"a\", expected hunter2\""}"#] {
            #[derive(serde::Deserialize, Debug)]
            struct Numbered {
                #[expect(dead_code, reason = "only its type is asked for")]
                id: u64,
            }
            let message = from_json::<Numbered>(text).expect_err("a number was wanted").to_string();
            assert!(!message.contains("hunter2"), "{message}");
        }
        let message = from_json::<u8>("300").expect_err("too large").to_string();
        assert!(message.contains("300"), "{message}");
    }

    #[wasm_bindgen_test]
    fn numbers_of_64_bits_keep_all_their_digits() {
        assert_eq!(from_json::<u64>("18446744073709551615").expect("a number"), u64::MAX);
        assert_eq!(from_json::<i64>("-9007199254740993").expect("a number"), -9_007_199_254_740_993);
    }
}
