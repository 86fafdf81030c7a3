//! What a request is told: the few forms that decisions about one have.

use super::super::event::Event;
use super::super::ticket::{Action, Code, Flags, Serial, Ticket};

/// What a request is told, and what has to happen beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decision {
    /// For the request.
    pub ticket: Ticket,
    /// To be handled before the request goes on.
    pub event: Option<Event>,
}

pub(super) fn ticket(action: Action, sends: u32, flags: Flags, serial: Serial) -> Ticket {
    Ticket { action, sends, flags, serial }
}

pub(super) fn only(ticket: Ticket) -> Decision {
    Decision { ticket, event: None }
}

pub(super) fn wait(serial: Serial, sends: u32, flags: Flags) -> Decision {
    only(ticket(Action::Wait, sends, flags, serial))
}

pub(super) fn deliver(answered: Ticket) -> Decision {
    only(Ticket { action: Action::Deliver, ..answered })
}

pub(super) fn reject(code: Code, request: Ticket) -> Decision {
    only(Ticket { action: Action::Reject(code), ..request })
}
