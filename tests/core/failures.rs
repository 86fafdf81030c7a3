//! Refreshes that fail: who is told what, and what becomes of the session.

use everfetch::core::machine::State;
use everfetch::core::{Code, EndReason, Failure, Notice};

use super::request::Fate::{self, Answered, Open, Rejected};
use super::scenario::{MINUTE, Scenario};
use super::server::Fault;

const FAILED: Fate = Rejected(Code::RefreshFailed);
const ENDED: Fate = Rejected(Code::SessionEnded);

#[test]
fn h07_a_refresh_that_ends_within_the_call_settles_everybody() {
    for (fault, fate) in [
        (Fault::None, Answered(200)),
        (Fault::Offline, FAILED),
        (Fault::Dropped, FAILED),
        (Fault::Judged(Failure::Definitive), ENDED),
    ] {
        let mut world = Scenario::bearer().meeting(fault);
        world.is_instant = true;
        let requests = world.fetch_many(3);
        world.advance(1_000);
        let fates: Vec<_> = requests.iter().map(|id| world.fate(*id)).collect();
        // The requests after a failure are told of it, and ask for no other refresh.
        assert_eq!(fates, [fate; 3], "{fault:?}");
        assert!(!world.machine.is_waiting());
        assert_eq!(world.refresh_tokens_sent.len(), 1, "{fault:?}");
    }
}

#[test]
fn h08_when_a_refresh_fails_everybody_is_told_in_that_very_moment_and_keeps_their_own_401() {
    for (fault, fate) in
        [(Fault::Status(503), FAILED), (Fault::Status(401), ENDED), (Fault::Html(502), FAILED)]
    {
        let mut world = Scenario::bearer().meeting(fault);
        let requests = world.fetch_many(50);
        world.advance(199);
        assert!(world.all(&requests, Open, 1));
        world.advance(1);
        assert!(world.all(&requests, fate, 1));
        assert!(requests.iter().all(|id| world.requests[*id].status == Some(401)));
        world.rest();
        assert_eq!(world.server.refreshes, 1);
    }
}

#[test]
fn h09_a_refresh_that_is_never_answered_fails_after_its_timeout_and_may_be_tried_again() {
    let mut world = Scenario::bearer().meeting(Fault::Stuck);
    let requests = world.fetch_many(5);
    world.advance(10_099);
    assert!(world.all(&requests, Open, 1));
    world.advance(1);
    assert!(world.all(&requests, FAILED, 1));
    world.advance(5_000);
    let next = world.fetch();
    world.rest();
    assert_eq!(world.fate(next), Answered(200));
    assert_eq!(world.failures(), [Failure::InDoubt]);
}

#[test]
fn h09_an_answer_that_comes_after_the_timeout_is_ignored() {
    let mut world = Scenario::bearer().meeting(Fault::None);
    world.token_latency = (50, 15_000);
    world.fetch();
    world.advance(12_000);
    let (tokens, notices) = (world.machine.tokens().clone(), world.notices.len());
    world.rest();
    assert_eq!(*world.machine.tokens(), tokens);
    assert_eq!(world.notices.len(), notices);
}

#[test]
fn h22_a_dead_grant_ends_the_session_once_for_fifty_requests_and_a_sign_out_after_them() {
    let mut world = Scenario::bearer().meeting(Fault::Error(400, "invalid_grant"));
    let requests = world.fetch_many(50);
    world.rest();
    world.sign_out();
    world.rest();
    assert!(world.all(&requests, ENDED, 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
    assert_eq!(world.machine.end_reason(), Some(EndReason::Refused));
}

#[test]
fn h24_a_page_of_html_says_nothing_about_the_grant() {
    for fault in [Fault::Html(200), Fault::Html(400), Fault::Html(403), Fault::Html(502)] {
        let mut world = Scenario::bearer().meeting(fault);
        let request = world.fetch();
        world.advance(4_000);
        assert_eq!((world.fate(request), world.failures()), (FAILED, vec![Failure::InDoubt]), "{fault:?}");
        let next = world.fetch();
        world.rest();
        assert_eq!((world.fate(next), world.ends()), (Answered(200), vec![]), "{fault:?}");
    }
}

#[test]
fn h71_offline_before_the_send_keeps_everything_and_being_online_again_renews() {
    let mut world = Scenario::bearer().meeting(Fault::Offline);
    world.jitter = Some(u32::MAX);
    let request = world.fetch();
    world.advance(150);
    assert_eq!((world.fate(request), world.failures()), (FAILED, vec![Failure::Transient]));
    assert_eq!((world.state(), world.server.refreshes), (State::Stale, 0));
    world.online();
    assert_eq!(world.state(), State::Refreshing);
    world.advance(100);
    assert_eq!(world.state(), State::Active);
    let next = world.fetch();
    world.rest();
    assert_eq!((world.fate(next), world.sends(next)), (Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn being_online_again_renews_nothing_where_nothing_has_failed() {
    let mut world = Scenario::bearer().signed_in();
    world.online();
    assert_eq!(world.state(), State::Active);
    world.sign_out();
    world.online();
    world.rest();
    assert!(world.refresh_tokens_sent.is_empty());
}

#[test]
fn h72_a_broken_server_keeps_the_session_which_goes_on_when_it_works_again() {
    for (status, class) in [
        (500, Failure::InDoubt),
        (502, Failure::InDoubt),
        (503, Failure::Transient),
        (504, Failure::InDoubt),
        (408, Failure::Transient),
        (425, Failure::Transient),
    ] {
        let mut world = Scenario::bearer().meeting(Fault::Status(status));
        let request = world.fetch();
        world.advance(5_000);
        assert_eq!((world.fate(request), world.failures()), (FAILED, vec![class]), "{status}");
        assert_eq!(world.state(), State::Stale);
        let next = world.fetch();
        world.rest();
        assert_eq!((world.fate(next), world.ends()), (Answered(200), vec![]), "{status}");
    }
}

#[test]
fn h73_retry_after_is_obeyed_by_every_request() {
    let mut world = Scenario::bearer().meeting(Fault::RetryAfter(429, 20_000));
    let first = world.fetch();
    world.advance(200);
    assert_eq!(world.fate(first), FAILED);
    for _ in 0..19 {
        world.advance(1_000);
        let request = world.fetch();
        world.advance(0);
        assert_eq!(world.server.refreshes, 1);
        world.leave(request);
    }
    world.advance(22_000);
    let last = world.fetch();
    world.rest();
    assert_eq!((world.fate(last), world.server.refreshes), (Answered(200), 2));
    assert_eq!(world.ends(), []);
}

#[test]
fn h73_being_online_again_does_not_shorten_retry_after() {
    let mut world = Scenario::bearer().meeting(Fault::RetryAfter(429, 20_000));
    world.fetch();
    world.advance(200);
    world.online();
    world.advance(15_000);
    assert_eq!(world.server.refreshes, 1);
    world.advance(30_000);
    let last = world.fetch();
    world.rest();
    assert_eq!((world.fate(last), world.server.refreshes), (Answered(200), 2));
}

#[test]
fn h73_an_early_renewal_that_is_refused_for_now_does_not_hold_anybody_up() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(50_000);
    world.faults.push_back(Fault::RetryAfter(429, 60_000));
    let requests = world.fetch_many(3);
    world.advance(200);
    assert!(world.all(&requests, Answered(200), 1));
    let more = world.fetch_many(3);
    assert!(world.all(&more, Open, 1));
    world.rest();
    assert!(world.all(&more, Answered(200), 1));
    assert_eq!(world.server.refreshes, 1);
}

#[test]
fn h74_a_refused_grant_is_asked_about_once_and_never_again() {
    for fault in [Fault::Error(400, "invalid_grant"), Fault::Error(403, "invalid_grant"), Fault::Status(401)]
    {
        let mut world = Scenario::bearer().meeting(fault);
        let requests = world.fetch_many(3);
        world.rest();
        assert!(world.all(&requests, ENDED, 1), "{fault:?}");
        let later = world.fetch();
        world.rest();
        assert_eq!((world.fate(later), world.server.refreshes), (Answered(401), 1), "{fault:?}");
        assert_eq!((world.requests[later].carried[0].as_ref(), world.record()), (None, None));
        assert_eq!((world.state(), world.ends()), (State::Ended, vec![EndReason::Refused]));
    }
}

#[test]
fn h155_a_refusal_for_an_unknown_reason_is_asked_about_once_more_before_it_ends_the_session() {
    for fault in [Fault::Status(403), Fault::Status(400), Fault::Error(400, "bad_request")] {
        let mut world = Scenario::bearer().meeting(fault);
        let requests = world.fetch_many(3);
        world.advance(1_900);
        assert!(world.all(&requests, Open, 1), "{fault:?}");
        world.rest();
        assert!(world.all(&requests, Answered(200), 2), "{fault:?}");
        assert_eq!((world.state(), world.server.refreshes), (State::Active, 2), "{fault:?}");

        let mut world = Scenario::bearer().meeting(fault);
        world.faults.push_back(fault);
        let requests = world.fetch_many(3);
        world.rest();
        assert!(world.all(&requests, ENDED, 1), "{fault:?}");
        assert_eq!((world.state(), world.ends()), (State::Ended, vec![EndReason::Refused]), "{fault:?}");
    }
}

#[test]
fn h155_a_refusal_that_says_not_now_keeps_the_session() {
    for error in ["temporarily_unavailable", "server_error", "slow_down", "TooManyRequestsException"] {
        let mut world = Scenario::bearer().meeting(Fault::Error(400, error));
        let request = world.fetch();
        world.advance(500);
        assert_eq!(world.fate(request), Rejected(Code::RefreshFailed), "{error}");
        assert_eq!(world.failures(), [Failure::Transient], "{error}");
        assert!(world.ends().is_empty(), "{error}");
    }
}

#[test]
fn h75_a_wrong_deployment_keeps_the_session_and_is_asked_again_after_a_minute() {
    let mut world = Scenario::bearer().meeting(Fault::Error(400, "invalid_client"));
    let first = world.fetch();
    world.advance(200);
    assert_eq!(world.fate(first), Rejected(Code::RefreshMisconfigured));
    assert_eq!(world.failures(), [Failure::Misconfigured]);
    world.advance(MINUTE - 1);
    let second = world.fetch();
    world.advance(0);
    assert_eq!(world.fate(second), Rejected(Code::RefreshMisconfigured));
    assert_eq!(world.server.refreshes, 1);
    world.advance(1);
    let third = world.fetch();
    world.rest();
    assert_eq!((world.fate(third), world.server.refreshes), (Answered(200), 2));
    assert_eq!(world.ends(), []);
}

#[test]
fn h76_an_early_renewal_that_is_refused_for_good_ends_the_session_at_once() {
    let mut world = Scenario::bearer().signed_in();
    world.advance(50_000);
    world.faults.push_back(Fault::Status(401));
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request)), (ENDED, 0));
    assert_eq!(world.ends(), [EndReason::Refused]);
}

#[test]
fn h77_failures_in_a_row_are_told_each_and_come_less_often() {
    let mut world = Scenario::bearer().meeting(Fault::Status(503));
    world.jitter = Some(u32::MAX);
    world.faults = [Fault::Status(503); 40].into();
    for _ in 0..20_000 {
        world.fetch();
        world.advance(50);
        if world.failures().len() == 4 {
            break;
        }
    }
    let pause = |notice: &Notice| match notice {
        Notice::RefreshFailed { retry_in, .. } => Some(*retry_in / 1_000),
        _ => None,
    };
    let pauses: Vec<u64> = world.notices.iter().filter_map(pause).collect();
    assert_eq!(pauses, [5, 300, 300, 300]);
    assert_eq!(world.server.refreshes, 4);
}

#[test]
fn h77_a_success_makes_the_next_failure_the_first_one_again() {
    let mut world = Scenario::bearer().meeting(Fault::Status(503));
    world.jitter = Some(u32::MAX);
    world.faults = [Fault::Status(503), Fault::Status(503), Fault::None, Fault::Status(503)].into();
    for _ in 0..4 {
        world.server.expire();
        world.fetch();
        world.advance(310_000);
    }
    let last = world.notices.iter().rfind(|notice| matches!(notice, Notice::RefreshFailed { .. }));
    assert_eq!(last, Some(&Notice::RefreshFailed { failure: Failure::Transient, retry_in: 5_000 }));
}

/// The `online` event comes before the network works: the session waits for it, longer each time.
#[test]
fn h100_being_online_again_before_the_network_works_keeps_the_session_and_backs_off() {
    let mut world = Scenario::bearer().meeting(Fault::Offline);
    let request = world.fetch();
    world.advance(150);
    assert_eq!(world.fate(request), FAILED);
    for _ in 0..3 {
        world.faults.push_back(Fault::Unreachable);
        let calls = world.refresh_tokens_sent.len();
        world.online();
        world.advance(20_000);
        assert!(world.refresh_tokens_sent.len() <= calls + 1, "one try for each event");
        assert_eq!((world.state(), world.ends()), (State::Stale, vec![]));
    }
    world.advance(300_000);
    let next = world.fetch();
    world.rest();
    assert_eq!((world.fate(next), world.ends()), (Answered(200), vec![]));
    // The first, which did not leave, one for each event, and the last: always the same token.
    assert_eq!(world.refresh_tokens_sent.len(), 5);
    world.refresh_tokens_sent.dedup();
    assert_eq!(world.refresh_tokens_sent.len(), 1);
}
