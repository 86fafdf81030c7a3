//! Many requests at once, and a token that no longer works.

use everfetch::core::Code;
use everfetch::core::machine::State;

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::Scenario;
use super::world::World;

#[test]
fn h01_fifty_requests_meet_an_expired_token_and_one_refresh_answers_them_all() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let requests = world.fetch_many(50);
    world.rest();
    assert!(world.all(&requests, Answered(200), 2));
    assert_eq!(world.server.refreshes, 1);
    assert_eq!(world.state(), State::Active);
}

#[test]
fn h01_fifty_requests_that_know_of_the_expiry_are_sent_once_each_after_one_refresh() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(61_000);
    let requests = world.fetch_many(50);
    assert_eq!(world.state(), State::Refreshing);
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

/// A document in which one request was refused with the old token and does not know yet, while another request has
/// renewed the token.
fn with_a_late_401() -> (World, usize) {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    world.latency = (50, 5_000);
    let late = world.fetch();
    world.latency = (50, 50);
    let quick = world.fetch();
    world.advance(4_000);
    assert_eq!((world.fate(quick), world.server.refreshes), (Answered(200), 1));
    assert_eq!(world.fate(late), Open);
    (world, late)
}

#[test]
fn h02_a_late_401_is_sent_again_with_the_current_token_and_renews_nothing() {
    let (mut world, late) = with_a_late_401();
    world.rest();
    assert_eq!((world.fate(late), world.sends(late)), (Answered(200), 2));
    assert_eq!(world.requests[late].carried[1].as_deref(), world.access());
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h02_the_401_of_a_resend_is_delivered() {
    let (mut world, late) = with_a_late_401();
    world.server.refuses_all = true;
    world.rest();
    assert_eq!((world.fate(late), world.sends(late)), (Answered(401), 2));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h02_a_late_401_waits_for_the_refresh_that_is_running_by_then() {
    let (mut world, late) = with_a_late_401();
    world.advance(900);
    world.server.expire();
    let again = world.fetch();
    world.rest();
    assert!(world.all(&[late, again], Answered(200), 2));
    assert_eq!(world.server.refreshes, 2);
}

#[test]
fn h03_answers_that_dribble_in_for_seconds_cost_one_refresh() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let mut requests = Vec::new();
    for back in [10, 30, 60, 90, 100, 110, 149, 150, 151, 160, 200, 500, 2_000, 8_000] {
        world.latency = (50, back);
        requests.push(world.fetch());
    }
    world.latency = (50, 50);
    world.rest();
    assert!(world.all(&requests, Answered(200), 2));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h04_a_request_that_starts_during_a_refresh_waits_and_is_sent_once() {
    let mut world = Scenario::bearer().signed_in();
    let old = world.access().map(str::to_owned);
    world.server.expire();
    let first = world.fetch();
    world.advance(120);
    assert_eq!(world.state(), State::Refreshing);
    let second = world.fetch();
    assert_eq!(world.sends(second), 0);
    world.rest();
    assert_eq!((world.fate(first), world.sends(first)), (Answered(200), 2));
    assert_eq!((world.fate(second), world.sends(second)), (Answered(200), 1));
    assert_ne!(world.requests[second].carried[0], old);
}

#[test]
fn h06_a_new_token_that_is_refused_is_renewed_once_for_all_requests() {
    let mut world = Scenario::bearer().signed_in();
    world.server.refuses_all = true;
    let requests = world.fetch_many(50);
    world.advance(1_000);
    assert!(world.all(&requests, Answered(401), 2));
    let more = world.fetch_many(50);
    world.advance(1_000);
    assert!(world.all(&more, Answered(401), 1));
    assert_eq!(world.server.refreshes, 1);
}

/// Sends a request every tenth of a second, and returns at which of them the token was renewed.
fn renewals(world: &mut World, count: u64) -> Vec<u64> {
    let mut renewals = Vec::new();
    for tick in 0..count {
        let before = world.server.refreshes;
        world.fetch();
        world.advance(100);
        if world.server.refreshes > before {
            renewals.push(tick);
        }
    }
    renewals
}

#[test]
fn h06_the_breaker_lets_a_renewal_through_after_5_10_and_20_seconds() {
    let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
    world.server.refuses_all = true;
    let renewals = renewals(&mut world, 800);
    assert_eq!(renewals.len(), 5, "{renewals:?}");
    let pauses: Vec<u64> = renewals.windows(2).map(|pair| (pair[1] - pair[0]) / 10).collect();
    assert_eq!(pauses, [5, 10, 20, 40]);
}

#[test]
fn h06_a_pause_is_over_to_the_millisecond_however_many_resends_were_refused_at_its_start() {
    for (late, sends) in [(0, 1), (1, 2)] {
        let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
        world.server.refuses_all = true;
        // Their resends are refused 300 milliseconds later, all at once.
        world.fetch_many(5);
        world.advance(5_199 + late);
        let request = world.fetch();
        world.advance(150);
        assert_eq!(world.server.refreshes, sends);
        world.rest();
        assert!(world.all(&[request], Answered(401), sends));
    }
}

#[test]
fn h06_tokens_refused_long_after_their_arrival_are_renewed_although_nothing_was_accepted_in_between() {
    let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
    for round in 1..=4 {
        world.advance(11_000);
        world.server.expire();
        let request = world.fetch();
        world.advance(250);
        world.leave(request);
        world.rest();
        assert_eq!(world.server.refreshes, round);
    }
}

/// A right is missing: each answer to its request is a 403, whatever the token. How often it was sent.
fn missing_right(world: &mut World) -> u32 {
    world.statuses.extend([403, 403]);
    let request = world.fetch();
    world.advance(500);
    assert_eq!(world.fate(request), Answered(403));
    world.statuses.clear();
    world.sends(request)
}

fn refused_with_two() -> Scenario {
    Scenario::bearer().with(|config| config.refresh_on = vec![401, 403]).lifetime(3_600_000)
}

#[test]
fn h165_refusals_for_a_missing_right_do_not_hide_that_the_token_has_expired() {
    let mut world = refused_with_two().signed_in();
    assert_eq!(missing_right(&mut world), 2);
    // The poll goes on, and renews nothing.
    assert_eq!((missing_right(&mut world), world.server.refreshes), (1, 1));
    world.server.expire();
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, Answered(200), 2));
    assert_eq!(world.server.refreshes, 2);
}

#[test]
fn h165_a_server_that_refuses_with_one_status_after_the_other_has_one_refresh_more_for_each() {
    for pattern in [[401, 401, 403, 403], [401, 403, 401, 403], [403, 401, 401, 401], [403, 403, 403, 401]] {
        let mut world = refused_with_two().signed_in();
        world.statuses = pattern.repeat(1_000).into();
        let renewals = renewals(&mut world, 800);
        assert!(renewals.len() <= 6, "{pattern:?} {renewals:?}");
    }
}

#[test]
fn h165_a_status_that_was_never_seen_is_acted_upon_however_many_others_the_breaker_has_opened_with() {
    let scenario = Scenario::bearer().with(|config| config.refresh_on = vec![401, 403, 419]);
    let mut world = scenario.lifetime(3_600_000).signed_in();
    for (round, status) in [401, 419, 403].into_iter().enumerate() {
        world.statuses.extend([status, status]);
        let request = world.fetch();
        world.advance(500);
        assert_eq!((world.fate(request), world.sends(request)), (Answered(status), 2), "{status}");
        assert_eq!(world.server.refreshes, round as u32 + 1, "{status}");
    }
}

#[test]
fn h06_a_resend_that_is_accepted_closes_the_breaker() {
    let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
    world.server.refuses_all = true;
    renewals(&mut world, 60);
    assert_eq!(world.server.refreshes, 2);
    world.server.refuses_all = false;
    world.rest();
    world.advance(11_000);
    world.server.expire();
    world.fetch();
    world.rest();
    assert_eq!(world.server.refreshes, 3);
    // Tripped anew, the first pause is the shortest again.
    world.server.refuses_all = true;
    assert_eq!(renewals(&mut world, 57).len(), 2);
}

#[test]
fn h06_a_token_refused_long_after_its_arrival_is_renewed_each_time() {
    let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
    for round in 1..=5 {
        world.advance(11_000);
        world.server.expire();
        let request = world.fetch();
        world.rest();
        assert_eq!((world.fate(request), world.server.refreshes), (Answered(200), round));
    }
}

#[test]
fn h06_no_order_of_answers_makes_refused_tokens_be_renewed_without_a_pause() {
    let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
    world.server.refuses_all = true;
    // Answers to resends take so long that there is always a new request whose answer comes before.
    for _ in 0..600 {
        world.latency = (20, 20);
        world.fetch();
        world.latency = (20, 4_000);
        world.advance(100);
    }
    assert!(world.server.refreshes <= 8, "{} refreshes in a minute", world.server.refreshes);
}

#[test]
fn h14_the_request_that_started_a_refresh_is_aborted_and_the_refresh_goes_on() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let starter = world.fetch();
    world.advance(110);
    let other = world.fetch();
    world.leave(starter);
    world.rest();
    assert_eq!(world.fate(other), Answered(200));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h15_h18_a_request_aborted_while_it_waits_is_never_sent() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(61_000);
    let requests = world.fetch_many(2);
    world.leave(requests[0]);
    world.rest();
    assert_eq!(world.sends(requests[0]), 0);
    assert_eq!(world.fate(requests[1]), Answered(200));
}

#[test]
fn h16_a_refresh_that_nobody_waits_for_stays_the_only_one_and_counts() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    for request in world.fetch_many(5) {
        world.advance(22);
        world.leave(request);
    }
    let starter = world.fetch();
    world.advance(120);
    world.leave(starter);
    let next = world.fetch();
    world.rest();
    assert_eq!((world.fate(next), world.sends(next)), (Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
    assert!(world.server.accepts(world.access().unwrap(), world.time));
}

#[test]
fn h25_an_early_renewal_and_a_401_at_the_same_moment_are_one_refresh() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(47_900);
    let refused = world.fetch();
    world.server.expire();
    // The answer with status 401 comes in the very millisecond in which another request finds the token near its end.
    world.advance(100);
    let early = world.fetch();
    world.rest();
    assert_eq!((world.fate(refused), world.sends(refused)), (Answered(200), 2));
    assert_eq!((world.fate(early), world.sends(early)), (Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn a_session_that_ends_during_a_storm_rejects_everybody_with_the_same_code() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let requests = world.fetch_many(50);
    world.advance(150);
    world.sign_out();
    assert!(world.all(&requests, Rejected(Code::SessionEnded), 1));
    world.rest();
}
