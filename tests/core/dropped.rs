//! The switches that take one rule of the protocol away, by which the model checker shows what each is for: each
//! switches off its own rule and nothing else. And the numbering of operations by which it tells states apart.

use everfetch::core::event::Op;
use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::rule::Rule;
use everfetch::core::{Answer, Carrier, Config, Effect, Event};

use super::tab::{SETTLE, Shared, Tab, config, tokens};

const RULES: [Option<Rule>; 15] = [
    None,
    Some(Rule::Ledger),
    Some(Rule::Doubt),
    Some(Rule::Settle),
    Some(Rule::Epoch),
    Some(Rule::Withdraw),
    Some(Rule::Refusal),
    Some(Rule::Abort),
    Some(Rule::Floor),
    Some(Rule::Presence),
    Some(Rule::Grace),
    Some(Rule::Witness),
    Some(Rule::Linger),
    Some(Rule::Turn),
    Some(Rule::Rebuild),
];

fn without(dropped: Option<Rule>) -> Config {
    Config { dropped, ..config(Carrier::Bearer) }
}

/// Signed in, and asking for the lock.
fn queued(dropped: Option<Rule>, shared: &mut Shared) -> (Tab, Op) {
    let mut tab = Tab::signed_in(without(dropped), shared);
    tab.tell(shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    (tab, lock)
}

fn granted(dropped: Option<Rule>, shared: &mut Shared, queued_before: bool, floor: u64) -> (Tab, Op) {
    let (mut tab, lock) = queued(dropped, shared);
    tab.tell(shared, Event::Granted { op: lock, queued: queued_before });
    tab.count(shared, floor);
    (tab, lock)
}

fn sent(dropped: Option<Rule>, shared: &mut Shared) -> (Tab, Op, Op) {
    let (mut tab, lock) = granted(dropped, shared, false, 1);
    let call = tab.sent().unwrap_or_else(|| tab.turn(shared));
    (tab, lock, call)
}

#[test]
fn a_call_in_doubt_is_waited_for_unless_that_is_switched_off() {
    for rule in RULES {
        let mut shared = Shared::default();
        let (mut tab, lock) = queued(rule, &mut shared);
        shared.ledger = Some(Ledger { doubt: Doubt::LetGo, ..shared.ledger() }.write());
        tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
        tab.count(&mut shared, 1);
        let waits = tab.timer().is_some_and(|timer| timer.1 == SETTLE);
        let is_off = matches!(rule, Some(Rule::Settle | Rule::Doubt | Rule::Ledger));
        // Without a ledger there is none of this generation, and what is rebuilt is in doubt.
        assert_eq!(waits, !is_off, "{rule:?}");
    }
}

#[test]
fn a_tab_that_queued_waits_unless_that_is_switched_off() {
    for rule in RULES {
        for floor in [0, 1, 2] {
            let mut shared = Shared::default();
            let (tab, _) = granted(rule, &mut shared, true, floor);
            let waits = tab.timer().is_some_and(|timer| timer.1 == 150);
            let expected = match rule {
                Some(Rule::Grace) => false,
                // The presence lock of another tab counts as a witness.
                Some(Rule::Witness) => floor == 0,
                // Whose newer set is not there.
                _ if floor == 2 && rule != Some(Rule::Floor) => false,
                _ => true,
            };
            let expected = expected && (floor < 2 || rule == Some(Rule::Floor));
            assert_eq!(waits, expected, "{rule:?} {floor}");
        }
    }
}

#[test]
fn a_page_that_stops_withdraws_its_request_unless_that_is_switched_off() {
    for rule in RULES {
        let mut shared = Shared::default();
        let (mut tab, lock) = queued(rule, &mut shared);
        tab.tell(&mut shared, Event::Hide);
        let is_off = rule == Some(Rule::Withdraw);
        assert_eq!(tab.effects.contains(&Effect::CancelLock(lock)), !is_off, "{rule:?}");
        assert_eq!(tab.machine.awaits(lock), is_off || rule == Some(Rule::Abort), "{rule:?}");
    }
}

#[test]
fn a_page_that_stops_gives_its_call_up_unless_that_is_switched_off() {
    for rule in RULES {
        let mut shared = Shared::default();
        let (mut tab, lock, call) = sent(rule, &mut shared);
        tab.tell(&mut shared, Event::Hide);
        let is_off = rule == Some(Rule::Abort);
        assert_eq!(tab.effects.contains(&Effect::Abort(call)), !is_off, "{rule:?}");
        assert_eq!(tab.machine.awaits(call), is_off, "{rule:?}");
        assert!(tab.effects.contains(&Effect::Unlock(lock)), "{rule:?}");
    }
}

#[test]
fn the_ledger_says_which_generation_is_the_newest_unless_that_is_switched_off() {
    for rule in RULES {
        let mut shared = Shared::default();
        let (mut tab, lock) = queued(rule, &mut shared);
        shared.ledger = Some(Ledger { generation: 2, ..shared.ledger() }.write());
        tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
        tab.count(&mut shared, 1);
        let asks = tab.effects.iter().any(|effect| matches!(effect, Effect::Ask(_)));
        let is_off = rule == Some(Rule::Ledger);
        assert_eq!(asks, !is_off, "{rule:?}");
        let goes_on = tab.task_ends().is_some() || tab.sent().is_some();
        assert_eq!(goes_on, is_off, "{rule:?}");
    }
}

#[test]
fn operations_are_numbered_anew_without_a_change_of_what_is_awaited() {
    let mut shared = Shared::default();
    let (mut tab, _) = queued(None, &mut shared);
    let mut machines =
        vec![Tab::opened(Config { has_initial: true, ..without(None) }, &mut Shared::default()).machine];
    machines.push(tab.machine.clone());
    let op = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op, queued: false });
    machines.push(tab.machine.clone());
    tab.count(&mut shared, 1);
    let call = tab.turn(&mut shared);
    machines.push(tab.machine.clone());
    let mut over = tab.copied();
    over.tell(&mut shared, Event::SignOut { revoke: false });
    machines.push(over.machine);
    let mut shared = Shared { events: 100, ..Shared::default() };
    let set = Some(tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
    machines.push(tab.machine.clone());

    for mut machine in machines {
        let before = machine.clone();
        let old = machine.renumber();
        assert!(!old.is_empty() && old.is_sorted_by(|one, next| one < next), "{old:?}");
        for number in 0..200 {
            let is_known = old.contains(&number);
            assert!(is_known || !before.awaits(number));
            let renumbered = number as usize;
            let awaits = renumbered >= 1 && old.get(renumbered - 1).is_some_and(|old| before.awaits(*old));
            assert_eq!(machine.awaits(number), awaits, "{number} {old:?}");
        }
        // Numbered in their order from 1 they stay as they are, whatever led to them.
        let again = machine.clone();
        assert_eq!(machine.renumber(), (1..=old.len() as Op).collect::<Vec<_>>());
        assert!(machine == again);
    }
}
