//! How a tab gets a token set that another tab has: from the ledger, by asking, or not at all.

use everfetch::core::event::{Op, Told};
use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::machine::State;
use everfetch::core::seal::Key;
use everfetch::core::{Answer, Carrier, Config, Effect, EndReason, Event, Notice, Outcome, Secret, TokenSet};

use super::tab::{Shared, Tab, config, tokens};

const DONE: Effect = Effect::Wake(Outcome::Done);

pub fn set(number: u32) -> TokenSet {
    tokens(number, Carrier::Bearer)
}

fn commit(tab: &mut Tab, shared: &mut Shared, number: u32) {
    let call = tab.refresh(shared);
    let answer = Answer { status: Some(200), tokens: Some(set(number)), ..Answer::default() };
    tab.tell(shared, Event::Answered(call, answer));
    let present = presence(tab).expect("a presence lock").0;
    tab.tell(shared, Event::Present(present));
}

pub fn presence(tab: &Tab) -> Option<(Op, u64)> {
    tab.wants(|effect| match effect {
        Effect::Present { op, generation, .. } => Some((*op, *generation)),
        _ => None,
    })
}

pub fn question(tab: &Tab) -> Option<u64> {
    tab.wants(|effect| match effect {
        Effect::Ask(nonce) => Some(*nonce),
        _ => None,
    })
}

pub fn answer_of(tab: &mut Tab, shared: &mut Shared, nonce: u64) -> Option<Told> {
    tab.tell(shared, Event::Asked(nonce));
    tab.wants(|effect| match effect {
        Effect::Tell(told) => Some(told.clone()),
        _ => None,
    })
}

fn withdraws(tab: &Tab) -> bool {
    tab.effects.iter().any(|effect| matches!(effect, Effect::CancelLock(_)))
}

/// The set in the ledger cannot be read any more.
fn spoil(shared: &mut Shared) {
    shared.ledger = Some(Ledger { sealed: "00", ..shared.ledger() }.write());
}

#[test]
fn h46_a_queued_tab_that_sees_the_commit_withdraws_and_is_done() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    commit(&mut other, &mut shared, 2);
    tab.tell(&mut shared, Event::Look);
    assert!(tab.effects.contains(&Effect::CancelLock(lock)) && tab.effects.contains(&DONE));
    assert_eq!(presence(&tab).map(|(_, generation)| generation), Some(2));
    assert_eq!((tab.machine.tokens(), tab.machine.state(tab.now)), (&set(2), State::Active));
    tab.tell(&mut shared, Event::Look);
    assert!(tab.effects.is_empty());
}

#[test]
fn a_tab_that_sees_the_commit_when_it_has_the_lock_gives_it_back_once_its_presence_lock_is_held() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op: lock, queued: true });
    tab.count(&mut shared, 1);
    assert_eq!(tab.timer().expect("a wait").1, 150);
    commit(&mut other, &mut shared, 2);
    tab.tell(&mut shared, Event::Look);
    assert!(!withdraws(&tab) && !tab.effects.contains(&Effect::Unlock(lock)));
    assert!(tab.effects.contains(&DONE));
    assert_eq!((tab.machine.tokens(), tab.machine.state(tab.now)), (&set(2), State::Active));
    let (present, generation) = presence(&tab).expect("a presence lock");
    assert_eq!(generation, 2);
    tab.tell(&mut shared, Event::Present(present));
    assert_eq!(tab.effects, [Effect::Unlock(lock)]);
}

#[test]
fn a_tab_that_is_sending_does_not_adopt_in_the_middle_of_it() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    tab.refresh(&mut shared);
    shared.ledger = Some(Ledger { doubt: Doubt::None, ..shared.ledger() }.write());
    commit(&mut other, &mut shared, 2);
    tab.tell(&mut shared, Event::Look);
    assert!(tab.effects.is_empty());
    assert_eq!(tab.machine.tokens(), &set(1));
}

/// A tab of generation 1 in its turn; the ledger names generation 2 and does not open.
fn puzzled(floor: u64) -> (Tab, Tab, Shared, u64) {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    commit(&mut other, &mut shared, 2);
    let readable = shared.ledger.clone();
    spoil(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, floor);
    let nonce = question(&tab).expect("a question");
    assert_eq!(tab.timer().expect("a bound").1, 1_000);
    shared.ledger = readable;
    (tab, other, shared, nonce)
}

#[test]
fn a_tab_whose_ledger_does_not_open_gets_the_set_from_another_tab() {
    for doubt in [Doubt::None, Doubt::LetGo] {
        let (mut tab, mut other, mut shared, nonce) = puzzled(2);
        let told = answer_of(&mut other, &mut shared, nonce).expect("an answer");
        assert_eq!((told.nonce, told.generation), (nonce, 2));
        shared.ledger = Some(Ledger { doubt, ..shared.ledger() }.write());
        spoil(&mut shared);
        tab.tell(&mut shared, Event::Told(told.clone()));
        assert_eq!((tab.machine.tokens(), tab.machine.state(tab.now)), (&set(2), State::Active));
        assert!(tab.effects.contains(&DONE) && tab.is_told(Notice::Refreshed));
        // The set is readable for all again, and the mark of a call that may be under way stays.
        assert_eq!((shared.ledger().generation, shared.doubt()), (2, doubt));
        let mut third = Tab::opened(config(Carrier::Bearer), &mut shared);
        third.tell(&mut shared, Event::Look);
        assert_ne!(shared.ledger().sealed, "00");
        // A second answer to the same question is too late.
        tab.tell(&mut shared, Event::Told(told));
        assert!(tab.effects.is_empty());
    }
}

#[test]
fn an_answer_of_a_tab_brings_a_wiped_ledger_back_as_in_doubt() {
    // Wiped, or rolled back by a browser that was killed.
    for is_wiped in [true, false] {
        let (mut tab, mut other, mut shared, nonce) = puzzled(2);
        let told = answer_of(&mut other, &mut shared, nonce).expect("an answer");
        let old = Ledger { generation: 1, ..shared.ledger() };
        shared.ledger = Some(old.write()).filter(|_| !is_wiped);
        tab.tell(&mut shared, Event::Told(told));
        assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::LetGo));
        assert_eq!(tab.machine.tokens(), &set(2));
    }
}

#[test]
fn an_answer_of_a_tab_that_is_behind_as_well_is_ignored() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    other.tell(&mut shared, Event::Update(TokenSet { access: Secret::new("own"), ..set(1) }));
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 2);
    tab.now.mono += 500;
    let again = tab.task_ends().expect("another look");
    tab.tell(&mut shared, Event::Turned(again));
    let nonce = question(&tab).expect("a question");
    let told = answer_of(&mut other, &mut shared, nonce).expect("an answer");
    assert_eq!(told.generation, 1);
    tab.tell(&mut shared, Event::Told(told));
    assert_eq!((tab.machine.tokens(), tab.machine.state(tab.now)), (&set(1), State::Refreshing));
}

#[test]
fn an_answer_that_brings_nothing_newer_or_nothing_of_this_session_is_ignored() {
    let (tab, mut other, mut shared, nonce) = puzzled(2);
    let told = answer_of(&mut other, &mut shared, nonce).expect("an answer");
    spoil(&mut shared);
    let newer = Some(Ledger { generation: 3, ..shared.ledger() }.write());
    let own = tab.machine.tokens().clone();
    let ignores = |told: Told, ledger: Option<String>| {
        let mut tab = Tab { machine: tab.machine.clone(), ..tab.copied() };
        let mut shared = Shared { epoch: shared.epoch.clone(), ledger: ledger.clone(), ..Shared::default() };
        tab.tell(&mut shared, Event::Told(told));
        assert_eq!(tab.machine.tokens(), &own);
        assert_eq!(shared.ledger, ledger);
        assert_eq!(tab.machine.state(tab.now), State::Refreshing);
    };
    let ledger = || shared.ledger.clone();
    ignores(Told { nonce: nonce + 1, ..told.clone() }, ledger());
    ignores(Told { sid: told.sid + 1, ..told.clone() }, ledger());
    ignores(Told { generation: 1, ..told.clone() }, ledger());
    ignores(Told { generation: 3, ..told.clone() }, ledger());
    ignores(Told { key: Key::new([9; 16]), ..told.clone() }, ledger());
    ignores(Told { sealed: String::new(), ..told.clone() }, ledger());
    // A set that is superseded by now.
    ignores(told, newer);
}

#[test]
fn an_answer_to_a_tab_that_does_not_wait_for_one_any_more_is_ignored() {
    let (mut tab, mut other, mut shared, nonce) = puzzled(2);
    let told = answer_of(&mut other, &mut shared, nonce).expect("an answer");
    spoil(&mut shared);
    let timer = tab.timer().expect("a bound");
    tab.wait(&mut shared, timer);
    // It counts the locks again, and only then knows more.
    assert!(tab.asked_for_locks().is_some());
    tab.tell(&mut shared, Event::Told(told.clone()));
    assert_eq!(tab.machine.tokens(), &set(1));
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    tab.tell(&mut shared, Event::Told(told));
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Save(_) | Effect::WriteLedger(..))));
}

#[test]
fn an_answer_after_the_session_has_ended_elsewhere_ends_it_here() {
    let (mut tab, mut other, mut shared, nonce) = puzzled(2);
    let told = answer_of(&mut other, &mut shared, nonce).expect("an answer");
    shared.epoch = Some(Epoch { sid: tab.machine.sid(), ended: Some(EndReason::Refused) }.write());
    tab.tell(&mut shared, Event::Told(told));
    assert!(tab.is_told(Notice::Ended(EndReason::Refused)));
    assert_eq!(tab.machine.state(tab.now), State::Ended);
}

#[test]
fn a_tab_that_nobody_gives_the_newer_set_is_lost_unless_somebody_still_holds_it() {
    for (floor, is_lost) in [(1, true), (2, false), (3, false)] {
        let (mut tab, _, mut shared, _) = puzzled(2);
        spoil(&mut shared);
        let timer = tab.timer().expect("a bound");
        tab.wait(&mut shared, timer);
        let (epoch, ledger) = (shared.epoch.clone(), shared.ledger.clone());
        tab.count(&mut shared, floor);
        // Where the ledger is older than the locks say, it gets some time to catch up.
        tab.now.mono += 500;
        if let Some(op) = tab.task_ends() {
            tab.tell(&mut shared, Event::Turned(op));
        }
        assert_eq!(tab.is_told(Notice::Ended(EndReason::Lost)), is_lost, "{floor}");
        let fails = |effect: &Effect| matches!(effect, Effect::Notify(Notice::RefreshFailed { .. }));
        assert_eq!(tab.effects.iter().any(fails), !is_lost, "{floor}");
        // This tab alone is lost.
        assert_eq!((&shared.epoch, &shared.ledger), (&epoch, &ledger));
    }
}

#[test]
fn a_split_tab_that_nobody_gives_the_newer_set_renews_by_its_cookie() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Split), &mut shared);
    shared.ledger = Some(Ledger { generation: 2, ..shared.ledger() }.write());
    spoil(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 1);
    let timer = tab.timer().expect("a bound");
    tab.wait(&mut shared, timer);
    tab.count(&mut shared, 1);
    let call = tab.turn(&mut shared);
    let tokens = Some(tokens(3, Carrier::Split));
    tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(200), tokens, ..Answer::default() }));
    assert_eq!(shared.ledger().generation, 3);
}

#[test]
fn a_blank_tab_that_cannot_see_whether_anybody_is_there_asks_at_once() {
    for (has_locks, has_query, asks) in
        [(true, true, false), (true, false, true), (false, true, true), (false, false, true)]
    {
        let mut shared = Shared::default();
        let _first = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let blank = Tab::opened(Config { has_locks, has_query, ..config(Carrier::Bearer) }, &mut shared);
        assert_eq!(question(&blank).is_some(), asks, "{has_locks} {has_query}");
        assert_eq!(blank.asked_for_locks().is_some(), !asks);
    }
    // So does one that was open before the session began.
    let mut shared = Shared::default();
    let mut waiting = Tab::opened(config(Carrier::Bearer), &mut shared);
    Tab::signed_in(config(Carrier::Bearer), &mut shared);
    waiting.tell(&mut shared, Event::Look);
    assert!(question(&waiting).is_some());
}

/// A blank tab that has asked.
pub fn blank(shared: &mut Shared) -> (Tab, u64) {
    let mut blank = Tab::opened(config(Carrier::Bearer), shared);
    let query = blank.asked_for_locks().expect("a question");
    blank.tell(shared, Event::Floor(query, Some(1)));
    let nonce = question(&blank).expect("a question");
    (blank, nonce)
}

#[test]
fn a_blank_tab_takes_the_newer_of_the_answer_and_the_ledger() {
    let mut shared = Shared::default();
    let (mut frozen, mut other) = Tab::two(&mut shared);
    let (mut first, nonce) = blank(&mut shared);
    let told = answer_of(&mut frozen, &mut shared, nonce).expect("an answer");
    first.tell(&mut shared, Event::Told(told.clone()));
    assert_eq!((first.machine.tokens(), first.machine.state(first.now)), (&set(1), State::Active));
    // The tab that has answered was frozen while another one renewed.
    let (mut second, nonce) = blank(&mut shared);
    commit(&mut other, &mut shared, 2);
    second.tell(&mut shared, Event::Told(Told { nonce, ..told.clone() }));
    assert_eq!(second.machine.tokens(), &set(2));
    assert!(second.is_told(Notice::Restored));
    assert_eq!(presence(&second).map(|(_, generation)| generation), Some(2));
    // What of the ledger does not open is left alone.
    let (mut third, nonce) = blank(&mut shared);
    spoil(&mut shared);
    third.tell(&mut shared, Event::Told(Told { nonce, ..told }));
    assert_eq!(third.machine.tokens(), &set(1));
}

#[test]
fn a_blank_tab_gets_what_came_from_elsewhere_although_the_ledger_does_not_know_it_yet() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    let (mut blank, nonce) = blank(&mut shared);
    let own = TokenSet { access: Secret::new("own"), ..set(1) };
    tab.tell(&mut shared, Event::Update(TokenSet { refresh: None, ..own.clone() }));
    let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
    blank.tell(&mut shared, Event::Told(told));
    assert_eq!(blank.machine.tokens(), &own);
}

#[test]
fn a_blank_tab_gets_no_refresh_token_that_the_ledger_does_not_know_yet() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    let (mut blank, nonce) = blank(&mut shared);
    tab.tell(&mut shared, Event::Update(set(9)));
    let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
    blank.tell(&mut shared, Event::Told(told));
    assert_eq!(blank.machine.tokens(), &set(1));
    // Where the ledger is gone there is none that it could be given.
    shared.ledger = None;
    assert_eq!(answer_of(&mut tab, &mut shared, nonce), None);
}

#[test]
fn a_blank_tab_does_not_join_a_session_that_has_ended_or_was_replaced_meanwhile() {
    for replaced in [false, true] {
        let mut shared = Shared::default();
        let (mut tab, _) = Tab::two(&mut shared);
        let (mut blank, nonce) = blank(&mut shared);
        let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
        let event = if replaced { Event::SignIn(set(9)) } else { Event::SignOut { revoke: false } };
        tab.tell(&mut shared, event);
        blank.tell(&mut shared, Event::Told(told));
        assert!(blank.effects.is_empty());
        assert_eq!(blank.machine.state(blank.now), State::Restoring);
    }
}

#[test]
fn h148_a_tab_whose_session_was_replaced_and_whom_nobody_lets_in_is_told_that_it_has_ended_once() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    other.tell(&mut shared, Event::SignIn(set(9)));
    tab.tell(&mut shared, Event::Look);
    assert!(tab.is_told(Notice::Replaced));
    assert!(!tab.is_told(Notice::Ended(EndReason::SignedOut)));
    let timer = tab.timer().expect("a bound");
    tab.wait(&mut shared, timer);
    assert_eq!(tab.effects, [DONE, Effect::Notify(Notice::Ended(EndReason::SignedOut))]);
    assert_eq!(tab.machine.state(tab.now), State::Ended);
    assert_eq!(tab.machine.end_reason(), Some(EndReason::SignedOut));
    // It asks only once.
    tab.tell(&mut shared, Event::Look);
    assert!(tab.effects.is_empty());
}

#[test]
fn a_tab_whose_session_is_over_does_not_join_it_again() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    let live = shared.epoch.clone();
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    for epoch in [shared.epoch.clone(), live] {
        shared.epoch = epoch;
        tab.tell(&mut shared, Event::Look);
        assert!(tab.effects.is_empty());
        assert_eq!(tab.machine.state(tab.now), State::Ended);
    }
}

#[test]
fn a_tab_answers_only_for_a_session_that_lives_and_is_shared() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    assert!(answer_of(&mut tab, &mut shared, 5).is_some());
    other.tell(&mut shared, Event::Unshare);
    assert!(answer_of(&mut other, &mut shared, 5).is_none());
    let mut third = tab.copied();
    third.tell(&mut shared, Event::SignOut { revoke: false });
    assert!(answer_of(&mut third, &mut shared, 5).is_none());
    // The other one learns of it by being asked.
    assert!(answer_of(&mut tab, &mut shared, 5).is_none());
    assert!(tab.is_told(Notice::Ended(EndReason::SignedOut)));
}

#[test]
fn h42_what_a_session_that_is_over_has_left_does_not_keep_a_cookie_from_being_tried() {
    let mut shared = Shared {
        epoch: Some(Epoch { sid: 77, ended: Some(EndReason::SignedOut) }.write()),
        ledger: Some(Ledger { generation: 3, ..Ledger::default() }.write()),
        ..Shared::default()
    };
    let mut tab = Tab::opened(config(Carrier::Cookie), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    let query = tab.asked_for_locks().expect("a question");
    tab.tell(&mut shared, Event::Floor(query, None));
    assert!(tab.sent().is_some());
}
