//! Which origins may receive a token: no text is allowed but those that the session names.
#![no_main]

use everfetch::core::origin::allows;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, bool)| {
    let (origin, page_is_secure) = input;
    let allowed = ["https://api.example.com".to_owned(), "http://localhost:3000".to_owned()];
    if allows(&allowed, origin, page_is_secure) {
        assert!(allowed.iter().any(|one| one == origin), "{origin:?} is allowed");
    }
});
