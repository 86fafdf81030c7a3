//! The two clocks of a page, and how long a token has lived by them.
//!
//! Decides how much of a lifetime has passed. Reads no clock: every caller hands both in.

/// One moment by both clocks of a page, in milliseconds.
///
/// `mono` counts from an arbitrary start, never goes back, and may stand still while the device sleeps.
/// `wall` is the time of day since the Unix epoch, and may be set forward or back at any moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Now {
    /// Monotonic milliseconds.
    pub mono: u64,
    /// Milliseconds since the Unix epoch.
    pub wall: u64,
}

impl Now {
    /// The milliseconds from `earlier` to this moment, by the clock that counted more of them.
    ///
    /// A monotonic clock misses sleep and a wall clock can be wrong, so neither is trusted alone. Too high a number
    /// costs one early renewal, too low a number one answer with status 401; neither can loop.
    #[must_use]
    pub fn since(self, earlier: Now) -> u64 {
        let mono = self.mono.saturating_sub(earlier.mono);
        let wall = self.wall.saturating_sub(earlier.wall);
        mono.max(wall)
    }
}

/// How long a token lives, counted from a moment in this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Expiry {
    /// When counting began: at the answer, or at the restore after a reload.
    since: Now,
    /// Milliseconds left at `since`.
    left: u64,
    /// The lifetime of which the margin of early renewal is a share, in milliseconds. `of` may cut it.
    total: u64,
}

/// Ten years: a longer lifetime is a mistake, and is cut to this.
const LONGEST: u64 = 315_360_000_000;

/// The share of a lifetime that early renewal may take at the most: one in five.
const MARGIN_SHARE: u64 = 5;

/// The share of a lifetime by which sessions differ in when they renew: one in eight.
const DRAWN_SHARE: u64 = 8;

impl Expiry {
    /// A token that was received at `now` and lives `lifetime` milliseconds, at most ten years.
    #[must_use]
    pub fn new(now: Now, lifetime: u64) -> Self {
        let total = lifetime.min(LONGEST);
        Expiry { since: now, left: total, total }
    }

    /// The same for a token that lives `whole` milliseconds in all, of which `left` are left. The margin is at most
    /// half of what is left: otherwise an old token would be renewed at once, and the next old one too.
    #[must_use]
    pub fn of(now: Now, left: u64, whole: u64) -> Self {
        let expiry = Expiry::new(now, left);
        // Not `clamp`, which can panic. No overflow: ten years are few milliseconds.
        let most = expiry.left * MARGIN_SHARE / 2;
        Expiry { total: whole.min(most).min(LONGEST).max(expiry.left), ..expiry }
    }

    /// A token restored at `now`. As stored, it ends at `at` by the wall clock, and lives `total` milliseconds in
    /// all. If the clock was set back, no more than `total` is left.
    #[must_use]
    pub fn restored(now: Now, at: u64, total: u64) -> Self {
        Expiry { since: now, left: at.saturating_sub(now.wall).min(total), total }
    }

    /// The end by the wall clock, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn at(self) -> u64 {
        self.since.wall.saturating_add(self.left)
    }

    /// The whole lifetime in milliseconds.
    #[must_use]
    pub fn total(self) -> u64 {
        self.total
    }

    /// Whether nothing is left at `now`.
    #[must_use]
    pub fn is_over(self, now: Now) -> bool {
        now.since(self.since) >= self.left
    }

    /// Whether less than `margin` milliseconds, but never more than a fifth of the lifetime, are left.
    #[must_use]
    pub fn is_near(self, now: Now, margin: u64) -> bool {
        now.since(self.since).saturating_add(self.margin(margin)) >= self.left
    }

    /// When that begins to be so, by the wall clock.
    #[must_use]
    pub fn near_at(self, margin: u64) -> u64 {
        self.at().saturating_sub(self.margin(margin))
    }

    /// The margin of one session of many: `margin`, and a share of the lifetime that `draw` decides, so that tokens which were
    /// signed together are not renewed together for ever. The sum is no more than a fifth of the lifetime either, or short
    /// tokens would be cut to the same margin all. Without a margin nothing is renewed ahead.
    #[must_use]
    pub fn drawn(self, margin: u64, draw: u64) -> u64 {
        let share = self.total.min(u64::from(u32::MAX)) / DRAWN_SHARE;
        let least = margin.min(self.total / MARGIN_SHARE - share);
        if margin == 0 { 0 } else { least + ((share * (draw >> 32)) >> 32) }
    }

    /// Milliseconds left at `now`.
    #[must_use]
    pub fn left(self, now: Now) -> u64 {
        self.left.saturating_sub(now.since(self.since))
    }

    fn margin(self, margin: u64) -> u64 {
        margin.min(self.total / MARGIN_SHARE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono: u64, wall: u64) -> Now {
        Now { mono, wall }
    }

    #[test]
    fn h95_sleep_that_the_monotonic_clock_missed_counts() {
        let expiry = Expiry::new(at(0, 1_000_000), 60_000);
        assert!(!expiry.is_over(at(10, 1_000_010)));
        assert!(expiry.is_over(at(10, 1_000_000 + 3_600_000)));
    }

    #[test]
    fn h97_a_wall_clock_set_back_does_not_lengthen_a_lifetime() {
        let expiry = Expiry::new(at(0, 1_000_000), 60_000);
        assert!(expiry.is_over(at(60_000, 0)));
        let restored = Expiry::restored(at(5, 0), 1_060_000, 60_000);
        assert!(!restored.is_over(at(59_000, 0)));
        assert!(restored.is_over(at(60_005, 0)));
    }

    #[test]
    fn h169_the_margin_is_a_fifth_of_the_whole_life_where_it_is_known_and_at_most_half_of_what_is_left() {
        let at = |milliseconds| at(milliseconds, milliseconds);
        let expiry = Expiry::of(at(0), 100_000, 900_000);
        assert!(!expiry.is_near(at(69_999), 30_000));
        assert!(expiry.is_near(at(70_000), 30_000));
        let old = Expiry::of(at(0), 20_000, 900_000);
        assert!(!old.is_near(at(9_999), 30_000));
        assert!(old.is_near(at(10_000), 30_000));
        let fresh = Expiry::of(at(0), 100_000, 100_000);
        assert!(!fresh.is_near(at(79_999), 30_000));
        assert!(!Expiry::of(at(0), 1, 0).is_near(at(0), 0));
    }

    #[test]
    fn h99_the_margin_is_at_most_a_fifth_of_the_lifetime() {
        let expiry = Expiry::new(at(0, 0), 10_000);
        assert!(!expiry.is_near(at(7_999, 7_999), 30_000));
        assert!(expiry.is_near(at(8_000, 8_000), 30_000));
        assert!(!expiry.is_over(at(8_000, 8_000)));
    }

    #[test]
    fn h78_sessions_differ_by_an_eighth_of_a_lifetime_in_when_they_renew() {
        let expiry = Expiry::new(at(0, 0), 800_000);
        assert_eq!(expiry.drawn(30_000, 0), 30_000);
        assert_eq!(expiry.drawn(30_000, u64::MAX), 129_999);
        assert_eq!(expiry.drawn(0, u64::MAX), 0);
        assert_eq!(
            Expiry::new(at(0, 0), LONGEST).drawn(30_000, u64::MAX),
            30_000 + u64::from(u32::MAX / 8) - 1
        );
        assert_eq!((expiry.left(at(1, 1)), expiry.left(at(900_000, 0))), (799_999, 0));
    }

    #[test]
    fn h78_short_tokens_and_large_margins_differ_as_much_within_a_fifth() {
        for (total, margin, least, most) in
            [(60_000, 30_000, 4_500, 11_999), (800_000, 300_000, 60_000, 159_999), (0, 30_000, 0, 0)]
        {
            let expiry = Expiry::new(at(0, 0), total);
            assert_eq!((expiry.drawn(margin, 0), expiry.drawn(margin, u64::MAX)), (least, most));
            assert!(most <= total / 5);
            assert_eq!(expiry.near_at(most), total - most);
        }
    }
}
