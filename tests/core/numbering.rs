//! The numbering of operations by which the model checker tells states apart: what led to a state makes no difference.

use everfetch::core::event::Op;
use everfetch::core::{Answer, Carrier, Config, Effect, Event};

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

#[test]
fn what_is_asked_of_a_machine_beside_what_is_shipped_is_what_it_does() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(Config { has_function: true, ..config(Carrier::Bearer) }, &mut shared);
    assert_eq!((tab.machine.held(), tab.machine.is_live(), tab.machine.is_holding()), (0, false, false));
    shared.random = Some(77);
    tab.tell(&mut shared, Event::SignIn(tokens(1, Carrier::Bearer)));
    assert_eq!((tab.machine.held(), tab.machine.is_live(), tab.machine.is_holding()), (77, true, false));
    let call = tab.refresh(&mut shared);
    assert!(tab.machine.is_calling(call) && !tab.machine.is_calling(call + 1));
    tab.tell(&mut shared, Event::SignIn(tokens(2, Carrier::Bearer)));
    assert!(tab.machine.is_holding());
    let set = Some(tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
    assert!(!tab.machine.is_calling(call) && !tab.machine.is_holding());
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    assert_eq!((tab.machine.held(), tab.machine.is_live()), (77, false));
    // What a cookie may hold is no session that is known.
    let unknown = Tab::opened(config(Carrier::Cookie), &mut Shared::default());
    assert!(!unknown.machine.is_live());
}

#[test]
fn the_question_whose_answer_is_awaited_is_the_one_that_was_asked() {
    let asked = |tab: &Tab| {
        tab.wants(|effect| match effect {
            Effect::Ask(nonce) => Some(*nonce),
            _ => None,
        })
    };
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    assert_eq!(tab.machine.asking(), None);
    // A blank tab asks to be let in.
    shared.random = Some(91);
    let mut blank = Tab::opened(config(Carrier::Bearer), &mut shared);
    assert_eq!(blank.machine.asking(), None);
    blank.count(&mut shared, 1);
    assert_eq!((asked(&blank), blank.machine.asking()), (Some(91), Some(91)));
    // A tab below the floor asks for the newest set.
    shared.random = Some(92);
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 2);
    let turn = tab.task_ends().expect("another look");
    tab.now.mono += 500;
    tab.tell(&mut shared, Event::Turned(turn));
    assert_eq!((asked(&tab), tab.machine.asking()), (Some(92), Some(92)));
}

#[test]
fn without_locks_a_tab_shows_its_claim_and_the_one_that_it_waits_for() {
    let mut shared = Shared { random: Some(11), ..Shared::default() };
    let mut tab = Tab::signed_in(Config { has_locks: false, ..config(Carrier::Bearer) }, &mut shared);
    let mut other = tab.copied();
    assert_eq!(tab.machine.claims(), [0, 0]);
    for (tab, random) in [(&mut tab, 21), (&mut other, 31)] {
        shared.random = Some(random);
        tab.tell(&mut shared, Event::Refresh);
        let turn = tab.task_ends().expect("the end of a task");
        tab.tell(&mut shared, Event::Turned(turn));
    }
    assert_eq!((tab.machine.claims(), other.machine.claims()), ([21, 0], [0, 21]));
}
