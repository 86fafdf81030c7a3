//! What a verdict of `rules.rs` does to a flight.

use super::super::clock::Now;
use super::super::config::Config;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::Op;
use super::super::failure::Failure;
use super::super::ledger::{Doubt, Ledger};
use super::flight::{Flight, Step};
use super::hold::{Hold, Standing};
use super::pace::Pause;
use super::rules::{Facts, Verdict};
use super::session::{Next, Session};
use super::task::Task;
use super::turn::{ASKING, GRACE};

impl Session {
    /// Does what was decided by `facts`.
    pub(super) fn carry_out(&mut self, verdict: Verdict, facts: &Facts, task: &mut Task) -> Next {
        let config = facts.config;
        let ledger = facts.ledger.unwrap_or_default();
        let Some(flight) = &mut self.flight else { return Next::On };
        match verdict {
            Verdict::Reread | Verdict::CatchUp | Verdict::Rebuild => {}
            Verdict::Ask => {
                flight.done.asked = true;
                let nonce = task.snapshot.random;
                task.push(Effect::Ask(nonce));
                let op = task.next_op();
                self.wait(op, ASKING, Step::Ask { op, nonce }, task);
            }
            Verdict::NotNow => {
                self.give_way(Pause { since: task.now, length: 1, asked: 0 }, 1, config, task);
            }
            Verdict::GiveWay => {
                self.unclaim(&ledger, config, task);
                let (rest, age) = (facts.rest(&ledger), facts.age(&ledger));
                // Counted from the failure, so that a person's patience is.
                let since = Now { mono: task.now.mono.saturating_sub(age), wall: task.now.wall - age };
                self.give_way(Pause { since, length: age + rest, asked: ledger.asked }, rest, config, task);
            }
            Verdict::Lose => return Next::Lost,
            Verdict::AwaitClaim => self.await_claims(facts, task),
            Verdict::FailClaim => {
                self.flight = None;
                return self.no_turn(config, task);
            }
            Verdict::Claim => {
                // Another tab's claim has had all its time.
                flight.done.settled |= matches!(facts.claim, Some(Standing::Rival { .. }));
                if matches!(&flight.hold, Hold::Claim(claim) if claim.number != 0) {
                    flight.done.miss();
                }
                self.write_claim(Ledger { generation: self.generation, ..ledger }, config, task);
                self.await_claims(facts, task);
            }
            Verdict::Grace => {
                flight.done.graced = true;
                let op = task.next_op();
                self.wait(op, GRACE, Step::Grace(op), task);
            }
            Verdict::Publish => self.publish(facts, task),
            Verdict::Needless => {
                if facts.ledger.is_some() {
                    self.unclaim(&ledger, config, task);
                }
                self.finish(Outcome::Done, config, task);
            }
            // R13.5 In doubt, where there is a session.
            Verdict::SendUnmarked => self.send(facts.is_known, config, task),
            Verdict::Collect => self.collect(config, task),
            Verdict::Settle => {
                flight.done.settled = true;
                let op = task.next_op();
                let delay = facts.settling(&ledger, task.snapshot.jitter);
                self.wait(op, delay, Step::Settle(op), task);
            }
            Verdict::EndInDoubt => return Next::End(EndReason::InDoubt),
            Verdict::Send => {
                // Another tab that waits for this claim measures its patience from here.
                flight.hold.renumber(task.snapshot.random);
                let doubt = flight.hold.mark();
                self.write(Ledger { doubt, not_before: 0, asked: 0, ..ledger }, config, task);
                let op = task.next_op();
                self.turn(op, Step::Turn { op, is_replay: ledger.doubt != Doubt::None }, task);
            }
        }
        Next::On
    }

    /// Moves the flight on to a step.
    #[inline(never)]
    pub(super) fn step(&mut self, step: Step) {
        if let Some(flight) = &mut self.flight {
            flight.step = step;
        }
    }

    /// Moves the flight on to a step that is over when the task is.
    pub(super) fn turn(&mut self, op: Op, step: Step, task: &mut Task) {
        self.step(step);
        task.push(Effect::Turn(op));
    }

    /// Moves the flight on to a step of so many milliseconds.
    #[inline(never)]
    pub(super) fn wait(&mut self, op: Op, delay: u64, step: Step, task: &mut Task) {
        self.step(step);
        task.timer(op, delay);
    }

    /// Asks again which presence locks are held; by claims, it only reads again.
    pub(super) fn count(&mut self, task: &mut Task) {
        let is_claim = self.flight.as_ref().is_some_and(|flight| flight.hold.is_claim());
        let op = task.next_op();
        self.step(Step::Count(op));
        task.push(if is_claim { Effect::Turn(op) } else { Effect::Query(op) });
    }

    /// Gives claims the time to show, or to end.
    fn await_claims(&mut self, facts: &Facts, task: &mut Task) {
        if let Some(Flight { hold: Hold::Claim(claim), .. }) = &mut self.flight {
            claim.note(facts.ledger.as_ref(), facts.own, task.now);
        }
        let op = task.next_op();
        self.wait(op, GRACE, Step::Claim(op), task);
    }

    /// R9 Puts an update of this tab into the ledger, as one more generation. It clears no doubt: what was sent is
    /// still on its way.
    fn publish(&mut self, facts: &Facts, task: &mut Task) {
        self.update = None;
        self.generation += 1;
        self.save(facts.config, task);
        let ledger = facts.ledger.unwrap_or(Ledger { doubt: Doubt::LetGo, ..Ledger::default() });
        self.write(Ledger { generation: self.generation, ..ledger }, facts.config, task);
        self.finish_present(Outcome::Done, facts.config, task);
    }

    /// Not now: another tab's failure, or its silence, says so.
    fn give_way(&mut self, pause: Pause, retry_in: u64, config: &Config, task: &mut Task) {
        self.pace.pause = Some(pause);
        self.pace.last.get_or_insert(Failure::Transient);
        self.finish(Outcome::Failed(self.pace.code()), config, task);
        task.notify(Notice::RefreshFailed { failure: Failure::Transient, retry_in });
    }
}
