//! Whose turn it is where there are no locks, from the point of view of one tab: what it finds in the ledger is
//! another tab's claim, or its own.

use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::{Answer, Carrier, Config, Effect, Event, Failure, Notice};

use super::tab::{SETTLE, Shared, TIMEOUT, Tab, config};

const PATIENCE: u64 = SETTLE + TIMEOUT;
/// How often a claim is looked at again.
const PACE: u64 = 150;

fn without_locks(carrier: Carrier) -> Config {
    Config { has_locks: false, ..config(carrier) }
}

/// The tab ends its task and looks at the ledger.
fn look(tab: &mut Tab, shared: &mut Shared) {
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(shared, Event::Turned(turn));
}

fn wait(tab: &mut Tab, shared: &mut Shared) {
    let timer = tab.timer().expect("a wait");
    assert_eq!(timer.1, PACE);
    tab.wait(shared, timer);
    look(tab, shared);
}

fn claims(shared: &mut Shared, number: u64) {
    let before = if shared.ledger.is_some() { shared.ledger() } else { Ledger::default() };
    let ledger = Ledger { doubt: Doubt::Sent(number), ..before };
    shared.ledger = Some(ledger.write());
}

/// A tab that wants to renew, and finds the claim 11 of another one.
fn waiting() -> (Tab, Shared) {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(without_locks(Carrier::Bearer), &mut shared);
    claims(&mut shared, 11);
    tab.tell(&mut shared, Event::Refresh);
    look(&mut tab, &mut shared);
    (tab, shared)
}

/// Waits until the tab has claimed the turn, and says how long that took.
fn patience(tab: &mut Tab, shared: &mut Shared, rival: u64) -> u64 {
    let begun = tab.now.mono;
    while shared.doubt() == Doubt::Sent(rival) {
        wait(tab, shared);
        assert!(tab.now.mono - begun < 3 * PATIENCE, "it waits for ever");
    }
    tab.now.mono - begun
}

#[test]
fn h47_another_tabs_claim_is_waited_for_as_long_as_its_call_may_take() {
    let (mut tab, mut shared) = waiting();
    assert_eq!(patience(&mut tab, &mut shared, 11), PATIENCE);
    assert!(matches!(shared.doubt(), Doubt::Sent(1..)));
    // Its call has had its time, so the same token is sent again without another wait.
    wait(&mut tab, &mut shared);
    tab.turn(&mut shared);
}

#[test]
fn each_claim_is_waited_for_anew() {
    let (mut tab, mut shared) = waiting();
    for _ in 0..60 {
        wait(&mut tab, &mut shared);
    }
    claims(&mut shared, 13);
    wait(&mut tab, &mut shared);
    assert_eq!(patience(&mut tab, &mut shared, 13), PATIENCE);
}

#[test]
fn h55_whoever_waits_for_one_claim_after_the_other_gives_up_in_the_end() {
    let (mut tab, mut shared) = waiting();
    let begun = tab.now.mono;
    for number in 0..1_000 {
        if tab.timer().is_none() {
            break;
        }
        claims(&mut shared, 13 + number / 20);
        wait(&mut tab, &mut shared);
    }
    assert_eq!(tab.now.mono - begun, 2 * PATIENCE);
    let is_failure = |effect: &Effect| {
        matches!(effect, Effect::Notify(Notice::RefreshFailed { failure: Failure::Transient, .. }))
    };
    assert!(tab.effects.iter().any(is_failure));
    assert_eq!(tab.machine.end_reason(), None);
}

/// Another tab may be asking with the very cookie: a third one that found the ledger empty would send it as well.
#[test]
fn whoever_gives_up_waiting_leaves_the_claims_of_others_where_they_are() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(without_locks(Carrier::Split), &mut shared);
    claims(&mut shared, 11);
    tab.tell(&mut shared, Event::Refresh);
    look(&mut tab, &mut shared);
    for number in 0..1_000 {
        if tab.timer().is_none() {
            break;
        }
        claims(&mut shared, 13 + number / 20);
        wait(&mut tab, &mut shared);
    }
    assert!(tab.timer().is_none(), "it waits for ever");
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::ForgetLedger(_))));
}

#[test]
fn a_late_answer_leaves_the_claim_of_a_tab_that_took_over_where_it_is() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(without_locks(Carrier::Cookie), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    look(&mut tab, &mut shared);
    wait(&mut tab, &mut shared);
    let call = tab.sent().expect("a call");
    claims(&mut shared, 11);
    tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(401), ..Answer::default() }));
    assert!(tab.is_told(Notice::Anonymous));
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::ForgetLedger(_))));
}

#[test]
fn a_claim_has_a_number_whatever_the_random_bits_are() {
    for random in [0, 1, 2, u64::MAX] {
        let mut shared = Shared { random: Some(random), ..Shared::default() };
        let mut tab = Tab::signed_in(without_locks(Carrier::Bearer), &mut shared);
        tab.tell(&mut shared, Event::Refresh);
        look(&mut tab, &mut shared);
        assert!(matches!(shared.doubt(), Doubt::Sent(1..)), "{random}");
        wait(&mut tab, &mut shared);
        // It is renewed when the call is made.
        assert!(matches!(shared.doubt(), Doubt::Sent(1..)), "{random}");
        tab.turn(&mut shared);
    }
}

#[test]
fn h42_only_where_claims_are_made_is_one_taken_back_when_a_cookie_turns_out_to_hold_no_session() {
    for has_locks in [true, false] {
        let mut shared = Shared::default();
        let mut tab = Tab::opened(Config { has_locks, ..config(Carrier::Cookie) }, &mut shared);
        tab.tell(&mut shared, Event::Refresh);
        if has_locks {
            tab.lock(&mut shared, 0);
        } else {
            look(&mut tab, &mut shared);
            wait(&mut tab, &mut shared);
        }
        let call = tab.sent().expect("a call");
        tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(401), ..Answer::default() }));
        assert!(tab.is_told(Notice::Anonymous));
        let forgets = tab.effects.iter().any(|effect| matches!(effect, Effect::ForgetLedger(_)));
        assert_eq!(forgets, !has_locks);
    }
}
