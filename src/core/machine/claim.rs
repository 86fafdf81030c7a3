//! Whose turn it is where there are no locks.
//!
//! Decides it by claims: whoever wants to renew writes a random number into the ledger, waits for claims that were
//! written at the same time, and has the turn if its own is still there. Another tab's claim is waited for as long
//! as its call may take, then that tab counts as gone and its call as sent. This is the best that a shared storage
//! without locks allows: it holds where a write shows in the other tabs within half of the wait. What happens in a
//! turn is decided in `turn.rs`.

use super::super::clock::Now;
use super::super::effect::Effect;
use super::super::event::{Answer, Snapshot};
use super::super::failure::Failure;
use super::super::ledger::{Doubt, Ledger};
use super::super::record::SessionId;
use super::super::rule::Rule;
use super::flight::{Flight, Step};
use super::turn::GRACE;
use super::{Life, Machine};

impl Machine {
    /// Whether this tab has the turn; `ledger` then says what was in doubt before. Otherwise it begins to wait for
    /// its turn, or ends the flight.
    pub(super) fn claim(
        &mut self,
        ledger: &mut Option<Ledger>,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let now = snapshot.now;
        let is_patient = self.keeps(Rule::Rival);
        let patience = self.config.settle.saturating_add(self.config.refresh_timeout);
        let Some(flight) = &mut self.flight else { return false };
        if let Some(ledger) = ledger
            && flight.claim != 0
            && ledger.doubt == Doubt::Sent(flight.claim)
        {
            ledger.doubt = flight.found;
            return true;
        }
        // Wiped, or rolled back by a browser that was killed: what was sent last is unknown.
        let known = ledger.as_ref().filter(|ledger| ledger.generation == self.generation);
        flight.found = known.map_or(Doubt::LetGo, |ledger| ledger.doubt);
        if let Some(Doubt::Sent(rival)) = ledger.as_ref().map(|ledger| ledger.doubt) {
            // By the monotonic clock alone: a wall clock set forward must not cut a call short.
            let passed = |since: Now| now.mono.saturating_sub(since.mono);
            let (_, since) = *match &mut flight.rival {
                Some(known) if known.0 == rival => known,
                other => other.insert((rival, now)),
            };
            if is_patient && passed(since) < patience {
                // One tab after the other may have its turn meanwhile.
                if passed(*flight.begun.get_or_insert(now)) >= 2 * patience {
                    self.flight = None;
                    self.failed(Failure::Transient, &Answer::default(), snapshot, effects);
                } else {
                    self.pass(Step::Claim, GRACE, effects);
                }
                return false;
            }
            // Its call has had all its time.
            flight.settled = true;
        }
        flight.claim = snapshot.random | 1;
        let doubt = Doubt::Sent(flight.claim);
        let claimed = ledger.take().unwrap_or_default();
        self.write_claim(Ledger { generation: self.generation, doubt, ..claimed }, snapshot, effects);
        if !self.keeps(Rule::Claim) {
            self.query(effects);
            return false;
        }
        self.pass(Step::Claim, GRACE, effects);
        false
    }

    /// Gives a claim back that came to nothing.
    pub(super) fn unclaim(&mut self, ledger: Option<Ledger>, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if let Some(ledger) = ledger.filter(|_| !self.config.has_locks) {
            self.write_claim(ledger, snapshot, effects);
        }
    }

    /// The page stops: its call is given up where it was sent, else its claim is given back.
    pub(super) fn leave_claim(&mut self, flight: &Flight, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let ledger = self.ledger(snapshot).filter(|ledger| ledger.doubt == Doubt::Sent(flight.claim));
        let Some(ledger) = ledger.filter(|_| flight.claim != 0) else { return };
        let is_sent = matches!(flight.step, Step::Turn | Step::Send | Step::Leave);
        let doubt = if is_sent { Doubt::LetGo } else { flight.found };
        self.write_claim(Ledger { doubt, ..ledger }, snapshot, effects);
    }

    /// Nobody needs to wait any longer for a tab that asked whether a cookie holds a session.
    pub(super) fn disclaim(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !self.config.has_locks && self.config.shares {
            effects.push(Effect::ForgetLedger(self.claimed(snapshot)));
        }
    }

    fn write_claim(&self, ledger: Ledger, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.write_under(self.claimed(snapshot), ledger, snapshot, effects);
    }

    /// The session whose ledger holds the claims.
    fn claimed(&self, snapshot: &Snapshot) -> SessionId {
        let epoch = self.epoch(snapshot).filter(|_| matches!(self.life, Life::Unknown));
        epoch.map_or(self.sid, |epoch| epoch.sid)
    }
}
