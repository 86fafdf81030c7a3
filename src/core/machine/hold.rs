//! What makes it this tab's turn: a lock, or a claim where there are no locks.
//!
//! Decides the claims. A tab that wants to renew writes a random number into the ledger, waits for claims that were
//! written at the same time, and has the turn if its own is still there. Another tab's claim is waited for as long
//! as its call may take, then that tab counts as gone and its call as sent. This is the best that a shared storage
//! without locks allows: it holds where a write shows in the other tabs within half of the wait (R13.4).

use super::super::clock::Now;
use super::super::config::Config;
use super::super::effect::Effect;
use super::super::event::Op;
use super::super::ledger::{Doubt, Ledger};
use super::super::record::SessionId;
use super::flight::{Flight, Step};
use super::session::Session;
use super::task::Task;

/// What a flight holds, or waits for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Hold {
    /// Nothing: no other tab shares the session.
    Alone,
    /// The refresh lock. `queued`: another tab held it before.
    Lock { op: Op, queued: bool },
    /// A claim in the ledger.
    Claim(Claim),
}

/// A claim in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Claim {
    /// What stands in the ledger for this flight; 0 before anything was written.
    pub(super) number: u64,
    /// What was in doubt before it was claimed.
    pub(super) found: Doubt,
    /// Another tab's claim that is waited for, and since when.
    pub(super) rival: Option<(u64, Now)>,
    /// Since when this flight waits for other tabs.
    begun: Option<Now>,
}

/// Whose claim stands in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    /// This flight's: it has the turn.
    Own,
    /// Another tab's. For how long it has stood, and for how long this flight has waited for any.
    Rival { stood: u64, waited: u64 },
    /// Nobody's.
    Free,
}

impl Hold {
    /// The refresh lock, where there is one.
    pub(super) fn lock(&self) -> Option<Op> {
        match self {
            Hold::Lock { op, .. } => Some(*op),
            Hold::Alone | Hold::Claim(_) => None,
        }
    }

    pub(super) fn is_claim(&self) -> bool {
        matches!(self, Hold::Claim(_))
    }

    /// Numbers a claim anew, by random bits.
    pub(super) fn renumber(&mut self, random: u64) {
        if let Hold::Claim(claim) = self {
            claim.number = random | 1;
        }
    }

    /// What the mark of this flight's call says in the ledger.
    pub(super) fn mark(&self) -> Doubt {
        match self {
            Hold::Claim(claim) => Doubt::Sent(claim.number),
            Hold::Alone | Hold::Lock { .. } => Doubt::Sent(0),
        }
    }
}

impl Claim {
    pub(super) fn is_in(&self, ledger: &Ledger) -> bool {
        self.number != 0 && ledger.doubt == Doubt::Sent(self.number)
    }

    /// Whose claim the ledger shows.
    pub(super) fn standing(&self, ledger: Option<&Ledger>, now: Now) -> Standing {
        // By the monotonic clock alone: a wall clock set forward must not cut a call short.
        let passed = |since: Option<Now>| since.map_or(0, |since| now.mono.saturating_sub(since.mono));
        match ledger {
            Some(ledger) if self.is_in(ledger) => Standing::Own,
            Some(Ledger { doubt: Doubt::Sent(number), .. }) => Standing::Rival {
                stood: passed(self.rival.filter(|rival| rival.0 == *number).map(|(_, since)| since)),
                waited: passed(self.begun),
            },
            _ => Standing::Free,
        }
    }

    /// Keeps in mind what a ledger without this flight's claim shows to a tab that has the set of `generation`.
    pub(super) fn note(&mut self, ledger: Option<&Ledger>, generation: u64, now: Now) {
        // R12.1 Wiped, or rolled back by a browser that was killed: what was sent last is unknown.
        let known = ledger.filter(|ledger| ledger.generation == generation);
        self.found = known.map_or(Doubt::LetGo, |ledger| ledger.doubt);
        if let Some(Doubt::Sent(number)) = ledger.map(|ledger| ledger.doubt) {
            self.rival = self.rival.filter(|rival| rival.0 == number).or(Some((number, now)));
            self.begun.get_or_insert(now);
        }
    }
}

impl Session {
    /// Claims this tab's turn, in a ledger that is else as `claimed`.
    pub(super) fn write_claim(&mut self, claimed: Ledger, config: &Config, task: &mut Task) {
        let Some(flight) = &mut self.flight else { return };
        flight.hold.renumber(task.snapshot.random);
        let doubt = flight.hold.mark();
        self.write_under(self.claimed(task), Ledger { doubt, ..claimed }, config, task);
    }

    /// Gives a claim back that came to nothing.
    pub(super) fn unclaim(&self, ledger: &Ledger, config: &Config, task: &mut Task) {
        if self.is_claiming(config) {
            self.write_under(self.claimed(task), *ledger, config, task);
        }
    }

    /// The page stops: its call is given up where it was sent, else its claim is given back.
    pub(super) fn leave_claim(&self, flight: &Flight, claim: &Claim, config: &Config, task: &mut Task) {
        let Some(ledger) = self.ledger(config, task).filter(|ledger| claim.is_in(ledger)) else { return };
        let is_sent = matches!(flight.step, Step::Turn { .. } | Step::Send(_) | Step::Leave(_));
        let doubt = if is_sent { Doubt::LetGo } else { claim.found };
        self.write_under(self.claimed(task), Ledger { doubt, ..ledger }, config, task);
    }

    /// Nobody needs to wait any longer for a tab that asked whether a cookie holds a session. Another tab's claim, for
    /// which this one has waited too long or which has replaced its own, stays: its call may be under way.
    pub(super) fn disclaim(&self, config: &Config, task: &mut Task) {
        let Some(Flight { hold: Hold::Claim(claim), .. }) = &self.flight else { return };
        if self.ledger(config, task).is_some_and(|ledger| claim.is_in(&ledger)) {
            task.push(Effect::ForgetLedger(self.claimed(task)));
        }
    }

    /// The session whose ledger holds the claims.
    fn claimed(&self, task: &Task) -> SessionId {
        let epoch = task.epoch.filter(|_| !self.is_known);
        epoch.map_or(self.sid, |epoch| epoch.sid)
    }
}
