//! The numbering of operations by which the model checker tells states apart: what led to a state makes no difference.

use everfetch::core::event::Op;
use everfetch::core::{Answer, Carrier, Config, Event};

use super::tab::{Shared, Tab, config, tokens};

#[test]
fn operations_are_numbered_anew_without_a_change_of_what_is_awaited() {
    let mut shared = Shared::default();
    let asking = Config { has_initial: true, ..config(Carrier::Bearer) };
    let mut machines = vec![Tab::opened(asking, &mut Shared::default()).machine];
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
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
