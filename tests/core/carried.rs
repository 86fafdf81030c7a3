//! A call that outlives its page (R16): what the page leaves when it stops, and what the next one makes of it.

use everfetch::core::event::Op;
use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::{Answer, Carrier, Config, Effect, EndReason, Event, InDoubt, Notice};

use super::tab::{SETTLE, Shared, TIMEOUT, Tab, config, tokens};

fn with_workers() -> Config {
    Config { has_workers: true, ..config(Carrier::Bearer) }
}

fn signed_in(shared: &mut Shared) -> Tab {
    Tab::signed_in(with_workers(), shared)
}

fn carried(op: Op) -> Event {
    Event::Sending { op, is_carried: true }
}

impl Tab {
    /// A worker makes its call, and the page stops.
    fn leaves(&mut self, shared: &mut Shared) {
        let call = self.refresh(shared);
        self.tell(shared, carried(call));
        self.tell(shared, Event::Hide);
        assert!(self.effects.contains(&Effect::Leave(call)));
        assert!(!self.effects.contains(&Effect::Abort(call)));
    }

    /// The next turn, up to the look for what a worker has left.
    fn looks(&mut self, shared: &mut Shared) -> Op {
        self.tell(shared, Event::Show);
        self.tell(shared, Event::Refresh);
        self.lock(shared, 1);
        assert_eq!(self.sent(), None);
        self.wants(|effect| match effect {
            Effect::Collect(op, refresh) if refresh.expose() == "refresh1" => Some(*op),
            _ => None,
        })
        .expect("a look for an answer")
    }
}

#[test]
fn c19_a_page_that_stops_leaves_its_call_to_the_worker_and_the_mark_where_it_is() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    assert_eq!(shared.doubt(), Doubt::Sent(0));
    assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::Unlock(_))));
}

#[test]
fn c19_a_call_that_no_worker_has_yet_is_given_up() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let call = tab.refresh(&mut shared);
    assert!(tab.effects.contains(&Effect::Carry(call, TIMEOUT)));
    // Of another one.
    tab.tell(&mut shared, carried(call + 1));
    tab.tell(&mut shared, Event::Hide);
    assert!(tab.effects.contains(&Effect::Abort(call)));
    assert_eq!(shared.doubt(), Doubt::LetGo);
}

#[test]
fn c19_a_call_that_the_page_makes_after_all_is_given_up() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, carried(call));
    tab.tell(&mut shared, Event::Sending { op: call, is_carried: false });
    assert!(tab.machine.awaits(call));
    tab.tell(&mut shared, Event::Hide);
    assert!(tab.effects.contains(&Effect::Abort(call)));
    assert_eq!(shared.doubt(), Doubt::LetGo);
}

/// It takes a worker up to ten seconds to begin.
#[test]
fn c19_c5_a_call_whose_session_is_over_before_it_begins_is_not_sent() {
    for is_carried in [true, false] {
        let mut shared = Shared::default();
        let mut tab = signed_in(&mut shared);
        let call = tab.refresh(&mut shared);
        tab.tell(&mut shared, Event::SignOut { revoke: false });
        assert!(tab.machine.awaits(call));
        tab.tell(&mut shared, Event::Sending { op: call, is_carried });
        assert!(!tab.machine.awaits(call));
        tab.tell(&mut shared, Event::Hide);
        assert!(!tab.effects.contains(&Effect::Leave(call)));
    }
}

#[test]
fn c19_c5_a_call_that_begins_after_another_tab_has_signed_in_is_not_sent() {
    for is_carried in [true, false] {
        let mut shared = Shared::default();
        let mut tab = signed_in(&mut shared);
        let call = tab.refresh(&mut shared);
        let mut other = Tab::closed(with_workers());
        other.tell(&mut shared, Event::SignIn(tokens(7, Carrier::Bearer)));
        tab.tell(&mut shared, Event::Sending { op: call, is_carried });
        assert!(!tab.machine.awaits(call));
        assert!(tab.is_told(Notice::Replaced));
    }
}

#[test]
fn c19_h46_a_call_that_another_tab_has_overtaken_before_it_begins_is_not_sent() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let call = tab.refresh(&mut shared);
    let newer = Ledger { generation: 2, doubt: Doubt::None, ..shared.ledger() }.write();
    shared.ledger = Some(newer);
    tab.tell(&mut shared, carried(call));
    assert!(!tab.machine.awaits(call));
    assert_eq!(shared.ledger().generation, 2);
}

#[test]
fn c19_what_the_call_has_brought_is_committed_by_the_next_page() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    let answer = Answer { tokens: Some(tokens(2, Carrier::Bearer)), ..Answer::default() };
    tab.tell(&mut shared, Event::Answered(look, answer));
    assert_eq!((shared.doubt(), shared.ledger().generation), (Doubt::None, 2));
    assert!(tab.is_told(Notice::Refreshed));
}

#[test]
fn c19_under_the_policy_to_end_the_answer_counts_too() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { in_doubt: InDoubt::End, ..with_workers() }, &mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    let answer = Answer { tokens: Some(tokens(2, Carrier::Bearer)), ..Answer::default() };
    tab.tell(&mut shared, Event::Answered(look, answer));
    assert_eq!(tab.machine.end_reason(), None);
    assert_eq!(shared.ledger().generation, 2);
}

#[test]
fn c19_a_refusal_that_was_left_ends_the_session() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.tell(&mut shared, Event::Answered(look, Answer { status: Some(401), ..Answer::default() }));
    assert!(tab.is_told(Notice::Ended(EndReason::Refused)));
}

#[test]
fn c19_c7_a_refusal_for_now_that_was_left_clears_no_doubt() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.tell(&mut shared, Event::Answered(look, Answer { status: Some(429), ..Answer::default() }));
    assert_eq!(shared.doubt(), Doubt::LetGo);
}

#[test]
fn c19_where_nothing_was_left_the_sender_has_vanished() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.tell(&mut shared, Event::Uncollected(look));
    tab.count(&mut shared, 1);
    let timer = tab.timer().expect("a wait");
    assert_eq!(timer.1, TIMEOUT);
    assert_eq!(tab.sent(), None);
    tab.wait(&mut shared, timer);
    tab.count(&mut shared, 1);
    // Once is enough: nobody else can have sent it meanwhile.
    tab.turn(&mut shared);
}

#[test]
fn c19_a_worker_that_takes_too_long_is_in_doubt_and_waited_for_again() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.wait(&mut shared, (look, TIMEOUT));
    assert!(tab.effects.contains(&Effect::Abort(look)));
    assert_ne!(shared.doubt(), Doubt::None);
    tab.now.mono += 4_000_000;
    tab.now.wall += 4_000_000;
    tab.tell(&mut shared, Event::Hide);
    tab.looks(&mut shared);
}

#[test]
fn c19_a_page_that_stops_while_it_waits_leaves_the_mark_where_it_is() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.tell(&mut shared, Event::Hide);
    assert!(tab.effects.contains(&Effect::Leave(look)));
    assert_eq!(shared.doubt(), Doubt::Sent(0));
}

#[test]
fn c19_c5_an_answer_that_was_left_is_dropped_where_the_session_is_over() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    let answer = Answer { tokens: Some(tokens(2, Carrier::Bearer)), ..Answer::default() };
    tab.tell(&mut shared, Event::Answered(look, answer));
    assert_eq!(shared.ledger, None);
    assert!(tab.saved().is_none());
}

#[test]
fn c19_after_an_end_nobody_waits_for_a_worker() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.leaves(&mut shared);
    let look = tab.looks(&mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    tab.tell(&mut shared, Event::Uncollected(look));
    assert!(!tab.machine.awaits(look));
}

/// A function of the application stops with its page, and a call with cookies goes on by itself.
#[test]
fn c19_calls_that_no_worker_can_make_are_not_looked_for() {
    let configs = [
        Config { has_function: true, ..with_workers() },
        Config { has_workers: false, ..with_workers() },
        Config { carrier: Carrier::Cookie, ..with_workers() },
        Config { carrier: Carrier::Split, ..with_workers() },
    ];
    let is_of_worker = |effect: &Effect| matches!(effect, Effect::Carry(..) | Effect::Collect(..));
    for config in configs {
        let is_cookie = config.carrier != Carrier::Bearer;
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(config, &mut shared);
        tab.refresh(&mut shared);
        assert!(!tab.effects.iter().any(is_of_worker));
        tab.tell(&mut shared, Event::Hide);
        tab.tell(&mut shared, Event::Show);
        tab.tell(&mut shared, Event::Refresh);
        tab.lock(&mut shared, 1);
        assert!(!tab.effects.iter().any(is_of_worker));
        assert_eq!(tab.timer().expect("a wait").1, if is_cookie { TIMEOUT } else { SETTLE });
    }
}
