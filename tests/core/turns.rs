//! A tab's turn under the refresh lock, step by step: what it finds in the ledger, how long it waits for what, and what
//! it has written before it sends.

use everfetch::core::event::Op;
use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::machine::Hint;
use everfetch::core::{
    Answer, Carrier, Config, Effect, EndReason, Event, Failure, Flags, InDoubt, Notice, Secret, TokenSet,
};

use super::tab::{SETTLE, Shared, TIMEOUT, Tab, config, tokens};

fn signed_in(shared: &mut Shared) -> Tab {
    Tab::signed_in(config(Carrier::Bearer), shared)
}

/// The lock is granted, and the presence locks are counted.
fn grant(tab: &mut Tab, shared: &mut Shared, queued: bool, floor: Option<u64>) -> Op {
    let op = tab.lock_asked().expect("a request for the lock");
    tab.tell(shared, Event::Granted { op, queued });
    count(tab, shared, floor);
    op
}

fn count(tab: &mut Tab, shared: &mut Shared, floor: Option<u64>) {
    let query = tab.asked_for_locks().expect("a question");
    tab.tell(shared, Event::Floor(query, floor));
}

fn edit(shared: &mut Shared, change: impl FnOnce(Ledger) -> Ledger) {
    shared.ledger = Some(change(shared.ledger()).write());
}

/// A tab that waits for the end of the task before its call, and the operation that ends it.
fn about_to_send(shared: &mut Shared) -> (Tab, Op) {
    let mut tab = signed_in(shared);
    tab.tell(shared, Event::Refresh);
    grant(&mut tab, shared, false, Some(1));
    let turn = tab.task_ends().expect("the end of a task");
    (tab, turn)
}

fn is_asking(tab: &Tab) -> bool {
    tab.effects.iter().any(|effect| matches!(effect, Effect::Ask(_)))
}

fn fails(tab: &Tab) -> bool {
    tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::RefreshFailed { .. })))
}

#[test]
fn c1_a_ledger_that_lags_behind_the_locks_is_read_again_for_half_a_second() {
    // It lags behind what another tab holds, or behind what this tab itself has.
    for (own, floor) in [(1, Some(2)), (2, None), (2, Some(1))] {
        let mut shared = Shared::default();
        let mut tab = signed_in(&mut shared);
        let old = shared.ledger.clone();
        if own == 2 {
            let call = tab.refresh(&mut shared);
            let tokens = Some(tokens(2, Carrier::Bearer));
            tab.tell(&mut shared, Event::Answered(call, Answer { tokens, ..Answer::default() }));
            shared.ledger = old;
        }
        tab.tell(&mut shared, Event::Refresh);
        grant(&mut tab, &mut shared, false, floor);
        for passed in [0, 1, 250, 248] {
            tab.now.mono += passed;
            tab.now.wall += passed;
            let before = shared.ledger.clone();
            let again = tab.task_ends().expect("another look");
            tab.tell(&mut shared, Event::Turned(again));
            assert!(tab.sent().is_none() && !is_asking(&tab));
            assert_eq!(shared.ledger, before);
        }
        tab.now.mono += 1;
        let again = tab.task_ends().expect("another look");
        tab.tell(&mut shared, Event::Turned(again));
        if own == 1 {
            assert!(is_asking(&tab));
        } else {
            // Rolled back by a browser that was killed: what was sent last is unknown.
            assert_eq!(tab.timer().expect("a wait").1, SETTLE);
            assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::LetGo));
        }
    }
}

#[test]
fn c1_a_ledger_that_catches_up_with_the_locks_in_time_is_adopted() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let mut other = tab.copied();
    let old = shared.ledger.clone();
    let call = other.refresh(&mut shared);
    let set = Some(tokens(2, Carrier::Bearer));
    other.tell(&mut shared, Event::Answered(call, Answer { tokens: set, ..Answer::default() }));
    let new = std::mem::replace(&mut shared.ledger, old);
    tab.tell(&mut shared, Event::Refresh);
    grant(&mut tab, &mut shared, false, Some(2));
    let again = tab.task_ends().expect("another look");
    shared.ledger = new;
    tab.tell(&mut shared, Event::Turned(again));
    assert_eq!(tab.machine.tokens(), &tokens(2, Carrier::Bearer));
    assert!(tab.task_ends().is_none() && !is_asking(&tab));
}

#[test]
fn c2_what_was_written_before_the_call_must_still_be_there_when_it_is_sent() {
    let lost: [fn(&mut Shared); 5] = [
        |shared| shared.ledger = None,
        |shared| shared.epoch = None,
        |shared| (shared.epoch, shared.ledger) = (None, None),
        |shared| edit(shared, |ledger| Ledger { doubt: Doubt::LetGo, ..ledger }),
        |shared| edit(shared, |ledger| Ledger { generation: 0, ..ledger }),
    ];
    for (index, lose) in lost.into_iter().enumerate() {
        let mut shared = Shared::default();
        let (mut tab, turn) = about_to_send(&mut shared);
        assert_eq!(shared.doubt(), Doubt::Sent(0));
        lose(&mut shared);
        tab.tell(&mut shared, Event::Turned(turn));
        assert!(tab.sent().is_none(), "{index}");
        assert!(tab.asked_for_locks().is_some() && !fails(&tab), "{index}");
    }
    let mut shared = Shared::default();
    let (mut tab, turn) = about_to_send(&mut shared);
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(tab.sent().is_some());
}

#[test]
fn a_ledger_that_somebody_keeps_wiping_is_done_without_at_the_fourth_time() {
    let mut shared = Shared::default();
    let (mut tab, mut turn) = about_to_send(&mut shared);
    for miss in 1..=4 {
        shared.ledger = None;
        tab.tell(&mut shared, Event::Turned(turn));
        assert!(!fails(&tab), "{miss}");
        count(&mut tab, &mut shared, Some(1));
        // Wiped, so what was sent last is unknown; it is waited for once, and longer where no mark is kept.
        if let Some(timer) = tab.timer() {
            assert!([(1, SETTLE), (4, TIMEOUT)].contains(&(miss, timer.1)), "{miss}: {} ms", timer.1);
            tab.wait(&mut shared, timer);
            count(&mut tab, &mut shared, Some(1));
        }
        if miss < 4 {
            turn = tab.task_ends().expect("the end of a task");
        }
    }
    assert!(tab.sent().is_some());
    assert_eq!(tab.machine.end_reason(), None);
}

#[test]
fn tabs_that_turn_out_to_share_nothing_in_the_middle_of_a_turn_need_no_ledger_for_it() {
    let mut shared = Shared::default();
    let (mut tab, turn) = about_to_send(&mut shared);
    tab.tell(&mut shared, Event::Unshare);
    (shared.epoch, shared.ledger) = (None, None);
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(tab.sent().is_some());
}

#[test]
fn a_tab_that_queued_waits_for_what_the_holder_before_may_have_written_and_others_do_not() {
    for (queued, floor) in [(true, Some(1)), (true, None), (false, Some(1)), (false, None)] {
        let mut shared = Shared::default();
        let mut tab = signed_in(&mut shared);
        tab.tell(&mut shared, Event::Refresh);
        grant(&mut tab, &mut shared, queued, floor);
        assert_eq!(tab.timer().map(|timer| timer.1), queued.then_some(150));
        if let Some(timer) = tab.timer() {
            tab.wait(&mut shared, timer);
            count(&mut tab, &mut shared, floor);
        }
        tab.turn(&mut shared);
    }
}

#[test]
fn a_doubt_is_given_as_long_as_its_sender_may_need() {
    for (doubt, epoch_is_there, wait) in [
        (Doubt::None, true, 0),
        (Doubt::LetGo, true, SETTLE),
        (Doubt::Sent(0), true, TIMEOUT),
        (Doubt::Sent(5), true, TIMEOUT),
        // Where the epoch is gone, the ledger may be an old one; but a doubt that it tells of is one.
        (Doubt::None, false, SETTLE),
        (Doubt::LetGo, false, SETTLE),
        (Doubt::Sent(0), false, TIMEOUT),
    ] {
        for in_doubt in [InDoubt::Replay, InDoubt::End] {
            let mut shared = Shared::default();
            let mut tab = Tab::signed_in(Config { in_doubt, ..config(Carrier::Bearer) }, &mut shared);
            let sid = tab.machine.sid();
            edit(&mut shared, |ledger| Ledger { doubt, ..ledger });
            shared.epoch = shared.epoch.filter(|_| epoch_is_there);
            tab.tell(&mut shared, Event::Refresh);
            grant(&mut tab, &mut shared, false, Some(1));
            assert_eq!(tab.timer().map_or(0, |timer| timer.1), wait, "{doubt:?} {epoch_is_there}");
            let epoch = shared.epoch.as_deref().and_then(Epoch::read);
            assert_eq!(epoch, Some(Epoch { sid, ended: None }));
            if let Some(timer) = tab.timer() {
                tab.wait(&mut shared, timer);
                count(&mut tab, &mut shared, Some(1));
            }
            if wait > 0 && in_doubt == InDoubt::End {
                assert!(tab.is_told(Notice::Ended(EndReason::InDoubt)));
            } else {
                assert_eq!((shared.ledger().generation, shared.doubt()), (1, Doubt::Sent(0)));
                tab.turn(&mut shared);
            }
        }
    }
}

#[test]
fn h98_a_pause_that_is_over_leaves_no_trace_in_the_ledger() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let call = tab.refresh(&mut shared);
    let refused = Answer { status: Some(429), retry_after: Some(5_000), ..Answer::default() };
    tab.tell(&mut shared, Event::Answered(call, refused));
    let Ledger { not_before, asked, doubt, .. } = shared.ledger();
    assert_eq!((not_before, asked, doubt), (tab.now.wall + 5_000, 5_000, Doubt::None));
    tab.now.mono += 5_000;
    tab.now.wall += 5_000;
    tab.tell(&mut shared, Event::Refresh);
    grant(&mut tab, &mut shared, false, Some(1));
    let Ledger { not_before, asked, doubt, .. } = shared.ledger();
    assert_eq!((not_before, asked, doubt), (0, 0, Doubt::Sent(0)));
}

#[test]
fn h71_a_pause_that_no_server_has_asked_for_says_so_in_the_ledger() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(404), ..Answer::default() }));
    let Ledger { not_before, asked, .. } = shared.ledger();
    assert_eq!((not_before, asked), (tab.now.wall + 60_000, 0));
    assert!(tab.is_told(Notice::RefreshFailed { failure: Failure::Misconfigured, retry_in: 60_000 }));
}

#[test]
fn an_update_that_meets_a_wiped_ledger_leaves_it_in_doubt() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    let own = TokenSet { access: Secret::new("own"), ..tokens(1, Carrier::Bearer) };
    tab.tell(&mut shared, Event::Update(own.clone()));
    shared.ledger = None;
    grant(&mut tab, &mut shared, false, Some(1));
    tab.now.mono += 500;
    let again = tab.task_ends().expect("another look");
    tab.tell(&mut shared, Event::Turned(again));
    assert_eq!((shared.ledger().generation, shared.doubt()), (2, Doubt::LetGo));
    assert_eq!(tab.machine.tokens(), &own);
}

#[test]
fn h59_a_request_for_the_lock_that_is_denied_is_replaced_by_a_claim() {
    let mut shared = Shared::default();
    let mut tab = signed_in(&mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Denied(lock + 1));
    assert!(tab.effects.is_empty() && tab.machine.is_locking());
    tab.tell(&mut shared, Event::Denied(lock));
    assert!(!tab.machine.is_locking());
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(matches!(shared.doubt(), Doubt::Sent(1..)));
}

#[test]
fn without_locks_too_a_newer_set_that_does_not_open_is_asked_for() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { has_locks: false, ..config(Carrier::Bearer) }, &mut shared);
    edit(&mut shared, |ledger| Ledger { generation: 2, ..ledger });
    tab.tell(&mut shared, Event::Refresh);
    let turn = tab.task_ends().expect("the end of a task");
    tab.tell(&mut shared, Event::Turned(turn));
    assert!(is_asking(&tab));
}

#[test]
fn h42_without_locks_too_what_a_session_that_is_over_has_left_does_not_keep_a_cookie_from_being_tried() {
    let mut shared = Shared {
        epoch: Some(Epoch { sid: 77, ended: Some(EndReason::SignedOut) }.write()),
        ledger: Some(Ledger { generation: 3, ..Ledger::default() }.write()),
        ..Shared::default()
    };
    let mut tab = Tab::opened(Config { has_locks: false, ..config(Carrier::Cookie) }, &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    for _ in 0..2 {
        let turn = tab.task_ends().expect("the end of a task");
        tab.tell(&mut shared, Event::Turned(turn));
        assert!(!is_asking(&tab));
        if let Some(timer) = tab.timer().filter(|_| tab.sent().is_none()) {
            assert_eq!(timer.1, 150);
            tab.wait(&mut shared, timer);
        }
    }
    assert!(tab.sent().is_some());
}

#[test]
fn h155_a_refusal_that_is_asked_about_again_says_in_the_ledger_what_is_in_doubt_meanwhile() {
    for (found, left) in [(Doubt::None, Doubt::None), (Doubt::LetGo, Doubt::LetGo)] {
        let mut shared = Shared::default();
        let mut tab = signed_in(&mut shared);
        edit(&mut shared, |ledger| Ledger { doubt: found, ..ledger });
        tab.tell(&mut shared, Event::Refresh);
        tab.lock(&mut shared, 1);
        if let Some(settle) = tab.timer() {
            tab.wait(&mut shared, settle);
            tab.count(&mut shared, 1);
        }
        let call = tab.turn(&mut shared);
        tab.tell(&mut shared, Event::Answered(call, Answer { status: Some(403), ..Answer::default() }));
        // The call itself was refused, and leaves nothing. One before it may have been taken.
        assert_eq!((shared.ledger().generation, shared.doubt()), (1, left));
        assert_eq!(tab.timer().expect("a wait").1, 2_000);
    }
}

/// R6.6
#[test]
fn a_credential_that_was_refused_stays_so_unless_a_call_that_was_given_up_may_have_filled_the_jar() {
    for carrier in [Carrier::Bearer, Carrier::Split, Carrier::Cookie] {
        for is_given_up in [false, true] {
            let mut shared = Shared::default();
            let mut tab = Tab::signed_in(config(carrier), &mut shared);
            let sent = tab.machine.begin(Flags::default(), tab.now).ticket;
            let refused = tab.machine.answer(sent, 401, Hint::None, tab.now);
            tab.tell(&mut shared, refused.event.expect("a refresh"));
            tab.lock(&mut shared, 1);
            let call = tab.turn(&mut shared);
            if is_given_up {
                tab.tell(&mut shared, Event::Tick(call));
            } else {
                let busy = Answer { status: Some(503), ..Answer::default() };
                tab.tell(&mut shared, Event::Answered(call, busy));
            }
            // When the pause is over.
            tab.now.mono += 600_000;
            tab.now.wall += 600_000;
            let is_tried = is_given_up && carrier != Carrier::Bearer;
            let next = tab.machine.begin(Flags::default(), tab.now);
            assert_eq!(next.event, Some(Event::Renew).filter(|_| !is_tried), "{carrier:?} {is_given_up}");
        }
    }
}
