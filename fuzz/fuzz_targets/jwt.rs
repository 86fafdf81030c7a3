//! An access token whose middle part is anything at all: it is read without a panic, its life is bounded, and what it
//! says of its life never decides whether it is taken.
#![no_main]

use everfetch::core::Now;
use everfetch::core::reply::bare;
use libfuzzer_sys::fuzz_target;

const NOW: Now = Now { mono: 5_000, wall: 1_800_000_000_000 };
const TEN_YEARS: u64 = 315_360_000_000;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64url(bytes: &[u8]) -> String {
    let sextets = bytes.chunks(3).flat_map(|chunk| {
        let held =
            chunk.iter().fold(0u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |at| held >> (18 - 6 * at) & 63)
    });
    sextets.map(|sextet| char::from(ALPHABET[sextet as usize])).collect()
}

fuzz_target!(|input: (&[u8], &str, Option<u64>)| {
    let (payload, raw, server) = input;
    let encoded = format!("e30.{}.c2ln", base64url(payload));
    let tokens = bare(&encoded, NOW, server).expect("a token by its alphabet");
    assert_eq!(tokens.access.as_ref().map(|access| access.expose()), Some(encoded.as_str()));
    let raw = bare(&format!("e30.{raw}.c2ln"), NOW, server).ok();
    for expiry in [Some(tokens), raw].into_iter().flatten().filter_map(|tokens| tokens.expiry) {
        assert!(expiry.total() <= TEN_YEARS);
    }
});
