//! A record is found, and nothing else says that its session lives: no epoch, and no tab that is in it. It was signed out
//! elsewhere perhaps, and localStorage cleared. The server is asked before anything is sent with its token (R12.3).

use everfetch::core::clock::Expiry;
use everfetch::core::event::{Found, Told};
use everfetch::core::machine::State;
use everfetch::core::record::{Record, write_tokens};
use everfetch::core::seal::Key;
use everfetch::core::{
    Action, Answer, Carrier, Config, Effect, EndReason, Event, Flags, Notice, Outcome, TokenSet,
};

use super::tab::{SETTLE, Shared, Tab, config, tokens};

/// A tab that is opened with the record of a session that was signed out before all of localStorage was cleared.
fn reopened(config: Config, shared: &mut Shared) -> Tab {
    let first = Tab::signed_in(config.clone(), shared);
    let record = first.saved().expect("a record");
    (shared.epoch, shared.ledger) = (None, None);
    let mut tab = Tab::closed(config);
    tab.tell(shared, Event::Open(Some(Found::Record(record))));
    tab
}

/// The same with this record.
fn reopened_with(record: Record, shared: &mut Shared) -> Tab {
    (shared.epoch, shared.ledger) = (None, None);
    let mut tab = Tab::closed(config(Carrier::Bearer));
    tab.tell(shared, Event::Open(Some(Found::Record(record))));
    tab
}

/// It has the lock, nobody else is there, and a call that somebody may have sent has had its time.
fn asks(tab: &mut Tab, shared: &mut Shared) -> u32 {
    let op = tab.lock_asked().expect("a request for the lock");
    tab.tell(shared, Event::Granted { op, queued: false });
    count(tab, shared, None);
    for _ in 0..5 {
        let Some(turn) = tab.task_ends() else { break };
        tab.now.mono += 500;
        tab.tell(shared, Event::Turned(turn));
    }
    let timer = tab.timer().expect("a wait");
    assert_eq!(timer.1, SETTLE);
    tab.wait(shared, timer);
    count(tab, shared, None);
    tab.turn(shared)
}

fn count(tab: &mut Tab, shared: &mut Shared, held: Option<u64>) {
    let query = tab.asked_for_locks().expect("a question for the locks");
    tab.tell(shared, Event::Floor(query, held));
}

fn answered(tab: &mut Tab, shared: &mut Shared, call: u32, answer: Answer) {
    tab.tell(shared, Event::Answered(call, answer));
}

fn is_present(tab: &Tab) -> bool {
    tab.effects.iter().any(|effect| matches!(effect, Effect::Present { .. }))
}

#[test]
fn h170_a_record_without_an_epoch_is_asked_about_before_anything_is_sent() {
    let mut shared = Shared::default();
    let mut tab = reopened(config(Carrier::Bearer), &mut shared);
    assert_eq!(tab.machine.state(tab.now), State::Refreshing);
    assert!(!tab.is_told(Notice::Restored) && !is_present(&tab));
    let request = tab.machine.begin(Flags::default(), tab.now);
    assert_eq!(request.ticket.action, Action::Wait);
    let call = asks(&mut tab, &mut shared);
    // Nothing tells the others of a session that may be over.
    assert_eq!(shared.epoch, None);
    let set = Some(tokens(2, Carrier::Bearer));
    answered(&mut tab, &mut shared, call, Answer { tokens: set, ..Answer::default() });
    assert_eq!(tab.machine.state(tab.now), State::Active);
    assert!(tab.is_told(Notice::Restored) && is_present(&tab));
    assert_eq!(tab.machine.resume(request.ticket, tab.now).ticket.action, Action::SendWithToken);
    assert!(shared.epoch.is_some());
}

#[test]
fn h170_a_refusal_ends_it_and_the_token_was_never_sent_to_the_api() {
    let mut shared = Shared::default();
    let mut tab = reopened(config(Carrier::Bearer), &mut shared);
    let call = asks(&mut tab, &mut shared);
    answered(&mut tab, &mut shared, call, Answer { status: Some(401), ..Answer::default() });
    assert_eq!(tab.machine.end_reason(), Some(EndReason::Refused));
    assert!(!tab.is_told(Notice::Restored));
}

#[test]
fn h170_a_failure_that_passes_keeps_the_record_and_the_question() {
    let mut shared = Shared { jitter: u32::MAX, ..Shared::default() };
    let mut tab = reopened(config(Carrier::Bearer), &mut shared);
    let call = asks(&mut tab, &mut shared);
    answered(&mut tab, &mut shared, call, Answer { status: Some(503), ..Answer::default() });
    assert_eq!(tab.machine.state(tab.now), State::Stale);
    assert!(!tab.effects.contains(&Effect::Clear));
    assert!(matches!(tab.machine.begin(Flags::default(), tab.now).ticket.action, Action::Reject(_)));
    tab.now.mono += 600_000;
    tab.now.wall += 600_000;
    // The epoch is still missing: what this tab has written itself vouches for nothing.
    tab.tell(&mut shared, Event::Look);
    assert_eq!(tab.machine.begin(Flags::default(), tab.now).event, Some(Event::Renew));
}

#[test]
fn h170_another_tab_of_the_session_vouches_for_it_and_nothing_is_renewed() {
    let mut shared = Shared::default();
    let mut tab = reopened(config(Carrier::Bearer), &mut shared);
    let op = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op, queued: false });
    count(&mut tab, &mut shared, Some(1));
    assert_eq!(tab.machine.state(tab.now), State::Active);
    assert!(tab.is_told(Notice::Restored) && is_present(&tab));
    assert!(tab.effects.contains(&Effect::Wake(Outcome::Done)));
    assert!(tab.sent().is_none());
}

#[test]
fn h170_an_epoch_that_shows_later_vouches_for_it() {
    let mut shared = Shared::default();
    let first = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let (record, epoch) = (first.saved().expect("a record"), shared.epoch.take());
    let mut tab = Tab::closed(config(Carrier::Bearer));
    tab.tell(&mut shared, Event::Open(Some(Found::Record(record))));
    assert_eq!(tab.machine.state(tab.now), State::Refreshing);
    shared.epoch = epoch;
    tab.tell(&mut shared, Event::Look);
    assert!(tab.is_told(Notice::Restored) && is_present(&tab));
}

#[test]
fn h170_a_page_that_runs_again_asks_too_where_the_epoch_is_gone_meanwhile() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Hide);
    (shared.epoch, shared.ledger) = (None, None);
    tab.tell(&mut shared, Event::Show);
    assert!(!is_present(&tab));
    assert_eq!(tab.machine.begin(Flags::default(), tab.now).ticket.action, Action::Wait);
    let call = asks(&mut tab, &mut shared);
    answered(&mut tab, &mut shared, call, Answer { status: Some(401), ..Answer::default() });
    assert_eq!(tab.machine.end_reason(), Some(EndReason::Refused));
}

#[test]
fn h170_what_shares_nothing_or_cannot_be_renewed_is_restored_as_before() {
    let without = |tokens: TokenSet| TokenSet { refresh: None, ..tokens };
    for (shares, has_refresh) in [(false, true), (true, false)] {
        let config = Config { shares, ..config(Carrier::Bearer) };
        let mut shared = Shared::default();
        let mut first = Tab::opened(config.clone(), &mut shared);
        let set = tokens(1, Carrier::Bearer);
        first.tell(&mut shared, Event::SignIn(if has_refresh { set } else { without(set) }));
        let record = first.saved().expect("a record");
        (shared.epoch, shared.ledger) = (None, None);
        let mut tab = Tab::closed(config);
        tab.tell(&mut shared, Event::Open(Some(Found::Record(record))));
        assert_eq!(tab.machine.state(tab.now), State::Active);
        assert!(tab.is_told(Notice::Restored) && tab.lock_asked().is_none());
    }
}

#[test]
fn h170_two_tabs_that_are_opened_again_at_once_ask_one_after_the_other() {
    let mut shared = Shared::default();
    let mut tab = reopened(config(Carrier::Bearer), &mut shared);
    let mut other = tab.copied();
    other.effects = tab.effects.clone();
    let call = asks(&mut tab, &mut shared);
    let set = Some(tokens(2, Carrier::Bearer));
    answered(&mut tab, &mut shared, call, Answer { tokens: set, ..Answer::default() });
    other.tell(&mut shared, Event::Look);
    assert_eq!(other.machine.tokens(), &tokens(2, Carrier::Bearer));
    assert!(other.is_told(Notice::Restored) && is_present(&other));
    assert_eq!(other.machine.state(other.now), State::Active);
}

#[test]
fn h170_only_the_sessions_own_set_under_its_own_key_vouches_for_it_unasked() {
    let key = |tab: &Tab| tab.saved().and_then(|record| record.key).expect("a key");
    for (is_own_session, is_own_key) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut shared = Shared::default();
        let first = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let key = if is_own_key { key(&first) } else { Key::new([9; 16]) };
        let sid = if is_own_session { first.machine.sid() } else { first.machine.sid() + 1 };
        let mut tab = reopened_with(first.saved().expect("a record"), &mut shared);
        let sealed = key.seal([1; 16], sid, 1, &write_tokens(&tokens(1, Carrier::Bearer)));
        tab.tell(&mut shared, Event::Told(Told { nonce: 0, sid, generation: 1, key, sealed }));
        let is_vouched = is_own_session && is_own_key;
        assert_eq!(tab.is_told(Notice::Restored), is_vouched, "{is_own_session} {is_own_key}");
        assert_eq!(is_present(&tab), is_vouched);
    }
}

#[test]
fn h170_another_tab_of_the_session_vouches_for_no_token_that_is_over_or_was_replaced() {
    for (is_over, floor) in [(false, 1), (true, 1), (false, 2), (true, 2)] {
        let mut shared = Shared::default();
        let first = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let mut record = first.saved().expect("a record");
        record.tokens.expiry = Some(Expiry::new(first.now, if is_over { 0 } else { 3_600_000 }));
        let mut tab = reopened_with(record, &mut shared);
        tab.lock(&mut shared, floor);
        assert!(tab.is_told(Notice::Restored), "{is_over} {floor}");
        let is_done = !is_over && floor == 1;
        assert_eq!(tab.effects.contains(&Effect::Wake(Outcome::Done)), is_done, "{is_over} {floor}");
        let state = if is_done { State::Active } else { State::Refreshing };
        assert_eq!(tab.machine.state(tab.now), state, "{is_over} {floor}");
    }
}
