//! Cookies that cannot be read: whether there is a session is unknown until the server says so.

use everfetch::core::event::Op;
use everfetch::core::ledger::{Doubt, Epoch};
use everfetch::core::machine::State;
use everfetch::core::{
    Action, Answer, Carrier, Code, Config, Effect, EndReason, Event, Flags, Notice, Outcome,
};

use super::request::Fate::{Answered, Open, Rejected};
use super::scenario::Scenario;
use super::server::Fault;
use super::tab::{Shared, Tab, config};
use super::world::World;

/// A document that knows nothing, with Ann's cookies in the jar.
fn with_cookies(scenario: Scenario) -> World {
    let mut world = scenario.closed();
    let grant = world.server.grant("ann", world.time);
    world.jar = Some((grant.access, grant.refresh.unwrap()));
    world.open();
    world
}

#[test]
fn a_cookie_request_is_sent_at_once_although_nothing_is_known() {
    let mut world = with_cookies(Scenario::cookie());
    assert_eq!(world.state(), State::Restoring);
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request), world.server.refreshes), (Answered(200), 1, 0));
}

#[test]
fn a_cookie_request_does_not_wait_for_the_attempt_to_find_out_whether_there_is_a_session() {
    let mut world = with_cookies(Scenario::cookie());
    world.tell(Event::Refresh);
    world.advance(10);
    let request = world.fetch();
    assert_eq!(world.sends(request), 1);
    world.rest();
    assert_eq!((world.server.refreshes, world.state()), (1, State::Active));
}

#[test]
fn h01_fifty_cookie_requests_meet_an_expired_cookie_and_one_refresh_answers_them_all() {
    let mut world = with_cookies(Scenario::cookie());
    world.server.expire();
    let requests = world.fetch_many(50);
    world.rest();
    assert!(world.all(&requests, Answered(200), 2));
    assert_eq!((world.server.refreshes, world.state()), (1, State::Active));
    assert!(world.record().is_some());
}

#[test]
fn h20_a_cookie_refresh_that_is_refused_while_nothing_is_known_means_that_nobody_is_signed_in() {
    let mut world = Scenario::cookie().opened();
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, Answered(401), 1));
    assert_eq!((world.state(), world.ends()), (State::Anonymous, vec![]));
    assert!(world.is_told(Notice::Anonymous));
    let next = world.fetch();
    world.rest();
    assert_eq!((world.fate(next), world.server.refreshes), (Answered(401), 1));
}

#[test]
fn h93_a_cookie_refresh_that_fails_while_nothing_is_known_leaves_it_unknown() {
    for fault in [Fault::Status(503), Fault::Unreachable] {
        let mut world = with_cookies(Scenario::cookie().ending_in_doubt());
        world.server.expire();
        world.faults.push_back(fault);
        let request = world.fetch();
        world.advance(3_000);
        assert_eq!(world.fate(request), Rejected(Code::RefreshFailed));
        assert_eq!((world.state(), world.ends()), (State::Restoring, vec![]), "{fault:?}");
        world.advance(60_000);
        let next = world.fetch();
        world.rest();
        assert_eq!((world.fate(next), world.state()), (Answered(200), State::Active), "{fault:?}");
    }
}

#[test]
fn h164_where_the_endpoint_is_none_a_request_gets_its_own_401_and_nobody_is_signed_in() {
    for fault in
        [Fault::Error(400, "invalid_client"), Fault::Status(404), Fault::Status(419), Fault::Status(422)]
    {
        let mut world = with_cookies(Scenario::cookie());
        world.server.expire();
        world.faults.push_back(fault);
        let request = world.fetch();
        world.advance(3_000);
        assert_eq!(world.fate(request), Answered(401), "{fault:?}");
        assert_eq!((world.state(), world.ends()), (State::Anonymous, vec![]), "{fault:?}");
    }
}

#[test]
fn h164_a_public_request_is_sent_whatever_the_attempt_to_find_a_session_is_answered() {
    let statuses = [404, 419, 422, 500, 503].map(Fault::Status);
    for fault in statuses.into_iter().chain([Fault::Empty, Fault::Unreachable]) {
        let mut world = with_cookies(Scenario::split());
        world.jitter = Some(u32::MAX);
        world.faults.push_back(fault);
        let requests = world.fetch_many(3);
        world.advance(500);
        assert!(requests.iter().all(|id| world.requests[*id].carried == [None]), "{fault:?}");
        // While the pause lasts the next ones do not wait at all.
        let next = world.fetch();
        assert_eq!(world.requests[next].carried, [None], "{fault:?}");
    }
}

#[test]
fn h164_an_answer_of_success_without_a_token_says_that_nobody_is_signed_in() {
    let mut world = with_cookies(Scenario::split());
    world.faults.push_back(Fault::Empty);
    world.fetch();
    world.advance(3_000);
    assert_eq!((world.state(), world.ends()), (State::Anonymous, vec![]));
}

#[test]
fn a_split_session_that_nobody_knows_of_is_found_by_one_refresh_before_anything_is_sent() {
    let mut world = with_cookies(Scenario::split());
    let requests = world.fetch_many(10);
    assert!(world.all(&requests, Open, 0));
    world.rest();
    assert!(world.all(&requests, Answered(200), 1));
    assert_eq!((world.server.refreshes, world.state()), (1, State::Active));
    assert!(world.machine.tokens().refresh.is_none());
}

#[test]
fn a_split_refresh_that_is_refused_while_nothing_is_known_sends_requests_without_a_token() {
    let mut world = Scenario::split().opened();
    let requests = world.fetch_many(3);
    world.rest();
    assert!(world.all(&requests, Answered(401), 1));
    assert_eq!(world.requests[0].carried, [None]);
    assert_eq!((world.state(), world.ends(), world.server.refreshes), (State::Anonymous, vec![], 1));
}

#[test]
fn asking_for_a_refresh_finds_out_whether_there_is_a_session() {
    for carrier in [Scenario::cookie(), Scenario::split()] {
        let mut found = with_cookies(carrier.clone());
        found.tell(Event::Refresh);
        found.rest();
        assert_eq!(found.state(), State::Active);
        let mut none = carrier.opened();
        none.tell(Event::Refresh);
        none.rest();
        assert_eq!((none.state(), none.ends()), (State::Anonymous, vec![]));
        // That is an answer to the question, and no failure.
        assert!(none.outcomes.iter().all(|outcome| *outcome == Outcome::Done));
    }
}

#[test]
fn a_known_cookie_session_ends_once_when_its_refresh_is_refused() {
    let mut world = Scenario::cookie().signed_in();
    world.server.kill();
    let requests = world.fetch_many(5);
    world.rest();
    assert!(world.all(&requests, Rejected(Code::SessionEnded), 1));
    assert_eq!(world.ends(), [EndReason::Refused]);
}

#[test]
fn a_cookie_in_doubt_is_renewed_without_a_wait_since_the_jar_holds_the_newest() {
    let mut world = Scenario::cookie().signed_in();
    world.jitter = Some(0);
    world.server.expire();
    world.faults.push_back(Fault::Unreachable);
    world.fetch();
    world.advance(200);
    let next = world.fetch();
    world.advance(400);
    assert_eq!((world.fate(next), world.server.refreshes), (Answered(200), 2));
    world.rest();
}

#[test]
fn an_update_makes_an_unknown_session_known() {
    let mut world = with_cookies(Scenario::split());
    let grant = world.update(false);
    assert_eq!((world.state(), world.access()), (State::Active, Some(&*grant.access)));
    let request = world.fetch();
    world.rest();
    assert_eq!((world.fate(request), world.sends(request), world.server.refreshes), (Answered(200), 1, 0));
}

#[test]
fn h83_a_cookie_sign_out_reaches_the_server_after_the_refresh_that_was_under_way() {
    for scenario in [Scenario::cookie(), Scenario::split()] {
        let mut world = scenario.signed_in();
        world.tell(Event::Refresh);
        world.advance(10);
        world.sign_out();
        assert_eq!((world.state(), world.revocations.len()), (State::Ended, 0));
        world.rest();
        assert_eq!(world.revocations.len(), 1);
        assert!(world.revocations[0].is_sign_out);
        assert_eq!(world.jar, None);
        assert!(!world.server.is_alive());
    }
}

#[test]
fn h83_a_cookie_sign_out_does_not_wait_for_ever_for_a_refresh_that_hangs() {
    let mut world = Scenario::cookie().signed_in();
    world.faults.push_back(Fault::Stuck);
    world.tell(Event::Refresh);
    world.sign_out();
    world.advance(10_000);
    assert_eq!(world.revocations.len(), 1);
    world.rest();
    assert!(!world.server.is_alive());
}

#[test]
fn a_cookie_sign_out_without_a_refresh_under_way_reaches_the_server_at_once() {
    let mut world = Scenario::cookie().signed_in();
    world.sign_out();
    assert_eq!((world.revocations.len(), world.server.is_alive()), (1, false));
    // Also where nobody knows whether there is a session.
    let mut world = with_cookies(Scenario::cookie());
    assert!(world.machine.can_revoke());
    world.sign_out();
    assert_eq!((world.revocations.len(), world.state(), world.ends()), (1, State::Anonymous, vec![]));
}

#[test]
fn a_split_session_renews_by_its_cookie_and_carries_the_new_access_token() {
    let mut world = Scenario::split().signed_in();
    world.server.expire();
    let requests = world.fetch_many(10);
    world.rest();
    assert!(world.all(&requests, Answered(200), 2));
    assert_eq!(world.refresh_tokens_sent, [None]);
    assert_eq!(world.requests[0].carried[1].as_deref(), world.access());
}

#[test]
fn a_split_answer_without_an_access_token_is_not_committed() {
    let mut world = Scenario::split().signed_in();
    let before = world.machine.tokens().clone();
    world.faults.push_back(Fault::Empty);
    world.tell(Event::Refresh);
    world.rest();
    assert_eq!(*world.machine.tokens(), before);
    assert_eq!(world.ends(), []);
}

#[test]
fn h83_a_cookie_sign_out_that_still_waits_does_not_reach_the_server_with_the_next_users_cookies() {
    let mut world = Scenario::cookie().signed_in();
    world.tell(Event::Refresh);
    world.sign_out();
    world.sign_in("bob");
    world.rest();
    assert!(world.revocations.is_empty());
    let request = world.fetch();
    world.rest();
    assert_eq!(world.fate(request), Answered(200));
}

#[test]
fn a_sign_out_before_a_cookie_session_is_known_ends_the_one_that_lives_and_writes_nothing_of_its_own() {
    let epochs = |tab: &Tab| {
        let written = tab.effects.iter().filter(|effect| matches!(effect, Effect::WriteEpoch(_)));
        written.cloned().collect::<Vec<_>>()
    };
    // Nobody is known: there is no session to write of.
    let mut shared = Shared::default();
    let mut tab = Tab::opened(config(Carrier::Split), &mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    assert_eq!(epochs(&tab), []);
    // Another tab's session lives, which this one could not join: it is the user's, and ends.
    let mut shared = Shared::default();
    let mut tab = Tab::opened(config(Carrier::Split), &mut shared);
    let other = Epoch { sid: 77, ended: None };
    shared.epoch = Some(other.write());
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    let ended = Epoch { ended: Some(EndReason::SignedOut), ..other };
    assert_eq!(epochs(&tab), [Effect::WriteEpoch(ended.write())]);
}

#[test]
fn without_locks_a_claim_before_a_cookie_session_is_known_lies_with_the_session_that_the_epoch_names() {
    let epoch = Epoch { sid: 77, ended: Some(EndReason::SignedOut) };
    let mut shared = Shared { epoch: Some(epoch.write()), ..Shared::default() };
    let mut tab = Tab::opened(Config { has_locks: false, ..config(Carrier::Split) }, &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(&mut shared, Event::Turned(turn));
    let claimed = tab.wants(|effect| match effect {
        Effect::WriteLedger(sid, _) => Some(*sid),
        _ => None,
    });
    assert_eq!(claimed, Some(77));
}

/// A tab that does not know whether a cookie holds a session, and whose call to find out is under way.
fn looking(carrier: Carrier, shared: &mut Shared) -> (Tab, Op) {
    let mut tab = Tab::opened(Config { shares: false, ..config(carrier) }, shared);
    tab.tell(shared, Event::Refresh);
    let call = tab.sent().expect("a call");
    (tab, call)
}

#[test]
fn h155_of_a_cookie_that_may_hold_no_session_a_403_is_asked_about_once_more_and_a_400_is_not() {
    for carrier in [Carrier::Cookie, Carrier::Split] {
        let mut shared = Shared::default();
        let (mut tab, call) = looking(carrier, &mut shared);
        tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(403), ..Answer::default() }));
        assert!(!tab.is_told(Notice::Anonymous), "{carrier:?}");
        let again = tab.timer().expect("a wait");
        assert_eq!(again.1, 2_000);
        tab.wait(&mut shared, again);
        assert!(tab.sent().is_some(), "{carrier:?}");

        let (mut tab, call) = looking(carrier, &mut shared);
        tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(400), ..Answer::default() }));
        assert!(tab.is_told(Notice::Anonymous), "{carrier:?}");
        assert_eq!(tab.machine.state(tab.now), State::Anonymous);
    }
}

#[test]
fn h164_a_request_that_has_waited_long_enough_is_sent_only_where_nobody_is_known_to_be_signed_in() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(config(Carrier::Split), &mut shared);
    let waits = tab.machine.begin(Flags::default(), tab.now);
    assert_eq!(waits.ticket.action, Action::Wait);
    tab.tell(&mut shared, waits.event.expect("a refresh"));
    assert_eq!(tab.machine.resume(waits.ticket, tab.now).ticket.action, Action::Wait);
    assert_eq!(tab.machine.overdue(waits.ticket, tab.now).ticket.action, Action::Send);
    // A request of a session waits for its token, as long as that takes.
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Split), &mut shared);
    tab.refresh(&mut shared);
    let waits = tab.machine.begin(Flags::default(), tab.now).ticket;
    assert_eq!(tab.machine.overdue(waits, tab.now).ticket, waits);
}

#[test]
fn without_locks_a_page_that_stops_before_a_cookie_session_is_known_gives_its_claim_back() {
    let epoch = Epoch { sid: 77, ended: Some(EndReason::SignedOut) };
    let mut shared = Shared { epoch: Some(epoch.write()), ..Shared::default() };
    let mut tab = Tab::opened(Config { has_locks: false, ..config(Carrier::Split) }, &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(matches!(shared.doubt(), Doubt::Sent(claim) if claim != 0));
    tab.tell(&mut shared, Event::Hide);
    assert_eq!(shared.doubt(), Doubt::LetGo);
}
