//! What single callers ask for: requests that take no part, bodies that exist once, their own idea of a refusal.

use everfetch::core::machine::{Hint, State};
use everfetch::core::origin;
use everfetch::core::{Code, EndReason, Event, Notice};

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::{FINAL, SIGN_OUT, STREAM, Scenario};

#[test]
fn h05_a_final_request_is_not_delayed_by_a_refresh() {
    let mut world = Scenario::bearer().signed_in();
    let slow = world.fetch();
    world.server.expire();
    world.advance(110);
    assert_eq!(world.state(), State::Refreshing);
    let last = world.fetch_with(FINAL);
    assert_eq!(world.sends(last), 1);
    world.rest();
    assert_eq!((world.fate(last), world.sends(last)), (Answered(401), 1));
    assert_eq!(world.fate(slow), Answered(200));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h10_a_final_request_of_the_refresh_function_does_not_wait_for_the_refresh_that_waits_for_it() {
    let mut world = Scenario::bearer().signed_in();
    // The token is known to be over, so nothing but the refresh under way could help.
    world.advance(61_000);
    world.fetch();
    assert_eq!(world.state(), State::Refreshing);
    let own = world.fetch_with(FINAL);
    assert_eq!(world.sends(own), 1);
    world.rest();
}

#[test]
fn a_final_request_that_finds_the_token_over_renews_it_first_while_nobody_else_does() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(61_000);
    let last = world.fetch_with(FINAL);
    world.rest();
    assert_eq!((world.fate(last), world.sends(last)), (Answered(200), 1));
}

#[test]
fn h11_a_listener_may_refresh_sign_out_and_sign_in() {
    let mut world = Scenario::bearer().signed_in();
    let tokens = world.server.grant("bob", world.time).tokens(world.now);
    world.listeners = vec![(Notice::Refreshed, Event::Refresh)];
    world.server.expire();
    let first = world.fetch();
    world.rest();
    assert_eq!((world.fate(first), world.server.refreshes), (Answered(200), 2));
    world.listeners = vec![(Notice::Refreshed, SIGN_OUT)];
    world.server.expire();
    let second = world.fetch();
    world.rest();
    assert_eq!(world.fate(second), Rejected(Code::SessionEnded));
    world.sign_in("ann");
    world.listeners = vec![(Notice::Ended(EndReason::SignedOut), Event::SignIn(tokens))];
    world.watch.expects("bob");
    world.sign_out();
    assert_eq!(world.state(), State::Active);
    let third = world.fetch();
    world.rest();
    assert_eq!(world.fate(third), Answered(200));
}

#[test]
fn h20_without_a_session_a_401_is_delivered_and_nothing_is_renewed() {
    let mut world = Scenario::bearer().opened();
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, Answered(401), 1));
    assert_eq!(world.requests[0].carried, [None]);
    assert!(world.refresh_tokens_sent.is_empty());
    assert_eq!(world.state(), State::Anonymous);
}

#[test]
fn h20_refresh_asked_for_without_a_session_calls_nobody() {
    let mut world = Scenario::bearer().opened();
    world.tell(Event::Refresh);
    assert!(!world.machine.is_waiting());
    world.sign_in("ann");
    world.sign_out();
    world.tell(Event::Refresh);
    assert!(!world.machine.is_waiting());
    world.rest();
    assert!(world.refresh_tokens_sent.is_empty());
}

#[test]
fn h27_another_status_means_a_refusal_where_the_application_says_so() {
    let mut world = Scenario::bearer().with(|config| config.refresh_on = vec![403, 419]).signed_in();
    world.statuses.extend([403, 419, 401]);
    let requests = [world.fetch(), world.fetch(), world.fetch()];
    world.rest();
    let fates = requests.map(|id| world.fate(id));
    assert_eq!(fates, [Answered(200), Answered(200), Answered(401)]);
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h27_a_status_that_was_not_asked_for_is_delivered() {
    let mut world = Scenario::bearer().signed_in();
    for status in [0, 200, 302, 400, 403, 419, 500] {
        world.statuses.push_back(status);
        let request = world.fetch();
        world.rest();
        assert_eq!((world.fate(request), world.sends(request)), (Answered(status), 1));
    }
    assert_eq!(world.server.refreshes, 0);
}

#[test]
fn h27_a_predicate_overrules_the_status_both_ways() {
    let judge = |status| if status == 200 { Hint::Refused } else { Hint::Accepted };
    let mut world = Scenario::bearer().judging(judge).signed_in();
    world.statuses.extend([401]);
    let accepted = world.fetch();
    world.rest();
    assert_eq!((world.fate(accepted), world.server.refreshes), (Answered(401), 0));
    let refused = world.fetch();
    world.rest();
    assert_eq!((world.fate(refused), world.sends(refused), world.server.refreshes), (Answered(200), 2, 1));
}

#[test]
fn a_predicate_that_says_end_ends_the_session_without_a_refresh() {
    let judge = |status| if status == 401 { Hint::End } else { Hint::Accepted };
    let mut world = Scenario::bearer().judging(judge).signed_in();
    world.server.expire();
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, Rejected(Code::SessionEnded), 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
    assert!(world.refresh_tokens_sent.is_empty());
}

#[test]
fn a_hint_crosses_the_boundary_as_a_number() {
    let hints = [0, 1, 2, 3, 4, u32::MAX].map(Hint::from_bits);
    assert_eq!(hints, [Hint::None, Hint::Accepted, Hint::Refused, Hint::End, Hint::None, Hint::None]);
}

#[test]
fn h28_only_the_very_origins_that_are_allowed_take_part() {
    let allowed = ["https://api.example.com".to_owned()];
    assert!(origin::allows(&allowed, "https://api.example.com", true));
    for other in ["https://cdn.example.com", "https://api.example.com:444", "http://api.example.com", "null"]
    {
        assert!(!origin::allows(&allowed, other, true), "{other}");
    }
    assert!(!origin::allows(&[], "https://api.example.com", true));
}

#[test]
fn h29_a_stream_is_never_sent_twice_and_the_next_one_gets_a_fresh_token() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let stream = world.fetch_with(STREAM);
    world.advance(1_000);
    assert_eq!((world.fate(stream), world.sends(stream)), (Rejected(Code::BodyNotReplayable), 1));
    assert_eq!(world.server.refreshes, 0);
    let next = world.fetch_with(STREAM);
    world.rest();
    assert_eq!((world.fate(next), world.sends(next)), (Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h29_a_stream_renews_the_token_a_margin_earlier_than_another_request() {
    let hour = 3_600_000;
    for (left, refreshes) in [(31_000, 0), (29_000, 1)] {
        let mut world = Scenario::bearer().lifetime(hour).signed_in();
        let margin = world.margin(hour);
        world.advance(hour - margin - left);
        let plain = world.fetch();
        assert_eq!(world.sends(plain), 1);
        let stream = world.fetch_with(STREAM);
        world.rest();
        assert_eq!((world.fate(stream), world.sends(stream)), (Answered(200), 1));
        assert_eq!(world.server.refreshes, refreshes);
    }
}

#[test]
fn h29_a_stream_whose_late_401_counts_against_an_older_token_is_not_sent_again_either() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    world.latency = (50, 3_000);
    let stream = world.fetch_with(STREAM);
    world.latency = (50, 50);
    world.fetch();
    world.rest();
    assert_eq!((world.fate(stream), world.sends(stream)), (Rejected(Code::BodyNotReplayable), 1));
}

#[test]
fn h35_what_the_resend_is_answered_with_is_what_the_caller_gets() {
    let mut world = Scenario::bearer().signed_in();
    world.statuses.extend([401, 500]);
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(500), 2));
}

#[test]
fn a_refresh_that_is_asked_for_is_joined_by_whoever_comes_meanwhile() {
    let mut world = Scenario::bearer().signed_in();
    world.tell(Event::Refresh);
    world.tell(Event::Refresh);
    let request = world.fetch();
    assert_eq!((world.fate(request), world.sends(request)), (Open, 0));
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}
