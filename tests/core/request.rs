//! Requests of the simulated document: they ask the core at three moments, and do as they are told.
//!
//! Decides nothing: it switches on a ticket's action, as the face does.

use everfetch::core::machine::{Decision, Hint};
use everfetch::core::{Action, Carrier, Code, Event, Machine, Ticket};

use super::server::{CANARY, Server};
use super::world::{Happening, World};

/// What has become of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fate {
    /// On its way, or waiting.
    #[default]
    Open,
    /// Its caller got an answer of this status.
    Answered(u16),
    /// Its caller got an error.
    Rejected(Code),
    /// Its caller has given it up.
    Left,
}

/// One request.
#[derive(Debug, Default)]
pub struct Request {
    pub fate: Fate,
    pub sends: u32,
    /// How many refreshes it has asked for.
    pub renewals: u32,
    /// The access tokens that it was sent with.
    pub carried: Vec<Option<String>>,
    /// The status of the last answer that has come.
    pub status: Option<u16>,
    /// With which ticket it waits, and since when.
    waits: Option<(Ticket, u64)>,
    /// The longest that it has waited in one go.
    pub longest_wait: u64,
}

impl Request {
    pub fn leave(&mut self) {
        if self.fate == Fate::Open {
            self.fate = Fate::Left;
        }
    }
}

impl World {
    pub fn api_receives(&mut self, id: usize, ticket: Ticket, token: Option<String>, back: u64) {
        let accepts = token.is_some_and(|token| self.server.accepts(&token, self.time));
        let status = self.statuses.pop_front().unwrap_or(if accepts { 200 } else { 401 });
        self.later(back, Happening::ApiAnswers(id, ticket, status));
    }

    pub fn api_answers(&mut self, id: usize, ticket: Ticket, status: u16) {
        if self.fate(id) == Fate::Open {
            let hint = self.predicate.map_or(Hint::None, |predicate| predicate(status));
            let now = self.now;
            self.requests[id].status = Some(status);
            self.ask(id, |machine| machine.answer(ticket, status, hint, now));
            self.wake();
        }
    }

    /// Asks what a request does next.
    pub fn ask(&mut self, id: usize, ask: impl Fn(&mut Machine) -> Decision) {
        let Decision { ticket, event } = self.both(ask);
        assert!(!format!("{ticket:?} {event:?}").contains(CANARY), "a token is printed");
        if let Some(event) = event {
            self.requests[id].renewals += u32::from(event == Event::Renew);
            self.drive(event);
        }
        // Tickets cross to the face as integers.
        self.proceed(id, Ticket::unpack(ticket.pack()));
    }

    fn proceed(&mut self, id: usize, ticket: Ticket) {
        // What a device sleeps through does not count.
        let (time, is_waiting) = (self.now.mono, self.machine.is_waiting());
        let request = &mut self.requests[id];
        if ticket.action == Action::Wait {
            let since = request.waits.map_or(time, |(_, since)| since);
            request.waits = Some((ticket, since));
            // Without anything to wait for, it asks again at once.
            if is_waiting {
                self.waiting.push(id)
            } else {
                self.woken.push_back(id)
            }
            return;
        }
        if let Some((_, since)) = request.waits.take() {
            request.longest_wait = request.longest_wait.max(time - since);
        }
        match ticket.action {
            Action::Wait => {}
            Action::Send | Action::SendWithToken => self.transmit(id, ticket),
            Action::Deliver => {
                request.fate = Fate::Answered(request.status.expect("an answer that has come"));
            }
            Action::Reject(code) => request.fate = Fate::Rejected(code),
        }
    }

    fn transmit(&mut self, id: usize, ticket: Ticket) {
        let token = match ticket.action {
            Action::SendWithToken => {
                assert_eq!(
                    ticket.serial,
                    self.machine.serial(),
                    "a request is sent with a credential of the past"
                );
                self.machine.tokens().access.as_ref().map(|token| token.expose().to_owned())
            }
            _ if self.config.carrier == Carrier::Cookie => self.jar.clone().map(|(access, _)| access),
            _ => None,
        };
        let request = &mut self.requests[id];
        request.sends += 1;
        assert!(request.sends <= 2, "a request is sent a third time");
        assert_eq!(request.sends, ticket.sends, "the ticket has miscounted");
        if let (Some(Some(first)), Some(second)) = (request.carried.first(), &token)
            && self.config.carrier != Carrier::Cookie
        {
            assert_eq!(
                Server::user(first),
                Server::user(second),
                "a request of one user is sent as another's"
            );
        }
        request.carried.push(token.clone());
        let (there, back) = self.latency;
        self.later(there, Happening::ApiReceives(id, ticket, token, back));
    }

    /// The requests whose wait is over ask again, in the order in which they came.
    pub fn wake(&mut self) {
        if self.is_busy {
            // Waiting requests go on after the effects that are being carried out, not between them.
            return;
        }
        let mut turns = 0;
        while let Some(id) = self.woken.pop_front() {
            turns += 1;
            assert!(turns < 10_000, "requests wake each other for ever");
            if let Some((ticket, _)) = self.requests[id].waits
                && self.fate(id) == Fate::Open
            {
                let now = self.now;
                self.ask(id, |machine| machine.resume(ticket, now));
            }
        }
    }
}
