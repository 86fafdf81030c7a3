//! What the model checker needs of a machine beside what is shipped.
//!
//! Decides whether a rule is in force, which it always is without the feature `rules`; and names operations anew,
//! so that two states which differ only in how many effects led to them are one.

use super::super::rule::Rule;
use super::Machine;

impl Machine {
    /// Whether `rule` is in force.
    #[cfg_attr(not(feature = "rules"), allow(unused_variables))]
    pub(super) fn keeps(&self, rule: Rule) -> bool {
        #[cfg(feature = "rules")]
        if self.config.dropped == Some(rule) {
            return false;
        }
        true
    }
}

#[cfg(feature = "rules")]
mod renumbering {
    use super::super::super::event::Op;
    use super::super::flight::Flight;
    use super::super::{Life, Machine};

    impl Machine {
        /// Numbers the operations whose end is awaited from 1, in their order. Returns their old numbers: the
        /// first is 1 from now on. The end of any other operation means nothing any more.
        pub fn renumber(&mut self) -> Vec<Op> {
            let mut old = Vec::new();
            self.each_op(|op| old.push(*op));
            old.sort_unstable();
            old.dedup();
            self.each_op(|op| *op = old.partition_point(|other| other < op) as Op + 1);
            self.ops = old.len() as Op;
            old
        }

        /// The question whose answer is awaited, or was last.
        #[must_use]
        pub fn asking(&self) -> Option<u64> {
            self.asking
        }

        /// Without locks: the number of this tab's claim, and of the other tab's that it waits for, or 0.
        #[must_use]
        pub fn claims(&self) -> [u64; 2] {
            let rival = |flight: &Flight| flight.rival.map_or(0, |rival| rival.0);
            self.flight.as_ref().map_or([0; 2], |flight| [flight.claim, rival(flight)])
        }

        fn each_op(&mut self, mut visit: impl FnMut(&mut Op)) {
            if let Life::Opening(op) = &mut self.life {
                visit(op);
            }
            if let Some(flight) = &mut self.flight {
                visit(&mut flight.op);
                flight.lock.iter_mut().for_each(&mut visit);
            }
            if let Some((present, lock)) = &mut self.closing {
                visit(present);
                visit(lock);
            }
            self.initial_lock.iter_mut().for_each(&mut visit);
            self.orphans.iter_mut().for_each(&mut visit);
        }
    }
}
