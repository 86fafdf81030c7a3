//! What a server says with a refusal: the `WWW-Authenticate` header.
//!
//! Decides whether a newer token could help. The header is parsed by its grammar (RFC 9110 §11.6.1): a list of
//! challenges, each a scheme with a token68 or a list of parameters. A header that does not follow the grammar is
//! ignored, and the status alone decides.

use super::has;
use super::token::is_b64;

/// What the challenges ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Demand {
    /// Nothing that this module knows: the status decides.
    #[default]
    Unknown,
    /// The token is expired, revoked or malformed (RFC 6750 §3.1): a newer one helps.
    NewToken,
    /// The token lacks a right (RFC 6750 §3.1): a newer one lacks it too.
    MoreScope,
    /// The user has to authenticate again, or more strongly (RFC 9470 §3).
    StepUp {
        /// `acr_values`, as the server wrote it.
        acr_values: Option<String>,
        /// `max_age`, in seconds.
        max_age: Option<String>,
    },
}

/// Reads the value of `WWW-Authenticate`; several headers are joined with commas, as `fetch` does.
#[must_use]
pub fn read(header: &str) -> Demand {
    let mut challenges = Challenges::default();
    match challenges.read(header) {
        Some(()) => challenges.demand,
        None => Demand::Unknown,
    }
}

/// The parameters that count.
const NAMES: [&str; 3] = ["error", "acr_values", "max_age"];

/// What is known while challenges are read.
#[derive(Default)]
struct Challenges {
    /// What the challenges before the current one ask for.
    demand: Demand,
    /// A challenge is being read: parameters belong to it.
    is_open: bool,
    /// Its scheme is one for access tokens.
    is_ours: bool,
    /// Its parameters, in the order of `NAMES`.
    values: [Option<String>; 3],
}

impl Challenges {
    /// Keeps a parameter. If a name occurs twice, the first value counts.
    fn add(&mut self, name: &str, value: String) {
        for (known, place) in NAMES.iter().zip(&mut self.values) {
            if known.eq_ignore_ascii_case(name) {
                place.get_or_insert(value);
                return;
            }
        }
    }

    /// Ends the current challenge. Of several, the one that asks for the least counts: a newer token is tried first.
    fn close(&mut self) {
        let [error, acr_values, max_age] = std::mem::take(&mut self.values);
        let found = match error.as_deref() {
            _ if !self.is_ours => return,
            Some("invalid_token") => Demand::NewToken,
            Some("insufficient_scope") => Demand::MoreScope,
            Some("insufficient_user_authentication") => Demand::StepUp { acr_values, max_age },
            _ => return,
        };
        if matches!(self.demand, Demand::Unknown) || matches!(found, Demand::NewToken) {
            self.demand = found;
        }
    }

    /// Reads all challenges; `None` if the text does not follow the grammar.
    fn read(&mut self, text: &str) -> Option<()> {
        let mut rest = text;
        loop {
            rest = skip(rest, b" \t,");
            if rest.is_empty() {
                self.close();
                return Some(());
            }
            let (word, after) = token(rest)?;
            let spaced = skip(after, b" \t");
            if self.is_open
                && let Some(value) = spaced.strip_prefix('=')
            {
                let (value, after) = value_of(skip(value, b" \t"))?;
                self.add(word, value);
                rest = end_of_item(after)?;
                continue;
            }
            self.close();
            self.is_open = true;
            self.is_ours = word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("dpop");
            rest = match after.strip_prefix(' ') {
                Some(_) => token68(spaced).unwrap_or(spaced),
                None => end_of_item(after)?,
            };
        }
    }
}

#[inline(never)]
fn is_one(byte: u8, set: &[u8]) -> bool {
    has(set, byte)
}

/// Skips the leading bytes that are in `set`.
#[inline(never)]
fn skip<'a>(text: &'a str, set: &[u8]) -> &'a str {
    split(text, |byte| is_one(byte, set)).1
}

/// Splits the text before the first byte for which `of` is false.
fn split(text: &str, of: impl Fn(u8) -> bool) -> (&str, &str) {
    let at = text.bytes().position(|byte| !of(byte)).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or_default()
}

/// `1*tchar` (RFC 9110 §5.6.2), and what follows it.
fn token(text: &str) -> Option<(&str, &str)> {
    let is_tchar = |byte: u8| byte.is_ascii_alphanumeric() || is_one(byte, b"!#$%&'*+-.^_`|~");
    Some(split(text, is_tchar)).filter(|(word, _)| !word.is_empty())
}

/// A token or a quoted string, unquoted, and what follows it.
fn value_of(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        return token(text).map(|(word, rest)| (word.to_owned(), rest));
    };
    let mut value = String::new();
    let mut rest = quoted;
    loop {
        let (plain, after) = split(rest, |byte| byte != b'"' && byte != b'\\');
        value.push_str(plain);
        if let Some(after) = after.strip_prefix('"') {
            return Some((value, after));
        }
        // An escaped quote or backslash is taken here, so that it is not read as one that has a meaning. Any other
        // escaped character needs no care: the loop reads it as plain text.
        rest = after.strip_prefix('\\')?;
        let at = usize::from(rest.starts_with('"') || rest.starts_with('\\'));
        value.push_str(rest.get(..at)?);
        rest = rest.get(at..)?;
    }
}

/// Skips a token68 that is all of a challenge's content; `None` if there is none.
fn token68(text: &str) -> Option<&str> {
    let (word, rest) = split(text, is_b64);
    let rest = skip(skip(rest, b"="), b" \t");
    (!word.is_empty() && (rest.is_empty() || rest.starts_with(','))).then_some(rest)
}

fn end_of_item(text: &str) -> Option<&str> {
    let rest = skip(text, b" \t");
    (rest.is_empty() || rest.starts_with(',')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_expired_token_asks_for_a_newer_one() {
        for header in [
            r#"Bearer realm="api", error="invalid_token", error_description="expired, \"sorry\"""#,
            "bearer error=invalid_token",
            r#"Basic realm="a, b", Bearer error = "invalid_token""#,
            r#"Negotiate dGVzdA==, DPoP algs="ES256", error="invalid_token""#,
            r#"Bearer error="insufficient_scope", Bearer error="invalid_token""#,
        ] {
            assert_eq!(read(header), Demand::NewToken, "{header}");
        }
    }

    #[test]
    fn h126_a_missing_right_is_no_reason_to_renew() {
        assert_eq!(read(r#"Bearer error="insufficient_scope", scope="admin""#), Demand::MoreScope);
    }

    #[test]
    fn h125_a_step_up_carries_its_parameters() {
        let header =
            r#"Bearer error="insufficient_user_authentication", acr_values="urn:mfa strong", max_age="60""#;
        let expected =
            Demand::StepUp { acr_values: Some("urn:mfa strong".to_owned()), max_age: Some("60".to_owned()) };
        assert_eq!(read(header), expected);
    }

    #[test]
    fn h127_what_is_not_a_challenge_of_ours_says_nothing() {
        for header in [
            "",
            "Bearer",
            r#"Bearer realm="x""#,
            r#"Basic error="invalid_token""#,
            r#"Bearer error="invalid_token"#,
            "Bearer error=\"invalid_token\" junk",
            r#"error="invalid_token""#,
            r#"Bearer realm="error=\"invalid_token\"""#,
            "=,=,=",
        ] {
            assert_eq!(read(header), Demand::Unknown, "{header}");
        }
    }

    proptest! {
        #[test]
        fn h127_any_text_is_read_without_a_panic(header in ".*") {
            let _ = read(&header);
        }

        #[test]
        fn h127_a_challenge_is_read_however_it_is_quoted(
            description in "[ -~]{0,20}",
            space in "[ \t]{0,2}",
            quoted: bool,
        ) {
            let escaped: String = description
                .chars()
                .flat_map(|character| if matches!(character, '"' | '\\') { vec!['\\', character] } else { vec![character] })
                .collect();
            let error = if quoted { "\"invalid_token\"" } else { "invalid_token" };
            let header = format!("Bearer {space}realm=\"{escaped}\"{space},{space}error{space}={space}{error}{space}");
            prop_assert_eq!(read(&header), Demand::NewToken, "{}", header);
        }
    }
}
