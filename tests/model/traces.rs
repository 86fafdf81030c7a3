//! The traces that broke the protocol as it was first written, each played in the world that is explored.

use everfetch::core::ledger::Doubt;

use super::act::Action;
use super::play::{A, B, C, Play};
use super::scope::{SETTLE, TIMEOUT};
use super::server::Reply;
use super::shared::View;
use super::world::{Pending, residual};

/// What a tab does that was granted the lock and does not see the newest ledger yet: it reads until it does.
fn catches_up(play: &mut Play, tab: usize, behind: u8) {
    play.grant(tab);
    play.count(tab, behind);
    play.turn(tab, 1);
    assert!(play.waits(tab), "it reads again\n{}", play.story());
    play.turn(tab, 0);
    assert_eq!(play.token(tab), Some((0, 2)), "{}", play.story());
    assert!(!play.waits(tab), "{}", play.story());
    assert_eq!((play.sends((0, 1)), play.sends((0, 2))), (1, 0), "{}", play.story());
}

#[test]
fn c1_a_tab_that_gets_the_lock_before_it_sees_the_commit_adopts_it() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.request(B);
    play.arrive();
    play.answer();
    assert_eq!(play.world.lock.holder.map(|hold| hold.tab), Some(A), "held until the presence lock is there");
    play.present(A);
    catches_up(&mut play, B, 2);
}

#[test]
fn c1_a_tab_copied_before_the_commit_adopts_it() {
    let mut play = Play::new(3, 2);
    play.act(Action::Copy { from: B, to: C });
    play.refresh(A);
    play.open(C, 2);
    assert_eq!(play.token(C), Some((0, 1)));
    play.request(C);
    catches_up(&mut play, C, 2);
}

#[test]
fn c1_a_tab_reloaded_before_the_commit_adopts_it() {
    let mut play = Play::new(2, 2);
    play.act(Action::Reload(B));
    play.refresh(A);
    play.open(B, 2);
    assert_eq!(play.token(B), Some((0, 1)));
    play.request(B);
    catches_up(&mut play, B, 2);
}

#[test]
fn c1_a_tab_frozen_before_the_commit_adopts_it() {
    let mut play = Play::new(2, 2);
    play.act(Action::Freeze(B));
    play.refresh(A);
    play.act(Action::Thaw(B));
    play.act(Action::Show(B, View { epoch: 0, ledger: 2 }));
    play.request(B);
    catches_up(&mut play, B, 2);
}

#[test]
fn c1_the_tab_that_refreshed_may_be_gone() {
    let mut play = Play::new(2, 2);
    play.act(Action::Freeze(B));
    play.refresh(A);
    play.act(Action::Close(A));
    play.act(Action::Thaw(B));
    play.act(Action::Show(B, View::default()));
    assert_eq!(play.token(B), Some((0, 2)), "{}", play.story());
}

/// `B` has the lock after a sender that is gone, and does not see what that wrote yet: it waits `delay`, in which no
/// call can still be on its way.
fn replays_after(play: &mut Play, delay: u64) {
    play.grant(B);
    play.count(B, 1);
    play.wait(B, 150);
    play.count(B, 0);
    assert!(!play.can(play.wait_over(B, delay)), "the call is still on its way\n{}", play.story());
    play.vanish();
    play.wait(B, delay);
    play.count(B, 0);
    play.turn(B, 0);
    play.arrive();
    play.answer();
    assert_eq!(play.token(B), Some((0, 2)), "{}", play.story());
    assert_eq!(play.sends((0, 1)), 2);
    assert!(play.is_grant_alive());
}

#[test]
fn c2_after_a_crash_in_mid_flight_the_token_is_sent_again_only_when_the_first_call_is_over() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.request(B);
    play.act(Action::Crash(A));
    replays_after(&mut play, TIMEOUT);
}

#[test]
fn c2_after_a_freeze_in_mid_flight_too() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.request(B);
    play.act(Action::Freeze(A));
    replays_after(&mut play, SETTLE);
    play.act(Action::Thaw(A));
    play.act(Action::Show(A, View::default()));
    assert_eq!(play.token(A), Some((0, 2)), "{}", play.story());
}

#[test]
fn c2_after_a_reload_in_mid_flight_too() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.request(B);
    play.act(Action::Reload(A));
    replays_after(&mut play, SETTLE);
    play.open(A, 0);
    assert_eq!(play.token(A), Some((0, 2)), "{}", play.story());
}

#[test]
fn c3_a_tab_copied_in_mid_flight_never_sends_the_superseded_token() {
    let mut play = Play::new(3, 2);
    play.send(A);
    play.act(Action::Copy { from: A, to: C });
    play.arrive();
    play.answer();
    play.present(A);
    play.open(C, 1);
    assert_eq!(play.token(C), Some((0, 1)));
    play.request(C);
    catches_up(&mut play, C, 1);
}

#[test]
fn c4_a_replay_waits_until_the_first_call_cannot_arrive_any_more() {
    let mut play = Play::new(1, 1);
    play.send(A);
    play.act(Action::Reload(A));
    play.open(A, 0);
    play.request(A);
    play.grant(A);
    play.count(A, 0);
    assert!(!play.can(play.wait_over(A, SETTLE)));
    // It never reaches the server, so the session lives.
    play.vanish();
    play.wait(A, SETTLE);
    play.count(A, 0);
    play.turn(A, 0);
    play.arrive();
    play.answer();
    assert_eq!(play.token(A), Some((0, 2)), "{}", play.story());
}

#[test]
fn c4_a_successor_that_reached_nobody_costs_one_replay_and_one_end() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.act(Action::Reload(A));
    play.open(A, 0);
    play.request(A);
    play.grant(A);
    play.count(A, 0);
    play.arrive();
    play.wait(A, SETTLE);
    play.count(A, 0);
    play.turn(A, 0);
    play.arrive();
    play.answer();
    assert_eq!(play.world.residual, residual::LOST);
    assert_eq!((play.sends((0, 1)), play.ends(A)), (2, 1), "{}", play.story());
    play.act(Action::Look(B));
    assert_eq!((play.token(B), play.ends(B)), (None, 1), "{}", play.story());
}

#[test]
fn c5_an_answer_after_another_tabs_sign_out_is_dropped_and_revoked() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.arrive();
    play.act(Action::SignOut(B, View::default()));
    play.answer();
    assert_eq!((play.token(A), play.ends(A)), (None, 1), "{}", play.story());
    assert!(play.world.tab(A).record.is_none());
    assert!(play.story().contains("Revoke(Some((0, 2)))"), "{}", play.story());
    assert_eq!(play.doubt(), None);
}

#[test]
fn c5_a_tab_that_gets_the_lock_after_a_sign_out_sends_nothing() {
    let mut play = Play::new(2, 2);
    play.send(B);
    play.request(A);
    play.act(Action::SignOut(B, View::default()));
    play.grant(A);
    play.count(A, 0);
    assert_eq!((play.token(A), play.ends(A)), (None, 1), "{}", play.story());
    assert_eq!(play.sends((0, 1)), 1);
    assert!(play.world.lock.holder.is_none());
}

#[test]
fn c11_a_tab_whose_session_is_replaced_joins_the_next_one_and_is_not_told_of_an_end() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.arrive();
    play.act(Action::SignIn(B, View::default()));
    play.answer();
    assert_eq!(play.ends(A), 0, "{}", play.story());
    assert_eq!(play.token(B), Some((1, 1)), "{}", play.story());
    play.act(Action::Letter(0, View::default()));
    play.act(Action::Letter(0, View::default()));
    assert_eq!(play.token(A), Some((1, 1)), "{}", play.story());
}

#[test]
fn c6_a_page_that_freezes_in_the_queue_keeps_nobody_waiting() {
    let mut play = Play::new(3, 3);
    play.send(A);
    play.request(B);
    play.request(C);
    play.act(Action::Freeze(B));
    play.arrive();
    play.answer();
    play.present(A);
    assert_eq!(play.world.lock.holder.map(|hold| hold.tab), Some(C), "{}", play.story());
    play.grant(C);
    play.count(C, 0);
    assert_eq!(play.token(C), Some((0, 2)), "{}", play.story());
    play.act(Action::Thaw(B));
    play.act(Action::Show(B, View::default()));
    assert_eq!((play.token(B), play.waits(B)), (Some((0, 2)), false), "{}", play.story());
}

/// What asks whether the lock is free cannot be withdrawn, so a page that stops before it is told has the lock. That
/// costs the others one bounded wait and no token, and ends when the page runs.
#[test]
fn c6_a_page_that_freezes_before_it_is_told_that_the_lock_was_free_costs_one_wait() {
    let mut play = Play::new(2, 2);
    play.request(A);
    play.act(Action::Freeze(A));
    assert_eq!(play.world.residual, residual::HELD);
    play.request(B);
    let bound = play.queue_over(B);
    play.act(bound);
    assert!(!play.waits(B), "{}", play.story());
    assert_eq!((play.token(B), play.sends((0, 1)), play.ends(B)), (Some((0, 1)), 0, 0), "{}", play.story());
    play.act(Action::Thaw(A));
    play.grant(A);
    assert_eq!(play.world.lock.holder, None, "let go of at once\n{}", play.story());
    play.refresh(B);
    assert_eq!(play.token(B), Some((0, 2)), "{}", play.story());
}

#[test]
fn c7_too_many_requests_in_answer_to_a_replay_says_nothing_of_the_first_call() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.act(Action::Lose(0, View::default()));
    play.vanish();
    play.wait(A, SETTLE);
    assert_eq!(play.doubt(), Some(Doubt::LetGo));
    play.wait(A, 150);
    play.request(B);
    play.grant(B);
    play.count(B, 0);
    play.wait(B, SETTLE);
    play.count(B, 0);
    play.turn(B, 0);
    play.arrive_and(Reply::BUSY);
    play.answer();
    assert_eq!(play.doubt(), Some(Doubt::LetGo), "{}", play.story());
}

#[test]
fn c8_what_may_have_been_processed_is_in_doubt_and_no_end() {
    for status in [500, 502, 504, 200] {
        let mut play = Play::new(2, 2);
        play.send(A);
        play.arrive_and(Reply::Status(status));
        play.answer();
        assert_eq!((play.doubt(), play.ends(A)), (Some(Doubt::LetGo), 0), "{status}\n{}", play.story());
        play.wait(A, 150);
        play.request(B);
        play.grant(B);
        play.count(B, 0);
        play.wait(B, SETTLE);
    }
}

#[test]
fn c8_a_network_error_after_the_send_is_in_doubt_and_no_end() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.act(Action::Lose(0, View::default()));
    play.vanish();
    play.wait(A, SETTLE);
    assert_eq!((play.doubt(), play.ends(A)), (Some(Doubt::LetGo), 0), "{}", play.story());
}

#[test]
fn c8_a_network_error_just_before_the_page_goes_is_not_taken_for_a_failure() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.act(Action::Lose(0, View::default()));
    assert!(play.waits(A), "{}", play.story());
    assert_eq!(play.world.lock.holder.map(|hold| hold.tab), Some(A));
    play.act(Action::Reload(A));
    assert_eq!((play.doubt(), play.pause()), (Some(Doubt::LetGo), Some(0)), "{}", play.story());
    play.open(A, 0);
    play.request(A);
    play.vanish();
    play.grant(A);
    play.count(A, 0);
    play.wait(A, SETTLE);
    play.count(A, 0);
    play.turn(A, 0);
    play.arrive();
    play.answer();
    assert_eq!(play.token(A), Some((0, 2)), "{}", play.story());
}

#[test]
fn c8_what_was_refused_before_processing_is_not_in_doubt() {
    for status in [408, 425, 429, 503] {
        let mut play = Play::new(2, 2);
        play.send(A);
        play.arrive_and(Reply::Status(status));
        play.answer();
        assert_eq!((play.doubt(), play.ends(A)), (Some(Doubt::None), 0), "{status}\n{}", play.story());
    }
}

#[test]
fn an_update_that_a_commit_has_carried_is_not_put_over_a_newer_one() {
    let mut play = Play::new(2, 2);
    play.request(A);
    play.act(Action::Replace(B));
    play.grant(A);
    play.count(A, 0);
    // It comes just before the call, so its token is the one that is sent.
    play.act(Action::Replace(A));
    play.turn(A, 0);
    play.arrive();
    play.answer();
    assert_eq!(play.token(A), Some((2, 2)), "{}", play.story());
    play.present(A);
    assert!(play.world.lock.queue.is_empty(), "nothing is left to be told\n{}", play.story());
    play.grant(B);
    play.count(B, 0);
    play.wait(B, 150);
    play.count(B, 0);
    play.act(Action::Look(A));
    assert_eq!((play.token(A), play.token(B)), (Some((1, 1)), Some((1, 1))), "{}", play.story());
}

#[test]
fn an_update_waits_for_the_lock_as_long_as_it_takes_and_calls_that_no_failure() {
    let mut play = Play::new(2, 2);
    play.request(A);
    play.act(Action::Freeze(A));
    play.act(Action::Replace(B));
    for _ in 0..3 {
        let bound = play.queue_over(B);
        play.act(bound);
    }
    assert!(!play.story().contains("RefreshFailed"), "{}", play.story());
    play.act(Action::Thaw(A));
    play.grant(A);
    play.grant(B);
    play.count(B, 0);
    play.wait(B, 150);
    play.count(B, 0);
    play.act(Action::Show(A, View::default()));
    assert_eq!(play.token(A), Some((1, 1)), "{}", play.story());
}

#[test]
fn an_update_that_is_not_told_yet_goes_to_nobody_who_asks() {
    let mut play = Play::new(3, 2);
    // Somebody else has the lock, so the update cannot be told yet.
    play.send(B);
    play.act(Action::Replace(A));
    play.act(Action::Blank(C));
    play.open(C, 0);
    play.count(C, 0);
    play.letters(A);
    play.letters(C);
    assert_eq!(play.token(C), Some((0, 1)), "what the ledger has\n{}", play.story());
}

#[test]
fn c9_whoever_waits_for_a_slow_call_is_served_by_its_late_answer() {
    let mut play = Play::new(2, 2);
    play.send(A);
    play.request(B);
    play.arrive();
    // The other tab is still in the queue: nothing but the call's own end frees the lock.
    assert!(play.world.lock.is_held_by(A), "{}", play.story());
    play.answer();
    assert_eq!((play.sends((0, 1)), play.token(A)), (1, Some((0, 2))), "{}", play.story());
    play.act(Action::Look(B));
    assert_eq!((play.sends((0, 1)), play.token(B)), (1, Some((0, 2))), "{}", play.story());
}

/// From a request to the call, where the ledger keeps no mark: nothing is sent before a sender that may have vanished has
/// had its time.
fn sends_unmarked(play: &mut Play, tab: usize) {
    play.request(tab);
    play.grant(tab);
    play.count(tab, 0);
    let is_rereading = |pending: &Pending| matches!(pending, Pending::Turn(_, true));
    if play.world.tab(tab).pending.iter().any(is_rereading) {
        play.reread(tab);
        play.wait(tab, SETTLE);
        play.count(tab, 0);
        play.reread(tab);
        play.turn(tab, 0);
    } else {
        play.turn(tab, 0);
        play.count(tab, 0);
        play.wait(tab, SETTLE);
    }
    for _ in 0..3 {
        play.count(tab, 0);
        play.turn(tab, 0);
    }
    play.count(tab, 0);
    play.wait(tab, TIMEOUT);
    play.count(tab, 0);
}

#[test]
fn c10_where_the_ledger_takes_no_writes_a_set_reaches_the_others_by_a_message() {
    let mut play = Play::new(2, 2);
    play.act(Action::Jam);
    sends_unmarked(&mut play, A);
    play.arrive();
    play.answer();
    play.present(A);
    play.letters(B);
    play.act(Action::Close(A));
    assert_eq!((play.token(B), play.sends((0, 1))), (Some((0, 2)), 1), "{}", play.story());
    sends_unmarked(&mut play, B);
    play.arrive();
    play.answer();
    assert_eq!((play.token(B), play.sends((0, 2))), (Some((0, 3)), 1), "{}", play.story());
    assert!(play.is_grant_alive() && play.ends(B) == 0);
}

#[test]
fn c10_a_tab_that_was_away_sees_the_floor_and_asks() {
    let mut play = Play::new(2, 2);
    play.act(Action::Jam);
    play.act(Action::Freeze(B));
    sends_unmarked(&mut play, A);
    play.arrive();
    play.answer();
    play.present(A);
    play.act(Action::Thaw(B));
    play.act(Action::Show(B, View::default()));
    assert_eq!(play.token(B), Some((0, 1)));
    play.request(B);
    play.grant(B);
    play.count(B, 0);
    play.reread(B);
    play.letters(A);
    play.letters(B);
    assert_eq!((play.token(B), play.sends((0, 1))), (Some((0, 2)), 1), "{}", play.story());
    assert!(play.is_grant_alive());
}

#[test]
fn c17_a_record_that_nothing_vouches_for_is_asked_about_before_a_request_carries_its_token() {
    let mut play = Play::new(2, 2);
    play.act(Action::Reload(B));
    play.act(Action::SignOut(A, View::default()));
    play.act(Action::Wipe(A));
    play.open(B, 0);
    play.request(B);
    assert!(play.waits(B), "{}", play.story());
    play.grant(B);
    play.count(B, 0);
    play.reread(B);
    play.wait(B, SETTLE);
    play.count(B, 0);
    play.turn(B, 0);
    play.arrive();
    play.answer();
    assert_eq!((play.ends(B), play.waits(B)), (1, false), "{}", play.story());
}

#[test]
fn c17_another_tab_of_the_session_vouches_for_it() {
    let mut play = Play::new(2, 2);
    play.act(Action::Reload(B));
    play.act(Action::Wipe(A));
    play.open(B, 0);
    play.request(B);
    play.grant(B);
    play.count(B, 0);
    assert_eq!((play.waits(B), play.sends((0, 1))), (false, 0), "{}", play.story());
}
