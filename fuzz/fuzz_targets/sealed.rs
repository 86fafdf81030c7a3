//! Sealed text that anybody may have written or changed: only what was sealed opens.
#![no_main]

use everfetch::core::seal::Key;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, [u8; 16], u64, u64)| {
    let (text, bytes, sid, generation) = input;
    let key = Key::new(bytes);
    assert!(key.open(text, sid, generation).is_none(), "a forgery opens");
    let _ = Key::from_text(text);
    let sealed = key.seal(bytes, sid, generation, "plain");
    assert_eq!(key.open(&sealed, sid, generation).as_deref().map(String::as_str), Some("plain"));
    assert!(key.open(&sealed, sid, generation.wrapping_add(1)).is_none());
});
