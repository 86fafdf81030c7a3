//! Sign-in, sign-out and updates against whatever is under way: the fence between sessions.

use everfetch::core::machine::State;
use everfetch::core::{Code, EndReason, Event, Notice};

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::{SIGN_OUT, Scenario};
use super::server::{Fault, Server};
use super::world::World;

const ENDED: super::request::Fate = Rejected(Code::SessionEnded);
const CHANGED: super::request::Fate = Rejected(Code::SessionChanged);

/// Ann's refresh is under way: one request was refused, another one waits that was never sent.
fn refreshing() -> (World, [usize; 2]) {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let refused = world.fetch();
    world.advance(110);
    let waiting = world.fetch();
    assert_eq!((world.state(), world.sends(waiting)), (State::Refreshing, 0));
    (world, [refused, waiting])
}

#[test]
fn h21_h82_a_sign_out_during_a_refresh_rejects_who_waits_and_revokes_what_arrives_late() {
    let (mut world, [refused, waiting]) = refreshing();
    let sent = world.refresh_token().map(str::to_owned);
    world.sign_out();
    assert_eq!((world.fate(refused), world.fate(waiting)), (ENDED, ENDED));
    assert_eq!((world.requests[refused].status, world.sends(waiting)), (Some(401), 0));
    assert_eq!((world.record(), world.access()), (None, None));
    assert_eq!((world.revocations.len(), &world.revocations[0].refresh), (1, &sent));
    world.rest();
    assert_eq!((world.state(), world.record()), (State::Ended, None));
    assert_eq!(world.ends(), [EndReason::SignedOut]);
    assert!(!world.is_told(Notice::Refreshed));
}

#[test]
fn h82_a_token_that_arrives_after_the_sign_out_is_revoked_and_not_kept() {
    let (mut world, _) = refreshing();
    // The server is busy: it exchanges the token before it hears of the sign-out.
    world.advance(60);
    world.tell(Event::SignOut { revoke: false });
    assert!(world.revocations.is_empty());
    world.rest();
    assert_eq!(world.revocations.len(), 1);
    assert!(!world.revocations[0].is_sign_out);
    assert!(!world.server.is_alive());
    assert_eq!((world.state(), world.record()), (State::Ended, None));
}

#[test]
fn h82_without_an_endpoint_a_late_token_is_dropped() {
    let mut world = Scenario::bearer().with(|config| config.can_revoke = false).signed_in();
    world.tell(Event::Refresh);
    world.sign_out();
    world.rest();
    assert!(world.revocations.is_empty());
    assert_eq!((world.state(), world.record()), (State::Ended, None));
}

#[test]
fn h82_a_late_answer_that_never_comes_is_given_up_and_keeps_nothing_waiting() {
    let (mut world, _) = refreshing();
    world.faults.push_back(Fault::Stuck);
    world.sign_out();
    world.sign_in("bob");
    world.server.expire();
    let request = world.fetch();
    world.rest();
    assert_eq!(world.fate(request), Rejected(Code::RefreshFailed));
    assert!(!world.machine.is_waiting());
}

#[test]
fn h86_a_sign_in_during_anothers_refresh_rejects_their_requests_and_drops_their_tokens() {
    let (mut world, [refused, waiting]) = refreshing();
    world.sign_in("bob");
    assert_eq!((world.fate(refused), world.fate(waiting)), (CHANGED, CHANGED));
    assert_eq!(world.sends(waiting), 0);
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
    assert_eq!(Server::user(world.access().unwrap()), "bob");
    assert_eq!(world.revocations.len(), 1);
    assert!(world.server.is_alive(), "Bob's grant is not the one that is revoked");
}

#[test]
fn h86_a_request_of_one_user_whose_401_comes_after_anothers_sign_in_is_not_sent_again() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    world.latency = (50, 3_000);
    let requests = world.fetch_many(3);
    world.advance(100);
    world.sign_in("bob");
    world.rest();
    assert!(world.all(&requests, CHANGED, 1));
    assert_eq!(world.server.refreshes, 0);
}

#[test]
fn h86_an_answer_that_is_no_refusal_is_delivered_whoever_is_signed_in_by_then() {
    let mut world = Scenario::bearer().signed_in();
    world.latency = (50, 3_000);
    let request = world.fetch();
    world.advance(100);
    world.sign_in("bob");
    world.rest();
    assert_eq!(world.fate(request), Answered(200));
}

#[test]
fn a_request_that_was_sent_to_nobodys_account_gets_its_own_401_after_a_sign_in() {
    let mut world = Scenario::bearer().opened();
    let request = world.fetch();
    world.sign_in("ann");
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(401), 1));
}

#[test]
fn a_401_that_comes_after_the_sign_out_is_an_error_of_the_session() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    let request = world.fetch();
    world.sign_out();
    world.rest();
    assert_eq!((world.fate(request), world.requests[request].status), (ENDED, Some(401)));
}

#[test]
fn h26_after_the_end_nothing_carries_the_old_token_and_after_a_sign_in_everything_the_new_one() {
    let mut world = Scenario::bearer().signed_in();
    let old = world.access().map(str::to_owned);
    world.sign_out();
    let between = world.fetch();
    world.sign_in("bob");
    let after = world.fetch();
    world.rest();
    assert_eq!(world.requests[between].carried, [None]);
    assert_eq!(world.requests[after].carried, [world.access().map(str::to_owned)]);
    assert_ne!(world.requests[after].carried[0], old);
}

#[test]
fn h87_a_sign_out_ends_the_session_here_without_waiting_for_the_server() {
    let mut world = Scenario::bearer().signed_in();
    assert!(world.machine.can_revoke());
    world.sign_out();
    assert_eq!((world.state(), world.machine.end_reason()), (State::Ended, Some(EndReason::SignedOut)));
    assert_eq!((world.record(), world.ends()), (None, vec![EndReason::SignedOut]));
    assert!(world.revocations[0].is_sign_out);
    assert!(!world.machine.can_revoke());
}

#[test]
fn a_sign_out_without_revocation_tells_the_server_nothing() {
    let mut world = Scenario::bearer().signed_in();
    world.tell(Event::SignOut { revoke: false });
    world.rest();
    assert!(world.revocations.is_empty());
}

#[test]
fn a_second_sign_out_changes_nothing() {
    let mut world = Scenario::bearer().signed_in();
    world.sign_out();
    world.sign_out();
    world.rest();
    assert_eq!((world.ends().len(), world.revocations.len()), (1, 1));
}

#[test]
fn a_sign_out_without_a_session_forgets_what_is_stored_and_tells_nobody() {
    let mut world = Scenario::bearer().opened();
    let notices = world.notices.len();
    world.sign_out();
    assert_eq!((world.ends(), world.notices.len(), world.record()), (vec![], notices, None));
    assert_eq!(world.state(), State::Anonymous);
}

#[test]
fn each_session_ends_with_its_own_event() {
    let mut world = Scenario::bearer().signed_in();
    world.sign_out();
    world.sign_in("bob");
    world.server.kill();
    let request = world.fetch();
    world.rest();
    assert_eq!(world.fate(request), ENDED);
    assert_eq!(world.ends(), [EndReason::SignedOut, EndReason::Refused]);
}

#[test]
fn an_update_counts_at_once_and_leaves_the_requests_of_the_session_alone() {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    world.latency = (50, 3_000);
    let late = world.fetch();
    world.latency = (50, 50);
    world.advance(100);
    let grant = world.update(true);
    let next = world.fetch();
    world.rest();
    assert_eq!((world.fate(late), world.sends(late)), (Answered(200), 2));
    assert_eq!(world.requests[next].carried, [Some(grant.access)]);
    assert_eq!(world.server.refreshes, 0);
    assert_eq!(world.record().unwrap().generation, 2);
}

#[test]
fn an_update_without_a_refresh_token_keeps_the_old_one() {
    let mut world = Scenario::bearer().signed_in();
    let kept = world.refresh_token().map(str::to_owned);
    world.update(false);
    assert_eq!(world.refresh_token().map(str::to_owned), kept);
    world.server.expire();
    let request = world.fetch();
    world.rest();
    assert_eq!(world.fate(request), Answered(200));
}

#[test]
fn an_update_during_a_refresh_wins_over_the_answer_to_the_token_that_it_replaced() {
    let (mut world, [refused, waiting]) = refreshing();
    // The call has been exchanged, and its answer is on the way, when a library brings another pair.
    world.advance(60);
    let grant = world.update(true);
    world.rest();
    assert_eq!((world.fate(refused), world.fate(waiting)), (Answered(200), Answered(200)));
    assert_eq!((world.access(), world.refresh_token()), (Some(&*grant.access), grant.refresh.as_deref()));
    assert!(world.revocations.is_empty(), "that could end the whole grant");
}

#[test]
fn an_update_during_a_refresh_outlives_the_refusal_of_the_token_that_it_replaced() {
    let (mut world, [refused, waiting]) = refreshing();
    world.advance(60);
    world.sign_in("ann");
    world.tell(Event::Refresh);
    world.faults.push_back(Fault::Status(401));
    world.update(true);
    world.rest();
    assert_eq!((world.fate(refused), world.fate(waiting)), (CHANGED, CHANGED));
    assert_eq!(world.ends(), []);
    assert_ne!(world.state(), State::Ended);
}

#[test]
fn an_update_without_a_session_is_no_sign_in() {
    let mut world = Scenario::bearer().signed_in();
    world.sign_out();
    world.update(true);
    assert_eq!((world.state(), world.record(), world.access()), (State::Ended, None, None));
    let mut world = Scenario::bearer().opened();
    world.server.grant("ann", 0);
    world.update(true);
    assert_eq!((world.state(), world.record(), world.access()), (State::Anonymous, None, None));
}

#[test]
fn a_sign_in_is_a_new_session_even_for_the_same_user() {
    let mut world = Scenario::bearer().signed_in();
    let first = world.record().unwrap().sid;
    world.sign_out();
    world.sign_in("ann");
    let record = world.record().unwrap();
    assert_ne!(record.sid, first);
    assert_eq!(record.generation, 1);
}

#[test]
fn what_signs_out_does_not_wait_for_a_session_that_it_ended() {
    let (mut world, _) = refreshing();
    world.tell(SIGN_OUT);
    let request = world.fetch();
    assert_eq!((world.fate(request), world.sends(request)), (Open, 1));
    world.rest();
    assert_eq!(world.fate(request), Answered(401));
}
