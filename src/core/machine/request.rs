//! What one request does next.
//!
//! Decides, at three moments: before the first send (`begin`), when an answer has come (`answer`), and when
//! waiting is over (`resume`). A request is sent at most twice. A 401 counts against the credential that the
//! request was *sent with*: where that is no longer the current one (the late 401), the request is sent again and
//! nothing is renewed.

use super::super::clock::Now;
use super::super::config::Carrier;
use super::super::event::Event;
use super::super::failure::Failure;
use super::super::has;
use super::super::rule::Rule;
use super::super::ticket::{Action, Code, Flags, Serial, Ticket};
use super::{Decision, Life, Machine};

/// What the application's own `refreshOn` says of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// Nothing: the status decides.
    None,
    /// The credential was not refused.
    Accepted,
    /// It was.
    Refused,
    /// It was, and the session is over.
    End,
}

impl Hint {
    /// From the number that crosses the boundary.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        match bits {
            1 => Hint::Accepted,
            2 => Hint::Refused,
            3 => Hint::End,
            _ => Hint::None,
        }
    }
}

/// The most often that one request is sent.
const MOST_SENDS: u32 = 2;

impl Machine {
    /// Decides about a request that was not sent yet.
    pub fn begin(&mut self, flags: Flags, now: Now) -> Decision {
        match self.life {
            Life::Closed | Life::Opening(_) => self.wait(Serial::NONE, 0, flags),
            Life::Anonymous | Life::Ended(_) => only(ticket(Action::Send, 1, flags, Serial::NONE)),
            // A cookie goes along by itself, so the answer will tell. Without an access token it would not.
            Life::Unknown if self.config.carrier == Carrier::Cookie => {
                only(ticket(Action::Send, 1, flags, self.serial))
            }
            Life::Unknown | Life::Active => self.begin_with_token(flags, now),
        }
    }

    fn begin_with_token(&mut self, flags: Flags, now: Now) -> Decision {
        let is_usable = self.is_usable(now);
        // A final request never waits for a refresh under way: it may be the refresh function's own.
        if flags.is_final && (is_usable || self.is_renewing()) {
            return self.send(0, flags);
        }
        if self.is_renewing() {
            return self.wait(self.serial, 0, flags);
        }
        if !self.can_renew() {
            return self.send(0, flags);
        }
        if is_usable && !self.is_refused && !self.is_near(flags, now) {
            return self.send(0, flags);
        }
        if self.is_paused(now) {
            return if is_usable { self.send(0, flags) } else { only(self.rejection(0, flags)) };
        }
        self.renew(0, flags)
    }

    /// Decides about an answer with `status` to a request that was sent by `sent`.
    pub fn answer(&mut self, sent: Ticket, status: u16, hint: Hint, now: Now) -> Decision {
        let is_refused = match hint {
            Hint::None => has(&self.config.refresh_on, status),
            Hint::Accepted => false,
            Hint::Refused | Hint::End => true,
        };
        let Ticket { sends, flags, serial, .. } = sent;
        let deliver = ticket(Action::Deliver, sends, flags, serial);
        if !is_refused {
            if serial == self.serial {
                self.breaker.accepted(sends >= MOST_SENDS);
            }
            return only(deliver);
        }
        if serial == Serial::NONE || flags.is_final {
            return only(deliver);
        }
        match self.life {
            Life::Active if !self.is_own(serial) => {
                return only(ticket(Action::Reject(Code::SessionChanged), sends, flags, serial));
            }
            Life::Active | Life::Unknown => {}
            Life::Ended(_) => return only(ticket(Action::Reject(self.ended_code()), sends, flags, serial)),
            Life::Closed | Life::Opening(_) | Life::Anonymous => return only(deliver),
        }
        if hint == Hint::End && matches!(self.life, Life::Active) {
            let ticket = ticket(Action::Reject(Code::SessionEnded), sends, flags, serial);
            return Decision { ticket, event: Some(Event::Refuse) };
        }
        self.refused(sent, now)
    }

    /// A request of this session was refused.
    fn refused(&mut self, sent: Ticket, now: Now) -> Decision {
        let Ticket { sends, flags, serial, .. } = sent;
        let deliver = ticket(Action::Deliver, sends, flags, serial);
        let is_current = serial == self.serial;
        if is_current {
            self.breaker.refused(serial, sends >= MOST_SENDS, self.since, now);
        }
        if sends >= MOST_SENDS && self.keeps(Rule::Sends) || is_current && self.breaker.is_open(serial, now) {
            return only(deliver);
        }
        if is_current {
            self.is_refused = true;
        }
        if flags.is_stream {
            return only(ticket(Action::Reject(Code::BodyNotReplayable), sends, flags, serial));
        }
        if self.is_renewing() {
            return self.wait(serial, sends, flags);
        }
        if !is_current {
            return self.send(sends, flags);
        }
        if !self.can_renew() {
            let ticket = ticket(Action::Reject(Code::SessionEnded), sends, flags, serial);
            return Decision { ticket, event: Some(Event::Refuse) };
        }
        if self.is_paused(now) {
            return only(self.rejection(sends, flags));
        }
        self.renew(sends, flags)
    }

    /// Decides about a request that waited with `waited`, now that waiting is over.
    pub fn resume(&mut self, waited: Ticket, now: Now) -> Decision {
        let Ticket { sends, flags, serial, .. } = waited;
        if self.is_waiting() {
            // Who waited for the storage waits from now on for a credential, and fails with the renewal of it.
            let is_known = serial == Serial::NONE && matches!(self.life, Life::Active | Life::Unknown);
            return self.wait(if is_known { self.serial } else { serial }, sends, flags);
        }
        let reject = |code| only(ticket(Action::Reject(code), sends, flags, serial));
        match self.life {
            Life::Ended(_) => reject(self.ended_code()),
            Life::Anonymous if sends > 0 => only(ticket(Action::Deliver, sends, flags, serial)),
            _ if serial == Serial::NONE => self.begin(flags, now),
            Life::Closed | Life::Opening(_) | Life::Anonymous => self.begin(flags, now),
            Life::Active if !self.is_own(serial) => reject(Code::SessionChanged),
            Life::Active | Life::Unknown => self.resume_own(waited, now),
        }
    }

    /// The session of a request that waited goes on.
    fn resume_own(&mut self, waited: Ticket, now: Now) -> Decision {
        let Ticket { sends, flags, serial, .. } = waited;
        if serial != self.serial {
            return self.send(sends, flags);
        }
        let is_unchanged = self.unchanged == Some(serial);
        if sends > 0 && is_unchanged {
            return only(ticket(Action::Deliver, sends, flags, serial));
        }
        if sends == 0 && (self.is_usable(now) || is_unchanged) {
            return self.send(sends, flags);
        }
        only(self.rejection(sends, flags))
    }

    fn renew(&mut self, sends: u32, flags: Flags) -> Decision {
        let ticket = ticket(Action::Wait, sends, flags, self.serial);
        Decision { ticket, event: Some(Event::Renew) }
    }

    fn wait(&self, serial: Serial, sends: u32, flags: Flags) -> Decision {
        only(ticket(Action::Wait, sends, flags, serial))
    }

    fn send(&self, sends: u32, flags: Flags) -> Decision {
        let action = match self.config.carrier {
            Carrier::Cookie => Action::Send,
            Carrier::Bearer | Carrier::Split => Action::SendWithToken,
        };
        only(ticket(action, sends + 1, flags, self.serial))
    }

    fn rejection(&self, sends: u32, flags: Flags) -> Ticket {
        ticket(Action::Reject(self.failure_code()), sends, flags, self.serial)
    }

    fn ended_code(&self) -> Code {
        if self.is_replaced { Code::SessionChanged } else { Code::SessionEnded }
    }

    pub(super) fn failure_code(&self) -> Code {
        match self.last_failure {
            Some(Failure::Misconfigured) => Code::RefreshMisconfigured,
            _ => Code::RefreshFailed,
        }
    }

    /// Whether `serial` names a credential of the current session.
    fn is_own(&self, serial: Serial) -> bool {
        serial.age(self.serial) <= self.first.age(self.serial)
    }

    /// Whether the token ends so soon that it is renewed first. A body that can be sent only once gets twice the
    /// margin, since it cannot be repaired by a resend.
    fn is_near(&self, flags: Flags, now: Now) -> bool {
        let margin = self.config.refresh_ahead;
        let margin = if flags.is_stream { margin.saturating_add(margin) } else { margin };
        self.tokens.expiry.is_some_and(|expiry| expiry.is_near(now, margin))
    }
}

fn ticket(action: Action, sends: u32, flags: Flags, serial: Serial) -> Ticket {
    Ticket { action, sends, flags, serial }
}

fn only(ticket: Ticket) -> Decision {
    Decision { ticket, event: None }
}
