//! What the face of the package does around a machine: it asks what a request does next, and sends it.
//!
//! Decides what the API answers: a request's first answer is a refusal, and its second none but where the scope says so.

use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::machine::{Decision, Hint};
use everfetch::core::record::SessionId;
use everfetch::core::{Action as Next, Event, Flags, Ticket};

use super::laws::Law;
use super::scope::Kind;
use super::shared::{EPOCH, View};
use super::tell;
use super::world::{AFTER_PAUSE, NOW, World};

impl World {
    /// The lease of a tab's record, where it holds by what the tab reads.
    pub fn lease(&self, tab: usize, view: View) -> Option<(SessionId, u64)> {
        let record = self.tab(tab).record.as_ref()?;
        let (sid, generation) = (record.sid, record.generation);
        let read = |key: Option<usize>, at: u8| key.and_then(|key| self.logs[key].read(at));
        let epoch = read(Some(EPOCH), view.epoch).map(|text| text.as_str().to_owned());
        let ledger = read(Self::ledger_key(sid), view.ledger).map(|text| text.as_str().to_owned());
        let (epoch, ledger) = self.misread_for_lease(record, epoch, ledger);
        let holds = record.lease?.holds(sid, generation, epoch.as_deref(), ledger.as_deref(), NOW.wall);
        holds.then_some((sid, generation))
    }

    /// A request leaves with the token of the record, and the machine of its tab has not run.
    pub fn send_by_lease(&mut self, tab: usize, view: View) {
        self.spend(Kind::Lease);
        self.look_with(tab, view);
        let leased = self.lease(tab, view);
        let Some((sid, generation)) = leased else { return };
        if !self.lives(view, sid) {
            self.breaks(Law::I10, "a leased request of a session that is over");
        }
        let ledger = Self::ledger_key(sid).and_then(|key| self.logs[key].read(view.ledger));
        let ledger = ledger.as_ref().and_then(|text| Ledger::read(text.as_str()));
        if ledger.is_none_or(|ledger| ledger.generation != generation || ledger.doubt != Doubt::None) {
            self.breaks(Law::Lease, "a leased request beside a newer token, or while one is renewed");
        }
        let own = self.tab_mut(tab);
        own.leased = leased;
        own.presence = leased;
    }

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
        // Where nobody knows whether a cookie holds a session, it leaves without a token.
        let has_token = self.tab(tab).machine.tokens().access.is_some();
        if has_token && !self.lives(view, self.tab(tab).machine.sid()) {
            self.breaks(Law::I10, "a request of a session that is over");
        }
        if self.tab(tab).is_unvouched {
            self.breaks(Law::I10, "a request of a session that only an old record speaks of");
        }
    }
}
