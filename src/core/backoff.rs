//! When the next refresh may be tried after one that failed (R14.6).
//!
//! Decides a delay: with full jitter, and never shorter than the server asked for. The caller supplies the random bits. The
//! numbers are chosen by `npm run fleet`: after an outage many thousand clients come back, and none knows of the others.

/// The longest first delay, in milliseconds, where nobody can wait for the next one: a hiccup is over by then.
const FIRST: u64 = 5_000;
/// The longest delay that this module chooses by itself: five minutes.
const LONGEST: u64 = 300_000;
/// A longer `Retry-After` is cut to this: one hour.
const LONGEST_ASKED: u64 = 3_600_000;
/// How long a failure counts: the next one belongs to the same trouble.
const SAME_TROUBLE: u64 = 900_000;

/// Milliseconds to wait after a failure. `last`: how long ago the one before was, if there was one.
///
/// The first delay is short, but for a token that can still be used for `left` milliseconds: then nobody waits for the
/// next try, and it may come as late as the token's end. The second failure in a row is no hiccup.
///
/// If the server named a delay, the result is between that and twice as long, so that clients that were told the same
/// do not come back together.
#[must_use]
pub fn delay(last: Option<u64>, left: u64, random: u32, retry_after: Option<u64>) -> u64 {
    let is_first = last.is_none_or(|last| last >= SAME_TROUBLE);
    let asked = retry_after.unwrap_or(0).min(LONGEST_ASKED);
    let (ceiling, random) = match retry_after {
        Some(_) => (asked, random),
        // The longer of two draws: few clients are early, and none of them in step.
        None => {
            (if is_first { left.max(FIRST) } else { LONGEST }, (random >> 16).max(random & 0xFFFF) * 0x1_0001)
        }
    };
    let ceiling = ceiling.min(LONGEST);
    // Scales the random number into 0..=ceiling without a division.
    asked + ((u64::from(random) * (ceiling + 1)) >> 32)
}

/// Checks a pause that was stored by the wall clock: returns `left`, the milliseconds until its end, or 0.
///
/// `asked` is how long the pause was if the server has asked for one, or 0 if it was chosen here. If more is left than
/// such a pause can last, the clock was set back after the pause was stored, and the pause is dropped.
#[must_use]
pub fn believed(left: u64, asked: u64) -> u64 {
    let longest = if asked > 0 { asked } else { LONGEST };
    if left > longest.min(LONGEST_ASKED + LONGEST) { 0 } else { left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn h77_a_delay_stays_below_its_ceiling(last: Option<u64>, left: u64, random: u32) {
            let delay = delay(last, left, random, None);
            prop_assert!(delay <= 300_000);
            prop_assert!(last.is_some_and(|last| last < 900_000) || delay <= left.max(5_000));
        }

        #[test]
        fn h73_retry_after_is_obeyed_up_to_an_hour(last: Option<u64>, left: u64, random: u32, asked: u64) {
            let delay = delay(last, left, random, Some(asked));
            prop_assert!(delay >= asked.min(3_600_000));
            prop_assert!(delay <= asked.min(3_600_000) + asked.min(300_000));
        }

        #[test]
        fn h73_every_delay_that_is_chosen_is_believed(last: Option<u64>, left: u64, random: u32, retry_after: Option<u64>) {
            let delay = delay(last, left, random, retry_after);
            prop_assert_eq!(believed(delay, retry_after.map_or(0, |_| delay)), delay);
        }
    }

    #[test]
    fn h78_delays_spread_over_the_whole_range() {
        for (last, left, longest) in [
            (None, 0, 5_000),
            (None, 5_001, 5_001),
            (None, 120_000, 120_000),
            (None, 900_000, 300_000),
            (Some(0), 0, 300_000),
            (Some(899_999), 120_000, 300_000),
            (Some(900_000), 0, 5_000),
        ] {
            assert_eq!(delay(last, left, 0, None), 0, "{last:?}");
            assert_eq!(delay(last, left, u32::MAX, None), longest, "{last:?}");
        }
    }

    #[test]
    fn h78_the_longer_of_two_draws_counts() {
        for random in [0x8000_0000, 0x0000_8000, 0x8000_8000] {
            assert_eq!(delay(Some(0), 0, random, None) / 100, 1_500, "{random:x}");
        }
        assert_eq!(delay(Some(0), 0, 0x8000_FFFF, Some(0)), 0);
    }

    #[test]
    fn h73_clients_that_are_told_the_same_delay_spread_over_as_long_again_and_no_more_than_five_minutes() {
        for (asked, longest) in
            [(0, 0), (5_000, 10_000), (300_000, 600_000), (300_001, 600_001), (u64::MAX, 3_900_000)]
        {
            let asked_for = asked.min(3_600_000);
            assert_eq!(delay(None, 120_000, 0, Some(asked)), asked_for, "{asked}");
            assert_eq!(delay(Some(0), 0, u32::MAX, Some(asked)), longest, "{asked}");
        }
    }

    #[test]
    fn h97_a_pause_longer_than_any_that_is_asked_for_is_not_believed() {
        for (asked, longest) in
            [(0, 300_000), (1, 1), (5_000, 5_000), (3_900_000, 3_900_000), (u64::MAX, 3_900_000)]
        {
            assert_eq!(believed(longest, asked), longest, "{asked}");
            assert_eq!(believed(longest + 1, asked), 0, "{asked}");
        }
    }
}
