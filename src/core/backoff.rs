//! When the next refresh may be tried after one that failed (R14.4).
//!
//! Decides a delay: exponential with full jitter, never shorter than the server asked for. The caller supplies the
//! random bits.

/// The ceiling of the first delay, in milliseconds.
const BASE: u64 = 1_000;
/// The longest delay that this module chooses by itself: one minute.
const LONGEST: u64 = 60_000;
/// A longer `Retry-After` is cut to this: one hour.
const LONGEST_ASKED: u64 = 3_600_000;

/// Milliseconds to wait after the `failures`-th failure in a row (from 1).
///
/// Without `retry_after` the delay is uniform between zero and a ceiling that doubles each time, so that many clients
/// do not retry in step. If the server named a delay, the result is at least that long.
#[must_use]
pub fn delay(failures: u32, random: u32, retry_after: Option<u64>) -> u64 {
    let ceiling = (BASE << failures.saturating_sub(1).min(16)).min(LONGEST);
    // Scales the random number into 0..=ceiling without a division.
    let jitter = (u64::from(random) * (ceiling + 1)) >> 32;
    match retry_after {
        // A little jitter on top, so that clients that were told the same delay do not retry in step either.
        Some(asked) => asked.min(LONGEST_ASKED) + (jitter >> 3),
        None => jitter,
    }
}

/// Checks a pause that was stored by the wall clock: returns `left`, the milliseconds until its end, or 0.
///
/// `asked` is how long the server asked for, or 0 if the pause was chosen here. If more is left than such a pause can
/// last, the clock was set back after the pause was stored, and the pause is dropped.
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
        fn h77_a_delay_stays_below_its_ceiling(failures: u32, random: u32) {
            let ceiling = 1_000u64.saturating_mul(2u64.saturating_pow(failures.saturating_sub(1))).min(60_000);
            prop_assert!(delay(failures, random, None) <= ceiling);
        }

        #[test]
        fn h73_retry_after_is_obeyed_up_to_an_hour(failures: u32, random: u32, asked: u64) {
            let delay = delay(failures, random, Some(asked));
            prop_assert!(delay >= asked.min(3_600_000));
            prop_assert!(delay <= asked.min(3_600_000) + 7_501);
        }

        #[test]
        fn h73_every_delay_that_is_chosen_is_believed(failures: u32, random: u32, retry_after: Option<u64>) {
            let delay = delay(failures, random, retry_after);
            prop_assert_eq!(believed(delay, retry_after.map_or(0, |_| delay)), delay);
        }
    }

    #[test]
    fn h78_delays_spread_over_the_whole_range() {
        assert_eq!(delay(1, 0, None), 0);
        for (failures, longest) in
            [(1, 1_000), (2, 2_000), (5, 16_000), (6, 32_000), (7, 60_000), (40, 60_000)]
        {
            assert_eq!(delay(failures, u32::MAX, None), longest, "{failures}");
        }
    }

    #[test]
    fn h73_clients_that_are_told_the_same_delay_spread_over_an_eighth_of_their_own() {
        assert_eq!(delay(1, 0, Some(5_000)), 5_000);
        assert_eq!(delay(1, u32::MAX, Some(5_000)), 5_125);
        assert_eq!(delay(40, u32::MAX, Some(5_000)), 12_500);
    }

    #[test]
    fn h97_a_pause_longer_than_any_that_is_asked_for_is_not_believed() {
        for (asked, longest) in
            [(0, 60_000), (1, 1), (5_000, 5_000), (3_660_000, 3_660_000), (u64::MAX, 3_660_000)]
        {
            assert_eq!(believed(longest, asked), longest, "{asked}");
            assert_eq!(believed(longest + 1, asked), 0, "{asked}");
        }
    }
}
