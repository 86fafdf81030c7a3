//! What one request does next.
//!
//! Decides, at three moments: before the first send (`begin`), when an answer has come (`answer`), and when
//! waiting is over (`resume`). A request is sent at most twice. A 401 counts against the credential that the
//! request was *sent with*: where that is no longer the current one (the late 401), the request is sent again and
//! nothing is renewed.

use super::super::clock::Now;
use super::super::config::{Carrier, Config};
use super::super::event::Event;
use super::super::failure::Failure;
use super::super::has;
use super::super::record::SessionId;
use super::super::ticket::{Action, Code, Flags, Serial, Ticket};
use super::credential::Standing;
use super::decision::{Decision, deliver, only, reject, ticket, wait};
use super::hint::Hint;
use super::life::Ended;
use super::session::Session;
use super::{Life, Machine};

/// The most often that one request is sent.
const MOST_SENDS: u32 = 2;

impl Machine {
    /// Decides about a request that was not sent yet.
    pub fn begin(&mut self, flags: Flags, now: Now) -> Decision {
        match &self.life {
            Life::Closed | Life::Opening(_) => wait(Serial::NONE, 0, flags),
            Life::Anonymous | Life::Ended(_) => only(ticket(Action::Send, 1, flags, Serial::NONE)),
            // A cookie goes along by itself, so the answer will tell. Without an access token it would not; but where an
            // attempt has just failed, public requests must not wait for the next one.
            Life::Live(session)
                if !session.is_known
                    && (self.config.carrier == Carrier::Cookie || session.is_paused(now)) =>
            {
                session.send_plain(flags)
            }
            // Whose session it is turns out in a moment.
            Life::Live(_) if self.held.is_some() => wait(Serial::NONE, 0, flags),
            Life::Live(session) => session.begin(flags, &self.config, now),
        }
    }

    /// R15.3 The ticket of the requests that were sent with the token of `generation`, before this machine ran; to be asked
    /// for as soon as it has opened. What has changed since then makes an answer to them a late one.
    pub fn leased(&mut self, sid: SessionId, generation: u64) -> Ticket {
        let next = self.serial().next();
        let serial = match &mut self.life {
            Life::Live(session) if session.is_known && session.sid == sid => {
                if session.generation != generation && session.first == session.credential.serial {
                    session.credential.serial = next;
                }
                session.first
            }
            // No serial of the session that lives, or is over.
            _ => next,
        };
        let has_token = self.config.carrier != Carrier::Cookie;
        let action = if has_token { Action::SendWithToken } else { Action::Send };
        ticket(action, 1, Flags::default(), serial)
    }

    /// Decides about an answer with `status` to a request that was sent by `sent`.
    pub fn answer(&mut self, sent: Ticket, status: u16, hint: Hint, now: Now) -> Decision {
        let is_refused = match hint {
            Hint::None => has(&self.config.refresh_on, status),
            Hint::Accepted => false,
            Hint::Refused | Hint::End => true,
        };
        let Ticket { sends, flags, serial, .. } = sent;
        if !is_refused {
            if let Some((session, _)) = self.session_mut()
                && serial == session.credential.serial
            {
                session.breaker.accepted(sends >= MOST_SENDS);
            }
            return deliver(sent);
        }
        if serial == Serial::NONE || flags.is_final {
            return deliver(sent);
        }
        match &mut self.life {
            Life::Live(session) if session.is_known && !session.is_own(serial) => {
                reject(Code::SessionChanged, sent)
            }
            Life::Live(session) if session.is_known && hint == Hint::End => session.refuse(sent),
            Life::Live(session) => session.refused(sent, status, &self.config, now),
            Life::Ended(ended) => reject(ended.code(), sent),
            Life::Closed | Life::Opening(_) | Life::Anonymous => deliver(sent),
        }
    }

    /// R14.3 Decides about a request that has waited with `waited` for as long as it may wait to know whether there is a
    /// session, while what it waits for goes on.
    pub fn overdue(&mut self, waited: Ticket, now: Now) -> Decision {
        match &self.life {
            Life::Live(session) if !session.is_known => session.without(waited),
            _ => self.resume(waited, now),
        }
    }

    /// Decides about a request that waited with `waited`, now that waiting is over.
    pub fn resume(&mut self, waited: Ticket, now: Now) -> Decision {
        let Ticket { sends, flags, serial, .. } = waited;
        if self.is_waiting() {
            // Who waited for the storage waits from now on for a credential, and fails with the renewal of it.
            let known = self.session().filter(|_| serial == Serial::NONE && self.held.is_none());
            return wait(known.map_or(serial, |session| session.credential.serial), sends, flags);
        }
        match &self.life {
            Life::Ended(ended) => reject(ended.code(), waited),
            Life::Anonymous if sends > 0 => deliver(waited),
            _ if serial == Serial::NONE => self.begin(flags, now),
            Life::Closed | Life::Opening(_) | Life::Anonymous => self.begin(flags, now),
            Life::Live(session) if session.is_known && !session.is_own(serial) => {
                reject(Code::SessionChanged, waited)
            }
            Life::Live(session) => session.resume(waited, &self.config, now),
        }
    }
}

impl Ended {
    fn code(self) -> Code {
        if self.is_replaced { Code::SessionChanged } else { Code::SessionEnded }
    }
}

impl Session {
    fn begin(&self, flags: Flags, config: &Config, now: Now) -> Decision {
        let is_usable = self.is_usable(config, now);
        // A final request never waits for a refresh under way: it may be the refresh function's own.
        if flags.is_final && (is_usable || self.is_renewing()) {
            return self.send_request(0, flags, config);
        }
        if self.is_renewing() {
            return wait(self.credential.serial, 0, flags);
        }
        if !self.can_renew(config) {
            return self.send_request(0, flags, config);
        }
        if is_usable && !self.credential.is_refused() && !self.is_near(flags, config, now) {
            return self.send_request(0, flags, config);
        }
        if self.is_paused(now) {
            return if is_usable { self.send_request(0, flags, config) } else { self.rejection(0, flags) };
        }
        self.renew_first(0, flags)
    }

    /// The application says that an answer ends the session, or nothing can renew what was refused.
    fn refuse(&self, sent: Ticket) -> Decision {
        let ticket = Ticket { action: Action::Reject(Code::SessionEnded), ..sent };
        Decision { ticket, event: Some(Event::Refuse) }
    }

    /// A request of this session was refused with `status`.
    fn refused(&mut self, sent: Ticket, status: u16, config: &Config, now: Now) -> Decision {
        let Ticket { sends, flags, serial, .. } = sent;
        let is_current = serial == self.credential.serial;
        if is_current {
            self.breaker.refused(serial, status, sends >= MOST_SENDS, self.credential.since, now);
        }
        if sends >= MOST_SENDS || is_current && self.breaker.is_open(serial, status, now) {
            return deliver(sent);
        }
        if is_current {
            self.credential.standing = Standing::Refused(status);
            self.breaker.tries(status);
        }
        if flags.is_stream {
            return reject(Code::BodyNotReplayable, sent);
        }
        if self.is_renewing() {
            return wait(serial, sends, flags);
        }
        if !is_current {
            return self.send_request(sends, flags, config);
        }
        if !self.can_renew(config) {
            return self.refuse(sent);
        }
        if self.is_paused(now) {
            return if self.is_known { self.rejection(sends, flags) } else { self.without(sent) };
        }
        self.renew_first(sends, flags)
    }

    /// R14.3 Goes on without a session, as long as nobody knows of one: a request that was not sent is sent as it is. One
    /// that was refused may be a signed-in user's, so it can be tried again, unless the endpoint is no endpoint.
    fn without(&self, waited: Ticket) -> Decision {
        match self.pace.last {
            _ if waited.sends == 0 => self.send_plain(waited.flags),
            Some(Failure::Misconfigured) => deliver(waited),
            _ => self.rejection(waited.sends, waited.flags),
        }
    }

    /// Sends a request with what the cookie jar holds.
    fn send_plain(&self, flags: Flags) -> Decision {
        only(ticket(Action::Send, 1, flags, self.credential.serial))
    }

    /// Decides about a request of this session that waited.
    fn resume(&self, waited: Ticket, config: &Config, now: Now) -> Decision {
        let Ticket { sends, flags, serial, .. } = waited;
        if serial != self.credential.serial {
            return self.send_request(sends, flags, config);
        }
        if sends > 0 && self.credential.standing == Standing::Unchanged {
            return deliver(waited);
        }
        if sends == 0 && self.is_usable(config, now) {
            return self.send_request(sends, flags, config);
        }
        if self.is_known { self.rejection(sends, flags) } else { self.without(waited) }
    }

    fn renew_first(&self, sends: u32, flags: Flags) -> Decision {
        let ticket = ticket(Action::Wait, sends, flags, self.credential.serial);
        Decision { ticket, event: Some(Event::Renew) }
    }

    fn send_request(&self, sends: u32, flags: Flags, config: &Config) -> Decision {
        let action = match config.carrier {
            Carrier::Cookie => Action::Send,
            Carrier::Bearer | Carrier::Split => Action::SendWithToken,
        };
        only(ticket(action, sends + 1, flags, self.credential.serial))
    }

    fn rejection(&self, sends: u32, flags: Flags) -> Decision {
        only(ticket(Action::Reject(self.pace.code()), sends, flags, self.credential.serial))
    }

    /// R14.7 Whether the token ends so soon that it is renewed first. A body that can be sent only once gets
    /// `refreshAhead` once more, since it cannot be repaired by a resend.
    fn is_near(&self, flags: Flags, config: &Config, now: Now) -> bool {
        self.credential.tokens.expiry.is_some_and(|expiry| {
            let margin = expiry.drawn(config.refresh_ahead, self.sid);
            expiry.is_near(now, margin.saturating_add(if flags.is_stream { config.refresh_ahead } else { 0 }))
        })
    }
}
