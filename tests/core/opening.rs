//! How a document opens when tabs share the session: whom it asks, under which lock, how long it waits, and what it
//! tells its host meanwhile.

use everfetch::core::event::{Found, Op};
use everfetch::core::ledger::Epoch;
use everfetch::core::machine::State;
use everfetch::core::{Answer, Carrier, Config, Effect, EndReason, Event, Failure, Notice, TokenSet};

use super::tab::{SETTLE, Shared, TIMEOUT, Tab, config, tokens};

fn with_initial() -> Config {
    Config { has_initial: true, ..config(Carrier::Bearer) }
}

fn asks_application(tab: &Tab) -> Option<Op> {
    tab.wants(|effect| match effect {
        Effect::AskInitial(op) => Some(*op),
        _ => None,
    })
}

/// A tab that holds the lock to ask the application.
fn asking(shared: &mut Shared) -> (Tab, Op) {
    let mut tab = Tab::opened(with_initial(), shared);
    assert_eq!(asks_application(&tab), None);
    let lock = tab.lock_asked().expect("a request for the lock");
    assert_eq!(tab.timer(), Some((lock, SETTLE + TIMEOUT)));
    tab.tell(shared, Event::Granted { op: lock, queued: false });
    assert_eq!(asks_application(&tab), Some(lock));
    (tab, lock)
}

#[test]
fn tabs_that_open_at_once_ask_the_application_one_after_the_other_and_make_one_session() {
    let mut shared = Shared::default();
    let mut second = Tab::opened(with_initial(), &mut shared);
    let queued = second.lock_asked().expect("a request for the lock");
    let (mut first, lock) = asking(&mut shared);
    first.tell(&mut shared, Event::Initial(lock, Some(tokens(1, Carrier::Bearer))));
    assert_eq!(first.machine.state(first.now), State::Active);
    assert_eq!(first.effects.last(), Some(&Effect::Unlock(lock)));
    // Another one's lock is granted, and means nothing.
    second.tell(&mut shared, Event::Granted { op: queued + 100, queued: true });
    assert_eq!(second.effects, [Effect::Unlock(queued + 100)]);
    second.tell(&mut shared, Event::Granted { op: queued, queued: true });
    assert_eq!(asks_application(&second), None);
    assert!(second.effects.contains(&Effect::Unlock(queued)));
    assert!(second.asked_for_locks().is_some());
    assert_eq!(second.machine.sid(), first.machine.sid());
}

#[test]
fn where_the_lock_cannot_be_had_the_application_is_asked_without() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(with_initial(), &mut shared);
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Denied(lock + 100));
    assert!(tab.effects.is_empty() && tab.machine.is_locking());
    tab.tell(&mut shared, Event::Denied(lock));
    assert_eq!(asks_application(&tab), Some(lock));
    assert!(!tab.machine.is_locking() && tab.machine.is_sharing());
    tab.tell(&mut shared, Event::Initial(lock, Some(tokens(1, Carrier::Bearer))));
    assert_eq!(tab.machine.state(tab.now), State::Active);
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Unlock(_) | Effect::Present { .. })));
}

#[test]
fn where_there_are_no_locks_or_no_tabs_the_application_is_asked_at_once() {
    for (shares, has_locks) in [(true, false), (false, true), (false, false)] {
        let mut shared = Shared::default();
        let mut tab = Tab::opened(Config { shares, has_locks, ..with_initial() }, &mut shared);
        let op = asks_application(&tab).expect("a question");
        assert_eq!(tab.lock_asked(), None);
        let timer = tab.timer().expect("a bound");
        tab.wait(&mut shared, timer);
        assert_eq!(tab.machine.state(tab.now), State::Anonymous);
        let withdraws = tab.effects.contains(&Effect::CancelLock(op));
        // Where tabs share, a request for the lock may have been made before it was denied.
        assert_eq!(withdraws, shares);
    }
}

#[test]
fn a_lock_that_never_comes_and_an_application_that_never_answers_are_given_up() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(with_initial(), &mut shared);
    let timer = tab.timer().expect("a bound");
    tab.wait(&mut shared, timer);
    assert_eq!(tab.machine.state(tab.now), State::Anonymous);
    assert!(tab.effects.contains(&Effect::CancelLock(timer.0)));
    assert!(!tab.effects.contains(&Effect::Unlock(timer.0)));

    let (mut tab, lock) = asking(&mut shared);
    tab.wait(&mut shared, timer);
    assert_eq!(tab.machine.state(tab.now), State::Anonymous);
    assert!(tab.effects.contains(&Effect::Unlock(lock)));
    assert!(!tab.effects.contains(&Effect::CancelLock(lock)));
}

#[test]
fn a_sign_out_gives_the_lock_to_ask_the_application_back() {
    let mut shared = Shared::default();
    let (mut tab, lock) = asking(&mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: true });
    assert!(tab.effects.contains(&Effect::Unlock(lock)));
    assert!(tab.is_told(Notice::Anonymous));
}

#[test]
fn a_tab_that_nobody_lets_in_asks_the_application_and_not_the_same_session_again() {
    let mut shared = Shared::default();
    let gone = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let mut tab = Tab::opened(with_initial(), &mut shared);
    assert_eq!(tab.machine.sid(), gone.machine.sid());
    let query = tab.asked_for_locks().expect("a question");
    tab.tell(&mut shared, Event::Floor(query, None));
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    assert_eq!(asks_application(&tab), Some(lock));
    // It does join a session that began meanwhile.
    let mut late = Tab::opened(with_initial(), &mut shared);
    let query = late.asked_for_locks().expect("a question");
    late.tell(&mut shared, Event::Floor(query, None));
    let queued = late.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Initial(lock, Some(tokens(2, Carrier::Bearer))));
    late.tell(&mut shared, Event::Granted { op: queued, queued: true });
    assert!(late.asked_for_locks().is_some() && asks_application(&late).is_none());
    assert_eq!(late.machine.sid(), tab.machine.sid());
}

#[test]
fn a_blank_tab_waits_for_the_others_only_where_one_of_them_is_there() {
    for (held, waits) in [(None, false), (Some(1), true)] {
        let mut shared = Shared::default();
        let first = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let mut blank = Tab::opened(config(Carrier::Bearer), &mut shared);
        let query = blank.asked_for_locks().expect("a question");
        blank.tell(&mut shared, Event::Floor(query + 100, held));
        assert!(blank.effects.is_empty());
        blank.tell(&mut shared, Event::Floor(query, held));
        assert!(blank.effects.iter().any(|effect| matches!(effect, Effect::Ask(_))));
        let state = if waits { State::Restoring } else { State::Anonymous };
        assert_eq!(blank.machine.state(blank.now), state);
        assert_eq!(blank.machine.sid() == first.machine.sid(), waits);
    }
}

#[test]
fn a_record_of_a_session_that_is_over_or_another_one_is_not_used() {
    let record = |tab: &Tab| {
        tab.wants(|effect| match effect {
            Effect::Save(record) => Some(record.clone()),
            _ => None,
        })
    };
    let mut shared = Shared::default();
    let tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let found = Found::Record(record(&tab).expect("a record"));
    let opened = |epoch: Option<String>| {
        let mut shared = Shared { epoch, ledger: shared.ledger.clone(), ..Shared::default() };
        let mut tab = Tab::closed(config(Carrier::Bearer));
        tab.tell(&mut shared, Event::Open(Some(found.clone())));
        tab
    };
    let sid = tab.machine.sid();
    let live = |sid| Some(Epoch { sid, ended: None }.write());
    let over = |sid| Some(Epoch { sid, ended: Some(EndReason::SignedOut) }.write());
    // Without an epoch the server is asked: see `unvouched.rs`.
    for (epoch, state) in [(None, State::Refreshing), (live(sid), State::Active)] {
        let tab = opened(epoch);
        let is_there = state == State::Active;
        assert_eq!((tab.machine.state(tab.now), tab.machine.sid()), (state, sid));
        assert_eq!(tab.is_told(Notice::Restored), is_there);
        let is_present = tab.effects.iter().any(|effect| matches!(effect, Effect::Present { .. }));
        assert_eq!(is_present, is_there);
    }
    for epoch in [over(sid), over(sid + 1)] {
        let tab = opened(epoch);
        assert_eq!(tab.machine.state(tab.now), State::Anonymous);
        assert!(tab.effects.contains(&Effect::Clear));
    }
    // Another session lives: this tab is a blank one of it.
    let tab = opened(live(sid + 1));
    assert_eq!((tab.machine.state(tab.now), tab.machine.sid()), (State::Restoring, sid + 1));
    assert!(!tab.effects.contains(&Effect::Clear));
}

#[test]
fn the_host_is_told_which_ends_still_matter() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(Config { can_revoke: true, ..with_initial() }, &mut shared);
    let lock = tab.lock_asked().expect("a request for the lock");
    assert!(tab.machine.awaits(lock));
    assert!(!tab.machine.awaits(lock + 1));
    tab.tell(&mut shared, Event::SignIn(tokens(1, Carrier::Bearer)));
    assert!(!tab.machine.awaits(lock));

    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    assert!(tab.machine.awaits(lock));
    tab.lock(&mut shared, 1);
    let turn = tab.task_ends().expect("the end of a task");
    assert!(tab.machine.awaits(turn) && !tab.machine.awaits(lock));
    let call = tab.turn(&mut shared);
    assert!(tab.machine.awaits(call) && !tab.machine.awaits(turn));
    let tokens = Some(tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::Answered(call, Answer { tokens, ..Answer::default() }));
    let present = tab.wants(|effect| match effect {
        Effect::Present { op, .. } => Some(*op),
        _ => None,
    });
    let present = present.expect("a presence lock");
    assert!(tab.machine.awaits(present) && !tab.machine.awaits(call));
    tab.tell(&mut shared, Event::Present(present));
    assert!(!tab.machine.awaits(present));

    // A call whose session has ended: what it brings has to be revoked.
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: true });
    assert!(tab.machine.awaits(call) && !tab.machine.awaits(present));
    tab.tell(&mut shared, Event::Answered(call, Answer::default()));
    assert!(!tab.machine.awaits(call));
}

#[test]
fn the_host_is_told_what_the_tabs_can_do_and_what_failed_last() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    assert!(tab.machine.is_sharing() && tab.machine.is_locking() && tab.machine.is_listing());
    assert_eq!(tab.machine.last_failure(), None);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(429), ..Answer::default() }));
    assert_eq!(tab.machine.last_failure(), Some(Failure::Transient));
    tab.tell(&mut shared, Event::Unlisted(0));
    assert!(tab.machine.is_sharing() && tab.machine.is_locking() && !tab.machine.is_listing());
    tab.tell(&mut shared, Event::Denied(0));
    assert!(tab.machine.is_sharing() && !tab.machine.is_locking());
    tab.tell(&mut shared, Event::Unshare);
    assert_eq!((tab.machine.is_sharing(), &tab.effects[..]), (false, &[Effect::Absent][..]));
    tab.tell(&mut shared, Event::Unshare);
    assert!(tab.effects.is_empty());
}

#[test]
fn a_state_has_the_name_that_users_see() {
    let names = [
        (State::Anonymous, "anonymous"),
        (State::Restoring, "restoring"),
        (State::Active, "active"),
        (State::Refreshing, "refreshing"),
        (State::Stale, "stale"),
        (State::Ended, "ended"),
    ];
    for (state, name) in names {
        assert_eq!(state.as_str(), name);
    }
}

#[test]
fn a_first_use_that_is_told_twice_opens_once() {
    let mut shared = Shared::default();
    let mut tab = Tab::closed(config(Carrier::Bearer));
    assert!(tab.machine.is_closed());
    tab.tell(&mut shared, Event::Open(None));
    assert!(!tab.machine.is_closed());
    assert_eq!(tab.machine.state(tab.now), State::Restoring);
    tab.tell(&mut shared, Event::Open(None));
    assert!(tab.effects.is_empty());
    tab.tell(&mut shared, Event::SignIn(TokenSet::default()));
    tab.tell(&mut shared, Event::Open(Some(Found::Nothing)));
    assert!(tab.effects.is_empty());
    assert_eq!(tab.machine.end_reason(), None);
}
