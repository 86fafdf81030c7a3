//! What one tab of several does when its session ends or its page stops: the others are told what concerns them, and
//! nothing else is touched.

use everfetch::core::event::Told;
use everfetch::core::ledger::{Epoch, Ledger};
use everfetch::core::machine::State;
use everfetch::core::record::write_tokens;
use everfetch::core::seal::Key;
use everfetch::core::{Answer, Carrier, Config, Effect, EndReason, Event, Notice, TokenSet};

use super::tab::{Shared, Tab, config, tokens};

fn epoch(shared: &Shared) -> Epoch {
    Epoch::read(shared.epoch.as_deref().expect("an epoch")).expect("a readable epoch")
}

fn told(tab: &Tab) -> Option<Told> {
    tab.wants(|effect| match effect {
        Effect::Tell(told) => Some(told.clone()),
        _ => None,
    })
}

fn starts_something(tab: &Tab) -> bool {
    tab.lock_asked().is_some() || tab.task_ends().is_some() || tab.sent().is_some()
}

#[test]
fn h90_a_sign_out_is_told_to_the_other_tabs() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let mut other = tab.copied();
    let sid = tab.machine.sid();
    tab.tell(&mut shared, Event::SignOut { revoke: true });
    assert_eq!(epoch(&shared), Epoch { sid, ended: Some(EndReason::SignedOut) });
    assert!(tab.effects.contains(&Effect::ForgetLedger(sid)));
    other.tell(&mut shared, Event::Look);
    assert!(other.is_told(Notice::Ended(EndReason::SignedOut)));
}

#[test]
fn c5_the_end_of_an_older_session_does_not_end_the_newer_one_of_another_tab() {
    for event in [Event::SignOut { revoke: false }, Event::Refuse] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let mut other = tab.copied();
        other.tell(&mut shared, Event::SignIn(tokens(9, Carrier::Bearer)));
        let (before, ledger) = (epoch(&shared), shared.ledger.clone());
        assert_ne!(before.sid, tab.machine.sid());
        tab.tell(&mut shared, event);
        assert_eq!((epoch(&shared), &shared.ledger), (before, &ledger));
        assert_eq!(tab.machine.state(tab.now), State::Ended);
    }
}

#[test]
fn a_sign_out_revokes_whatever_token_there_is() {
    let all = tokens(1, Carrier::Bearer);
    for (access, refresh) in [(true, true), (true, false), (false, true), (false, false)] {
        let set = TokenSet {
            access: all.access.clone().filter(|_| access),
            refresh: all.refresh.clone().filter(|_| refresh),
            expiry: None,
        };
        for can_revoke in [true, false] {
            let mut shared = Shared::default();
            let mut tab = Tab::opened(Config { can_revoke, ..config(Carrier::Bearer) }, &mut shared);
            tab.tell(&mut shared, Event::SignIn(set.clone()));
            assert_eq!(tab.machine.can_revoke(), can_revoke && (access || refresh));
            tab.tell(&mut shared, Event::SignOut { revoke: true });
            let revoked = Effect::Revoke { is_sign_out: true, tokens: set.clone() };
            assert_eq!(tab.effects.contains(&revoked), can_revoke && (access || refresh));
            assert!(!tab.machine.can_revoke());
        }
    }
}

#[test]
fn a_page_that_does_not_run_renews_nothing_until_it_runs_again() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Hide);
    for event in [Event::Refresh, Event::Renew, Event::Update(tokens(2, Carrier::Bearer))] {
        tab.tell(&mut shared, event.clone());
        assert!(!starts_something(&tab), "{event:?}");
    }
    tab.tell(&mut shared, Event::Show);
    // The update reaches the others now.
    tab.lock(&mut shared, 1);
    assert_eq!(shared.ledger().generation, 2);
}

#[test]
fn h20_a_cookie_that_is_known_to_hold_no_session_is_not_asked_about_again() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(Config { shares: false, ..config(Carrier::Cookie) }, &mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    assert_eq!(tab.machine.state(tab.now), State::Anonymous);
    for event in [Event::Refresh, Event::Renew] {
        tab.tell(&mut shared, event);
        assert!(tab.effects.is_empty());
    }
}

#[test]
fn h50_the_end_of_another_tabs_session_is_a_sign_out_here_whatever_ended_it() {
    for reason in [EndReason::Refused, EndReason::InDoubt, EndReason::SignedOut] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let sid = tab.machine.sid() + 1;
        shared.epoch = Some(Epoch { sid, ended: Some(reason) }.write());
        tab.tell(&mut shared, Event::Look);
        assert!(tab.is_told(Notice::Ended(EndReason::SignedOut)), "{reason:?}");
    }
}

#[test]
fn h90_a_tab_that_hears_of_a_sign_out_forgets_its_own_record_and_not_what_all_tabs_keep_in_common() {
    for has_common_store in [true, false] {
        let mut shared = Shared::default();
        let config = Config { has_common_store, ..config(Carrier::Bearer) };
        let mut tab = Tab::signed_in(config, &mut shared);
        let mut other = tab.copied();
        tab.tell(&mut shared, Event::SignOut { revoke: false });
        assert!(tab.effects.contains(&Effect::Clear));
        other.tell(&mut shared, Event::Look);
        assert!(other.is_told(Notice::Ended(EndReason::SignedOut)));
        assert_eq!(other.effects.contains(&Effect::Clear), !has_common_store);
    }
}

#[test]
fn h49_an_answer_to_another_question_or_of_another_session_lets_no_tab_in() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let mut blank = Tab::opened(config(Carrier::Bearer), &mut shared);
    blank.count(&mut shared, 1);
    let nonce = blank.wants(|effect| match effect {
        Effect::Ask(nonce) => Some(*nonce),
        _ => None,
    });
    tab.tell(&mut shared, Event::Asked(nonce.expect("a question")));
    let answer = told(&tab).expect("an answer");
    blank.tell(&mut shared, Event::Told(Told { nonce: answer.nonce + 1, ..answer.clone() }));
    assert_eq!((&blank.effects, blank.machine.state(blank.now)), (&vec![], State::Restoring));
    // Meanwhile another session has begun, and its tab says what it would say to a question of its own.
    let epoch = shared.epoch.clone();
    let sid = answer.sid + 1;
    shared.epoch = Some(Epoch { sid, ended: None }.write());
    let sealed = answer.key.seal([1; 16], sid, 1, &write_tokens(&tokens(9, Carrier::Bearer)));
    blank.tell(&mut shared, Event::Told(Told { sid, sealed, ..answer.clone() }));
    assert_eq!((&blank.effects, blank.machine.state(blank.now)), (&vec![], State::Restoring));
    shared.epoch = epoch;
    blank.tell(&mut shared, Event::Told(answer));
    assert_eq!(blank.machine.state(blank.now), State::Active);
    assert_eq!(blank.machine.tokens(), &tokens(1, Carrier::Bearer));
}

/// A tab that holds set 2, and a refresh token from elsewhere that the ledger does not know yet.
fn with_an_update(config: Config, shared: &mut Shared) -> (Tab, Option<String>) {
    let mut tab = Tab::signed_in(config, shared);
    let before = shared.ledger.clone();
    let call = tab.refresh(shared);
    let set = Some(tokens(2, Carrier::Bearer));
    tab.tell(shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
    tab.tell(shared, Event::Update(tokens(3, Carrier::Bearer)));
    (tab, before)
}

#[test]
fn a_refresh_token_that_the_ledger_does_not_know_yet_is_not_told() {
    let mut shared = Shared::default();
    let (mut tab, before) = with_an_update(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Asked(5));
    // The others get what all of them have.
    let answer = told(&tab).expect("an answer");
    assert_eq!((answer.generation, answer.sealed.as_str()), (2, shared.ledger().sealed));
    // A ledger of the generation before, or without a set, has nothing that opens as this one.
    let empty = Ledger { sealed: "", ..shared.ledger() }.write();
    for ledger in [before, Some(empty), None] {
        shared.ledger = ledger;
        tab.tell(&mut shared, Event::Asked(5));
        assert_eq!(told(&tab), None, "{:?}", shared.ledger);
    }
    // Where tokens lie readable, so does the newest.
    let mut shared = Shared::default();
    let (mut tab, _) = with_an_update(Config { is_plain: true, ..config(Carrier::Bearer) }, &mut shared);
    tab.tell(&mut shared, Event::Asked(5));
    assert_eq!(told(&tab), None);
}

/// A tab that knows of a newer set, and asks for it.
fn asking(config: Config, shared: &mut Shared) -> (Tab, u64) {
    let mut tab = Tab::signed_in(config, shared);
    tab.tell(shared, Event::Refresh);
    tab.lock(shared, 2);
    let turn = tab.task_ends().expect("another look");
    tab.now.mono += 500;
    tab.tell(shared, Event::Turned(turn));
    let nonce = tab.wants(|effect| match effect {
        Effect::Ask(nonce) => Some(*nonce),
        _ => None,
    });
    (tab, nonce.expect("a question"))
}

#[test]
fn h53_a_tab_that_asks_believes_an_answer_under_another_key_and_has_that_key_from_then_on() {
    for is_plain in [false, true] {
        let mut shared = Shared::default();
        let (mut tab, nonce) = asking(Config { is_plain, ..config(Carrier::Bearer) }, &mut shared);
        let (sid, key) = (tab.machine.sid(), Key::new([9; 16]));
        let sealed = key.seal([1; 16], sid, 2, &write_tokens(&tokens(2, Carrier::Bearer)));
        let answer = Told { nonce, sid, generation: 2, key: key.clone(), sealed };
        tab.tell(&mut shared, Event::Told(answer));
        assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
        // Where tokens lie readable, the key is the message's alone.
        assert_eq!(tab.saved().expect("a record").key, Some(key).filter(|_| !is_plain));
    }
}
