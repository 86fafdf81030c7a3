//! How long a session keeps quiet after a failure, and whom a pause must not lock out: a person who waits (R14.6).
//!
//! The bits of jitter are all ones, so that each pause is as long as it can be.

use everfetch::core::clock::Expiry;
use everfetch::core::event::Op;
use everfetch::core::machine::Hint;
use everfetch::core::{Action, Answer, Carrier, Code, Config, Event, Failure, Flags, Notice, TokenSet};

use super::tab::{START, Shared, Tab, config, tokens};

const REJECTED: Action = Action::Reject(Code::RefreshFailed);

fn longest() -> Shared {
    Shared { jitter: u32::MAX, ..Shared::default() }
}

/// A tab whose token can be used for `left` milliseconds more.
fn with_left(left: u64, config: Config, shared: &mut Shared) -> Tab {
    let set = TokenSet { expiry: Some(Expiry::new(START, left)), ..tokens(1, config.carrier) };
    let mut tab = Tab::opened(config, shared);
    tab.tell(shared, Event::SignIn(set));
    tab
}

fn passes(tab: &mut Tab, milliseconds: u64) {
    tab.now.mono += milliseconds;
    tab.now.wall += milliseconds;
}

fn busy() -> Answer {
    Answer { status: Some(503), ..Answer::default() }
}

/// A refresh of this tab ends so.
fn meets(tab: &mut Tab, shared: &mut Shared, answer: Answer) {
    let call = tab.refresh(shared);
    tab.tell(shared, Event::Answered(call, answer));
}

/// The pause that the last event has led to.
fn paused(tab: &Tab) -> Option<u64> {
    tab.wants(|effect| match effect {
        everfetch::core::Effect::Notify(Notice::RefreshFailed { retry_in, .. }) => Some(*retry_in),
        _ => None,
    })
}

/// The API refuses the token of a request: what the request does then, and whether the tab asks for a refresh.
fn is_refused(tab: &mut Tab, shared: &mut Shared) -> Action {
    tab.effects.clear();
    let ticket = tab.machine.begin(Flags::default(), tab.now).ticket;
    let decision = tab.machine.answer(ticket, 401, Hint::None, tab.now);
    if let Some(event) = decision.event {
        tab.tell(shared, event);
    }
    decision.ticket.action
}

/// Whether the tab, which asks for the lock, makes a call when it has it.
fn calls(tab: &mut Tab, shared: &mut Shared) -> bool {
    tab.lock(shared, 1);
    tab.task_ends().is_some()
}

#[test]
fn h78_a_call_that_was_given_up_after_a_401_does_not_pause_as_if_its_token_still_worked() {
    let mut shared = longest();
    let mut tab = with_left(900_000, config(Carrier::Split), &mut shared);
    assert_eq!(is_refused(&mut tab, &mut shared), Action::Wait);
    tab.lock(&mut shared, 1);
    let call = tab.turn(&mut shared);
    tab.tell(&mut shared, Event::Tick(call));
    assert_eq!(paused(&tab), Some(5_000));
}

#[test]
fn h71_a_call_without_an_answer_pauses_for_a_minute_at_the_most() {
    let mut shared = longest();
    let mut tab = Tab::signed_in(Config { shares: false, ..config(Carrier::Bearer) }, &mut shared);
    for pause in [5_000, 60_000, 60_000] {
        tab.tell(&mut shared, Event::Refresh);
        let call = tab.sent().expect("a call");
        tab.breaks_off(&mut shared, call);
        assert_eq!(paused(&tab), Some(pause));
        passes(&mut tab, pause);
    }
}

#[test]
fn h71_what_fails_after_being_online_again_is_a_first_failure() {
    for shares in [true, false] {
        let mut shared = longest();
        let mut tab = Tab::signed_in(Config { shares, ..config(Carrier::Bearer) }, &mut shared);
        tab.tell(&mut shared, Event::Refresh);
        for _ in 0..3 {
            if shares {
                tab.lock(&mut shared, 1);
            }
            let call = tab.sent().unwrap_or_else(|| tab.turn(&mut shared));
            tab.tell(&mut shared, Event::Answered(call, busy()));
            assert_eq!(paused(&tab), Some(5_000), "{shares}");
            passes(&mut tab, 1);
            tab.online(&mut shared);
        }
    }
}

#[test]
fn h78_no_pause_that_was_chosen_while_the_token_worked_lasts_longer_than_it() {
    let mut shared = longest();
    let mut tab = with_left(100_000, config(Carrier::Bearer), &mut shared);
    shared.jitter = 0;
    meets(&mut tab, &mut shared, busy());
    assert_eq!(paused(&tab), Some(75_000));
    for jitter in [0, u32::MAX] {
        let (mut tab, mut shared) = (tab.copied(), Shared { jitter, ..copied(&shared) });
        passes(&mut tab, 75_000);
        meets(&mut tab, &mut shared, busy());
        assert_eq!(paused(&tab), Some(25_000));
        // From its end on requests wait, and the next failure is the third one.
        passes(&mut tab, 25_000);
        tab.tell(&mut shared, Event::Renew);
        assert!(calls(&mut tab, &mut shared));
    }
}

fn copied(shared: &Shared) -> Shared {
    Shared { epoch: shared.epoch.clone(), ledger: shared.ledger.clone(), ..Shared::default() }
}

/// Two tabs, of which one has failed twice, so that it pauses for five minutes.
fn in_trouble(shared: &mut Shared) -> (Tab, Tab) {
    let (mut tab, mut other) = Tab::two(shared);
    meets(&mut tab, shared, busy());
    passes(&mut tab, 5_000);
    meets(&mut tab, shared, busy());
    assert_eq!(paused(&tab), Some(300_000));
    passes(&mut other, 5_000);
    (tab, other)
}

#[test]
fn h78_a_page_that_is_loaded_within_the_first_minute_of_a_pause_tries_when_it_is_over() {
    let mut shared = longest();
    let (mut tab, mut other) = in_trouble(&mut shared);
    passes(&mut other, 10_000);
    other.tell(&mut shared, Event::Renew);
    assert!(!calls(&mut other, &mut shared));
    assert_eq!(paused(&other), Some(50_000));
    passes(&mut other, 49_999);
    other.tell(&mut shared, Event::Renew);
    assert_eq!(other.lock_asked(), None);
    passes(&mut other, 1);
    other.tell(&mut shared, Event::Renew);
    assert!(calls(&mut other, &mut shared));
    // The tab that has met the trouble waits for all of the pause.
    passes(&mut tab, 60_000);
    tab.tell(&mut shared, Event::Renew);
    assert_eq!(tab.lock_asked(), None);
}

#[test]
fn h95_a_pause_that_another_tab_has_told_of_goes_on_while_the_device_sleeps() {
    let mut shared = longest();
    let (_, mut other) = in_trouble(&mut shared);
    passes(&mut other, 10_000);
    other.tell(&mut shared, Event::Renew);
    assert!(!calls(&mut other, &mut shared));
    // The monotonic clock stands still meanwhile.
    other.now.wall += 49_999;
    other.tell(&mut shared, Event::Renew);
    assert_eq!(other.lock_asked(), None);
    other.now.wall += 1;
    other.tell(&mut shared, Event::Renew);
    assert!(calls(&mut other, &mut shared));
}

#[test]
fn h78_the_patience_of_who_asks_counts_from_the_failure_of_another_tab() {
    let mut shared = longest();
    let (mut tab, mut other) = Tab::two(&mut shared);
    meets(&mut other, &mut shared, busy());
    passes(&mut tab, 6_000);
    meets(&mut tab, &mut shared, busy());
    // This one has met the trouble too, so its requests give way for all of the pause.
    passes(&mut other, 46_000);
    other.tell(&mut shared, Event::Renew);
    assert!(!calls(&mut other, &mut shared));
    assert_eq!(paused(&other), Some(260_000));
    passes(&mut other, 20_000);
    other.tell(&mut shared, Event::Refresh);
    assert!(calls(&mut other, &mut shared));
}

#[test]
fn h78_a_401_makes_a_pause_short_that_was_chosen_while_nobody_waited() {
    for (after, calls_then) in [(4_999, false), (5_000, true)] {
        let mut shared = longest();
        let mut tab = with_left(900_000, config(Carrier::Bearer), &mut shared);
        let mut other = tab.copied();
        meets(&mut tab, &mut shared, busy());
        assert_eq!(paused(&tab), Some(300_000));
        passes(&mut tab, after);
        // Nobody waits for what the application asks for.
        tab.tell(&mut shared, Event::Refresh);
        assert_eq!(tab.lock_asked(), None);
        let action = is_refused(&mut tab, &mut shared);
        assert_eq!(action, if calls_then { Action::Wait } else { REJECTED }, "{after}");
        assert_eq!(tab.lock_asked().is_some(), calls_then, "{after}");
        if calls_then {
            assert!(calls(&mut tab, &mut shared));
            continue;
        }
        // Another tab knows of the pause by the ledger alone.
        passes(&mut other, after);
        assert_eq!(is_refused(&mut other, &mut shared), Action::Wait);
        assert!(!calls(&mut other, &mut shared));
        passes(&mut other, 1);
        assert_eq!(is_refused(&mut other, &mut shared), Action::Wait);
        assert!(calls(&mut other, &mut shared));
    }
}

#[test]
fn h78_a_401_shortens_no_pause_that_a_server_asked_for_or_that_began_with_one() {
    for (retry_after, is_refused_first) in [(Some(60_000), false), (None, true)] {
        let mut shared = longest();
        let mut tab = with_left(900_000, config(Carrier::Bearer), &mut shared);
        if is_refused_first {
            is_refused(&mut tab, &mut shared);
        } else {
            tab.tell(&mut shared, Event::Refresh);
        }
        for _ in 0..2 {
            tab.lock(&mut shared, 1);
            let call = tab.turn(&mut shared);
            tab.tell(&mut shared, Event::Answered(call, Answer { retry_after, ..busy() }));
            if retry_after.is_some() {
                break;
            }
            passes(&mut tab, 5_000);
            tab.tell(&mut shared, Event::Renew);
            if tab.lock_asked().is_none() {
                break;
            }
        }
        passes(&mut tab, 20_000);
        assert_eq!(is_refused(&mut tab, &mut shared), REJECTED);
    }
}

#[test]
fn h71_being_online_again_ends_the_pause_of_another_tab_too() {
    for is_queued in [false, true] {
        let mut shared = longest();
        let (_, mut other) = in_trouble(&mut shared);
        passes(&mut other, 1_000);
        if is_queued {
            other.tell(&mut shared, Event::Renew);
        }
        let lock = other.lock_asked();
        other.online(&mut shared);
        if let Some(op) = lock {
            other.tell(&mut shared, Event::Granted { op, queued: false });
            other.count(&mut shared, 1);
        } else {
            assert_eq!(other.effects, []);
            other.tell(&mut shared, Event::Renew);
            other.lock(&mut shared, 1);
        }
        assert!(other.task_ends().is_some(), "{is_queued}");
    }
}

#[test]
fn h78_who_asks_while_a_request_queues_insists_all_the_same() {
    let mut shared = longest();
    let (mut tab, mut other) = Tab::two(&mut shared);
    meets(&mut tab, &mut shared, busy());
    passes(&mut other, 6_000);
    meets(&mut other, &mut shared, busy());
    passes(&mut tab, 70_000);
    tab.tell(&mut shared, Event::Renew);
    let op = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Refresh);
    tab.tell(&mut shared, Event::Granted { op, queued: false });
    tab.count(&mut shared, 1);
    assert!(tab.task_ends().is_some());
}

#[test]
fn h78_a_tab_that_had_no_turn_has_met_no_trouble() {
    let mut shared = longest();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    meets(&mut tab, &mut shared, busy());
    let failed = shared.ledger().failed;
    passes(&mut tab, 5_000);
    tab.tell(&mut shared, Event::Refresh);
    let queue = tab.timer().expect("a bound");
    tab.wait(&mut shared, queue);
    assert_eq!((paused(&tab), shared.ledger().failed), (Some(5_000), failed));
}

#[test]
fn h78_a_call_that_was_not_sent_and_one_that_is_made_once_more_leave_the_row_of_failures() {
    let unsent = Answer { is_unsent: true, ..Answer::default() };
    let refused = Answer { status: Some(400), ..Answer::default() };
    for answer in [unsent, refused] {
        let mut shared = longest();
        let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        meets(&mut tab, &mut shared, busy());
        let failed = shared.ledger().failed;
        passes(&mut tab, 5_000);
        meets(&mut tab, &mut shared, answer);
        assert_eq!(shared.ledger().failed, failed);
    }
}

#[test]
fn h78_without_other_tabs_a_call_that_was_not_sent_is_no_failure_in_a_row_either() {
    let mut shared = longest();
    let mut tab = Tab::signed_in(Config { shares: false, ..config(Carrier::Bearer) }, &mut shared);
    let unsent = Answer { is_unsent: true, ..Answer::default() };
    for (answer, pause) in [(unsent.clone(), 5_000), (busy(), 5_000), (unsent, 5_000), (busy(), 300_000)] {
        tab.tell(&mut shared, Event::Refresh);
        let call = tab.sent().expect("a call");
        tab.tell(&mut shared, Event::Answered(call, answer));
        assert!(tab.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in: pause }));
        passes(&mut tab, pause);
    }
}

/// A visitor's page without locks asks whether its cookie holds a session: up to its call.
fn asks_without_locks(tab: &mut Tab, shared: &mut Shared) -> Op {
    tab.tell(shared, Event::Refresh);
    for _ in 0..10 {
        if let Some(call) = tab.sent() {
            return call;
        } else if let Some(turn) = tab.task_ends() {
            tab.tell(shared, Event::Turned(turn));
        } else {
            let timer = tab.timer().expect("a claim that has to show");
            tab.wait(shared, timer);
        }
    }
    panic!("no call")
}

#[test]
fn h78_without_locks_a_visitor_pauses_longer_after_the_second_failure_in_a_row() {
    let mut shared = longest();
    let mut tab = Tab::opened(Config { has_locks: false, ..config(Carrier::Cookie) }, &mut shared);
    for pause in [5_000, 300_000] {
        let call = asks_without_locks(&mut tab, &mut shared);
        // The ledger has the claim, and says nothing of failures.
        assert!(shared.ledger.is_some());
        tab.tell(&mut shared, Event::Answered(call, busy()));
        assert_eq!(paused(&tab), Some(pause));
        passes(&mut tab, pause);
    }
}

#[test]
fn h78_a_first_failure_is_none_in_a_row_whatever_a_young_clock_shows() {
    let mut shared = longest();
    let mut tab = Tab::opened(config(Carrier::Bearer), &mut shared);
    tab.now.wall = 1_000;
    tab.tell(&mut shared, Event::SignIn(tokens(1, Carrier::Bearer)));
    meets(&mut tab, &mut shared, busy());
    assert_eq!(paused(&tab), Some(5_000));
}
