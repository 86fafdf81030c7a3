//! The device is online again: whether that is a reason to renew.

use everfetch::core::ledger::Ledger;
use everfetch::core::{Answer, Carrier, Config, Event, Failure, Notice, Secret, TokenSet};

use super::tab::{Shared, Tab, config};

/// A tab of this carrier whose refresh has just failed.
fn failed(config: Config, shared: &mut Shared) -> Tab {
    let is_cookie = config.carrier == Carrier::Cookie;
    let mut tab = if is_cookie { Tab::opened(config, shared) } else { Tab::signed_in(config, shared) };
    tab.tell(shared, Event::Refresh);
    if tab.lock_asked().is_some() {
        tab.lock(shared, 1);
    }
    let call = tab.sent().unwrap_or_else(|| tab.turn(shared));
    tab.tell(shared, Event::Answered(call, Answer { status: Some(503), ..Answer::default() }));
    tab
}

fn alone() -> Config {
    Config { shares: false, ..config(Carrier::Bearer) }
}

/// Whether the last event has begun a refresh.
fn is_renewing(tab: &Tab) -> bool {
    tab.sent().is_some() || tab.lock_asked().is_some()
}

fn update(tab: &mut Tab, shared: &mut Shared) {
    tab.tell(shared, Event::Update(TokenSet { access: Secret::new("elsewhere"), ..TokenSet::default() }));
}

#[test]
fn h71_after_a_failure_it_is_a_reason_once() {
    for config in [alone(), config(Carrier::Bearer)] {
        let mut shared = Shared::default();
        let mut tab = failed(config, &mut shared);
        tab.online(&mut shared);
        assert!(is_renewing(&tab));
        tab.online(&mut shared);
        assert_eq!(tab.effects, []);
    }
}

#[test]
fn it_is_no_reason_where_the_token_has_come_from_elsewhere_since() {
    let mut shared = Shared::default();
    let mut tab = failed(alone(), &mut shared);
    update(&mut tab, &mut shared);
    tab.online(&mut shared);
    assert!(!is_renewing(&tab));
}

#[test]
fn it_is_no_reason_while_another_flight_is_under_way() {
    let mut shared = Shared::default();
    let mut tab = failed(config(Carrier::Bearer), &mut shared);
    update(&mut tab, &mut shared);
    assert!(tab.lock_asked().is_some());
    tab.online(&mut shared);
    assert!(!is_renewing(&tab));
}

#[test]
fn it_is_no_reason_to_look_for_a_cookie_session_that_nobody_knows_of() {
    let mut shared = Shared::default();
    let mut tab = failed(Config { shares: false, ..config(Carrier::Cookie) }, &mut shared);
    assert!(tab.machine.last_failure().is_some());
    tab.online(&mut shared);
    assert!(!is_renewing(&tab));
}

#[test]
fn h73_what_the_server_has_asked_of_another_tab_is_no_pause_that_it_ends() {
    for asked in [0, 20_000] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let ledger = Ledger { not_before: tab.now.wall + 20_000, asked, ..shared.ledger() };
        shared.ledger = Some(ledger.write());
        tab.tell(&mut shared, Event::Refresh);
        tab.lock(&mut shared, 1);
        assert!(tab.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in: 20_000 }));
        tab.online(&mut shared);
        assert_eq!(is_renewing(&tab), asked == 0, "{asked}");
    }
}
