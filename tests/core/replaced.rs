//! A session that another one replaces, and a sign-in with tokens that are known: neither is an end.

use everfetch::core::machine::State;
use everfetch::core::{
    Action, Answer, Carrier, Code, Config, Effect, EndReason, Event, Flags, Notice, Outcome, Secret, Ticket,
    TokenSet,
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
fn h148_the_end_of_a_replaced_session_is_told_once_however_often_nobody_lets_the_tab_in() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    for (number, is_told) in [(8, true), (9, false)] {
        other.tell(&mut shared, Event::SignIn(set(number)));
        tab.tell(&mut shared, Event::Look);
        let timer = tab.timer().expect("a bound");
        tab.wait(&mut shared, timer);
        assert_eq!(tab.machine.state(tab.now), State::Ended);
        assert_eq!(tab.is_told(Notice::Ended(EndReason::SignedOut)), is_told, "{number}");
    }
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

/// A tab whose refresh function runs, which has signed in meanwhile with set 2, and a request that waits for it.
fn signed_in_meanwhile(shared: &mut Shared, shares: bool) -> (Tab, u32, Ticket) {
    let mut tab = Tab::signed_in(
        Config { has_function: true, shares, can_revoke: true, ..config(Carrier::Bearer) },
        shared,
    );
    let call = if shares {
        tab.refresh(shared)
    } else {
        tab.tell(shared, Event::Refresh);
        tab.sent().expect("a call")
    };
    let waits = tab.machine.begin(Flags::default(), tab.now).ticket;
    assert_eq!(waits.action, Action::Wait);
    tab.tell(shared, Event::SignIn(set(2)));
    assert!(!tab.is_told(Notice::SignedIn));
    (tab, call, waits)
}

#[test]
fn h149_a_refresh_function_that_signs_in_and_returns_the_same_begins_no_session() {
    let same = set(2);
    let access_alone = TokenSet { refresh: None, ..set(2) };
    let refresh_alone_is_known = TokenSet { access: Secret::new("newer"), ..set(2) };
    for answer in [same, access_alone, refresh_alone_is_known] {
        for shares in [true, false] {
            let mut shared = Shared::default();
            let (mut tab, call, waits) = signed_in_meanwhile(&mut shared, shares);
            let epoch = shared.epoch.clone();
            let begun = tab.machine.begin(Flags::default(), tab.now).ticket;
            tab.tell(
                &mut shared,
                Event::Answered(call, Answer { tokens: Some(answer.clone()), ..Answer::default() }),
            );
            assert!(tab.is_told(Notice::Refreshed) && !tab.is_told(Notice::SignedIn));
            assert_eq!((&shared.epoch, &tab.machine.tokens().access), (&epoch, &answer.access));
            assert_eq!(tab.machine.tokens().refresh, set(2).refresh);
            for ticket in [waits, begun] {
                assert_eq!(tab.machine.resume(ticket, tab.now).ticket.action, Action::SendWithToken);
            }
            // The function's timer is over with it.
            assert!(!tab.machine.awaits(call + 1));
        }
    }
}

/// A tab whose refresh function runs while the user is signed out, and which then signs in with `signed_in`.
fn signed_out_meanwhile(shared: &mut Shared, signed_in: u32) -> (Tab, u32) {
    let config = Config { has_function: true, can_revoke: true, ..config(Carrier::Bearer) };
    let mut tab = Tab::signed_in(config, shared);
    let call = tab.refresh(shared);
    tab.tell(shared, Event::SignOut { revoke: false });
    tab.tell(shared, Event::SignIn(set(signed_in)));
    assert!(tab.is_told(Notice::SignedIn));
    (tab, call)
}

#[test]
fn h149_a_sign_out_while_a_function_runs_is_not_undone_by_what_it_signs_in_with() {
    for answer in [set(2), TokenSet { refresh: None, ..set(2) }] {
        let mut shared = Shared::default();
        let (mut tab, call) = signed_out_meanwhile(&mut shared, 2);
        tab.tell(&mut shared, Event::Answered(call, Answer { tokens: Some(answer), ..Answer::default() }));
        assert!(tab.is_told(Notice::Ended(EndReason::SignedOut)));
        assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::Revoke { .. })));
        assert_eq!(tab.machine.state(tab.now), State::Ended);
    }
}

#[test]
fn h149_who_signs_in_after_a_sign_out_while_a_function_runs_stays_signed_in() {
    // It brings others, or fails.
    for answer in [success(2), Answer { status: Some(401), ..Answer::default() }, Answer::default()] {
        let mut shared = Shared::default();
        let (mut tab, call) = signed_out_meanwhile(&mut shared, 7);
        tab.tell(&mut shared, Event::Answered(call, answer));
        assert_eq!((tab.machine.state(tab.now), tab.machine.tokens()), (State::Active, &set(7)));
    }
    // Nobody was signed out: the function took longer than its sign-in is held.
    let mut shared = Shared::default();
    let (mut tab, call, _) = signed_in_meanwhile(&mut shared, false);
    let timer = tab.timer().expect("a bound");
    tab.wait(&mut shared, timer);
    assert!(tab.is_told(Notice::SignedIn));
    tab.tell(&mut shared, Event::Answered(call, success(2)));
    assert_eq!((tab.machine.state(tab.now), tab.machine.tokens()), (State::Active, &set(2)));
}

#[test]
fn h149_a_function_may_sign_in_with_one_token_alone_and_a_sign_in_without_any_is_one_at_once() {
    let access_alone = TokenSet { refresh: None, ..set(2) };
    let refresh_alone = TokenSet { access: None, ..set(2) };
    for signed_in in [access_alone, refresh_alone] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(Config { has_function: true, ..config(Carrier::Bearer) }, &mut shared);
        let call = tab.refresh(&mut shared);
        tab.tell(&mut shared, Event::SignIn(signed_in));
        assert!(!tab.is_told(Notice::SignedIn));
        tab.tell(&mut shared, Event::Answered(call, success(2)));
        assert!(tab.is_told(Notice::Refreshed) && !tab.is_told(Notice::SignedIn));
    }
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { has_function: true, ..config(Carrier::Bearer) }, &mut shared);
    tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::SignIn(TokenSet::default()));
    assert!(tab.is_told(Notice::SignedIn));
}

/// A request that began while the sign-in was held is woken before it is known whose it is.
#[test]
fn h149_a_request_that_waits_to_know_whose_session_it_is_belongs_to_neither_until_then() {
    let mut shared = Shared::default();
    let (mut tab, call, waits) = signed_in_meanwhile(&mut shared, false);
    let begun = tab.machine.begin(Flags::default(), tab.now).ticket;
    assert_eq!(tab.machine.resume(begun, tab.now).ticket, begun);
    assert_eq!(tab.machine.resume(waits, tab.now).ticket, waits);
    tab.tell(&mut shared, Event::Answered(call, success(3)));
    assert_eq!(tab.machine.resume(begun, tab.now).ticket.action, Action::SendWithToken);
}

#[test]
fn h149_what_a_function_has_signed_in_with_is_its_result_where_it_returns_nothing() {
    let mut shared = Shared::default();
    let (tab, call, _) = signed_in_meanwhile(&mut shared, true);
    assert_eq!(tab.machine.held_tokens(call), Some(&set(2)));
    assert_eq!(tab.machine.held_tokens(call + 1), None);
}

#[test]
fn h149_a_sign_in_while_a_function_runs_that_then_brings_others_or_fails_is_another_users() {
    let failed = Answer { status: Some(401), ..Answer::default() };
    for answer in [success(3), failed, Answer::default()] {
        let mut shared = Shared::default();
        let (mut tab, call, waits) = signed_in_meanwhile(&mut shared, false);
        let begun = tab.machine.begin(Flags::default(), tab.now).ticket;
        tab.tell(&mut shared, Event::Answered(call, answer));
        assert!(tab.is_told(Notice::SignedIn));
        assert_eq!(tab.machine.tokens(), &set(2));
        // Requests of the former user are not sent with the new token; those after the sign-in are.
        assert_eq!(tab.machine.resume(waits, tab.now).ticket.action, Action::Reject(Code::SessionChanged));
        assert_eq!(tab.machine.resume(begun, tab.now).ticket.action, Action::SendWithToken);
    }
}

#[test]
fn h149_a_sign_in_while_a_function_runs_waits_a_second_for_it_and_no_longer() {
    let mut shared = Shared::default();
    let (mut tab, call, waits) = signed_in_meanwhile(&mut shared, true);
    let (op, delay) = tab.timer().expect("a bound");
    assert_eq!(delay, 1_000);
    assert!(tab.machine.awaits(op));
    // The same once more changes nothing.
    tab.tell(&mut shared, Event::SignIn(set(2)));
    assert_eq!(tab.effects, []);
    tab.tell(&mut shared, Event::Tick(op));
    assert!(tab.is_told(Notice::SignedIn));
    assert_eq!(tab.machine.resume(waits, tab.now).ticket.action, Action::Reject(Code::SessionChanged));
    // The function was its own after all: what it returns is in force, and is not revoked.
    tab.tell(&mut shared, Event::Answered(call, success(2)));
    assert_eq!(tab.effects, []);
    assert_eq!(tab.machine.tokens(), &set(2));
}

#[test]
fn h149_a_sign_in_that_is_held_is_lost_by_nothing() {
    let ends = [
        ("another sign-in", Event::SignIn(set(4))),
        ("a refusal", Event::Refuse),
        ("a page that stops", Event::Hide),
        ("a sign-out", Event::SignOut { revoke: true }),
    ];
    for (name, event) in ends {
        let mut shared = Shared::default();
        let (mut tab, ..) = signed_in_meanwhile(&mut shared, true);
        tab.tell(&mut shared, event);
        assert!(tab.is_told(Notice::SignedIn), "{name}");
        if name == "a sign-out" {
            let revoked =
                |effect: &Effect| matches!(effect, Effect::Revoke { tokens, .. } if *tokens == set(2));
            assert!(tab.effects.iter().any(revoked));
            assert_eq!(tab.machine.state(tab.now), State::Ended);
        } else {
            let number = if name == "another sign-in" { 4 } else { 2 };
            assert_eq!(tab.machine.tokens(), &set(number), "{name}");
        }
    }
}

#[test]
fn h149_a_page_that_stops_with_a_sign_in_held_keeps_no_lock() {
    let mut shared = Shared::default();
    let (mut tab, ..) = signed_in_meanwhile(&mut shared, true);
    tab.tell(&mut shared, Event::Hide);
    let is_present = |effect: &Effect| matches!(effect, Effect::Present { .. } | Effect::Absent);
    assert_eq!(tab.effects.iter().rfind(|effect| is_present(effect)), Some(&Effect::Absent));
}

#[test]
fn h149_before_a_function_runs_and_of_a_declared_call_a_sign_in_is_one_at_once() {
    for has_function in [true, false] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(Config { has_function, ..config(Carrier::Bearer) }, &mut shared);
        if !has_function {
            tab.refresh(&mut shared);
        }
        tab.tell(&mut shared, Event::SignIn(set(2)));
        assert!(tab.is_told(Notice::SignedIn));
    }
}
