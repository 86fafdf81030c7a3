//! What the face of the package does around a machine: it asks what a request does next, and sends it.
//!
//! Decides what the API answers: a request's first answer is a refusal, and its second none but where the scope says so.

use everfetch::core::machine::{Decision, Hint};
use everfetch::core::{Action as Next, Event, Flags, Ticket};

use super::laws::Law;
use super::scope::Kind;
use super::tell;
use super::world::{AFTER_PAUSE, NOW, World};

impl World {
    /// What the face does before every send: it looks where the epoch is another than the session's.
    pub fn glance(&mut self, tab: usize) {
        let view = self.view_of(tab);
        if !self.lives(view, self.tab(tab).machine.sid()) {
            self.handle(tab, Event::Look, view, NOW);
        }
    }

    /// A request begins, and is refused.
    pub fn request(&mut self, tab: usize) {
        self.glance(tab);
        let decision = self.tab_mut(tab).machine.begin(Flags::default(), AFTER_PAUSE);
        if decision.ticket.action == Next::SendWithToken {
            self.check_request(tab, decision.ticket);
            self.tab_mut(tab).sent = Some(decision.ticket);
            if !self.scope.splits_requests {
                self.refused(tab);
            }
        } else {
            self.conclude(tab, decision);
        }
    }

    /// The request that is on its way meets a 401.
    pub fn refused(&mut self, tab: usize) {
        self.glance(tab);
        if let Some(sent) = self.tab_mut(tab).sent.take() {
            let uncounted = self.uncounted(sent);
            let told = Ticket { sends: sent.sends - uncounted, ..sent };
            let mut decision = self.tab_mut(tab).machine.answer(told, 401, Hint::None, AFTER_PAUSE);
            decision.ticket.sends += uncounted;
            self.conclude(tab, decision);
        }
    }

    /// The request that is on its way is answered as it should.
    pub fn accepted(&mut self, tab: usize) {
        if let Some(sent) = self.tab_mut(tab).sent.take() {
            self.tab_mut(tab).machine.answer(sent, 200, Hint::None, AFTER_PAUSE);
        }
    }

    fn conclude(&mut self, tab: usize, decision: Decision) {
        let Decision { ticket, event } = decision;
        self.note(|| format!("    {} request: {:?}", tell::name(tab), ticket.action));
        if ticket.action == Next::Wait {
            let own = self.tab_mut(tab);
            own.waiting = Some(ticket);
            own.waited = 0;
            own.was_vanished = false;
        }
        if let Some(event) = event {
            let view = self.view_of(tab);
            self.handle(tab, event, view, AFTER_PAUSE);
        }
        match ticket.action {
            Next::Wait => {
                if !self.tab(tab).machine.is_waiting() {
                    self.resume(tab);
                }
                let view = self.view_of(tab);
                self.check_task(tab, "Request", view);
            }
            Next::SendWithToken if ticket.sends > 1 && self.left.has(Kind::Distrust) => {
                self.check_request(tab, ticket);
                self.tab_mut(tab).sent = Some(ticket);
            }
            Next::SendWithToken => {
                self.check_request(tab, ticket);
                self.tab_mut(tab).machine.answer(ticket, 200, Hint::None, AFTER_PAUSE);
            }
            _ => {}
        }
    }

    /// Waiting is over; the same task goes on.
    pub fn resume(&mut self, tab: usize) {
        let Some(ticket) = self.tab_mut(tab).waiting.take() else { return };
        self.glance(tab);
        let own = self.tab_mut(tab);
        let decision = own.machine.resume(ticket, AFTER_PAUSE);
        if decision.ticket.action == Next::Wait && decision.event.is_none() {
            own.waiting = Some(decision.ticket);
            return;
        }
        self.conclude(tab, decision);
    }

    fn check_request(&mut self, tab: usize, ticket: Ticket) {
        if ticket.sends > 2 {
            self.breaks(Law::I3, "a third send");
        }
        let view = self.view_of(tab);
        if !self.lives(view, self.tab(tab).machine.sid()) {
            self.breaks(Law::I10, "a request of a session that is over");
        }
        if self.tab(tab).is_unvouched {
            self.breaks(Law::I10, "a request of a session that only an old record speaks of");
        }
    }
}
