//! localStorage takes no writes any more while tabs share a session: it is full, or an access throws. Nobody goes on alone
//! with tokens that another tab has too (R13.5), and nobody is signed out.

use everfetch::core::event::Told;
use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::machine::State;
use everfetch::core::record::{Record, write_tokens};
use everfetch::core::seal::Key;
use everfetch::core::{Answer, Carrier, Code, Config, Effect, Event, InDoubt, Notice, Outcome};

use super::tab::{SETTLE, Shared, TIMEOUT, Tab, config, tokens};

fn told(tab: &Tab) -> Option<Told> {
    tab.wants(|effect| match effect {
        Effect::Tell(told) => Some(told.clone()),
        _ => None,
    })
}

/// The presence lock that was asked for is held.
fn present(tab: &mut Tab, shared: &mut Shared) {
    let op = tab.wants(|effect| match effect {
        Effect::Present { op, .. } => Some(*op),
        _ => None,
    });
    tab.tell(shared, Event::Present(op.expect("a presence lock")));
}

/// The tab has the lock, its floor is `generation`, and none of its marks is kept: up to the wait for a sender that may
/// have vanished.
fn marks_in_vain(tab: &mut Tab, shared: &mut Shared, generation: u64) {
    tab.lock(shared, generation);
    for _ in 0..20 {
        if let Some((_, TIMEOUT)) = tab.timer() {
            return;
        }
        assert!(tab.sent().is_none(), "sent although a sender may have vanished: {:?}", tab.effects);
        if let Some(timer) = tab.timer() {
            assert_eq!(timer.1, SETTLE);
            tab.wait(shared, timer);
        } else if tab.asked_for_locks().is_some() {
            tab.count(shared, generation);
        } else {
            let turn = tab.task_ends().expect("the end of a task");
            tab.now.mono += 500;
            tab.tell(shared, Event::Turned(turn));
        }
    }
    panic!("it waits for nothing");
}

/// A whole renewal where the ledger keeps nothing: the tab has set `number` afterwards.
fn renews(tab: &mut Tab, shared: &mut Shared, generation: u64, number: u32) {
    tab.tell(shared, Event::Refresh);
    marks_in_vain(tab, shared, generation);
    let timer = tab.timer().expect("a wait");
    tab.wait(shared, timer);
    tab.count(shared, generation);
    let call = tab.sent().expect("a call");
    let set = Some(tokens(number, Carrier::Bearer));
    tab.tell(shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
}

#[test]
fn h146_a_record_is_as_long_whatever_it_says() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let length = |shared: &Shared| shared.ledger.as_ref().map(String::len);
    let saved = |tab: &Tab| tab.saved().map(|record: Record| record.write().len());
    let (first, own, epoch) = (length(&shared), saved(&tab), shared.epoch.as_ref().map(String::len));
    for number in 2..=120 {
        let generation = u64::from(number);
        tab.tell(&mut shared, Event::Refresh);
        tab.lock(&mut shared, generation - 1);
        assert_eq!(length(&shared), first, "the mark of {generation}");
        let call = tab.turn(&mut shared);
        if number == 50 {
            // A pause, and what the server asks for, are numbers too.
            let busy = Answer { status: Some(429), retry_after: Some(1_000), ..Answer::default() };
            tab.tell(&mut shared, Event::Answered(call, busy));
            assert_eq!(length(&shared), first);
            tab.now.mono += 2_000;
            tab.now.wall += 2_000;
            tab.tell(&mut shared, Event::Refresh);
            tab.lock(&mut shared, generation - 1);
            let call = tab.turn(&mut shared);
            let set = Some(tokens(number, Carrier::Bearer));
            tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
        } else {
            let set = Some(tokens(number, Carrier::Bearer));
            tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
        }
        assert_eq!((length(&shared), saved(&tab)), (first, own), "the commit of {generation}");
    }
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    assert_eq!(shared.epoch.as_ref().map(String::len), epoch);
}

#[test]
fn h146_h147_a_tab_whose_mark_is_not_kept_waits_for_a_sender_that_may_have_vanished_and_renews() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    shared.is_jammed = true;
    renews(&mut tab, &mut shared, 1, 2);
    assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
    // Nothing shows it: the other tab sees by the presence lock that its own token is not the newest, and asks.
    other.tell(&mut shared, Event::Refresh);
    other.lock(&mut shared, 2);
    for _ in 0..2 {
        if let Some(turn) = other.task_ends() {
            other.now.mono += 500;
            other.tell(&mut shared, Event::Turned(turn));
        }
    }
    let nonce = other.wants(|effect| match effect {
        Effect::Ask(nonce) => Some(*nonce),
        _ => None,
    });
    tab.tell(&mut shared, Event::Asked(nonce.expect("a question")));
    let answer = told(&tab).expect("an answer");
    other.tell(&mut shared, Event::Told(answer));
    assert_eq!(other.machine.tokens(), &tokens(2, Carrier::Bearer));
    assert_eq!(other.machine.state(other.now), State::Active);
    assert!(other.sent().is_none());
}

#[test]
fn h147_a_tab_below_the_floor_that_nobody_answers_rejects_as_retryable_and_sends_nothing() {
    let mut shared = Shared::default();
    let (_, mut other) = Tab::two(&mut shared);
    shared.is_jammed = true;
    (shared.epoch, shared.ledger) = (None, None);
    other.tell(&mut shared, Event::Refresh);
    other.lock(&mut shared, 2);
    let turn = other.task_ends().expect("another look");
    other.now.mono += 500;
    other.tell(&mut shared, Event::Turned(turn));
    let timer = other.timer().expect("a question");
    other.wait(&mut shared, timer);
    other.count(&mut shared, 2);
    let turn = other.task_ends().expect("another look");
    other.now.mono += 500;
    other.tell(&mut shared, Event::Turned(turn));
    assert!(other.effects.contains(&Effect::Wake(Outcome::Failed(Code::RefreshFailed))));
    assert!(other.sent().is_none());
    assert_eq!(other.machine.end_reason(), None);
}

#[test]
fn h147_a_set_that_the_ledger_does_not_show_is_told_to_the_others_unasked() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    let mut strange = Shared { events: 50, ..Shared::default() };
    let mut stranger = Tab::signed_in(config(Carrier::Bearer), &mut strange);
    // The mark is still kept, and the commit is not.
    let call = tab.refresh(&mut shared);
    shared.is_jammed = true;
    let set = Some(tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
    assert!(told(&tab).is_none(), "not before others can see that there is a newer set");
    present(&mut tab, &mut shared);
    let news = told(&tab).expect("the set");
    // Nobody else takes it: it is of another session, or under another key.
    stranger.tell(&mut strange, Event::Told(Told { sid: stranger.machine.sid(), ..news.clone() }));
    assert_eq!(stranger.machine.tokens(), &tokens(1, Carrier::Bearer));
    let key = Key::new([9; 16]);
    let sealed = key.seal([1; 16], news.sid, 2, &write_tokens(&tokens(9, Carrier::Bearer)));
    let forged = Told { key, sealed, ..news.clone() };
    other.tell(&mut shared, Event::Told(forged));
    assert_eq!(other.machine.tokens(), &tokens(1, Carrier::Bearer));
    // The tab that renewed may be gone by now.
    other.tell(&mut shared, Event::Told(news));
    assert_eq!(other.machine.tokens(), &tokens(2, Carrier::Bearer));
    assert!(other.is_told(Notice::Refreshed));
}

#[test]
fn h147_a_set_is_told_unasked_only_where_the_ledger_is_behind_it() {
    let set = |number| Answer { tokens: Some(tokens(number, Carrier::Bearer)), ..Answer::default() };
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    let before = shared.ledger.clone();
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, set(2)));
    let mut later = tab.copied();
    later.effects = tab.effects.clone();
    let mut rolled_back = later.copied();
    rolled_back.effects = tab.effects.clone();
    present(&mut tab, &mut shared);
    assert_eq!(told(&tab), None);
    // Another tab is further already.
    other.tell(&mut shared, Event::Look);
    other.tell(&mut shared, Event::Refresh);
    other.lock(&mut shared, 2);
    let call = other.turn(&mut shared);
    other.tell(&mut shared, Event::Answered(call, set(3)));
    assert_eq!(shared.ledger().generation, 3);
    present(&mut later, &mut shared);
    assert_eq!(told(&later), None);
    // A browser that was killed has restored an older one.
    shared.ledger = before;
    present(&mut rolled_back, &mut shared);
    assert_eq!(told(&rolled_back).map(|told| told.generation), Some(2));
}

#[test]
fn h147_a_commit_tells_its_set_at_once_only_where_no_presence_lock_shows_it_and_nothing_is_kept() {
    // With locks the others are told when the presence lock is held.
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    shared.is_jammed = true;
    renews(&mut tab, &mut shared, 1, 2);
    assert_eq!(told(&tab), None);
    present(&mut tab, &mut shared);
    assert!(told(&tab).is_some());
    // Without locks, and with a ledger that is kept, it is read there.
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { has_locks: false, ..config(Carrier::Bearer) }, &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(&mut shared, Event::Turned(turn));
    let claim = tab.timer().expect("a wait for other claims");
    tab.wait(&mut shared, claim);
    let turn = tab.task_ends().expect("another look");
    tab.tell(&mut shared, Event::Turned(turn));
    let call = tab.turn(&mut shared);
    let set = Some(tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
    assert_eq!((shared.ledger().generation, told(&tab)), (2, None));
}

#[test]
fn h147_a_set_that_comes_unasked_ends_a_flight_but_not_a_call() {
    for is_sent in [false, true] {
        let mut shared = Shared::default();
        let (mut tab, mut other) = Tab::two(&mut shared);
        let before = shared.ledger.clone();
        let call = tab.refresh(&mut shared);
        shared.ledger = before;
        other.tell(&mut shared, Event::Refresh);
        if is_sent {
            // It does not see the other one's mark, and is about to send.
            other.lock(&mut shared, 1);
            assert!(other.task_ends().is_some());
        }
        shared.is_jammed = true;
        let set = Some(tokens(2, Carrier::Bearer));
        tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
        present(&mut tab, &mut shared);
        other.tell(&mut shared, Event::Told(told(&tab).expect("the set")));
        let number = if is_sent { 1 } else { 2 };
        assert_eq!(other.machine.tokens(), &tokens(number, Carrier::Bearer));
        assert_eq!(other.effects.contains(&Effect::Wake(Outcome::Done)), !is_sent);
    }
}

#[test]
fn h147_the_ledger_is_used_again_when_it_takes_writes_again() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    shared.is_jammed = true;
    renews(&mut tab, &mut shared, 1, 2);
    present(&mut tab, &mut shared);
    shared.is_jammed = false;
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 2);
    let turn = tab.task_ends().expect("another look");
    tab.now.mono += 500;
    tab.tell(&mut shared, Event::Turned(turn));
    assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::LetGo));
    let timer = tab.timer().expect("a wait");
    assert_eq!(timer.1, SETTLE);
    tab.wait(&mut shared, timer);
    tab.count(&mut shared, 2);
    assert_eq!(shared.doubt(), Doubt::Sent(0));
    tab.turn(&mut shared);
}

#[test]
fn h147_with_cookies_the_jar_is_believed_where_the_ledger_is_silent() {
    for carrier in [Carrier::Cookie, Carrier::Split] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(config(carrier), &mut shared);
        shared.is_jammed = true;
        shared.ledger = None;
        tab.tell(&mut shared, Event::Refresh);
        tab.lock(&mut shared, 3);
        for _ in 0..20 {
            if tab.sent().is_some() {
                break;
            }
            if let Some(timer) = tab.timer() {
                tab.wait(&mut shared, timer);
            } else if tab.asked_for_locks().is_some() {
                tab.count(&mut shared, 3);
            } else {
                let turn = tab.task_ends().expect("the end of a task");
                tab.now.mono += 500;
                tab.tell(&mut shared, Event::Turned(turn));
            }
        }
        let call = tab.sent().expect("a call");
        let set = Some(tokens(4, carrier));
        tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
        // Above the set of the tab that has renewed before.
        let generation = tab.saved().expect("a record").generation;
        assert_eq!((generation, tab.machine.end_reason()), (4, None), "{carrier:?}");
    }
}

#[test]
fn h147_a_sign_in_and_a_sign_out_that_are_not_written_count_in_their_tab() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(config(Carrier::Bearer), &mut shared);
    shared.is_jammed = true;
    tab.tell(&mut shared, Event::SignIn(tokens(1, Carrier::Bearer)));
    tab.tell(&mut shared, Event::Look);
    assert_eq!(tab.machine.state(tab.now), State::Active);
    renews(&mut tab, &mut shared, 1, 2);
    assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    assert_eq!(tab.machine.state(tab.now), State::Ended);
}

#[test]
fn h147_without_locks_tabs_are_not_ready_at_once_and_ask_first() {
    let mut waits = Vec::new();
    for jitter in [0, 7_000] {
        let mut shared = Shared { jitter, ..Shared::default() };
        let mut tab = Tab::signed_in(Config { has_locks: false, ..config(Carrier::Bearer) }, &mut shared);
        shared.is_jammed = true;
        shared.ledger = None;
        tab.tell(&mut shared, Event::Refresh);
        let mut is_asked = false;
        for _ in 0..40 {
            if tab.sent().is_some() {
                break;
            }
            is_asked |= tab.effects.iter().any(|effect| matches!(effect, Effect::Ask(_)));
            if let Some(timer) = tab.timer() {
                waits.extend((timer.1 >= TIMEOUT).then_some(timer.1));
                assert!(timer.1 < TIMEOUT || is_asked, "it asks before it waits");
                tab.wait(&mut shared, timer);
            } else {
                let turn = tab.task_ends().expect("the end of a task");
                tab.now.mono += 500;
                tab.tell(&mut shared, Event::Turned(turn));
            }
        }
        let call = tab.sent().expect("a call");
        let set = Some(tokens(2, Carrier::Bearer));
        tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
        assert!(told(&tab).is_some(), "the others are told");
    }
    assert_eq!(waits, [TIMEOUT, TIMEOUT + 7_000]);
}

#[test]
fn h147_where_a_doubt_ends_the_session_a_ledger_that_keeps_no_mark_is_one() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { in_doubt: InDoubt::End, ..config(Carrier::Bearer) }, &mut shared);
    shared.is_jammed = true;
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 1);
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(tab.sent().is_none());
    assert!(shared.ledger.as_deref().and_then(Ledger::read).is_none());
}
