//! A tab's turn under the refresh lock, step by step.
//!
//! Gathers the facts of a turn, has `rules.rs` decide, and carries the verdict out.
//!
//! ```text
//! Queue ─▶ Count ─▶ [Reread] ─▶ decide ─▶ [Grace ─▶ Count] ─▶ [Settle ─▶ Count] ─▶ Turn ─▶ Send ─▶ commit
//!                       │          └─▶ adopt what another tab committed
//!                       └─▶ Ask the other tabs
//! ```

use super::super::clock::Now;
use super::super::config::Config;
use super::super::effect::{Effect, Outcome};
use super::super::event::Op;
use super::super::ledger::{Doubt, Epoch, Ledger};
use super::Machine;
use super::flight::{Flight, Insists, Step};
use super::hold::{Hold, Standing};
use super::life::Stage;
use super::rules::{Facts, Verdict, decide};
use super::session::{Next, Session};
use super::task::Task;

/// How long a tab that queued waits for what a holder that died may have written, and a claim for others to show.
pub(super) const GRACE: u64 = 150;
/// How long the other tabs have to answer.
pub(super) const ASKING: u64 = 1_000;

impl Machine {
    /// The refresh lock is held.
    pub(super) fn granted(&mut self, op: Op, queued: bool, task: &mut Task) {
        match self.flight_mut() {
            Some(flight) if flight.is_queued() && flight.awaits(op) => {
                flight.hold = Hold::Lock { op, queued };
                if let Some((session, _)) = self.session_mut() {
                    session.count(task);
                }
            }
            // R4.2 Granted after the request was withdrawn: nobody must be kept waiting for it.
            _ => task.unlock(op),
        }
    }

    /// R13.1 Locks do not work here after all, so the tabs have to take turns without.
    pub(super) fn denied(&mut self, op: Op, task: &mut Task) {
        // A presence lock that cannot be had must not keep the refresh lock.
        task.release(op);
        let is_queued = self.flight_mut().is_some_and(|flight| flight.is_queued() && flight.awaits(op));
        if op == 0 || is_queued {
            self.config.has_locks = false;
        }
        if let Some((session, config)) = self.session_mut() {
            session.queue_again(op, config, task);
        }
    }

    /// The presence locks have been counted.
    pub(super) fn floor(&mut self, op: Op, held: Option<u64>, task: &mut Task) {
        if matches!(self.flight_mut(), Some(Flight { step: Step::Count(count), .. }) if *count == op) {
            self.consider(held.unwrap_or(0), task.now, task);
        }
    }

    /// R13.2 The presence locks cannot be counted here.
    pub(super) fn unlisted(&mut self, op: Op, task: &mut Task) {
        self.config.has_query = false;
        match self.opening_stage(op) {
            Some(Stage::Join(join)) => self.ask_to_join(join, task),
            Some(_) => {}
            None => self.floor(op, None, task),
        }
    }

    /// A new task has begun.
    pub(super) fn turned(&mut self, op: Op, task: &mut Task) {
        let Some(flight) = self.flight_mut().filter(|flight| flight.awaits(op)) else { return };
        match flight.step {
            Step::Reread { floor, since, .. } => self.consider(floor, since, task),
            // Where nothing can be counted, the task has only ended.
            Step::Count(_) => self.consider(0, task.now, task),
            Step::Turn { is_replay, .. } => {
                if self.look(task)
                    && let Some((session, config)) = self.session_mut()
                {
                    session.call(is_replay, config, task);
                }
            }
            _ => {}
        }
    }

    /// Takes the turn by what can be read now. `floor` is the highest generation that a presence lock names. `since` says
    /// when the ledger was first read in this turn.
    fn consider(&mut self, floor: u64, since: Now, task: &mut Task) {
        if self.look(task)
            && let Some((session, config)) = self.session_mut()
        {
            let next = session.take_turn(floor, since, config, task);
            self.follow(next, task);
        }
    }
}

impl Session {
    /// R3.5 The task has ended, and the mark has to be there: then the call is made.
    fn call(&mut self, is_replay: bool, config: &Config, task: &mut Task) {
        let Some(flight) = &mut self.flight else { return };
        let mark = flight.hold.mark();
        let is_there = |ledger: Ledger| ledger.generation == self.generation && ledger.doubt == mark;
        let has_epoch = task.epoch.is_some() || !self.is_confirmed;
        if !config.shares || has_epoch && self.ledger(config, task).is_some_and(is_there) {
            return self.send(is_replay, config, task);
        }
        // R3.6 Somebody has wiped the ledger in between, or it takes no writes.
        if let Some(flight) = &mut self.flight {
            flight.done.miss();
        }
        self.count(task)
    }

    /// Takes the turn: decides by what is there, and mends what is missing first.
    fn take_turn(&mut self, floor: u64, since: Now, config: &Config, task: &mut Task) -> Next {
        if !self.is_confirmed && floor > 0 {
            // R12.3 Another tab is in the session.
            self.confirm(config, task);
            if floor <= self.generation && self.is_usable(config, task.now) && !self.credential.is_refused() {
                self.finish_present(Outcome::Done, config, task);
                return Next::On;
            }
        }
        // R14.4 The device has come online since the failure, and this tab had no pause then, or was queueing.
        if self.ledger(config, task).is_some_and(|ledger| task.document.online > ledger.failed)
            && let Some(flight) = &mut self.flight
        {
            flight.insists = Insists::Online;
        }
        let Some(mut facts) = self.facts(floor, since, config, task) else { return Next::On };
        loop {
            match decide(&facts) {
                Verdict::CatchUp => {
                    let seen = facts.ledger.map_or(0, |ledger| ledger.generation);
                    self.generation = seen.max(facts.floor);
                    facts.own = self.generation;
                }
                Verdict::Rebuild => {
                    // R12.3 The epoch says that the session lives, so it waits for somebody who knows.
                    if !facts.has_epoch && self.is_confirmed {
                        task.push(Effect::WriteEpoch(Epoch { sid: self.sid, ended: None }.write()));
                    }
                    if facts.believed().is_none() {
                        let rebuilt =
                            Ledger { generation: self.generation, doubt: Doubt::LetGo, ..Ledger::default() };
                        self.write(rebuilt, config, task);
                        facts.ledger = Some(rebuilt);
                    }
                    facts.has_epoch = true;
                }
                Verdict::Reread => {
                    let op = task.next_op();
                    self.turn(op, Step::Reread { op, floor, since }, task);
                    return Next::On;
                }
                verdict => return self.carry_out(verdict, &facts, task),
            }
        }
    }

    /// What a turn depends on.
    fn facts<'a>(&self, floor: u64, since: Now, config: &'a Config, task: &Task<'a>) -> Option<Facts<'a>> {
        let mut ledger = self.ledger(config, task);
        let flight = self.flight.as_ref()?;
        let (may_lag, claim) = match &flight.hold {
            Hold::Alone => (false, None),
            Hold::Lock { queued, .. } => (*queued || !config.has_query, None),
            Hold::Claim(claim) => {
                let standing = claim.standing(ledger.as_ref(), task.now);
                if standing == Standing::Own
                    && let Some(ledger) = &mut ledger
                {
                    ledger.doubt = claim.found;
                }
                (false, Some(standing))
            }
        };
        Some(Facts {
            config,
            now: task.now,
            is_known: self.is_known,
            own: self.generation,
            floor,
            ledger,
            has_epoch: task.epoch.is_some(),
            since,
            done: flight.done,
            may_lag,
            claim,
            has_update: self.update.is_some(),
            is_passed: self.is_passed(),
            is_refused: self.credential.is_refused(),
            insists: flight.insists,
            may_outlive: config.may_outlive(&self.credential.tokens.refresh),
        })
    }
}
