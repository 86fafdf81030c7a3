//! What only a machine of sixteen million renewals shows, so that the tests have to set its serials themselves.

use super::super::clock::Now;
use super::super::event::{Event, Snapshot};
use super::super::ticket::{Action, Code, Flags, Serial, Ticket};
use super::super::token::{Secret, TokenSet};
use super::super::{Config, Machine};
use super::Hint;

const NOW: Now = Now { mono: 5, wall: 1_000 };
const LAST: u32 = 0xFF_FFFF;

fn serial(number: u32) -> Serial {
    Ticket::unpack(number << 8).serial
}

fn tell(machine: &mut Machine, event: Event) {
    machine.handle(event, Snapshot { now: NOW, ..Snapshot::default() });
}

fn tokens() -> TokenSet {
    TokenSet { access: Secret::new("access"), refresh: Secret::new("refresh"), expiry: None }
}

/// A session whose first credential had the number `first`, and whose current one has `current`.
fn session(first: u32, current: u32) -> Machine {
    let mut machine = Machine::new(Config::default());
    tell(&mut machine, Event::SignIn(tokens()));
    let (session, _) = machine.session_mut().expect("a session");
    session.first = serial(first);
    session.credential.serial = serial(current);
    machine
}

/// What a request is told that was sent with the credential `number` and refused.
fn refused(machine: &Machine, number: u32) -> Action {
    let flags = Flags::default();
    let sent = Ticket { action: Action::SendWithToken, sends: 1, flags, serial: serial(number) };
    machine.clone().answer(sent, 401, Hint::None, NOW).ticket.action
}

#[test]
fn serials_that_start_anew_at_one_leave_requests_with_their_session() {
    let mut machine = session(LAST - 2, LAST - 1);
    let sent = machine.begin(Flags::default(), NOW).ticket;
    assert_eq!((sent.action, sent.serial), (Action::SendWithToken, serial(LAST - 1)));
    for _ in 0..4 {
        tell(&mut machine, Event::Update(tokens()));
    }
    assert_eq!(machine.serial(), serial(3));
    for own in [LAST - 2, LAST - 1, LAST, 1, 2] {
        assert_eq!(refused(&machine, own), Action::SendWithToken, "{own}");
    }
    assert_eq!(refused(&machine, 3), Action::Wait);
    for other in [LAST - 3, LAST - 4] {
        assert_eq!(refused(&machine, other), Action::Reject(Code::SessionChanged), "{other}");
    }
}

#[test]
fn a_session_that_begins_where_serials_start_anew_knows_the_one_before() {
    let mut machine = session(LAST - 5, LAST);
    let another = TokenSet { refresh: Secret::new("another"), ..tokens() };
    tell(&mut machine, Event::SignIn(another));
    assert_eq!(machine.serial(), serial(1));
    assert_eq!(refused(&machine, LAST), Action::Reject(Code::SessionChanged));
    assert_eq!(refused(&machine, LAST - 5), Action::Reject(Code::SessionChanged));
}

#[test]
fn a_request_of_half_a_ring_ago_counts_as_another_sessions_and_newer_ones_do_not() {
    let mut machine = session(10, 10 + Serial::MOST_OWN);
    assert_eq!(refused(&machine, 10), Action::SendWithToken);
    tell(&mut machine, Event::Update(tokens()));
    assert_eq!(refused(&machine, 10), Action::Reject(Code::SessionChanged));
    assert_eq!(refused(&machine, 11), Action::SendWithToken);
    // Otherwise the whole ring would be this session's some day, and another's requests with it.
    assert_eq!(refused(&machine, 9), Action::Reject(Code::SessionChanged));
}

#[test]
fn a_request_of_exactly_half_a_ring_ago_still_counts_as_the_sessions_own() {
    let mut machine = session(10, 9 + Serial::MOST_OWN);
    tell(&mut machine, Event::Update(tokens()));
    assert_eq!(machine.serial(), serial(10 + Serial::MOST_OWN));
    assert_eq!(refused(&machine, 10), Action::SendWithToken);
    assert_eq!(refused(&machine, 9), Action::Reject(Code::SessionChanged));
}
