//! A refresh was sent, and nobody knows what became of its token.

use everfetch::core::machine::State;
use everfetch::core::{Code, EndReason, Event, Failure, Notice};

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::{SIGN_OUT, Scenario};
use super::server::Fault;
use super::world::World;

/// Ann's refresh has just met this, and no pause keeps the next one.
fn after(fault: Fault) -> World {
    let mut world = Scenario::bearer().signed_in();
    world.jitter = Some(0);
    world.server.expire();
    world.faults.push_back(fault);
    world.fetch();
    world.advance(200);
    world
}

#[test]
fn h61_a_token_in_doubt_is_sent_again_when_the_first_call_can_no_longer_arrive() {
    let mut world = after(Fault::Unreachable);
    let request = world.fetch();
    assert_eq!(world.state(), State::Refreshing);
    world.advance(1_999);
    assert_eq!((world.refresh_tokens_sent.len(), world.fate(request)), (1, Open));
    world.advance(1);
    assert_eq!(world.refresh_tokens_sent.len(), 2);
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (Answered(200), 1));
    assert_eq!(world.refresh_tokens_sent[0], world.refresh_tokens_sent[1]);
}

#[test]
fn h61_a_rotation_whose_answer_was_lost_ends_the_session_once_after_one_replay() {
    let mut world = after(Fault::Dropped);
    let requests = world.fetch_many(5);
    world.rest();
    assert!(requests.iter().all(|id| world.fate(*id) == Rejected(Code::SessionEnded)));
    assert_eq!((world.refresh_tokens_sent.len(), world.server.reuses), (2, 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
}

#[test]
fn h61_under_the_policy_to_end_a_lost_answer_ends_the_session_and_nothing_is_sent_again() {
    for fault in [Fault::Dropped, Fault::Status(500), Fault::Html(400), Fault::Empty, Fault::Stuck] {
        let mut world = Scenario::bearer().ending_in_doubt().signed_in();
        world.server.expire();
        world.faults.push_back(fault);
        let requests = world.fetch_many(5);
        world.rest();
        assert!(requests.iter().all(|id| world.fate(*id) == Rejected(Code::SessionEnded)), "{fault:?}");
        assert_eq!(world.ends(), [EndReason::InDoubt], "{fault:?}");
        assert_eq!(world.refresh_tokens_sent.len(), 1, "{fault:?}");
    }
}

#[test]
fn h61_under_the_policy_to_end_what_was_not_processed_ends_nothing() {
    for fault in
        [Fault::Status(503), Fault::RetryAfter(429, 10), Fault::Offline, Fault::Error(400, "invalid_client")]
    {
        let mut world = Scenario::bearer().ending_in_doubt().signed_in();
        world.server.expire();
        world.faults.push_back(fault);
        world.fetch();
        world.advance(61_000);
        let next = world.fetch();
        world.rest();
        assert_eq!((world.fate(next), world.ends()), (Answered(200), vec![]), "{fault:?}");
    }
}

#[test]
fn h63_a_failed_refresh_is_never_repeated_by_itself() {
    for fault in [Fault::Unreachable, Fault::Dropped, Fault::Status(503), Fault::Offline, Fault::Stuck] {
        let mut world = after(fault);
        world.advance(600_000);
        assert_eq!(world.refresh_tokens_sent.len(), 1, "{fault:?}");
    }
}

#[test]
fn h63_offline_before_the_send_leaves_nothing_in_doubt() {
    let mut world = after(Fault::Offline);
    let request = world.fetch();
    assert_eq!(world.refresh_tokens_sent.len(), 2);
    world.rest();
    assert_eq!(world.fate(request), Answered(200));
}

#[test]
fn c7_a_replay_that_is_refused_for_now_is_about_that_call_alone() {
    let mut world = after(Fault::Unreachable);
    world.faults.push_back(Fault::Offline);
    world.advance(1_000);
    world.fetch();
    world.advance(1_050);
    // The first call can no longer arrive, and the replay has not been sent at all: another one may go at once.
    assert_eq!(world.failures(), [Failure::InDoubt, Failure::Transient]);
    let request = world.fetch();
    assert_eq!(world.refresh_tokens_sent.len(), 3);
    world.rest();
    assert_eq!(world.fate(request), Answered(200));
}

#[test]
fn a_replay_that_is_lost_too_is_given_the_same_time_again() {
    let mut world = after(Fault::Unreachable);
    world.faults.push_back(Fault::Unreachable);
    world.fetch();
    world.advance(2_100);
    assert_eq!(world.failures().len(), 2);
    let request = world.fetch();
    world.advance(1_999);
    assert_eq!(world.refresh_tokens_sent.len(), 2);
    world.rest();
    assert_eq!((world.fate(request), world.refresh_tokens_sent.len()), (Answered(200), 3));
}

#[test]
fn a_success_ends_the_doubt() {
    let mut world = after(Fault::Unreachable);
    world.fetch();
    world.rest();
    world.server.expire();
    world.fetch();
    world.advance(100);
    assert_eq!(world.refresh_tokens_sent.len(), 3);
    world.rest();
}

#[test]
fn a_clock_set_forward_does_not_shorten_the_time_that_a_lost_call_is_given() {
    let mut world = after(Fault::Unreachable);
    world.set_wall(3_600_000);
    world.fetch();
    world.advance(1_999);
    assert_eq!(world.refresh_tokens_sent.len(), 1);
    world.advance(1);
    assert_eq!(world.refresh_tokens_sent.len(), 2);
    world.rest();
}

#[test]
fn a_token_that_an_update_brings_while_a_lost_call_settles_is_the_one_that_counts() {
    let mut world = after(Fault::Unreachable);
    let request = world.fetch();
    world.advance(1_000);
    world.update(true);
    world.rest();
    assert_eq!(world.fate(request), Answered(200));
    for _ in 0..3 {
        world.server.expire();
        let next = world.fetch();
        world.rest();
        assert_eq!(world.fate(next), Answered(200));
    }
    assert_eq!((world.server.reuses, world.ends()), (0, vec![]));
}

#[test]
fn a_lost_call_stays_in_doubt_although_an_update_has_renewed_the_access_token_alone() {
    let mut world = Scenario::bearer().stating(None).signed_in();
    world.jitter = Some(0);
    world.server.expire();
    world.faults.push_back(Fault::Unreachable);
    let request = world.fetch();
    world.advance(120);
    world.update(false);
    world.advance(80);
    // The waiting requests go on with the token of the update.
    assert_eq!((world.fate(request), world.sends(request)), (Open, 2));
    world.advance(100);
    assert_eq!(world.fate(request), Answered(200));
    world.server.expire();
    let next = world.fetch();
    world.advance(1_000);
    assert_eq!((world.refresh_tokens_sent.len(), world.fate(next)), (1, Open));
    world.rest();
    assert_eq!((world.refresh_tokens_sent.len(), world.fate(next)), (2, Answered(200)));
}

#[test]
fn a_sign_out_while_a_lost_call_settles_sends_nothing() {
    let mut world = after(Fault::Unreachable);
    let request = world.fetch();
    world.advance(1_000);
    world.tell(SIGN_OUT);
    world.rest();
    assert_eq!((world.fate(request), world.refresh_tokens_sent.len()), (Rejected(Code::SessionEnded), 1));
}

#[test]
fn a_new_session_has_no_part_in_the_doubt_of_the_old_one() {
    let mut world = after(Fault::Dropped);
    world.sign_in("bob");
    world.server.expire();
    let request = world.fetch();
    world.advance(400);
    assert_eq!((world.fate(request), world.refresh_tokens_sent.len()), (Answered(200), 2));
    world.rest();
}

#[test]
fn asking_for_a_refresh_during_a_pause_calls_nobody() {
    let mut world = Scenario::bearer().lifetime(3_600_000).signed_in();
    world.jitter = Some(u32::MAX);
    world.faults.push_back(Fault::Status(503));
    world.tell(Event::Refresh);
    world.advance(100);
    assert!(world.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in: 300_000 }));
    // R14.6 An application that asks may try once the pause is a minute old.
    for wait in [0, 59_999] {
        world.advance(wait);
        world.tell(Event::Refresh);
        assert!(!world.machine.is_waiting());
        assert_eq!(world.refresh_tokens_sent.len(), 1);
    }
    world.advance(1);
    world.tell(Event::Refresh);
    assert_eq!(world.refresh_tokens_sent.len(), 2);
    world.rest();
}
