//! Numbers as decimal digits, and texts cut at a byte.
//!
//! The standard library's own functions handle every radix, width and pattern, and would add three kilobytes to the
//! package. Decides only what a number is: digits and nothing else.

/// Appends a number.
#[inline(never)]
pub(crate) fn push_number(text: &mut String, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut length = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        length += 1;
        if number == 0 {
            break;
        }
    }
    for digit in digits.iter().skip(digits.len() - length) {
        text.push(char::from(*digit));
    }
}

/// Appends a number with all the digits that any number can have, so that the text is as long whatever it is.
#[inline(never)]
pub(crate) fn push_padded(text: &mut String, number: u64) {
    let mut power = 10_000_000_000_000_000_000;
    while power > 0 {
        text.push(char::from(b'0' + (number / power % 10) as u8));
        power /= 10;
    }
}

/// Reads a number; `None` if the text is not a number, or the number is too large.
#[must_use]
#[inline(never)]
pub fn number(text: &str) -> Option<u64> {
    let mut number = None;
    for byte in text.bytes() {
        let so_far = number.unwrap_or(0u64);
        // Not `checked_mul`, which multiplies in 128 bits.
        if !byte.is_ascii_digit() || so_far > u64::MAX / 10 {
            return None;
        }
        number = Some((so_far * 10).checked_add(u64::from(byte - b'0'))?);
    }
    number
}

/// Converts seconds to milliseconds. Numbers that are too large are cut, and stay very large.
#[must_use]
pub fn in_milliseconds(seconds: u64) -> u64 {
    seconds.min(u64::MAX / 1024) * 1000
}

/// The parts of a text between separators. There is always at least one part.
pub struct Parts<'a> {
    rest: Option<&'a str>,
    end: u8,
}

impl<'a> Parts<'a> {
    /// Each part ends before `end`, an ASCII character.
    #[must_use]
    pub fn new(text: &'a str, end: u8) -> Self {
        Parts { rest: Some(text), end }
    }

    /// The next part, if it is a number.
    #[inline(never)]
    pub fn number(&mut self) -> Option<u64> {
        number(self.next()?)
    }

    /// All that is left.
    #[must_use]
    pub fn rest(self) -> Option<&'a str> {
        self.rest
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.take()?;
        let Some(at) = rest.bytes().position(|byte| byte == self.end) else { return Some(rest) };
        self.rest = rest.get(at + 1..);
        rest.get(..at)
    }
}

/// Whether `part` occurs in `text`. Meant for short parts: it compares at every position.
#[must_use]
#[inline(never)]
pub fn contains(text: &str, part: &str) -> bool {
    (0..=text.len()).any(|at| text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(part.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_up_to_the_largest_one() {
        for (text, expected) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("18446744073709551609", Some(u64::MAX - 6)),
            ("18446744073709551610", Some(u64::MAX - 5)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("18446744073709551620", None),
            ("99999999999999999999", None),
            ("184467440737095516150", None),
            ("", None),
            ("1e3", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn h98_seconds_become_milliseconds_and_what_is_too_long_stays_long() {
        for seconds in [0, 1, 5, 3_600, u64::MAX / 1024] {
            assert_eq!(in_milliseconds(seconds), seconds * 1_000);
        }
        assert_eq!(in_milliseconds(u64::MAX), u64::MAX / 1024 * 1_000);
    }

    proptest! {
        #[test]
        fn a_number_survives_writing(value: u64) {
            let mut text = String::new();
            push_number(&mut text, value);
            prop_assert_eq!(&text, &value.to_string());
            prop_assert_eq!(number(&text), Some(value));
            let mut padded = String::new();
            push_padded(&mut padded, value);
            prop_assert_eq!(&padded, &format!("{value:020}"));
            prop_assert_eq!(number(&padded), Some(value));
        }

        #[test]
        fn what_is_no_number_is_not_read(text in "[0-9+ .-]{0,25}") {
            let expected = text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
            prop_assert_eq!(number(&text), expected);
        }

        #[test]
        fn a_text_is_cut_as_the_standard_library_cuts_it(text in "[a-cé\n]{0,12}") {
            let found: Vec<&str> = Parts::new(&text, b'\n').take(20).collect();
            prop_assert_eq!(found, text.split('\n').collect::<Vec<_>>());
        }

        #[test]
        fn a_part_is_found_wherever_it_is(text in "[abé]{0,10}", part in "[abé]{0,3}") {
            prop_assert_eq!(contains(&text, &part), text.contains(&part));
        }
    }
}
