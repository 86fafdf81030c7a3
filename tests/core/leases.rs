//! What becomes of requests that a page sent by its lease before the core ran (R15.3).

use everfetch::core::event::Found;
use everfetch::core::machine::{Decision, Hint, State};
use everfetch::core::record::Record;
use everfetch::core::{Action, Carrier, Code, Config, Event};

use super::tab::{Shared, Tab, config, tokens};

const SID: u64 = 5;
const GENERATION: u64 = 3;

/// A page that has opened with a record of this carrier, and has no other tabs.
fn restored(carrier: Carrier) -> Tab {
    let record =
        Record { sid: SID, generation: GENERATION, key: None, tokens: tokens(3, carrier), lease: None };
    let mut tab = Tab::closed(Config { shares: false, ..config(carrier) });
    tab.tell(&mut Shared::default(), Event::Open(Some(Found::Leased(record))));
    assert_eq!(tab.machine.state(tab.now), State::Active);
    tab
}

/// A request that was sent by the lease of this session and generation is answered 401.
fn refused(tab: &mut Tab, sid: u64, generation: u64) -> Decision {
    let ticket = tab.machine.leased(sid, generation);
    assert_eq!((ticket.sends, ticket.action), (1, Action::SendWithToken));
    tab.machine.answer(ticket, 401, Hint::None, tab.now)
}

#[test]
fn r15_a_401_to_the_token_of_the_session_as_it_is_asks_for_a_refresh() {
    let mut tab = restored(Carrier::Bearer);
    let before = tab.machine.serial();
    let decision = refused(&mut tab, SID, GENERATION);
    assert_eq!((decision.ticket.action, decision.event), (Action::Wait, Some(Event::Renew)));
    assert_eq!(tab.machine.serial(), before);
}

#[test]
fn r15_a_401_to_an_older_token_of_the_session_is_a_late_one() {
    for generation in [GENERATION - 1, GENERATION + 1] {
        let mut tab = restored(Carrier::Bearer);
        let before = tab.machine.serial();
        let decision = refused(&mut tab, SID, generation);
        assert_eq!((decision.ticket.action, decision.event), (Action::SendWithToken, None));
        assert_eq!(tab.machine.serial(), before.next());
        // A second lot of requests makes the token no newer.
        let decision = refused(&mut tab, SID, generation);
        assert_eq!((decision.ticket.action, decision.event), (Action::SendWithToken, None));
        assert_eq!(tab.machine.serial(), before.next());
    }
}

#[test]
fn r15_a_401_to_the_token_of_another_session_ends_nothing_and_is_not_sent_again() {
    let mut tab = restored(Carrier::Bearer);
    let decision = refused(&mut tab, SID + 1, GENERATION);
    assert_eq!((decision.ticket.action, decision.event), (Action::Reject(Code::SessionChanged), None));
}

#[test]
fn r15_what_was_sent_with_a_cookie_carried_no_token() {
    let mut tab = restored(Carrier::Cookie);
    assert_eq!(tab.machine.leased(SID, GENERATION).action, Action::Send);
    let mut tab = restored(Carrier::Split);
    assert_eq!(tab.machine.leased(SID, GENERATION).action, Action::SendWithToken);
}
