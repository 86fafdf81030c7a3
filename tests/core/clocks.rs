//! Two clocks, neither of which can be trusted alone, and lifetimes that say little.

use super::request::Fate::Answered;
use super::scenario::{MINUTE, Scenario};

const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

#[test]
fn h94_a_lifetime_of_months_sets_no_timer_and_renews_nothing() {
    for lifetime in [60 * DAY, 3_650 * DAY, u64::MAX] {
        let mut world = Scenario::bearer().lifetime(lifetime).signed_in();
        for _ in 0..50 {
            world.advance(DAY);
            let request = world.fetch();
            world.rest();
            assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
        }
        assert_eq!((world.server.refreshes, world.longest_timer), (0, 0));
    }
}

#[test]
fn h95_after_a_sleep_past_the_end_the_first_requests_renew_once_and_are_sent_once() {
    let mut world = Scenario::bearer().signed_in();
    world.sleep(8 * HOUR);
    let requests = world.fetch_many(10);
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h95_a_refresh_that_is_under_way_when_the_device_falls_asleep_counts_when_it_wakes() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let request = world.fetch();
    world.advance(120);
    world.sleep(8 * HOUR);
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 2));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h96_nothing_depends_on_a_timer_that_fires() {
    let mut world = Scenario::bearer().signed_in();
    world.is_without_timers = true;
    for _ in 0..5 {
        world.advance(50_000);
        let early = world.fetch();
        world.rest();
        assert_eq!((world.fate(early), world.sends(early)), (Answered(200), 1));
        world.server.expire();
        let refused = world.fetch();
        world.rest();
        assert_eq!((world.fate(refused), world.sends(refused)), (Answered(200), 2));
    }
    assert_eq!(world.server.refreshes, 10);
}

#[test]
fn h97_a_wall_clock_that_jumps_an_hour_costs_one_refresh_at_the_most() {
    for jump in [HOUR as i64, -(HOUR as i64), DAY as i64, -(DAY as i64)] {
        let mut world = Scenario::bearer().lifetime(10 * MINUTE).signed_in();
        world.advance(MINUTE);
        world.set_wall(jump);
        for _ in 0..20 {
            let request = world.fetch();
            world.advance(10_000);
            assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1), "{jump}");
        }
        assert_eq!(world.server.refreshes, u32::from(jump > 0), "{jump}");
    }
}

#[test]
fn h97_a_wall_clock_set_back_a_day_does_not_make_a_token_live_longer() {
    let mut world = Scenario::bearer().signed_in();
    world.set_wall(-(DAY as i64));
    world.advance(MINUTE);
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
}

#[test]
fn h97_a_wall_clock_that_jumps_to_and_fro_makes_no_loop() {
    let mut world = Scenario::bearer().lifetime(10 * MINUTE).signed_in();
    for round in 0..10 {
        world.set_wall(if round % 2 == 0 { HOUR as i64 } else { -(HOUR as i64) });
        for _ in 0..5 {
            let request = world.fetch();
            world.advance(1_000);
            assert_eq!(world.fate(request), Answered(200));
        }
    }
    // Each token is measured by the clock that it came under, so only the first jump makes one look old.
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h97_a_token_of_a_wrong_clock_that_is_over_at_once_still_works_by_its_401() {
    // The page believes in an hour, the server in a minute.
    let mut world = Scenario::bearer().stating(Some(HOUR)).signed_in();
    for _ in 0..5 {
        world.advance(MINUTE);
        let request = world.fetch();
        world.rest();
        assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 2));
    }
    assert_eq!(world.server.refreshes, 5);
}

#[test]
fn h98_an_unknown_lifetime_renews_by_401_alone() {
    let mut world = Scenario::bearer().stating(None).signed_in();
    world.advance(59_000);
    let before = world.fetch();
    world.advance(500);
    assert_eq!((world.fate(before), world.sends(before), world.server.refreshes), (Answered(200), 1, 0));
    world.advance(MINUTE);
    let after = world.fetch_many(10);
    world.rest();
    assert!(world.all(&after, Answered(200), 2));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h98_a_lifetime_of_a_millisecond_does_not_renew_in_a_loop() {
    let mut world = Scenario::bearer().stating(Some(1)).signed_in();
    world.advance(10);
    let requests = world.fetch_many(20);
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h99_a_token_shorter_than_the_margin_is_used_for_most_of_its_life() {
    let mut world = Scenario::bearer().lifetime(10_000).signed_in();
    let margin = world.margin(10_000);
    assert!((750..2_000).contains(&margin));
    for _ in 0..7 {
        let request = world.fetch();
        world.advance(1_000);
        assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
    }
    assert_eq!(world.server.refreshes, 0);
    world.advance(3_000 - margin);
    let early = world.fetch();
    world.rest();
    assert_eq!((world.fate(early), world.sends(early), world.server.refreshes), (Answered(200), 1, 1));
}

#[test]
fn a_token_is_renewed_when_the_margin_is_left_and_not_before() {
    let mut world = Scenario::bearer().lifetime(HOUR).signed_in();
    let margin = world.margin(HOUR);
    assert!((30_000..30_000 + HOUR / 8).contains(&margin));
    world.advance(HOUR - margin - 1);
    world.fetch();
    assert_eq!(world.refresh_tokens_sent.len(), 0);
    world.advance(1);
    world.fetch();
    assert_eq!(world.refresh_tokens_sent.len(), 1);
    world.rest();
}
