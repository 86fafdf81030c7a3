//! Refreshes that fail: who is told what, and what becomes of the session.

use everfetch::core::machine::State;
use everfetch::core::{Code, EndReason, Event, Failure, Notice, Outcome, Secret, TokenSet};

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::{MINUTE, Scenario};
use super::server::Fault;
use super::world::World;

const FAILED: super::request::Fate = Rejected(Code::RefreshFailed);
const ENDED: super::request::Fate = Rejected(Code::SessionEnded);

/// Ann is signed in, her access token no longer works, and the next refresh meets this.
fn meeting(fault: Fault) -> World {
    let mut world = Scenario::bearer().signed_in();
    world.server.expire();
    world.faults.push_back(fault);
    world
}

#[test]
fn h07_a_refresh_that_ends_within_the_call_settles_everybody() {
    for (fault, fate) in [
        (Fault::None, Answered(200)),
        (Fault::Offline, FAILED),
        (Fault::Dropped, FAILED),
        (Fault::Judged(Failure::Definitive), ENDED),
    ] {
        let mut world = meeting(fault);
        world.is_instant = true;
        let requests = world.fetch_many(3);
        world.advance(1_000);
        let fates: Vec<_> = requests.iter().map(|id| world.fate(*id)).collect();
        // Whoever comes after a failure finds that it has just failed.
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
        let mut world = meeting(fault);
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
    let mut world = meeting(Fault::Stuck);
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
    let mut world = meeting(Fault::None);
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
    let mut world = meeting(Fault::Error(400, "invalid_grant"));
    let requests = world.fetch_many(50);
    world.rest();
    world.sign_out();
    world.rest();
    assert!(world.all(&requests, ENDED, 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
    assert_eq!(world.machine.end_reason(), Some(EndReason::Refused));
}

#[test]
fn h23_a_success_without_a_token_is_not_committed() {
    let mut world = meeting(Fault::Empty);
    let before = world.machine.tokens().clone();
    let request = world.fetch();
    world.advance(1_000);
    assert_eq!(world.fate(request), FAILED);
    assert_eq!(*world.machine.tokens(), before);
    assert_eq!(world.failures(), [Failure::InDoubt]);
}

#[test]
fn h23_a_refusal_hidden_in_a_success_is_what_the_application_says_it_is() {
    let mut world = meeting(Fault::Judged(Failure::Definitive));
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
fn h24_a_page_of_html_says_nothing_about_the_grant() {
    for fault in [Fault::Html(200), Fault::Html(400), Fault::Html(403), Fault::Html(502)] {
        let mut world = meeting(fault);
        let request = world.fetch();
        world.advance(4_000);
        assert_eq!((world.fate(request), world.failures()), (FAILED, vec![Failure::InDoubt]), "{fault:?}");
        let next = world.fetch();
        world.rest();
        assert_eq!((world.fate(next), world.ends()), (Answered(200), vec![]), "{fault:?}");
    }
}

#[test]
fn h64_an_answer_without_a_refresh_token_leaves_the_old_one_in_force() {
    let mut world = meeting(Fault::NoRefreshToken);
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
    let mut world = meeting(Fault::None);
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
    let odd = "a+b/c=%41&d=%;\"'<~\\hunter2";
    let mut world = Scenario::bearer().opened();
    world.watch.expects("");
    let tokens = TokenSet { access: Secret::new("a"), refresh: Secret::new(odd), expiry: None };
    world.tell(Event::SignIn(tokens));
    world.tell(Event::Refresh);
    assert_eq!(world.refresh_tokens_sent, [Some(odd.to_owned())]);
    assert_eq!(world.record().unwrap().tokens.refresh.unwrap().expose(), odd);
}

#[test]
fn h71_offline_before_the_send_keeps_everything_and_being_online_again_renews() {
    let mut world = meeting(Fault::Offline);
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
        let mut world = meeting(Fault::Status(status));
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
    let mut world = meeting(Fault::RetryAfter(429, 20_000));
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
    world.advance(2_000);
    let last = world.fetch();
    world.rest();
    assert_eq!((world.fate(last), world.server.refreshes), (Answered(200), 2));
    assert_eq!(world.ends(), []);
}

#[test]
fn h73_being_online_again_does_not_shorten_retry_after() {
    let mut world = meeting(Fault::RetryAfter(429, 20_000));
    world.fetch();
    world.advance(200);
    world.online();
    world.advance(15_000);
    assert_eq!(world.server.refreshes, 1);
    world.advance(10_000);
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
    for fault in
        [Fault::Error(400, "invalid_grant"), Fault::Status(401), Fault::Status(403), Fault::Status(400)]
    {
        let mut world = meeting(fault);
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
fn h75_a_wrong_deployment_keeps_the_session_and_is_asked_again_after_a_minute() {
    let mut world = meeting(Fault::Error(400, "invalid_client"));
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
fn h77_failures_in_a_row_are_told_each_and_come_less_and_less_often() {
    let mut world = meeting(Fault::Status(503));
    world.jitter = Some(u32::MAX);
    world.faults = [Fault::Status(503); 40].into();
    for _ in 0..20_000 {
        world.fetch();
        world.advance(50);
        if world.failures().len() == 9 {
            break;
        }
    }
    let pause = |notice: &Notice| match notice {
        Notice::RefreshFailed { retry_in, .. } => Some(*retry_in / 1_000),
        _ => None,
    };
    let pauses: Vec<u64> = world.notices.iter().filter_map(pause).collect();
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(world.server.refreshes, 9);
}

#[test]
fn h77_a_success_makes_the_next_failure_the_first_one_again() {
    let mut world = meeting(Fault::Status(503));
    world.jitter = Some(u32::MAX);
    world.faults = [Fault::Status(503), Fault::Status(503), Fault::None, Fault::Status(503)].into();
    for _ in 0..4 {
        world.server.expire();
        world.fetch();
        world.advance(20_000);
    }
    let last = world.notices.iter().rfind(|notice| matches!(notice, Notice::RefreshFailed { .. }));
    assert_eq!(last, Some(&Notice::RefreshFailed { failure: Failure::Transient, retry_in: 1_000 }));
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
