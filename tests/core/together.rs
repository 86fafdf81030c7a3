//! Two documents of one origin: what one leaves for the other in the shared records, and what each wants of its host.
//! Time passes only where a test says so. The model checker explores all schedules.

use everfetch::core::event::Op;
use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::machine::State;
use everfetch::core::{
    Action, Answer, Carrier, Code, Config, Effect, EndReason, Event, Failure, Flags, InDoubt, Notice,
    TokenSet,
};

use super::tab::{SETTLE, Shared, TIMEOUT, Tab, config, tokens};

#[test]
fn c4_a_call_that_breaks_off_is_no_failure_until_the_page_has_had_the_time_to_go() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.breaks_off(&mut shared, call);
    assert_eq!(tab.machine.state(tab.now), State::Refreshing);
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(_) | Effect::Unlock(_))));
    let timer = tab.timer().expect("a wait");
    assert_eq!(timer.1, SETTLE);
    tab.wait(&mut shared, timer);
    assert_eq!(shared.doubt(), Doubt::LetGo);
    assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::RefreshFailed { .. }))));
}

#[test]
fn c4_a_page_that_goes_away_after_its_call_broke_off_leaves_a_doubt_and_no_pause() {
    for in_doubt in [InDoubt::Replay, InDoubt::End] {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(Config { in_doubt, ..config(Carrier::Bearer) }, &mut shared);
        let call = tab.refresh(&mut shared);
        tab.breaks_off(&mut shared, call);
        tab.tell(&mut shared, Event::Hide);
        let Ledger { doubt, not_before, .. } = shared.ledger();
        assert_eq!((doubt, not_before), (Doubt::LetGo, 0));
        assert!(tab.machine.end_reason().is_none(), "{in_doubt:?}");
    }
}

#[test]
fn h61_under_the_policy_to_end_a_call_that_broke_off_ends_the_session_of_a_page_that_stays() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { in_doubt: InDoubt::End, ..config(Carrier::Bearer) }, &mut shared);
    let call = tab.refresh(&mut shared);
    tab.breaks_off(&mut shared, call);
    assert!(tab.machine.end_reason().is_none());
    let timer = tab.timer().expect("a wait");
    tab.wait(&mut shared, timer);
    assert!(tab.is_told(Notice::Ended(EndReason::InDoubt)));
}

#[test]
fn a_call_that_breaks_off_late_is_not_waited_for_longer_than_a_call_may_take() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.now.mono += TIMEOUT - 300;
    // The clock on the wall is not asked.
    tab.now.wall += 2 * TIMEOUT;
    tab.breaks_off(&mut shared, call);
    assert_eq!(tab.timer().expect("a wait").1, 300);
}

#[test]
fn a_call_that_was_given_up_has_been_waited_for_already() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.wait(&mut shared, (call, TIMEOUT));
    assert!(tab.effects.contains(&Effect::Abort(call)));
    assert_eq!(shared.doubt(), Doubt::LetGo);
}

#[test]
fn h62_a_cookie_call_that_outlives_its_page_is_given_the_time_of_a_whole_call() {
    for carrier in [Carrier::Cookie, Carrier::Split] {
        for in_doubt in [InDoubt::Replay, InDoubt::End] {
            let mut shared = Shared::default();
            let mut tab = Tab::signed_in(Config { in_doubt, ..config(carrier) }, &mut shared);
            let call = tab.refresh(&mut shared);
            tab.breaks_off(&mut shared, call);
            tab.tell(&mut shared, Event::Hide);
            assert!(!tab.effects.contains(&Effect::Abort(call)));
            assert_eq!((shared.doubt(), shared.ledger().not_before), (Doubt::Sent(0), 0));
            // The next turn, here of the same page when it runs again.
            tab.tell(&mut shared, Event::Show);
            tab.tell(&mut shared, Event::Refresh);
            tab.lock(&mut shared, 1);
            let timer = tab.timer().expect("a wait");
            assert_eq!(timer.1, TIMEOUT);
            tab.wait(&mut shared, timer);
            tab.count(&mut shared, 1);
            tab.turn(&mut shared);
        }
    }
}

#[test]
fn h62_a_page_that_goes_before_its_cookie_call_is_sent_keeps_nobody_waiting_for_it() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Cookie), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 1);
    tab.tell(&mut shared, Event::Hide);
    assert_eq!(shared.doubt(), Doubt::LetGo);
}

#[test]
fn a_cookie_call_that_was_given_up_may_arrive_all_the_same() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Cookie), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.wait(&mut shared, (call, TIMEOUT));
    assert_eq!(shared.doubt(), Doubt::LetGo);
    // One that was answered badly is over, and the jar holds what came of it.
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Cookie), &mut shared);
    let call = tab.refresh(&mut shared);
    let answer = Answer { status: Some(502), ..Answer::default() };
    tab.tell(&mut shared, Event::Answered(call, answer));
    assert_eq!(shared.doubt(), Doubt::None);
}

#[test]
fn a_cookie_call_of_a_session_that_is_over_keeps_the_lock_until_it_has_landed() {
    // Whoever called meanwhile would send what the jar holds, which may be the very cookie of that call.
    let ends: [fn(&mut Tab, &mut Shared, TokenSet); 3] = [
        |tab, shared, _| tab.tell(shared, Event::SignOut { revoke: false }),
        |tab, shared, set| tab.tell(shared, Event::SignIn(set)),
        |tab, shared, _| {
            shared.epoch = Some(Epoch { sid: 77, ended: None }.write());
            tab.tell(shared, Event::Look);
        },
    ];
    let is_over: [fn(&mut Tab, &mut Shared, Op); 3] = [
        |tab, shared, call| tab.breaks_off(shared, call),
        |tab, shared, call| tab.wait(shared, (call, TIMEOUT)),
        |tab, shared, _| tab.tell(shared, Event::Hide),
    ];
    for carrier in [Carrier::Cookie, Carrier::Split, Carrier::Bearer] {
        for end in ends {
            for lands in is_over {
                let mut shared = Shared::default();
                let mut tab = Tab::signed_in(config(carrier), &mut shared);
                tab.tell(&mut shared, Event::Refresh);
                let lock = tab.lock_asked().expect("a request for the lock");
                tab.lock(&mut shared, 1);
                let call = tab.turn(&mut shared);
                end(&mut tab, &mut shared, tokens(7, carrier));
                // A bearer token that is sent is the new session's, which that call knows nothing of.
                assert_eq!(tab.is_unlocked(lock), carrier == Carrier::Bearer);
                lands(&mut tab, &mut shared, call);
                assert_eq!(tab.is_unlocked(lock), carrier != Carrier::Bearer);
            }
        }
    }
}

#[test]
fn h42_requests_that_wait_to_know_whether_there_is_a_session_go_on_in_the_one_that_another_tab_finds() {
    let mut shared = Shared::default();
    let cookie = config(Carrier::Cookie);
    let mut waiting = Tab::opened(cookie.clone(), &mut shared);
    let sent = waiting.machine.begin(Flags::default(), waiting.now).ticket;
    assert_eq!(sent.action, Action::Send);
    let refused = waiting.machine.answer(sent, 401, everfetch::core::machine::Hint::None, waiting.now);
    assert_eq!(refused.ticket.action, Action::Wait);
    waiting.tell(&mut shared, refused.event.expect("a refresh"));
    // Meanwhile the other tab's refresh brings a session.
    let mut finder = Tab::opened(cookie, &mut shared);
    finder.tell(&mut shared, Event::Refresh);
    finder.lock(&mut shared, 0);
    let call = finder.sent().expect("a call");
    let answer = Answer { tokens: Some(TokenSet::default()), status: Some(200), ..Answer::default() };
    finder.tell(&mut shared, Event::Answered(call, answer));
    assert_eq!(finder.machine.state(finder.now), State::Active);
    waiting.tell(&mut shared, Event::Look);
    assert_eq!(waiting.machine.state(waiting.now), State::Active);
    let resumed = waiting.machine.resume(refused.ticket, waiting.now).ticket;
    assert_eq!((resumed.action, resumed.sends), (Action::Send, 2));
    // A session that follows is another one all the same.
    finder.tell(&mut shared, Event::SignIn(TokenSet::default()));
    waiting.tell(&mut shared, Event::Look);
    let late = waiting.machine.answer(resumed, 401, everfetch::core::machine::Hint::None, waiting.now);
    assert!(matches!(late.ticket.action, Action::Reject(Code::SessionChanged) | Action::Deliver));
    let resumed = waiting.machine.resume(refused.ticket, waiting.now).ticket;
    assert_eq!(resumed.action, Action::Reject(Code::SessionChanged));
}

#[test]
fn h98_a_pause_that_a_clock_has_moved_into_the_far_future_is_not_believed() {
    // Also a server's demand is believed only as long as it was.
    for (asked, ahead, waits) in
        [(0, 300_000, true), (0, 300_001, false), (5_000, 5_000, true), (5_000, 5_001, false)]
    {
        let mut shared = Shared::default();
        let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
        let ledger = Ledger { not_before: tab.now.wall + ahead, asked, ..shared.ledger() };
        shared.ledger = Some(ledger.write());
        tab.tell(&mut shared, Event::Refresh);
        tab.lock(&mut shared, 1);
        let has_turn = tab.effects.iter().any(|effect| matches!(effect, Effect::Turn(_)));
        assert_eq!(has_turn, !waits, "{asked} {ahead}");
    }
}

#[test]
fn h71_back_online_the_pause_after_a_call_that_was_never_sent_is_over_for_all_tabs() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, Answer { is_unsent: true, ..Answer::default() }));
    let ledger = Ledger { not_before: tab.now.wall + 50_000, ..shared.ledger() };
    assert_eq!(ledger.doubt, Doubt::None);
    shared.ledger = Some(ledger.write());
    tab.online(&mut shared);
    tab.lock(&mut shared, 1);
    tab.turn(&mut shared);
    assert_eq!(shared.ledger().not_before, 0);
}

#[test]
fn h73_back_online_what_the_server_has_asked_of_another_tab_still_holds() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, Answer { is_unsent: true, ..Answer::default() }));
    let ledger = Ledger { not_before: tab.now.wall + 50_000, asked: 50_000, ..shared.ledger() };
    shared.ledger = Some(ledger.write());
    tab.online(&mut shared);
    tab.lock(&mut shared, 1);
    assert!(tab.is_told(Notice::RefreshFailed { failure: Failure::Transient, retry_in: 50_000 }));
}

#[test]
fn where_locks_cannot_be_listed_each_turn_waits_for_what_another_tab_may_have_written() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    for turn in 0..2 {
        tab.tell(&mut shared, Event::Refresh);
        let op = tab.lock_asked().expect("a request");
        tab.tell(&mut shared, Event::Granted { op, queued: false });
        let listed = tab.asked_for_locks().expect("a question");
        tab.tell(&mut shared, Event::Unlisted(listed));
        let timer = tab.timer().expect("a wait");
        assert_eq!(timer.1, 150);
        tab.wait(&mut shared, timer);
        let listed = tab.asked_for_locks().expect("a question");
        tab.tell(&mut shared, Event::Unlisted(listed));
        let call = tab.turn(&mut shared);
        let answer = Answer { tokens: Some(tokens(turn + 2, Carrier::Bearer)), ..Answer::default() };
        tab.tell(&mut shared, Event::Answered(call, answer));
        assert!(!tab.machine.is_listing() && tab.machine.is_locking());
    }
}

#[test]
fn where_locks_cannot_be_listed_a_blank_tab_asks_without_looking_for_anybody() {
    let mut shared = Shared::default();
    let _first = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let mut blank = Tab::opened(config(Carrier::Bearer), &mut shared);
    let listed = blank.asked_for_locks();
    blank.tell(&mut shared, Event::Unlisted(listed.expect("a question")));
    assert!(blank.effects.iter().any(|effect| matches!(effect, Effect::Ask(_))));
    assert_eq!(blank.timer().expect("a wait").1, 1_000);
}

#[test]
fn h56_a_lock_that_somebody_steals_starts_no_second_call() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked();
    tab.lock(&mut shared, 1);
    let call = tab.turn(&mut shared);
    tab.tell(&mut shared, Event::Denied(lock.expect("a request")));
    assert!(tab.effects.is_empty() && tab.machine.is_locking());
    let answer = Answer { tokens: Some(tokens(2, Carrier::Bearer)), ..Answer::default() };
    tab.tell(&mut shared, Event::Answered(call, answer));
    assert_eq!(shared.ledger().generation, 2);
}

#[test]
fn a_storage_for_all_tabs_is_emptied_only_by_the_tab_that_ends_the_session() {
    for has_common_store in [true, false] {
        let config = Config { has_common_store, ..config(Carrier::Bearer) };
        let clears = |tab: &Tab| tab.effects.contains(&Effect::Clear);
        // Another user signs in elsewhere: what lies there is that user's.
        let mut shared = Shared::default();
        let mut first = Tab::signed_in(config.clone(), &mut shared);
        let mut second = Tab::opened(config, &mut shared);
        second.tell(&mut shared, Event::SignIn(tokens(2, Carrier::Bearer)));
        first.tell(&mut shared, Event::Look);
        assert!(first.is_told(Notice::Replaced));
        assert_eq!(clears(&first), !has_common_store);
        second.tell(&mut shared, Event::SignOut { revoke: false });
        assert!(clears(&second));
    }
}

/// A tab that asks for the lock hears nothing for longer than a turn may take.
#[test]
fn h55_a_tab_that_never_gets_the_lock_gives_up_retryably_withdraws_and_keeps_its_session() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let lock = tab.lock_asked();
    let lock = lock.expect("a request for the lock");
    let timer = tab.timer().expect("a bound");
    assert!(timer.1 <= SETTLE + TIMEOUT);
    let before = shared.ledger.clone();
    tab.wait(&mut shared, timer);
    assert!(tab.effects.contains(&Effect::CancelLock(lock)), "{:?}", tab.effects);
    assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::RefreshFailed { .. }))));
    assert_eq!((tab.machine.state(tab.now), tab.machine.end_reason()), (State::Active, None));
    // A tab that does not hold the lock writes no ledger.
    assert_eq!(shared.ledger, before);
    // A grant that comes all the same comes too late.
    tab.tell(&mut shared, Event::Granted { op: lock, queued: true });
    assert!(tab.sent().is_none());
    assert_eq!(shared.ledger, before);
}

/// Another tab has renewed and this tab's message or event about it has not come yet.
#[test]
fn h43_h44_h45_a_tab_that_is_behind_adopts_what_is_stored_and_neither_sends_nor_writes_its_own() {
    let mut shared = Shared::default();
    let mut behind = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    // The other tab is a copy of this one, with its record and key.
    let mut ahead = behind.copied();
    let call = ahead.refresh(&mut shared);
    let answer = Answer { tokens: Some(tokens(2, Carrier::Bearer)), status: Some(200), ..Answer::default() };
    ahead.tell(&mut shared, Event::Answered(call, answer));
    let stored = shared.ledger();
    assert_eq!(stored.generation, 2);
    // Nothing was announced before it was stored, and nothing says it but the record itself.
    behind.tell(&mut shared, Event::Refresh);
    behind.lock(&mut shared, 2);
    assert!(behind.sent().is_none());
    assert!(!behind.effects.iter().any(|effect| matches!(effect, Effect::Turn(_))));
    assert_eq!(behind.machine.tokens(), ahead.machine.tokens());
    assert_eq!(shared.ledger().generation, 2);
    assert_eq!(behind.machine.end_reason(), None);
}
