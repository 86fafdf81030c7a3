//! Ends that are reported too late, or to a tab that does not wait for them: they change nothing.

use everfetch::core::machine::State;
use everfetch::core::{Answer, Carrier, Effect, Event};

use super::tab::{Shared, TIMEOUT, Tab, config, tokens};

fn success(number: u32) -> Answer {
    Answer { status: Some(200), tokens: Some(tokens(number, Carrier::Bearer)), ..Answer::default() }
}

fn signed_in(shared: &mut Shared) -> Tab {
    Tab::signed_in(config(Carrier::Bearer), shared)
}

#[test]
fn h09_an_answer_to_another_call_is_not_the_answer_to_this_one() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    // Nothing was sent yet.
    tab.tell(&mut shared, Event::Answered(lock, success(7)));
    assert!(tab.effects.is_empty());
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    tab.count(&mut shared, 1);
    let call = tab.turn(&mut shared);
    for other in [call - 1, call + 1, lock] {
        tab.tell(&mut shared, Event::Answered(other, success(7)));
        assert!(tab.effects.is_empty(), "{other}");
    }
    tab.tell(&mut shared, Event::Answered(call, success(2)));
    assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
    tab.tell(&mut shared, Event::Answered(call, success(7)));
    assert!(tab.effects.is_empty());
}

#[test]
fn h96_a_timer_that_fires_for_nobody_does_nothing() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let call = tab.refresh(&mut shared);
    for other in [0, call - 1, call + 1] {
        tab.wait(&mut shared, (other, 10));
        assert!(tab.effects.is_empty(), "{other}");
    }
    tab.tell(&mut shared, Event::Answered(call, success(2)));
    tab.wait(&mut shared, (call, TIMEOUT));
    assert!(tab.effects.is_empty());
    assert_eq!(tab.machine.state(tab.now), State::Active);
}

#[test]
fn a_lock_that_is_granted_to_nobody_is_given_back_and_starts_nothing() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op: lock + 1, queued: false });
    assert_eq!(tab.effects, [Effect::Unlock(lock + 1)]);
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    tab.count(&mut shared, 1);
    let turn = tab.task_ends().expect("the end of a task");
    // The same one again, when it is not queued for any more.
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    assert_eq!(tab.effects, [Effect::Unlock(lock)]);
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(tab.sent().is_some());
}

#[test]
fn a_task_that_ends_or_locks_that_are_counted_for_nobody_move_nothing_on() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    let ignores = |tab: &mut Tab, shared: &mut Shared, op: u32| {
        for event in [Event::Turned(op), Event::Floor(op, Some(1)), Event::Floor(op, None)] {
            tab.tell(shared, event.clone());
            assert!(tab.effects.is_empty(), "{event:?}");
        }
    };
    ignores(&mut tab, &mut shared, lock);
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    let query = tab.asked_for_locks().expect("a question");
    ignores(&mut tab, &mut shared, query + 1);
    tab.tell(&mut shared, Event::Floor(query, Some(1)));
    let turn = tab.task_ends().expect("the end of a task");
    ignores(&mut tab, &mut shared, turn + 1);
    tab.tell(&mut shared, Event::Floor(turn, Some(1)));
    assert!(tab.effects.is_empty());
    tab.tell(&mut shared, Event::Turned(turn));
    let call = tab.sent().expect("a call");
    ignores(&mut tab, &mut shared, call);
    ignores(&mut tab, &mut shared, turn);
}
