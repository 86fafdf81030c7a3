//! The answer of any token endpoint: tokens that are read can be sent in a header, and live ten years at the most.
#![no_main]

use everfetch::core::Now;
use everfetch::core::reply::{Field, Fields, bare, read};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const NOW: Now = Now { mono: 5_000, wall: 1_800_000_000_000 };
const TEN_YEARS: u64 = 315_360_000_000;

struct Json(Value);

impl Fields for Json {
    fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field> {
        let object = wrapper.map_or(Some(&self.0), |wrapper| self.0.get(wrapper))?;
        match object.get(name)? {
            Value::String(text) => Some(Field::Text(text.clone())),
            Value::Number(number) => number.as_f64().map(Field::Number),
            _ => None,
        }
    }

    fn date(&self, text: &str) -> Option<u64> {
        text.len().try_into().ok()
    }
}

fuzz_target!(|input: (&str, Option<u64>)| {
    let (text, server) = input;
    let from_json = serde_json::from_str(text).ok().map(|value| read(&Json(value), NOW, server));
    for tokens in from_json.into_iter().chain([bare(text, NOW, server)]).flatten() {
        if let Some(access) = &tokens.access {
            assert!(access.expose().bytes().all(|byte| (b'!'..=b'~').contains(&byte)));
        }
        assert!(tokens.expiry.is_none_or(|expiry| expiry.total() <= TEN_YEARS));
    }
});
