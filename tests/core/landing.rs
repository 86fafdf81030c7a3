//! What becomes of an answer when its session has moved on meanwhile, in this tab or in another one: whether it is
//! committed, dropped or revoked, and what the shared records say afterwards.

use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::machine::State;
use everfetch::core::{Answer, Carrier, Config, Effect, EndReason, Event, Notice, Outcome, Secret, TokenSet};

use super::tab::{Shared, Tab, config, tokens};

fn revoking() -> Config {
    Config { can_revoke: true, ..config(Carrier::Bearer) }
}

fn success(number: u32) -> Answer {
    Answer { status: Some(200), tokens: Some(tokens(number, Carrier::Bearer)), ..Answer::default() }
}

fn status(status: u16) -> Answer {
    Answer { status: Some(status), ..Answer::default() }
}

fn revoked(tab: &Tab) -> Option<TokenSet> {
    tab.wants(|effect| match effect {
        Effect::Revoke { is_sign_out: false, tokens } => Some(tokens.clone()),
        _ => None,
    })
}

fn is_settled(tab: &Tab, outcome: Outcome) -> bool {
    tab.effects.contains(&Effect::Wake(outcome))
}

fn fails(tab: &Tab) -> bool {
    tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::RefreshFailed { .. })))
}

#[test]
fn c5_an_answer_after_another_tabs_sign_out_or_sign_in_is_revoked_and_never_committed() {
    let ended = Notice::Ended(EndReason::SignedOut);
    let sign_in = Event::SignIn(tokens(9, Carrier::Bearer));
    for (event, notice) in [(Event::SignOut { revoke: false }, ended), (sign_in, Notice::Replaced)] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(revoking(), &mut shared);
        let mut other = tab.copied();
        let call = tab.refresh(&mut shared);
        other.tell(&mut shared, event);
        let (epoch, ledger) = (shared.epoch.clone(), shared.ledger.clone());
        tab.tell(&mut shared, Event::Answered(call, success(2)));
        assert_eq!(revoked(&tab), Some(tokens(2, Carrier::Bearer)));
        assert!(tab.is_told(notice));
        assert_eq!((&shared.epoch, &shared.ledger), (&epoch, &ledger));
    }
}

#[test]
fn an_answer_that_was_overtaken_is_dropped_and_not_revoked() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(revoking(), &mut shared);
    let mut other = tab.copied();
    let call = tab.refresh(&mut shared);
    // The lock should have prevented this: another tab was given it, and has renewed.
    let ledger = Ledger { doubt: Doubt::None, ..shared.ledger() };
    shared.ledger = Some(ledger.write());
    let overtaking = other.refresh(&mut shared);
    other.tell(&mut shared, Event::Answered(overtaking, success(2)));
    tab.tell(&mut shared, Event::Answered(call, success(3)));
    assert_eq!(revoked(&tab), None);
    assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
    assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::None));
    assert!(is_settled(&tab, Outcome::Done));
}

#[test]
fn what_other_tabs_write_does_not_concern_a_tab_that_shares_nothing() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { shares: false, ..revoking() }, &mut shared);
    shared.epoch = Some(Epoch { sid: 77, ended: None }.write());
    shared.ledger = Some(Ledger { generation: 9, ..Ledger::default() }.write());
    tab.tell(&mut shared, Event::Refresh);
    let call = tab.sent().expect("a call");
    tab.tell(&mut shared, Event::Answered(call, success(2)));
    assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
    for event in [Event::Look, Event::Hide, Event::Show, Event::Asked(5)] {
        tab.tell(&mut shared, event.clone());
        let does = tab.effects.iter().filter(|effect| !matches!(effect, Effect::Wake(_))).count();
        assert_eq!(does, 0, "{event:?} {:?}", tab.effects);
    }
    assert_eq!(tab.machine.state(tab.now), State::Active);
}

#[test]
fn a_refresh_token_from_elsewhere_during_a_call_is_what_the_ledger_gets() {
    for answer in [success(2), status(401), status(502)] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(revoking(), &mut shared);
        let mut other = tab.copied();
        let call = tab.refresh(&mut shared);
        tab.tell(&mut shared, Event::Update(tokens(9, Carrier::Bearer)));
        tab.tell(&mut shared, Event::Answered(call, answer.clone()));
        assert!(is_settled(&tab, Outcome::Done) && !fails(&tab), "{answer:?}");
        assert_eq!(revoked(&tab), None);
        assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::None), "{answer:?}");
        let saved = tab.wants(|effect| match effect {
            Effect::Save(record) => Some((record.generation, record.tokens.clone())),
            _ => None,
        });
        assert_eq!(saved, Some((2, tokens(9, Carrier::Bearer))));
        other.tell(&mut shared, Event::Look);
        assert_eq!(other.machine.tokens(), &tokens(9, Carrier::Bearer));
        assert_eq!(tab.lock_asked(), None, "it is told already");
    }
}

#[test]
fn a_refusal_for_now_means_nothing_once_the_token_has_come_from_elsewhere() {
    for code in [429, 404] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(revoking(), &mut shared);
        let call = tab.refresh(&mut shared);
        let access = Secret::new("elsewhere");
        tab.tell(&mut shared, Event::Update(TokenSet { access, ..TokenSet::default() }));
        tab.tell(&mut shared, Event::Answered(call, status(code)));
        assert!(is_settled(&tab, Outcome::Done) && !fails(&tab), "{code}");
        assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::None), "{code}");
    }
}

#[test]
fn c7_a_refusal_of_a_replay_leaves_the_first_call_in_doubt_although_the_access_token_came_from_elsewhere() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(revoking(), &mut shared);
    shared.ledger = Some(Ledger { doubt: Doubt::LetGo, ..shared.ledger() }.write());
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 1);
    let timer = tab.timer().expect("a wait");
    tab.wait(&mut shared, timer);
    tab.count(&mut shared, 1);
    let call = tab.turn(&mut shared);
    let access = Secret::new("elsewhere");
    tab.tell(&mut shared, Event::Update(TokenSet { access, ..TokenSet::default() }));
    tab.tell(&mut shared, Event::Answered(call, status(429)));
    assert_eq!(shared.doubt(), Doubt::LetGo);
}
