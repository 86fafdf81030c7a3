//! What one tab of several does when its session ends or its page stops: the others are told what concerns them, and
//! nothing else is touched.

use everfetch::core::ledger::Epoch;
use everfetch::core::machine::State;
use everfetch::core::{Carrier, Config, Effect, EndReason, Event, Notice, TokenSet};

use super::tab::{Shared, Tab, config, tokens};

fn epoch(shared: &Shared) -> Epoch {
    Epoch::read(shared.epoch.as_deref().expect("an epoch")).expect("a readable epoch")
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
