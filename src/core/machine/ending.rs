//! How sessions end.
//!
//! Decides the fence (R5): a session ends at most once, and a newer session of another tab is not ended by the end of
//! an older one. Nothing of a session that is over is committed afterwards.

use super::super::config::Carrier;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::ledger::Epoch;
use super::super::record::SessionId;
use super::super::ticket::Code;
use super::flight::Step;
use super::life::{Ended, Opening, Stage};
use super::task::{Releasing, Task};
use super::{Life, Machine};

impl Machine {
    /// Whether there is something that a sign-out can revoke at the server, and a way to do it.
    #[must_use]
    pub fn can_revoke(&self) -> bool {
        let is_open = matches!(self.life, Life::Live(_) | Life::Opening(_));
        let has_tokens = self.tokens().access.is_some() || self.tokens().refresh.is_some();
        self.config.can_revoke && is_open && (self.config.carrier != Carrier::Bearer || has_tokens)
    }

    /// The application signs the user out.
    pub(super) fn sign_out(&mut self, revoke: bool, task: &mut Task) {
        let revoke = revoke && self.can_revoke();
        let tokens = self.tokens().clone();
        self.signed_out = self.function_call().or(self.signed_out);
        self.end(EndReason::SignedOut, task);
        if !revoke {
            return;
        }
        if self.config.carrier == Carrier::Bearer || self.orphans.is_empty() {
            task.push(Effect::Revoke { is_sign_out: true, tokens });
        } else {
            self.deferred_revoke = true;
        }
    }

    /// R1.1 The session is over, for all tabs.
    pub(super) fn end(&mut self, reason: EndReason, task: &mut Task) {
        // A newer session of another tab must not be ended by the end of an older one.
        let epoch = task.epoch;
        let sid = match &self.life {
            Life::Live(session) if session.is_known => {
                epoch.is_none_or(|epoch| epoch.sid == session.sid).then_some(session.sid)
            }
            // Signed out before this tab knew whose session it was about to join.
            Life::Live(_) | Life::Opening(_) => {
                epoch.filter(|epoch| epoch.ended.is_none()).map(|epoch| epoch.sid)
            }
            Life::Closed | Life::Anonymous | Life::Ended(_) => None,
        };
        if let Some(sid) = sid.filter(|_| self.config.shares) {
            task.push(Effect::WriteEpoch(Epoch { sid, ended: Some(reason) }.write()));
            task.push(Effect::ForgetLedger(sid));
        }
        self.stay_out();
        self.end_here(reason, true, task);
    }

    /// R2.2 The session was ended by another tab: what a storage for all tabs holds is that tab's.
    pub(super) fn end_elsewhere(&mut self, reason: EndReason, task: &mut Task) {
        self.end_here(reason, !self.config.has_common_store, task);
    }

    /// R2.3 Session `sid` of another tab has taken this one's place. That is no end: the tab joins it. Requests of this
    /// session are not sent with the other's token.
    pub(super) fn replaced(&mut self, sid: SessionId, task: &mut Task) {
        self.abandon(task);
        if !self.config.has_common_store {
            task.push(Effect::Clear);
        }
        task.early = None;
        task.push(Effect::Absent);
        let ended = Ended { reason: EndReason::SignedOut, is_replaced: true, is_told: false };
        self.set_life(Life::Ended(ended));
        task.wake(Outcome::Failed(Code::SessionChanged));
        task.notify(Notice::Replaced);
        self.join(sid, task);
    }

    /// The session is over in this tab. Waiting requests reject, the record is forgotten, listeners hear it once.
    pub(super) fn end_here(&mut self, reason: EndReason, forgets: bool, task: &mut Task) {
        let (is_open, had_session) = match &self.life {
            Life::Live(session) => (true, session.is_known),
            Life::Opening(_) => (true, false),
            // A sign-out before anything was read still has to forget what a reload would find.
            Life::Closed | Life::Anonymous | Life::Ended(_) => (false, false),
        };
        self.abandon(task);
        if forgets {
            task.push(Effect::Clear);
        }
        task.early = None;
        if !is_open {
            return;
        }
        if self.config.shares {
            task.push(Effect::Absent);
        }
        self.let_initial_go(task);
        let ended = Life::Ended(Ended { reason, is_replaced: false, is_told: true });
        self.set_life(if had_session { ended } else { Life::Anonymous });
        task.wake(Outcome::Failed(Code::SessionEnded));
        task.notify(if had_session { Notice::Ended(reason) } else { Notice::Anonymous });
    }

    /// Leaves whatever session there is, for another one.
    pub(super) fn leave(&mut self, task: &mut Task) {
        self.abandon(task);
        self.let_initial_go(task);
    }

    /// Lets go of a flight whose session is over, or replaced.
    fn abandon(&mut self, task: &mut Task) {
        let Some(flight) = self.session_mut().and_then(|(session, _)| session.flight.take()) else { return };
        if let Step::Send(call) = &flight.step {
            self.orphans.push(call.op);
            // R4.7 Whoever calls next sends what the jar holds, which may be the very cookie of this call.
            if self.config.carrier != Carrier::Bearer
                && let Some(lock) = flight.hold.lock()
            {
                task.document.releasing = Some(Releasing { op: call.op, lock });
                return;
            }
        }
        flight.let_go(task);
    }

    /// Lets go of the lock under which the application was asked for tokens.
    fn let_initial_go(&mut self, task: &mut Task) {
        if let Life::Opening(Opening { op, stage: Stage::Initial { has_lock: true }, .. }) = self.life {
            task.unlock(op);
        }
    }
}
