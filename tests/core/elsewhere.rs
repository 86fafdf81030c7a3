//! Tokens that come from elsewhere (`renew`, `update`) in one tab of several: they count there at once, and meet what
//! the other tabs have committed meanwhile.

use everfetch::core::{Answer, Carrier, Effect, Event, Secret, TokenSet};

use super::tab::{Shared, Tab, config, tokens};

fn update(tab: &mut Tab, shared: &mut Shared, access: &str, refresh: Option<&str>) {
    let refresh = refresh.and_then(Secret::refresh);
    tab.tell(shared, Event::Update(TokenSet { access: Secret::new(access), refresh, expiry: None }));
}

fn holds(tab: &Tab) -> [&str; 2] {
    let TokenSet { access, refresh, .. } = tab.machine.tokens();
    [access, refresh].map(|token| token.as_ref().map_or("", Secret::expose))
}

fn commit(tab: &mut Tab, shared: &mut Shared, number: u32) {
    let call = tab.refresh(shared);
    let tokens = Some(tokens(number, Carrier::Bearer));
    tab.tell(shared, Event::Answered(call, Answer { status: Some(200), tokens, ..Answer::default() }));
}

#[test]
fn a_refresh_token_from_elsewhere_is_newer_than_what_another_tab_commits_meanwhile() {
    for updates in [&[("own", Some("own-refresh"))][..], &[("old", Some("own-refresh")), ("own", None)]] {
        let mut shared = Shared::default();
        let (mut tab, mut other) = Tab::two(&mut shared);
        let mut lock = None;
        for (access, refresh) in updates {
            update(&mut tab, &mut shared, access, *refresh);
            lock = lock.or(tab.lock_asked());
        }
        commit(&mut other, &mut shared, 2);
        tab.tell(&mut shared, Event::Look);
        assert_eq!(holds(&tab), ["own", "own-refresh"]);
        // When it is its turn, the others get it too.
        let op = lock.expect("a request for the lock");
        tab.tell(&mut shared, Event::Granted { op, queued: false });
        tab.count(&mut shared, 2);
        assert_eq!(shared.ledger().generation, 3);
        other.tell(&mut shared, Event::Look);
        assert_eq!(holds(&other), ["own", "own-refresh"]);
    }
}

#[test]
fn an_access_token_from_elsewhere_goes_on_with_the_refresh_token_that_another_tab_commits_meanwhile() {
    let mut shared = Shared::default();
    let (mut tab, mut other) = Tab::two(&mut shared);
    update(&mut tab, &mut shared, "own", None);
    commit(&mut other, &mut shared, 2);
    tab.tell(&mut shared, Event::Look);
    assert_eq!(holds(&tab), ["own", "refresh2"]);
}

#[test]
fn an_update_that_waits_for_the_lock_in_vain_queues_again_and_nothing_has_failed() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    update(&mut tab, &mut shared, "newer", None);
    let lock = tab.lock_asked().expect("a request for the lock");
    let bound = tab.timer().expect("a bound");
    tab.wait(&mut shared, bound);
    assert!(tab.effects.contains(&Effect::CancelLock(lock)));
    assert!(tab.lock_asked().is_some_and(|next| next != lock));
    assert_eq!(tab.machine.last_failure(), None);
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Wake(_) | Effect::Notify(_))));
}
