//! When the next refresh may be tried after one that failed (R14.6).
//!
//! Decides a delay: with full jitter, and never shorter than the server asked for. The caller supplies the random bits. The
//! numbers are chosen by `npm run fleet`: after an outage many thousand clients come back, and none knows of the others.
//! A person who waits comes before the fleet: what is chosen while nobody waits is over before somebody does.

/// The longest first delay, in milliseconds, where requests wait for the next try: a hiccup is over by then.
pub const FIRST: u64 = 5_000;
/// The longest delay that this module chooses by itself: five minutes.
const LONGEST: u64 = 300_000;
/// The same where no answer came: more often than the endpoint it is this device's network that is in trouble, which is
/// over in seconds.
const LONGEST_UNANSWERED: u64 = 60_000;
/// A longer `Retry-After` is cut to this: one hour.
const LONGEST_ASKED: u64 = 3_600_000;
/// How long a failure counts: the next one belongs to the same trouble.
const SAME_TROUBLE: u64 = 900_000;
/// Stands for what the server has asked for, in milliseconds, where it asked for nothing and nobody waited.
pub const NOBODY_WAITS: u64 = 1;

/// Milliseconds to wait after a failure. `last`: how long ago the one before was, if there was one.
///
/// The first delay is short, and the second failure in a row is no hiccup. A token that can still be used for `left`
/// milliseconds is another matter: nobody waits for the next try. The first one comes in the last quarter of that time, the
/// second one at its end, and none later, since somebody waits then.
///
/// If the server named a delay, the result is between that and twice as long, so that clients that were told the same
/// do not come back together.
#[must_use]
pub fn delay(last: Option<u64>, left: u64, is_answered: bool, random: u32, retry_after: Option<u64>) -> u64 {
    let is_first = last.is_none_or(|last| last >= SAME_TROUBLE);
    let asked = retry_after.unwrap_or(0).min(LONGEST_ASKED);
    // The longer of two draws: few clients are early, and none of them in step.
    let later = (random >> 16).max(random & 0xFFFF) * 0x1_0001;
    let (ceiling, random) = match retry_after {
        Some(_) => (asked, random),
        None if left > FIRST => (left, if is_first { later / 4 + (3 << 30) } else { u32::MAX }),
        None => (if is_first || left > 0 { FIRST } else { LONGEST }, later),
    };
    let is_heard = is_answered || retry_after.is_some();
    let ceiling = ceiling.min(if is_heard { LONGEST } else { LONGEST_UNANSWERED });
    // Scales the random number into 0..=ceiling without a division.
    asked + ((u64::from(random) * (ceiling + 1)) >> 32)
}

/// Checks a pause that was stored by the wall clock: returns `left`, the milliseconds until its end, or 0.
///
/// `asked` is how long the pause was if the server has asked for one; otherwise it was chosen here. If more is left than
/// such a pause can last, the clock was set back after the pause was stored, and the pause is dropped.
#[must_use]
pub fn believed(left: u64, asked: u64) -> u64 {
    let longest = if is_asked(asked) { asked } else { LONGEST };
    if left > longest.min(LONGEST_ASKED + LONGEST) { 0 } else { left }
}

/// Whether the server has asked for the pause.
#[must_use]
pub fn is_asked(asked: u64) -> bool {
    asked > NOBODY_WAITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn h77_a_delay_stays_below_its_ceiling(last: Option<u64>, left: u64, is_answered: bool, random: u32) {
            let delay = delay(last, left, is_answered, random, None);
            let longest = if is_answered { 300_000 } else { 60_000 };
            prop_assert!(delay <= longest);
            let is_second = last.is_some_and(|last| last < 900_000);
            prop_assert!(is_second && left == 0 || delay <= left.max(5_000));
        }

        #[test]
        fn h73_retry_after_is_obeyed_up_to_an_hour(last: Option<u64>, left: u64, random: u32, asked: u64) {
            let delay = delay(last, left, false, random, Some(asked));
            prop_assert!(delay >= asked.min(3_600_000));
            prop_assert!(delay <= asked.min(3_600_000) + asked.min(300_000));
        }

        #[test]
        fn h73_every_delay_that_is_chosen_is_believed(last: Option<u64>, left: u64, random: u32, retry_after: Option<u64>) {
            let delay = delay(last, left, true, random, retry_after);
            for asked in [retry_after.map_or(0, |_| delay), retry_after.map_or(NOBODY_WAITS, |_| delay)] {
                prop_assert_eq!(believed(delay, asked), delay);
            }
        }
    }

    #[test]
    fn h78_delays_spread_over_the_whole_range() {
        for (last, left, longest) in [
            (None, 0, 5_000),
            (None, 5_000, 5_000),
            (Some(0), 0, 300_000),
            (Some(0), 4_000, 5_000),
            (Some(899_999), 0, 300_000),
            (Some(900_000), 0, 5_000),
        ] {
            assert_eq!(delay(last, left, true, 0, None), 0, "{last:?}");
            assert_eq!(delay(last, left, true, u32::MAX, None), longest, "{last:?}");
        }
    }

    #[test]
    fn h78_the_longer_of_two_draws_counts() {
        for random in [0x8000_0000, 0x0000_8000, 0x8000_8000] {
            assert_eq!(delay(Some(0), 0, true, random, None) / 100, 1_500, "{random:x}");
        }
        assert_eq!(delay(Some(0), 0, true, 0x8000_FFFF, Some(0)), 0);
    }

    #[test]
    fn h78_while_a_token_can_be_used_a_delay_ends_in_the_last_quarter_of_that_time_or_at_its_end() {
        for (left, least, most) in
            [(5_001, 3_751, 5_001), (120_000, 90_000, 120_000), (900_000, 225_000, 300_000)]
        {
            assert_eq!(delay(None, left, true, 0, None), least);
            assert_eq!(delay(None, left, true, u32::MAX, None), most);
        }
        for random in [0, u32::MAX] {
            assert_eq!(delay(Some(0), 120_000, true, random, None), 120_000);
            assert_eq!(delay(Some(0), 400_000, true, random, None), 300_000);
        }
    }

    #[test]
    fn h71_where_no_answer_came_a_delay_is_a_minute_at_the_most() {
        for (last, left) in [(None, 120_000), (Some(0), 0), (Some(0), 120_000)] {
            assert_eq!(delay(last, left, false, u32::MAX, None), 60_000, "{last:?}");
        }
        assert_eq!(delay(None, 0, false, u32::MAX, None), 5_000);
        assert_eq!(delay(None, 0, false, 0, Some(120_000)), 120_000);
    }

    #[test]
    fn h73_clients_that_are_told_the_same_delay_spread_over_as_long_again_and_no_more_than_five_minutes() {
        for (asked, longest) in
            [(0, 0), (5_000, 10_000), (300_000, 600_000), (300_001, 600_001), (u64::MAX, 3_900_000)]
        {
            let asked_for = asked.min(3_600_000);
            assert_eq!(delay(None, 120_000, true, 0, Some(asked)), asked_for, "{asked}");
            assert_eq!(delay(Some(0), 0, true, u32::MAX, Some(asked)), longest, "{asked}");
        }
    }

    #[test]
    fn h97_a_pause_longer_than_any_that_is_asked_for_is_not_believed() {
        for (asked, longest) in [
            (0, 300_000),
            (NOBODY_WAITS, 300_000),
            (2, 2),
            (5_000, 5_000),
            (3_900_000, 3_900_000),
            (u64::MAX, 3_900_000),
        ] {
            assert_eq!(believed(longest, asked), longest, "{asked}");
            assert_eq!(believed(longest + 1, asked), 0, "{asked}");
        }
    }
}
