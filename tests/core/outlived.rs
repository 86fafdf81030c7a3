//! What was learnt about a token, a flight or a pause ends with it. Each test here guards against a former defect: a
//! field that outlived what it described.

use everfetch::core::ledger::Ledger;
use everfetch::core::machine::{Hint, State};
use everfetch::core::{Action, Answer, Carrier, Code, Config, Effect, Event, Flags, Notice, Ticket};

use super::tab::{Shared, Tab, config, tokens};

const HOUR: u64 = 3_600_000;

fn alone() -> Config {
    Config { shares: false, ..config(Carrier::Bearer) }
}

fn passes(tab: &mut Tab, milliseconds: u64) {
    tab.now.mono += milliseconds;
    tab.now.wall += milliseconds;
}

fn sent(tab: &mut Tab) -> Ticket {
    tab.machine.begin(Flags::default(), tab.now).ticket
}

/// What a request that was sent with `ticket` is told about its 401. The event that the question brings is handled too.
fn refused(tab: &mut Tab, shared: &mut Shared, ticket: Ticket) -> Ticket {
    let decision = tab.machine.answer(ticket, 401, Hint::None, tab.now);
    if let Some(event) = decision.event {
        tab.tell(shared, event);
    }
    decision.ticket
}

fn unavailable() -> Answer {
    Answer { status: Some(503), ..Answer::default() }
}

#[test]
fn h165_a_token_that_came_back_unchanged_after_a_403_is_renewed_once_it_is_refused_with_401() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(Config { refresh_on: vec![401, 403], ..alone() }, &mut shared);
    let mut refuse = |status| {
        let sent = sent(&mut tab);
        let next = tab.machine.answer(sent, status, Hint::None, tab.now);
        if let Some(event) = next.event {
            tab.tell(&mut shared, event);
            let call = tab.sent().expect("a call");
            let same = Answer { tokens: Some(tokens(1, Carrier::Bearer)), ..Answer::default() };
            tab.tell(&mut shared, Event::Answered(call, same));
        }
        next.ticket.action
    };
    let actions = [403, 403, 401, 401].map(&mut refuse);
    assert_eq!(actions, [Action::Wait, Action::Deliver, Action::Wait, Action::Deliver]);
}

#[test]
fn d1_that_a_token_came_back_unchanged_is_no_answer_to_a_later_refusal() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(alone(), &mut shared);
    let ticket = sent(&mut tab);
    let waits = refused(&mut tab, &mut shared, ticket);
    let call = tab.sent().expect("a call");
    let same = tokens(1, Carrier::Bearer);
    tab.tell(&mut shared, Event::Answered(call, Answer { tokens: Some(same), ..Answer::default() }));
    assert_eq!(tab.machine.resume(waits, tab.now).ticket.action, Action::Deliver);

    passes(&mut tab, HOUR);
    let accepted = sent(&mut tab);
    tab.machine.answer(accepted, 200, Hint::None, tab.now);
    let ticket = sent(&mut tab);
    let waits = refused(&mut tab, &mut shared, ticket);
    assert_eq!(waits.action, Action::Wait);
    let call = tab.sent().expect("another call");
    tab.tell(&mut shared, Event::Answered(call, unavailable()));
    let told = tab.machine.resume(waits, tab.now).ticket;
    assert_eq!(told.action, Action::Reject(Code::RefreshFailed));
}

#[test]
fn d2_being_online_again_ends_one_pause_and_no_later_one() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let mut other = tab.copied();
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, unavailable()));
    tab.online(&mut shared);
    assert!(tab.lock_asked().is_some());
    // The other tab is faster.
    tab.is_hinted(&mut shared, &mut other);
    assert!(tab.is_told(Notice::Refreshed));

    passes(&mut tab, HOUR);
    let not_before = tab.now.wall + 30_000;
    let failed = tab.now.wall;
    shared.ledger = Some(Ledger { not_before, failed, ..shared.ledger() }.write());
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 2);
    assert_eq!(tab.task_ends(), None, "a call inside of a pause that all tabs keep");
    assert!(tab.effects.iter().any(|effect| format!("{effect:?}").contains("RefreshFailed")));
}

#[test]
fn d2_being_online_again_in_a_session_that_is_over_ends_no_pause_of_the_next() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    let call = tab.refresh(&mut shared);
    tab.tell(&mut shared, Event::Answered(call, unavailable()));
    tab.online(&mut shared);
    tab.tell(&mut shared, Event::SignOut { revoke: false });
    tab.tell(&mut shared, Event::SignIn(tokens(2, Carrier::Bearer)));
    let not_before = tab.now.wall + 30_000;
    let failed = tab.now.wall;
    shared.ledger = Some(Ledger { not_before, failed, ..shared.ledger() }.write());
    tab.tell(&mut shared, Event::Refresh);
    tab.lock(&mut shared, 1);
    assert_eq!(tab.task_ends(), None, "a call inside of a pause that all tabs keep");
}

#[test]
fn d3_a_doubt_goes_with_its_token() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(alone(), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let call = tab.sent().expect("a call");
    tab.breaks_off(&mut shared, call);
    tab.tell(&mut shared, Event::Update(tokens(2, Carrier::Bearer)));
    tab.tell(&mut shared, Event::Refresh);
    assert!(tab.sent().is_some(), "waits for a call of a token that is gone");
}

#[test]
fn d3_a_doubt_stays_with_a_token_that_an_update_left_in_force() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(alone(), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let call = tab.sent().expect("a call");
    tab.breaks_off(&mut shared, call);
    let access = tokens(2, Carrier::Split);
    tab.tell(&mut shared, Event::Update(access));
    tab.tell(&mut shared, Event::Refresh);
    assert_eq!(tab.sent(), None);
    assert!(tab.timer().is_some());
}

/// A failed refresh whose pause lasts, then newer tokens from elsewhere.
fn updated_in_a_pause(answer: Answer) -> (Tab, Shared) {
    let mut shared = Shared { jitter: u32::MAX, ..Shared::default() };
    let mut tab = Tab::signed_in(alone(), &mut shared);
    tab.tell(&mut shared, Event::Refresh);
    let call = tab.sent().expect("a call");
    tab.tell(&mut shared, Event::Answered(call, answer));
    tab.tell(&mut shared, Event::Update(tokens(2, Carrier::Bearer)));
    (tab, shared)
}

#[test]
fn d4_newer_tokens_end_the_pause_that_this_tab_chose() {
    let (mut tab, mut shared) = updated_in_a_pause(unavailable());
    assert_eq!(tab.machine.state(tab.now), State::Active);
    let ticket = sent(&mut tab);
    assert_eq!(refused(&mut tab, &mut shared, ticket).action, Action::Wait);
}

#[test]
fn d4_newer_tokens_leave_a_pause_that_the_server_asked_for_and_the_state_says_so() {
    let (mut tab, mut shared) = updated_in_a_pause(Answer { retry_after: Some(60_000), ..unavailable() });
    assert_eq!(tab.machine.state(tab.now), State::Active);
    let ticket = sent(&mut tab);
    assert_eq!(refused(&mut tab, &mut shared, ticket).action, Action::Reject(Code::RefreshFailed));
    assert_eq!(tab.machine.state(tab.now), State::Stale);
}

#[test]
fn a_sign_in_while_the_application_is_asked_for_tokens_lets_the_lock_go() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(Config { has_initial: true, ..config(Carrier::Bearer) }, &mut shared);
    let lock = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Granted { op: lock, queued: false });
    tab.tell(&mut shared, Event::SignIn(tokens(1, Carrier::Bearer)));
    assert!(tab.is_unlocked(lock), "the lock of the first session is kept for ever");
}

#[test]
fn c6_a_page_that_stops_while_it_queues_to_ask_the_application_withdraws_and_queues_again() {
    let mut shared = Shared::default();
    let mut tab = Tab::opened(Config { has_initial: true, ..config(Carrier::Bearer) }, &mut shared);
    let first = tab.lock_asked().expect("a request for the lock");
    tab.tell(&mut shared, Event::Hide);
    assert!(tab.effects.contains(&Effect::CancelLock(first)));
    // It had been granted already, as its callback says at the thaw, before anything else.
    tab.tell(&mut shared, Event::Granted { op: first, queued: true });
    assert!(tab.is_unlocked(first));
    assert!(!tab.effects.iter().any(|effect| matches!(effect, Effect::AskInitial(_))));
    tab.tell(&mut shared, Event::Show);
    let again = tab.lock_asked().expect("another request for the lock");
    tab.tell(&mut shared, Event::Granted { op: first, queued: true });
    assert!(tab.is_unlocked(first), "the request that was withdrawn");
    tab.tell(&mut shared, Event::Granted { op: again, queued: false });
    assert!(tab.effects.contains(&Effect::AskInitial(again)));
    tab.tell(&mut shared, Event::Initial(again, Some(tokens(1, Carrier::Bearer))));
    assert!(tab.is_unlocked(again));
    assert_eq!(tab.machine.tokens(), &tokens(1, Carrier::Bearer));
}

#[test]
fn a_sealing_key_goes_with_its_session() {
    let mut shared = Shared::default();
    let mut tab = Tab::signed_in(config(Carrier::Bearer), &mut shared);
    tab.tell(&mut shared, Event::Unshare);
    tab.tell(&mut shared, Event::SignIn(tokens(2, Carrier::Bearer)));
    assert!(tab.saved().expect("a record").key.is_none());
}
