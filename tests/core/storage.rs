//! The first use: what a storage, an older application or nobody at all has kept.

use everfetch::core::event::Found;
use everfetch::core::machine::State;
use everfetch::core::{Carrier, Code, EndReason, Event, Machine, Notice, TokenSet};

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::Scenario;
use super::server::Fault;
use super::world::{Storage, World};

/// The document that follows `world`'s in the same tab after a reload, a second later.
fn reloaded(world: World, scenario: Scenario) -> World {
    let mut next = scenario.storage(world.storage).closed();
    next.time = world.time + 1_000;
    next.now.wall = world.now.wall + 1_000;
    next.now.mono = 3;
    next.server = world.server;
    next.jar = world.jar;
    next
}

#[test]
fn nothing_is_read_before_the_first_use() {
    let mut world = Scenario::bearer().closed();
    assert!(world.machine.is_closed());
    assert_eq!((world.state(), world.loads), (State::Restoring, 0));
    world.open();
    assert!(!world.machine.is_closed());
    assert_eq!(world.notices, [Notice::Anonymous]);
}

#[test]
fn a_session_survives_a_reload_and_is_not_renewed_for_it() {
    let world = Scenario::bearer().signed_in();
    let token = world.access().map(str::to_owned);
    let mut world = reloaded(world, Scenario::bearer());
    let request = world.fetch();
    world.rest();
    assert_eq!(world.requests[request].carried, [token]);
    assert_eq!((world.fate(request), world.server.refreshes), (Answered(200), 0));
    assert_eq!(world.notices, [Notice::Restored]);
}

#[test]
fn a_session_found_with_an_expired_token_renews_it_before_anything_is_sent() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(600_000);
    let mut world = reloaded(world, Scenario::bearer());
    let requests = world.fetch_many(20);
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
    assert_eq!((world.server.refreshes, world.server.reuses), (1, 0));
    assert_eq!(world.record().unwrap().generation, 2);
}

#[test]
fn h79_a_dead_refresh_token_in_the_storage_ends_the_session_with_a_reason() {
    let mut world = Scenario::bearer().signed_in();
    world.server.kill();
    let mut world = reloaded(world, Scenario::bearer());
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, Rejected(Code::SessionEnded), 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
    assert_eq!(world.record(), None);
}

#[test]
fn h93_a_failure_at_the_start_is_neither_anonymous_nor_the_end() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(600_000);
    let mut world = reloaded(world, Scenario::bearer());
    world.faults.push_back(Fault::Status(503));
    let request = world.fetch();
    assert_eq!(world.state(), State::Refreshing);
    world.advance(1_100);
    assert_eq!(world.fate(request), Rejected(Code::RefreshFailed));
    assert_eq!((world.state(), world.ends()), (State::Stale, vec![]));
    world.advance(5_000);
    let next = world.fetch();
    world.rest();
    assert_eq!((world.fate(next), world.state()), (Answered(200), State::Active));
}

#[test]
fn h130_a_record_that_does_not_hold_is_no_session_and_no_error() {
    for text in
        ["", "everfetch 9\n1\n1\n\n\n\na\nb", "{\"accessToken\":\"x\"}", "everfetch 1\n1\n1\n\n\n\na b\n"]
    {
        let mut world = Scenario::bearer().storage(Storage::Page(Some(text.to_owned()))).opened();
        let request = world.fetch();
        world.rest();
        assert_eq!((world.fate(request), world.state()), (Answered(401), State::Anonymous), "{text:?}");
        assert!(world.refresh_tokens_sent.is_empty());
    }
}

#[test]
fn requests_wait_for_a_slow_storage_and_are_then_sent_at_once() {
    let world = Scenario::bearer().signed_in();
    let Storage::Page(text) = world.storage.clone() else { panic!() };
    let stored = Storage::Custom { delay: Some(700), text };
    let mut world = reloaded(world, Scenario::bearer());
    world.storage = stored;
    let requests = world.fetch_many(5);
    assert!(world.all(&requests, Open, 0));
    assert_eq!((world.state(), world.loads), (State::Restoring, 1));
    world.advance(700);
    assert!(world.all(&requests, Open, 1));
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
}

#[test]
fn h131_a_storage_that_answers_after_the_sign_out_brings_nobody_back() {
    let world = Scenario::bearer().signed_in();
    let Storage::Page(text) = world.storage.clone() else { panic!() };
    let mut world = Scenario::bearer().storage(Storage::Custom { delay: Some(700), text }).opened();
    let request = world.fetch();
    world.advance(100);
    world.sign_out();
    assert_eq!((world.state(), world.fate(request)), (State::Anonymous, Open));
    world.rest();
    assert_eq!((world.state(), world.record(), world.access()), (State::Anonymous, None, None));
    assert_eq!(world.requests[request].carried, [None]);
    assert_eq!(world.notices, [Notice::Anonymous]);
}

#[test]
fn h131_a_storage_that_answers_after_a_sign_in_does_not_replace_it() {
    let world = Scenario::bearer().signed_in();
    let Storage::Page(text) = world.storage.clone() else { panic!() };
    let mut world = Scenario::bearer().storage(Storage::Custom { delay: Some(700), text }).opened();
    let request = world.fetch();
    world.sign_in("bob");
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
    assert!(world.access().unwrap().contains(".bob."));
}

#[test]
fn h131_a_storage_that_never_answers_is_given_up_after_the_refresh_timeout() {
    let mut world = Scenario::bearer().storage(Storage::Custom { delay: None, text: None }).opened();
    let request = world.fetch();
    world.advance(9_999);
    assert_eq!((world.state(), world.sends(request)), (State::Restoring, 0));
    world.advance(1);
    assert_eq!((world.state(), world.sends(request)), (State::Anonymous, 1));
    world.rest();
}

#[test]
fn tokens_of_an_older_application_become_a_session_that_is_kept() {
    let mut world = Scenario::bearer().custom_storage(10).opened();
    let grant = world.server.grant("ann", world.time);
    let tokens = grant.tokens(world.now);
    world.watch.begins(Some("ann"));
    // What the storage answered is what this event says.
    world.tell(Event::Loaded(1, Found::Tokens(tokens)));
    assert_eq!((world.state(), world.record().map(|record| record.generation)), (State::Active, Some(1)));
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.access()), (Answered(200), Some(&*grant.access)));
}

/// A document whose application supplies Ann's tokens after so long.
fn supplying(delay: Option<u64>) -> World {
    let mut world = Scenario::bearer().with(|config| config.has_initial = true).closed();
    let grant = world.server.grant("ann", world.time);
    world.initial = (delay, Some(grant));
    world
}

#[test]
fn initial_is_asked_once_where_nothing_is_found() {
    let mut world = supplying(Some(300));
    let requests = world.fetch_many(5);
    assert_eq!((world.state(), world.initials), (State::Restoring, 1));
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
    assert_eq!((world.initials, world.record().is_some()), (1, true));
    assert_eq!(world.notices[0], Notice::Restored);
    world.sign_out();
    world.fetch();
    world.rest();
    assert_eq!(world.initials, 1);
}

#[test]
fn initial_is_not_asked_where_a_record_is_found() {
    let world = Scenario::bearer().signed_in();
    let mut world = reloaded(world, Scenario::bearer().with(|config| config.has_initial = true));
    world.fetch();
    world.rest();
    assert_eq!((world.initials, world.state()), (0, State::Active));
}

#[test]
fn initial_that_has_nothing_either_leaves_nobody_signed_in() {
    let mut world = supplying(Some(300));
    world.initial.1 = None;
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.state()), (Answered(401), State::Anonymous));
}

#[test]
fn initial_that_answers_after_a_sign_in_or_a_sign_out_is_ignored() {
    let mut world = supplying(Some(300));
    world.fetch();
    world.sign_in("bob");
    world.rest();
    assert!(world.access().unwrap().contains(".bob."));
    let mut world = supplying(Some(300));
    world.fetch();
    world.sign_out();
    world.rest();
    assert_eq!((world.access(), world.record(), world.state()), (None, None, State::Anonymous));
}

#[test]
fn an_update_that_comes_before_the_session_is_known_is_put_on_top_of_what_is_found() {
    let mut world = supplying(Some(300));
    let request = world.fetch();
    let grant = world.update(true);
    assert_eq!(world.state(), State::Restoring);
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
    assert_eq!((world.access(), world.refresh_token()), (Some(&*grant.access), grant.refresh.as_deref()));
    assert_eq!(world.record().unwrap().generation, 2);
}

#[test]
fn an_update_that_comes_before_the_session_is_known_does_not_outlive_a_sign_in_or_a_sign_out() {
    let mut world = supplying(Some(300));
    world.fetch();
    world.update(true);
    world.sign_in("bob");
    world.rest();
    assert!(world.access().unwrap().contains(".bob."));
    let mut world = supplying(Some(300));
    world.fetch();
    world.update(true);
    world.sign_out();
    world.rest();
    assert_eq!((world.access(), world.record(), world.state()), (None, None, State::Anonymous));
}

#[test]
fn h08_who_waited_for_the_storage_fails_together_when_the_renewal_after_it_fails() {
    let scenario = Scenario::bearer().lifetime(2_000);
    let before = scenario.clone().signed_in();
    let Storage::Page(text) = before.storage else { unreachable!("the page's own storage is the usual one") };
    let mut world = scenario.storage(Storage::Custom { delay: Some(1_900), text }).closed();
    world.server = before.server;
    world.jitter = Some(0);
    world.fetch_many(4);
    // Each answer of the token endpoint comes just too late.
    world.token_latency = (0, 10_000);
    world.rest();
    for request in &world.requests {
        assert_eq!(request.fate, Rejected(Code::RefreshFailed));
        assert!(request.longest_wait <= 12_000, "waited {} ms", request.longest_wait);
    }
    assert_eq!(world.watch.doubts, 1);
}

#[test]
fn initial_that_never_answers_is_given_up() {
    let mut world = supplying(None);
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.state()), (Answered(401), State::Anonymous));
    assert!(world.requests[request].longest_wait <= 12_000);
}

#[test]
fn an_answer_to_a_question_that_was_never_asked_is_ignored() {
    let mut world = Scenario::bearer().signed_in();
    let before = world.machine.clone();
    let other = world.server.grant("eve", world.time).tokens(world.now);
    world.tell(Event::Loaded(77, Found::Tokens(other.clone())));
    world.tell(Event::Initial(77, Some(other)));
    world.tell(Event::Initial(77, None));
    world.tell(Event::Tick(77));
    world.tell(Event::Open(Some(Found::Nothing)));
    assert!(world.machine == before);
}

#[test]
fn a_machine_is_a_value() {
    let mut world = Scenario::bearer().seed(7).signed_in();
    world.copy();
    world.server.expire();
    world.fetch_many(3);
    world.advance(120);
    let copy: Machine = world.machine.clone();
    world.rest();
    assert!(copy != world.machine);
    assert_eq!(copy.state(world.now), State::Refreshing);
}

#[test]
fn a_record_without_tokens_is_a_session_of_cookies() {
    let mut world = Scenario::cookie().signed_in();
    assert_eq!(
        world.record().unwrap().tokens,
        TokenSet { expiry: world.machine.tokens().expiry, ..TokenSet::default() }
    );
    world.advance(1_000);
    let mut world = reloaded(world, Scenario::bearer().with(|config| config.carrier = Carrier::Cookie));
    let request = world.fetch();
    world.rest();
    assert_eq!(
        (world.fate(request), world.state(), world.server.refreshes),
        (Answered(200), State::Active, 0)
    );
}
