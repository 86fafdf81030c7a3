//! What the model checker needs of a machine beside what is shipped: it names operations anew, so that two states which
//! differ only in how many effects led to them are one.

use super::super::event::Op;
use super::flight::{Flight, Step};
use super::hold::Hold;
use super::{Life, Machine};

impl Machine {
    /// Numbers the operations whose end is awaited from 1, in their order. Returns their old numbers: the
    /// first is 1 from now on. The end of any other operation means nothing any more.
    pub fn renumber(&mut self) -> Vec<Op> {
        let mut old = Vec::new();
        self.each_op(|op| old.push(*op));
        old.sort_unstable();
        old.dedup();
        self.each_op(|op| *op = old.partition_point(|other| other < op) as Op + 1);
        self.document.ops = old.len() as Op;
        old
    }

    /// The session that this tab is in, or was in last.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.own_sid()
    }

    /// Whether it has a session, and knows that.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.session().is_some_and(|session| session.is_known)
    }

    /// Whether a sign-in is held until the refresh function returns.
    #[must_use]
    pub fn is_holding(&self) -> bool {
        self.held.is_some()
    }

    /// Whether `op` is the refresh call of the session that lives.
    #[must_use]
    pub fn is_calling(&self, op: Op) -> bool {
        let flight = self.session().and_then(|session| session.flight.as_ref());
        flight.is_some_and(|flight| matches!(&flight.step, Step::Send(call) if call.op == op))
    }

    /// The question whose answer is awaited.
    #[must_use]
    pub fn asking(&self) -> Option<u64> {
        let flight = self.session().and_then(|session| session.flight.as_ref());
        match flight.map(|flight| &flight.step) {
            Some(Step::Ask { nonce, .. }) => Some(*nonce),
            _ => self.asking_to_join().and_then(|join| join.nonce),
        }
    }

    /// Without locks: the number of this tab's claim, and of the other tab's that it waits for, or 0.
    #[must_use]
    pub fn claims(&self) -> [u64; 2] {
        match self.session().and_then(|session| session.flight.as_ref()) {
            Some(Flight { hold: Hold::Claim(claim), .. }) => {
                [claim.number, claim.rival.map_or(0, |(number, _)| number)]
            }
            _ => [0; 2],
        }
    }

    fn each_op(&mut self, mut visit: impl FnMut(&mut Op)) {
        match &mut self.life {
            Life::Opening(opening) => visit(&mut opening.op),
            Life::Live(session) => {
                if let Some(flight) = &mut session.flight {
                    if let Hold::Lock { op, .. } = &mut flight.hold {
                        visit(op);
                    }
                    flight.step.each_op(&mut visit);
                }
            }
            Life::Closed | Life::Anonymous | Life::Ended(_) => {}
        }
        if let Some(releasing) = &mut self.document.releasing {
            visit(&mut releasing.op);
            visit(&mut releasing.lock);
        }
        if let Some(held) = &mut self.held {
            visit(&mut held.op);
        }
        self.signed_out.iter_mut().chain(&mut self.orphans).for_each(&mut visit);
    }
}

impl Step {
    fn each_op(&mut self, mut visit: impl FnMut(&mut Op)) {
        match self {
            Step::Queue | Step::Land => {}
            Step::Count(op) | Step::Grace(op) | Step::Claim(op) => visit(op),
            Step::Settle(op) | Step::Again(op) => visit(op),
            Step::Reread { op, .. } | Step::Ask { op, .. } | Step::Turn { op, .. } => visit(op),
            Step::Send(call) | Step::Leave(call) => visit(&mut call.op),
        }
    }
}
