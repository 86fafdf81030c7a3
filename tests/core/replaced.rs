//! A session that another one replaces, and a sign-in with tokens that are known: neither is an end.

use everfetch::core::machine::State;
use everfetch::core::{
    Action, Answer, Carrier, Code, Effect, EndReason, Event, Flags, Notice, Outcome, Secret, TokenSet,
};

use super::tab::{Shared, Tab, config, tokens};

fn set(number: u32) -> TokenSet {
    tokens(number, Carrier::Bearer)
}

fn success(number: u32) -> Answer {
    Answer { tokens: Some(set(number)), ..Answer::default() }
}

#[test]
fn h148_another_users_sign_in_replaces_the_session_and_the_tab_joins_it() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    other.tell(&mut shared, Event::SignIn(set(9)));
    tab.tell(&mut shared, Event::Look);
    assert!(tab.is_told(Notice::Replaced));
    assert!(tab.effects.contains(&Effect::Wake(Outcome::Failed(Code::SessionChanged))));
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::Ended(_)))));

    let nonce = tab.wants(|effect| match effect {
        Effect::Ask(nonce) => Some(*nonce),
        _ => None,
    });
    other.tell(&mut shared, Event::Asked(nonce.expect("a question")));
    let told = other.wants(|effect| match effect {
        Effect::Tell(told) => Some(told.clone()),
        _ => None,
    });
    tab.tell(&mut shared, Event::Told(told.expect("an answer")));
    assert!(tab.is_told(Notice::SignedIn));
    assert_eq!(tab.machine.state(tab.now), State::Active);
    assert_eq!(tab.machine.tokens(), &set(9));
}

#[test]
fn h148_a_request_of_the_session_before_is_not_sent_with_the_next_ones_token() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    let sent = tab.machine.begin(Flags::default(), tab.now).ticket;
    let waits = tab.machine.answer(sent, 401, everfetch::core::machine::Hint::None, tab.now).ticket;
    other.tell(&mut shared, Event::SignIn(set(9)));
    tab.tell(&mut shared, Event::Look);
    let timer = tab.timer().expect("a bound");
    tab.wait(&mut shared, timer);
    let told = tab.machine.resume(waits, tab.now).ticket;
    assert_eq!(told.action, Action::Reject(Code::SessionChanged));
}

#[test]
fn h148_a_sign_in_with_the_same_tokens_changes_nothing_in_any_tab() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    let (epoch, ledger) = (shared.epoch.clone(), shared.ledger.clone());
    for _ in 0..2 {
        other.tell(&mut shared, Event::SignIn(set(1)));
        assert_eq!(other.effects, []);
    }
    assert_eq!((&shared.epoch, &shared.ledger), (&epoch, &ledger));
    tab.tell(&mut shared, Event::Look);
    assert_eq!(tab.effects, []);
}

#[test]
fn h149_a_sign_in_with_the_tokens_of_a_refresh_under_way_leaves_it_alone() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::SignIn(set(1)));
    assert_eq!(tab.effects, []);
    tab.tell(&mut shared, Event::Answered(call, success(2)));
    assert_eq!(tab.machine.tokens(), &set(2));
    // The application still holds what it signed in with.
    tab.tell(&mut shared, Event::SignIn(set(1)));
    assert_eq!(tab.effects, []);
    assert_eq!(tab.machine.tokens(), &set(2));
}

#[test]
fn h149_a_sign_in_with_the_refresh_token_in_force_and_a_newer_access_token_is_an_update() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let epoch = shared.epoch.clone();
    let newer = TokenSet { access: Secret::new("newer"), ..set(1) };
    tab.tell(&mut shared, Event::SignIn(newer.clone()));
    assert!(tab.is_told(Notice::Refreshed));
    assert_eq!((tab.machine.tokens(), &shared.epoch), (&newer, &epoch));
}

#[test]
fn h149_a_sign_in_with_other_tokens_or_after_an_end_is_a_new_session() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    for number in [2, 1] {
        let epoch = shared.epoch.clone();
        tab.tell(&mut shared, Event::SignIn(set(number)));
        assert!(tab.is_told(Notice::SignedIn), "{number}");
        assert_ne!(shared.epoch, epoch);
    }
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    assert!(tab.is_told(Notice::Ended(EndReason::SignedOut)));
    tab.tell(&mut shared, Event::SignIn(set(1)));
    assert!(tab.is_told(Notice::SignedIn));
}

#[test]
fn h149_without_a_refresh_token_the_access_token_tells() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Split), &mut shared);
    let access = tokens(1, Carrier::Split);
    tab.tell(&mut shared, Event::SignIn(access.clone()));
    assert_eq!(tab.effects, []);
    tab.tell(&mut shared, Event::Update(tokens(2, Carrier::Split)));
    tab.tell(&mut shared, Event::SignIn(access));
    assert_eq!(tab.effects, []);
    tab.tell(&mut shared, Event::SignIn(tokens(3, Carrier::Split)));
    assert!(tab.is_told(Notice::SignedIn));
}
