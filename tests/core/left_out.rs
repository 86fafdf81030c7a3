//! A blank tab that nobody has let in in time: it takes a late answer, and asks again.

use everfetch::core::event::Told;
use everfetch::core::machine::State;
use everfetch::core::{Carrier, Config, Effect, Event, Notice};

use super::adopting::{answer_of, blank, presence, question, set};
use super::tab::{Shared, Tab, config};

/// A blank tab that has counted the presence locks, and found none.
fn beside_no_lock(shared: &mut Shared) -> Tab {
    let mut blank = Tab::opened(config(Carrier::Bearer), shared);
    let query = blank.asked_for_locks().expect("a question");
    blank.tell(shared, Event::Floor(query, None));
    assert!(blank.is_told(Notice::Anonymous));
    blank
}

#[test]
fn h49_a_late_answer_lets_a_blank_tab_in_after_all() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    let (mut blank, nonce) = blank(&mut shared);
    let timer = blank.timer().expect("a bound");
    blank.wait(&mut shared, timer);
    assert!(blank.is_told(Notice::Anonymous));
    // Of another question, or of a session that has been replaced since: it stays out.
    let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
    blank.tell(&mut shared, Event::Told(Told { nonce: nonce + 1, ..told.clone() }));
    blank.tell(&mut shared, Event::Told(Told { sid: told.sid + 1, ..told.clone() }));
    assert_eq!(blank.machine.state(blank.now), State::Anonymous);
    blank.tell(&mut shared, Event::Told(told.clone()));
    assert!(blank.is_told(Notice::SignedIn) && presence(&blank).is_some());
    assert_eq!((blank.machine.state(blank.now), blank.machine.tokens()), (State::Active, &set(1)));
    // The same answer once more tells nothing new.
    blank.tell(&mut shared, Event::Told(told));
    assert!(blank.effects.is_empty());
}

#[test]
fn h49_a_late_answer_brings_no_session_back_that_is_over() {
    for replaced in [false, true] {
        let mut shared = Shared::default();
        let (mut tab, _) = Tab::two(&mut shared);
        let (mut blank, nonce) = blank(&mut shared);
        let timer = blank.timer().expect("a bound");
        blank.wait(&mut shared, timer);
        let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
        let event = if replaced { Event::SignIn(set(9)) } else { Event::SignOut { revoke: false } };
        blank.tell(&mut shared, event);
        let before = blank.machine.state(blank.now);
        blank.tell(&mut shared, Event::Told(told));
        assert!(blank.effects.is_empty());
        assert_eq!(blank.machine.state(blank.now), before);
    }
}

#[test]
fn h49_a_tab_whose_lock_is_not_held_yet_lets_a_blank_one_in() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    // The browser is busy: the other tab has asked for its presence lock, and has not got it.
    let mut blank = beside_no_lock(&mut shared);
    let nonce = question(&blank).expect("a question");
    let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
    blank.tell(&mut shared, Event::Told(told));
    assert!(blank.is_told(Notice::SignedIn));
    assert_eq!((blank.machine.state(blank.now), blank.machine.tokens()), (State::Active, &set(1)));
}

#[test]
fn h49_a_tab_that_was_left_out_asks_again_when_it_looks_and_no_more_than_once_a_second() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    // The others are about to be reloaded.
    let mut blank = beside_no_lock(&mut shared);
    blank.tell(&mut shared, Event::Look);
    assert_eq!(question(&blank), None);
    blank.now.mono += 1_000;
    blank.tell(&mut shared, Event::Look);
    let nonce = question(&blank).expect("a question");
    blank.tell(&mut shared, Event::Look);
    assert_eq!(question(&blank), None);
    let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
    blank.tell(&mut shared, Event::Told(told));
    assert_eq!((blank.machine.state(blank.now), blank.machine.tokens()), (State::Active, &set(1)));
}

#[test]
fn h49_a_late_answer_comes_before_what_the_application_is_asked_for() {
    let mut shared = Shared::default();
    let (mut tab, _) = Tab::two(&mut shared);
    let mut blank = Tab::opened(Config { has_initial: true, ..config(Carrier::Bearer) }, &mut shared);
    let query = blank.asked_for_locks().expect("a question");
    blank.tell(&mut shared, Event::Floor(query, Some(1)));
    let nonce = question(&blank).expect("a question");
    let timer = blank.timer().expect("a bound");
    blank.wait(&mut shared, timer);
    let lock = blank.lock_asked().expect("a request for the lock");
    blank.tell(&mut shared, Event::Granted { op: lock, queued: false });
    let told = answer_of(&mut tab, &mut shared, nonce).expect("an answer");
    blank.tell(&mut shared, Event::Told(told));
    assert!(blank.effects.contains(&Effect::Unlock(lock)) && blank.is_told(Notice::SignedIn));
    blank.tell(&mut shared, Event::Initial(lock, Some(set(9))));
    assert_eq!(blank.machine.tokens(), &set(1));
}
