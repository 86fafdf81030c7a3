//! The device is online again: whether that is a reason to renew.

use everfetch::core::backoff::is_asked;
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

/// R14.6 One tab has met the trouble; another one, which has not, was loaded by a person.
#[test]
fn h78_a_person_may_try_once_a_pause_that_no_server_asked_for_is_a_minute_old() {
    for (after, asked, tries) in [(59_999, None, false), (60_000, None, true), (60_000, Some(600_000), false)]
    {
        let mut shared = Shared { jitter: u32::MAX, ..Shared::default() };
        let (mut tab, mut other) = Tab::two(&mut shared);
        let busy = Answer { status: Some(503), retry_after: asked, ..Answer::default() };
        for _ in 0..2 {
            let call = tab.refresh(&mut shared);
            tab.tell(&mut shared, Event::Answered(call, busy.clone()));
            tab.now.mono += 5_000;
            tab.now.wall += 5_000;
            if asked.is_some() {
                break;
            }
        }
        other.now.mono += 5_000 + after;
        other.now.wall = shared.ledger().failed + after;
        other.tell(&mut shared, Event::Renew);
        other.lock(&mut shared, 1);
        assert_eq!(other.task_ends().is_some(), tries, "{after} {asked:?}");
    }
}

/// R14.6 The second failure is no hiccup, whichever tab has met the first one.
#[test]
fn h78_the_failures_of_all_tabs_are_one_row() {
    let mut shared = Shared { jitter: u32::MAX, ..Shared::default() };
    let (mut tab, mut other) = Tab::two(&mut shared);
    let busy = Answer { status: Some(503), ..Answer::default() };
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, busy.clone()));
    assert!(tab.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in: 5_000 }));
    other.now.mono += 6_000;
    other.now.wall += 6_000;
    let call = other.refresh(&mut shared);
    other.tell(&mut shared, Event::Answered(call, busy));
    assert!(other.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in: 300_000 }));
}

/// As with a date that is over by one of two clocks.
#[test]
fn h73_a_retry_after_of_nothing_leaves_the_pause_to_the_tabs() {
    let mut shared = Shared { jitter: u32::MAX, ..Shared::default() };
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    for retry_in in [5_000, 300_000] {
        let call = tab.refresh(&mut shared);
        let busy = Answer { status: Some(503), retry_after: Some(0), ..Answer::default() };
        tab.tell(&mut shared, Event::Answered(call, busy));
        assert!(tab.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in }));
        assert!(!is_asked(shared.ledger().asked));
        tab.now.mono += retry_in;
        tab.now.wall += retry_in;
    }
}
