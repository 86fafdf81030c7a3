//! The device is online again: whether that is a reason to renew.

use everfetch::core::{Answer, Carrier, Config, Event, Secret, TokenSet};

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
