//! A page that stops in the middle of a refresh, at each of its steps, and runs again: what it lets go of, and what it
//! leaves in the ledger for the others.

use everfetch::core::event::Op;
use everfetch::core::ledger::{Doubt, Epoch};
use everfetch::core::machine::State;
use everfetch::core::{Answer, Carrier, Config, Effect, EndReason, Event, Notice, Outcome};

use super::tab::{Shared, Tab, config, tokens};

/// A tab whose refresh has come as far as this, its request for the lock, and its call.
fn at(step: &str, shared: &mut Shared) -> (Tab, Op, Option<Op>) {
    let mut tab = Tab::signed_in(config(Carrier::Bearer), shared);
    tab.tell(shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    if step == "queue" {
        return (tab, lock, None);
    }
    tab.tell(shared, Event::Granted { op: lock, queued: step == "grace" });
    if step == "floor" {
        return (tab, lock, None);
    }
    tab.count(shared, 1);
    if step == "turn" || step == "grace" {
        return (tab, lock, None);
    }
    let call = tab.turn(shared);
    match step {
        "leave" => tab.breaks_off(shared, call),
        "failed" => {
            tab.tell(shared, Event::Answered(call, Answer { status: Some(429), ..Answer::default() }));
        }
        "committed" => {
            let set = Some(tokens(2, Carrier::Bearer));
            tab.tell(shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
        }
        _ => assert_eq!(step, "send"),
    }
    (tab, lock, Some(call))
}

#[test]
fn c6_a_page_that_stops_lets_go_of_what_it_holds_at_each_step() {
    for (step, doubt) in [
        ("queue", Doubt::None),
        ("floor", Doubt::None),
        ("grace", Doubt::None),
        ("turn", Doubt::LetGo),
        ("send", Doubt::LetGo),
        ("leave", Doubt::LetGo),
        ("failed", Doubt::None),
        ("committed", Doubt::None),
    ] {
        let mut shared = Shared::default();
        let (mut tab, lock, call) = at(step, &mut shared);
        tab.tell(&mut shared, Event::Hide);
        assert_eq!(shared.doubt(), doubt, "{step}");
        let aborts = tab.wants(|effect| match effect {
            Effect::Abort(op) => Some(*op),
            _ => None,
        });
        assert_eq!(aborts, call.filter(|_| step == "send"), "{step}");
        let gone = if step == "queue" { Effect::CancelLock(lock) } else { Effect::Unlock(lock) };
        let of_locks =
            |effect: &&Effect| matches!(effect, Effect::CancelLock(_) | Effect::Unlock(_) | Effect::Absent);
        let let_go: Vec<&Effect> = tab.effects.iter().filter(of_locks).collect();
        assert_eq!(let_go, [&gone, &Effect::Absent], "{step}");
        assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(_))));
        // It is told so twice: `pagehide`, then `freeze`.
        tab.tell(&mut shared, Event::Hide);
        assert!(tab.effects.is_empty());
        // It runs again, and starts anew.
        tab.tell(&mut shared, Event::Show);
        assert_eq!(tab.machine.state(tab.now), State::Active);
        assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::Present { .. })));
        assert_eq!(tab.effects.last(), Some(&Effect::Wake(Outcome::Done)));
    }
}

#[test]
fn c5_a_page_that_stops_writes_nothing_about_a_session_that_has_ended_or_was_replaced() {
    for step in ["turn", "send", "leave"] {
        for replaced in [false, true] {
            let mut shared = Shared::default();
            let (mut tab, ..) = at(step, &mut shared);
            let sid = tab.machine.sid();
            let epoch = if replaced {
                Epoch { sid: sid + 1, ended: None }
            } else {
                Epoch { sid, ended: Some(EndReason::SignedOut) }
            };
            shared.epoch = Some(epoch.write());
            let before = shared.ledger.clone();
            tab.tell(&mut shared, Event::Hide);
            assert_eq!(shared.ledger, before, "{step} {replaced}");
            // It learns of it when it runs again.
            tab.tell(&mut shared, Event::Show);
            let ended = Notice::Ended(EndReason::SignedOut);
            assert!(tab.is_told(if replaced { Notice::Replaced } else { ended }));
            assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Present { .. })));
        }
    }
}

#[test]
fn a_page_without_a_session_that_runs_again_holds_no_presence_lock_and_keeps_nobody_waiting() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Hide);
    tab.tell(&mut shared, Event::Show);
    assert_eq!(tab.effects, [Effect::Wake(Outcome::Done)]);
    // A wait for the application goes on, in the queue for its turn.
    let mut tab = Tab::opened(Config { has_initial: true, ..config(Carrier::Bearer) }, &mut shared);
    tab.tell(&mut shared, Event::Hide);
    tab.tell(&mut shared, Event::Show);
    assert!(matches!(tab.effects.as_slice(), [Effect::Timer(..), Effect::Lock(_)]), "{:?}", tab.effects);
}

#[test]
fn a_page_that_is_shown_without_having_stopped_only_looks() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Show);
    assert!(tab.effects.is_empty());
    shared.epoch = Some(Epoch { sid: tab.machine.sid(), ended: Some(EndReason::Refused) }.write());
    tab.tell(&mut shared, Event::Show);
    assert!(tab.is_told(Notice::Ended(EndReason::Refused)));
}

#[test]
fn the_lock_is_held_until_a_failure_shows_everywhere() {
    let mut shared = Shared::default();
    let (mut tab, lock, _) = at("failed", &mut shared);
    assert!(!tab.effects.contains(&Effect::Unlock(lock)));
    let timer = tab.timer().expect("a wait");
    assert_eq!(timer.1, 150);
    tab.wait(&mut shared, timer);
    assert_eq!(tab.effects, [Effect::Unlock(lock)]);
}

#[test]
fn a_sign_out_or_a_sign_in_withdraws_a_request_for_the_lock_and_gives_a_lock_back() {
    for step in ["queue", "floor", "turn", "send", "leave"] {
        for event in [Event::SignOut { revoke: false }, Event::SignIn(tokens(9, Carrier::Bearer))] {
            let mut shared = Shared::default();
            let (mut tab, lock, _) = at(step, &mut shared);
            tab.tell(&mut shared, event);
            let is_queued = step == "queue";
            assert_eq!(tab.effects.contains(&Effect::CancelLock(lock)), is_queued, "{step}");
            assert_eq!(tab.effects.contains(&Effect::Unlock(lock)), !is_queued, "{step}");
        }
    }
}
