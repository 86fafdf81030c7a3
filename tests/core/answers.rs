//! What a refresh brings: tokens that are kept, and answers of success that hold no token.

use everfetch::core::{Code, EndReason, Event, Failure, Outcome, Secret, TokenSet};

use super::request::Fate::{self, Answered, Rejected};
use super::scenario::{MINUTE, Scenario};
use super::server::Fault;

const FAILED: Fate = Rejected(Code::RefreshFailed);
const ENDED: Fate = Rejected(Code::SessionEnded);

#[test]
fn h23_a_success_without_a_token_is_not_committed() {
    let mut world = Scenario::bearer().meeting(Fault::Empty);
    let before = world.machine.tokens().clone();
    let request = world.fetch();
    world.advance(1_000);
    assert_eq!(world.fate(request), FAILED);
    assert_eq!(*world.machine.tokens(), before);
    assert_eq!(world.failures(), [Failure::InDoubt]);
}

#[test]
fn h23_a_refusal_hidden_in_a_success_is_what_the_application_says_it_is() {
    let mut world = Scenario::bearer().meeting(Fault::Judged(Failure::Definitive));
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.ends()), (ENDED, vec![EndReason::Refused]));
}

#[test]
fn h23_tokens_that_the_application_judges_a_failure_are_not_committed() {
    let mut world = Scenario::bearer().signed_in();
    let before = world.machine.tokens().clone();
    world.is_instant = true;
    world.faults.push_back(Fault::JudgedTokens(Failure::Transient));
    world.tell(Event::Refresh);
    assert_eq!(*world.machine.tokens(), before);
    assert_eq!(world.failures(), [Failure::Transient]);
}

#[test]
fn h64_an_answer_without_a_refresh_token_leaves_the_old_one_in_force() {
    let mut world = Scenario::bearer().meeting(Fault::NoRefreshToken);
    let kept = world.refresh_token().map(str::to_owned);
    for round in 1..=3 {
        world.server.expire();
        world.faults.push_front(Fault::NoRefreshToken);
        let request = world.fetch();
        world.advance(20_000);
        assert_eq!((world.fate(request), world.server.refreshes), (Answered(200), round));
        assert_eq!(world.refresh_token().map(str::to_owned), kept);
    }
    assert_eq!(world.server.reuses, 0);
}

#[test]
fn h65_a_new_refresh_token_replaces_the_old_one_together_with_the_access_token() {
    let mut world = Scenario::bearer().meeting(Fault::None);
    let old = world.refresh_token().map(str::to_owned);
    for _ in 0..3 {
        world.server.expire();
        world.fetch();
        world.advance(20_000);
    }
    assert_eq!((world.server.refreshes, world.server.reuses), (3, 0));
    assert_ne!(world.refresh_token().map(str::to_owned), old);
    let record = world.record().expect("a record");
    assert_eq!((&record.tokens.access, record.generation), (&world.machine.tokens().access, 4));
    assert_eq!(record.tokens.refresh, world.machine.tokens().refresh);
}

#[test]
fn h66_a_refresh_token_of_odd_characters_reaches_the_call_and_the_record_unchanged() {
    let odd = "a+b/c=%41&d=%;\"'<~\\ é🔑hunter2";
    let mut world = Scenario::bearer().opened();
    world.watch.expects("");
    let tokens = TokenSet { access: Secret::new("a"), refresh: Secret::refresh(odd), expiry: None };
    world.tell(Event::SignIn(tokens));
    world.tell(Event::Refresh);
    assert_eq!(world.refresh_tokens_sent, [Some(odd.to_owned())]);
    assert_eq!(world.record().unwrap().tokens.refresh.unwrap().expose(), odd);
}

#[test]
fn a_token_that_comes_back_unchanged_is_refreshed_once_and_the_401s_are_delivered() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    world.faults = [Fault::SameAccessToken; 9].into();
    let requests = world.fetch_many(10);
    world.advance(1_000);
    assert!(world.all(&requests, Answered(401), 1));
    assert!(world.outcomes.contains(&Outcome::Unchanged));
    assert_eq!((world.server.refreshes, world.server.reuses), (1, 0));
    let more = world.fetch_many(10);
    world.advance(1_000);
    assert!(world.all(&more, Answered(401), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn a_token_that_comes_back_unchanged_before_its_end_is_used_on_and_not_renewed_again() {
    let mut world = Scenario::bearer().lifetime(MINUTE).signed_in();
    world.server.lifetime = 3_600_000;
    world.faults.push_back(Fault::SameAccessToken);
    world.advance(50_000);
    let requests = world.fetch_many(3);
    world.advance(1_000);
    assert!(world.all(&requests, Answered(200), 1));
    let more = world.fetch_many(3);
    world.advance(1_000);
    assert!(world.all(&more, Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn a_session_without_a_refresh_token_ends_when_its_access_token_is_refused() {
    let mut world = Scenario::bearer().opened();
    let grant = world.server.grant("ann", world.time);
    world.watch.expects("ann");
    world.tell(Event::SignIn(TokenSet { refresh: None, ..grant.tokens(world.now) }));
    let fine = world.fetch();
    world.rest();
    assert_eq!(world.fate(fine), Answered(200));
    world.server.expire();
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, ENDED, 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
    assert!(world.refresh_tokens_sent.is_empty());
}

#[test]
fn a_refresh_function_that_needs_no_refresh_token_is_asked_without_one() {
    let mut world = Scenario::bearer().with(|config| config.needs_refresh_token = false).opened();
    let grant = world.server.grant("ann", world.time);
    world.watch.expects("ann");
    world.tell(Event::SignIn(TokenSet { refresh: None, ..grant.tokens(world.now) }));
    world.server.expire();
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 2));
    assert_eq!(world.refresh_tokens_sent, [None]);
}
