//! Sealing a token set, so that it can be stored where every script of the origin can read it.
//!
//! Decides how a set is encrypted and under which conditions it opens (R8). Ascon-AEAD128 (NIST SP 800-232) with a
//! fresh random nonce for each sealing; session and generation are associated data, so that a set neither opens
//! in another session nor passes for a newer one.

use ascon_aead128::AsconAead128;
use ascon_aead128::aead::{AeadInOut, KeyInit};
use zeroize::Zeroizing;

use super::record::SessionId;

/// Length of a key and of a nonce in bytes.
pub const KEY_LENGTH: usize = 16;

/// The key of one session. Each tab stores it in its own record, so that it is gone with the last tab.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Zeroizing<[u8; KEY_LENGTH]>);

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_slice().hash(state);
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key")
    }
}

impl Key {
    /// A key of these random bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        Key(Zeroizing::new(bytes))
    }

    /// The key as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    /// Appends the key as text.
    pub(super) fn push_text(&self, text: &mut String) {
        push_hex(text, self.0.as_slice());
    }

    /// A key from its text, if it is one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        from_hex(text)?.as_slice().try_into().ok().map(Key::new)
    }

    /// Seals `plain` as the set of `generation` of session `sid`.
    #[must_use]
    pub fn seal(&self, nonce: [u8; KEY_LENGTH], sid: SessionId, generation: u64, plain: &str) -> String {
        let mut bytes = plain.as_bytes().to_vec();
        let data = context(sid, generation);
        let tag = self.cipher().encrypt_inout_detached(&nonce.into(), &data, bytes.as_mut_slice().into());
        let mut text = String::new();
        // The cipher refuses only what does not fit into a 64-bit length.
        if let Ok(tag) = tag {
            for part in [nonce.as_slice(), &bytes, &tag] {
                push_hex(&mut text, part);
            }
        }
        text
    }

    /// Opens what was sealed as the set of `generation` of session `sid`. Anything else does not open.
    #[must_use]
    pub fn open(&self, sealed: &str, sid: SessionId, generation: u64) -> Option<Zeroizing<String>> {
        let mut bytes = Zeroizing::new(from_hex(sealed)?);
        let (nonce, rest) = bytes.split_first_chunk_mut::<KEY_LENGTH>()?;
        let (body, tag) = rest.split_last_chunk_mut::<KEY_LENGTH>()?;
        let (nonce, tag, data) = ((*nonce).into(), (*tag).into(), context(sid, generation));
        self.cipher().decrypt_inout_detached(&nonce, &data, body.into(), &tag).ok()?;
        std::str::from_utf8(body).ok().map(|text| Zeroizing::new(text.to_owned()))
    }

    fn cipher(&self) -> AsconAead128 {
        AsconAead128::new(&(*self.0).into())
    }
}

fn context(sid: SessionId, generation: u64) -> [u8; 16] {
    (u128::from(sid) << 64 | u128::from(generation)).to_be_bytes()
}

#[inline(never)]
fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for value in [byte >> 4, byte & 15] {
            text.push(char::from(if value < 10 { b'0' + value } else { b'a' - 10 + value }));
        }
    }
}

#[inline(never)]
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut high = None;
    for digit in text.bytes() {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        match high.take() {
            Some(high) => bytes.push(high << 4 | value),
            None => high = Some(value),
        }
    }
    high.is_none().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn to_hex(bytes: &[u8]) -> String {
        let mut text = String::new();
        push_hex(&mut text, bytes);
        text
    }

    fn key(first: u8) -> Key {
        let mut bytes = [7; KEY_LENGTH];
        bytes[0] = first;
        Key::new(bytes)
    }

    #[test]
    fn a_key_survives_writing_and_tells_itself_to_nobody() {
        let text = key(250).to_text();
        assert_eq!(text, "fa070707070707070707070707070707");
        assert!(Key::from_text(&text) == Some(key(250)));
        for other in [
            "",
            "fa",
            "FA070707070707070707070707070707",
            "fa07070707070707070707070707070",
            "fa0707070707070707070707070707070",
        ] {
            assert!(Key::from_text(other).is_none(), "{other}");
        }
        assert_eq!(format!("{:?}", key(250)), "Key");
        let hash = |first| {
            std::hash::BuildHasher::hash_one(
                &std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::new(),
                key(first),
            )
        };
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
    }

    #[test]
    fn what_is_sealed_but_no_text_does_not_open() {
        let seal = |plain: &[u8]| {
            let mut bytes = plain.to_vec();
            let tag = key(1).cipher().encrypt_inout_detached(
                &[9; KEY_LENGTH].into(),
                &context(1, 1),
                bytes.as_mut_slice().into(),
            );
            [to_hex(&[9; KEY_LENGTH]), to_hex(&bytes), to_hex(&tag.expect("sealed"))].concat()
        };
        let opened = |plain| key(1).open(&seal(plain), 1, 1);
        assert_eq!(opened("aé令🔑z".as_bytes()).as_deref().map(String::as_str), Some("aé令🔑z"));
        for plain in [b"a\x80b".as_slice(), b"\xff", b"\xf7\xbf\xbf\xbf", b"\xc3"] {
            assert_eq!(opened(plain), None, "{plain:?}");
        }
    }

    /// From the known answers that the designers publish for SP 800-232 (`LWC_AEAD_KAT_128_128.txt`): key 00…0F,
    /// nonce 10…1F; associated data, plain text, sealed text.
    #[test]
    fn the_cipher_gives_the_specifications_answers() {
        let sequence = |first: u8| -> [u8; KEY_LENGTH] { std::array::from_fn(|index| first + index as u8) };
        let cipher = Key::new(sequence(0)).cipher();
        for (data, plain, expected) in [
            ("", "", "4f9c278211bec9316bf68f46ee8b2ec6"),
            ("30", "", "cccb674fe18a09a285d6ab11b35675c0"),
            ("30", "20", "962b8016836c75a7d86866588ca245d886"),
            ("3031", "20", "303a16fbad0d79c8c40107bc825c7c7905"),
            (
                "303132333435",
                "202122232425262728292a2b2c2d2e2f3031",
                "9310c6dd8e9cbc3e406c0ebfbea312435f2c6975faf3b6b2b17ef1ea2503c3d31ef5",
            ),
            (
                "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
                "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
                "cb34d04660a66dbfbe9c856601f5b8aa51a499b55ac8f7fbefbc331a613ee9cdfd191750a47f211c0a15ed28173d7caa",
            ),
        ] {
            let data = from_hex(data).expect("hex");
            let mut bytes = from_hex(plain).expect("hex");
            cipher.encrypt_in_place(&sequence(16).into(), &data, &mut bytes).expect("sealed");
            assert_eq!(to_hex(&bytes), expected);
            cipher.decrypt_in_place(&sequence(16).into(), &data, &mut bytes).expect("opened");
            assert_eq!(to_hex(&bytes), plain);
        }
    }

    proptest! {
        #[test]
        fn a_set_opens_in_its_own_session_and_generation_only(plain in "(?s).{0,60}", sid: u64, generation: u64, nonce: [u8; 16], other: u64) {
            let sealed = key(1).seal(nonce, sid, generation, &plain);
            let opened = key(1).open(&sealed, sid, generation);
            prop_assert_eq!(opened.as_deref().map(String::as_str), Some(plain.as_str()));
            prop_assume!(other != sid && other != generation);
            prop_assert!(key(1).open(&sealed, other, generation).is_none());
            prop_assert!(key(1).open(&sealed, sid, other).is_none());
            prop_assert!(key(2).open(&sealed, sid, generation).is_none());
        }

        #[test]
        fn h130_a_changed_text_does_not_open(plain in ".*", at: usize, nonce: [u8; 16]) {
            let sealed = key(1).seal(nonce, 1, 1, &plain);
            let at = at % sealed.len();
            let mut changed = sealed.into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            prop_assert!(key(1).open(&String::from_utf8(changed).expect("hex"), 1, 1).is_none());
        }

        #[test]
        fn h130_any_text_is_opened_without_a_panic(text in ".*") {
            prop_assert!(key(1).open(&text, 1, 1).is_none());
            let _ = Key::from_text(&text);
        }
    }
}
