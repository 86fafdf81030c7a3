//! Tokens, and which texts may become one.
//!
//! Decides which texts are accepted as tokens. A [`Secret`] neither prints nor serialises, and wipes its bytes
//! when the last clone of it is dropped.

use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

use super::clock::Expiry;
use super::has;

/// Whether a byte may be in a `b64token` or a `token68`, apart from the padding.
#[inline(never)]
pub(super) fn is_b64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || has(b"-._~+/", byte)
}

/// A token. Its text leaves only through [`Secret::expose`]. Clones share it, so that there is one text to wipe.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<String>>);

// By hand, since `Zeroizing` does not hash. The model checker needs it; nothing else ever stores the hash.
impl std::hash::Hash for Secret {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl Secret {
    /// Takes `text` as a token, if it can be carried in a header: visible ASCII without spaces, and not empty.
    ///
    /// RFC 6750 §2.1 allows less (`b64token`), but real servers issue more. Anything refused here would inject a header
    /// (CR, LF), make `fetch` refuse every request from then on, or is a whole answer (JSON, HTML) in place of a token.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_answer = matches!(text.as_bytes().first(), None | Some(b'{' | b'[' | b'"' | b'<'));
        let valid = !is_answer && text.bytes().all(|byte| byte.is_ascii_graphic());
        valid.then(|| Secret(Arc::new(Zeroizing::new(text.to_owned()))))
    }

    /// Takes `text` as a token, if it is RFC 6750's `b64token` (§2.1).
    #[must_use]
    pub fn bare(text: &str) -> Option<Self> {
        let mut is_padding = false;
        for byte in text.bytes() {
            is_padding |= byte == b'=';
            if is_padding != (byte == b'=') || !(is_padding || is_b64(byte)) {
                return None;
            }
        }
        if text.starts_with('=') { None } else { Secret::new(text) }
    }

    /// Takes `text` as a refresh token, which only ever travels in a body: anything but control characters, and not
    /// empty. RFC 6749 §A.17 allows visible ASCII and spaces; real servers issue more.
    #[must_use]
    pub fn refresh(text: &str) -> Option<Self> {
        let valid = !text.is_empty() && !text.bytes().any(|byte| byte.is_ascii_control());
        valid.then(|| Secret(Arc::new(Zeroizing::new(text.to_owned()))))
    }

    /// A number by which the same text is recognised, and which does not show the text (FNV-1a).
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.expose().bytes().fold(0xcbf2_9ce4_8422_2325, step)
    }

    /// The token itself, for the header or the body of the request that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// What one answer of the token endpoint brings.
///
/// With HTTP-only cookies both tokens are absent; with a split session only the access token is here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TokenSet {
    /// What requests carry.
    pub access: Option<Secret>,
    /// What renews the access token.
    pub refresh: Option<Secret>,
    /// When the access token ends, if that is known.
    pub expiry: Option<Expiry>,
}

impl TokenSet {
    /// Whether both hold the same token.
    pub(super) fn shares_token(&self, other: &TokenSet) -> bool {
        let is_same = |one: &Option<Secret>, two: &Option<Secret>| one.is_some() && one == two;
        is_same(&self.access, &other.access) || is_same(&self.refresh, &other.refresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h119_a_token_that_cannot_be_a_header_value_is_refused() {
        for text in ["", "a\r\nX: 1", "a\nb", "a b", "é", "a\0", "\u{7f}"] {
            assert!(Secret::new(text).is_none(), "{text:?}");
        }
        assert!(Secret::new("eyJ-_.~+/=").is_some());
    }

    #[test]
    fn h66_a_refresh_token_may_be_any_text_of_one_line() {
        for text in ["", "a\r\nX: 1", "a\nb", "a\0", "\u{7f}"] {
            assert!(Secret::refresh(text).is_none(), "{text:?}");
        }
        for text in ["eyJ-_.~+/=%25&~ ;", " ", "é", "令牌 🔑"] {
            assert_eq!(Secret::refresh(text).expect("a token").expose(), text);
        }
    }

    #[test]
    fn a_fingerprint_tells_tokens_apart_and_has_the_value_of_its_definition() {
        let fingerprint = |text| Secret::new(text).expect("a token").fingerprint();
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fingerprint("foobar"), 0x8594_4171_f739_67e8);
        assert_ne!(fingerprint("ab"), fingerprint("ba"));
    }

    #[test]
    fn secrets_that_differ_are_hashed_apart() {
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
        let hash = |text| BuildHasherDefault::<DefaultHasher>::new().hash_one(Secret::new(text));
        assert_eq!(hash("AAA"), hash("AAA"));
        assert_ne!(hash("AAA"), hash("AAB"));
    }

    #[test]
    fn h109_a_secret_does_not_print_itself() {
        let set = TokenSet {
            access: Secret::new("hunter2hunter2"),
            refresh: Secret::new("other-secret"),
            expiry: None,
        };
        let printed = format!("{set:?}");
        assert!(printed.contains("Secret"));
        assert!(!printed.contains("hunter2"));
        assert!(!printed.contains("other"));
    }
}
