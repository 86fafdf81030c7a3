//! What a verdict of `rules.rs` does to a flight.

use super::super::config::Config;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Answer, Op};
use super::super::failure::Failure;
use super::super::ledger::{Doubt, Ledger};
use super::flight::Step;
use super::hold::Hold;
use super::pace::Pause;
use super::rules::Verdict;
use super::session::{Next, Session};
use super::task::Task;
use super::turn::{ASKING, GRACE};

impl Session {
    /// Does what was decided. `ledger` is the one that was decided by.
    #[inline(never)]
    pub(super) fn carry_out(
        &mut self,
        verdict: Verdict,
        ledger: Option<Ledger>,
        config: &Config,
        task: &mut Task,
    ) -> Next {
        let Some(flight) = &mut self.flight else { return Next::On };
        if let (Verdict::AwaitClaim | Verdict::Claim { .. }, Hold::Claim(claim)) = (verdict, &mut flight.hold)
        {
            claim.note(ledger.as_ref(), self.generation, task.now);
        }
        match verdict {
            Verdict::Reread | Verdict::CatchUp | Verdict::Rebuild => {}
            Verdict::Ask => {
                flight.done.asked = true;
                let nonce = task.snapshot.random;
                task.push(Effect::Ask(nonce));
                let op = task.next_op();
                self.wait(op, ASKING, Step::Ask { op, nonce }, task);
            }
            Verdict::NotNow => self.give_way(1, false, config, task),
            Verdict::GiveWay { pause, is_asked } => {
                self.unclaim(ledger, config, task);
                self.give_way(pause, is_asked, config, task);
            }
            Verdict::Lose => return Next::Lost,
            Verdict::AwaitClaim => self.await_claims(task),
            Verdict::FailClaim => {
                self.flight = None;
                return self.failed(Failure::Transient, &Answer::default(), None, config, task);
            }
            Verdict::Claim { is_settled } => {
                flight.done.settled |= is_settled;
                let claimed = Ledger { generation: self.generation, ..ledger.unwrap_or_default() };
                self.write_claim(claimed, config, task);
                self.await_claims(task);
            }
            Verdict::Grace => {
                flight.done.graced = true;
                let op = task.next_op();
                self.wait(op, GRACE, Step::Grace(op), task);
            }
            Verdict::Publish => self.publish(ledger, config, task),
            Verdict::Needless => {
                self.unclaim(ledger, config, task);
                self.finish(Outcome::Done, config, task);
            }
            Verdict::SendUnmarked => self.send(false, config, task),
            Verdict::Settle { wait } => {
                flight.done.settled = true;
                let op = task.next_op();
                self.wait(op, wait, Step::Settle(op), task);
            }
            Verdict::EndInDoubt => return Next::End(EndReason::InDoubt),
            Verdict::Send { is_replay } => {
                // Whoever waits for the end of the claim waits anew from here.
                flight.hold.renumber(task.snapshot.random);
                let doubt = flight.hold.mark();
                let mark = Ledger { doubt, not_before: 0, asked: 0, ..ledger.unwrap_or_default() };
                self.write(mark, config, task);
                let op = task.next_op();
                self.turn(op, Step::Turn { op, is_replay }, task);
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
    fn wait(&mut self, op: Op, delay: u64, step: Step, task: &mut Task) {
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
    fn await_claims(&mut self, task: &mut Task) {
        let op = task.next_op();
        self.wait(op, GRACE, Step::Claim(op), task);
    }

    /// R9 Puts an update of this tab into the ledger, as one more generation. It clears no doubt: what was sent is
    /// still on its way.
    fn publish(&mut self, ledger: Option<Ledger>, config: &Config, task: &mut Task) {
        self.update = None;
        self.generation += 1;
        self.save(task);
        let ledger = ledger.unwrap_or(Ledger { doubt: Doubt::LetGo, ..Ledger::default() });
        self.write(Ledger { generation: self.generation, ..ledger }, config, task);
        self.finish_present(Outcome::Done, config, task);
    }

    /// Not now: another tab's failure, or its silence, says so.
    pub(super) fn give_way(&mut self, length: u64, is_asked: bool, config: &Config, task: &mut Task) {
        self.pace.pause = Some(Pause { since: task.now, length, is_asked });
        self.pace.last.get_or_insert(Failure::Transient);
        self.finish(Outcome::Failed(self.pace.code()), config, task);
        task.notify(Notice::RefreshFailed { failure: Failure::Transient, retry_in: length });
    }
}
