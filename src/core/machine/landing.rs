//! When a call is over, and whose answer it is.
//!
//! Decides what time makes of each step of a flight, and whether an answer still belongs to the session that asked:
//! a sign-in or a sign-out in between fences it off. What the answer means is decided in `commit.rs` and `failing.rs`.

use super::super::config::{Carrier, Config, InDoubt};
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Answer, Op};
use super::super::failure::{self, Failure};
use super::super::has;
use super::super::ledger::Ledger;
use super::super::token::TokenSet;
use super::credential::Known;
use super::flight::{Call, Flight, Purpose, Step};
use super::session::{Next, Session};
use super::task::Task;
use super::{Life, Machine};

impl Machine {
    /// The time of a flight's step is over.
    pub(super) fn ticked(&mut self, op: Op, task: &mut Task) {
        task.release(op);
        let Some((session, config)) = self.session_mut() else { return self.orphan_ticked(op, task) };
        let Some(flight) = session.flight.as_ref().filter(|flight| flight.awaits(op)) else {
            return self.orphan_ticked(op, task);
        };
        let next = match &flight.step {
            Step::Queue => {
                task.push(Effect::CancelLock(op));
                match session.flight.take() {
                    // Nobody waits for it, and nothing has failed: it queues again.
                    Some(Flight { purpose: Purpose::Publish, .. }) => {
                        session.publish_later(config, task);
                        Next::On
                    }
                    _ => session.no_turn(config, task),
                }
            }
            Step::Settle(_) | Step::Again(_) if !config.shares => {
                session.send(false, config, task);
                Next::On
            }
            Step::Grace(_) | Step::Settle(_) | Step::Again(_) | Step::Ask { .. } | Step::Claim(_) => {
                session.count(task);
                Next::On
            }
            // R4.4 The call is given up, and may arrive all the same.
            Step::Send(_) => {
                task.push(Effect::Abort(op));
                return self.land(&Answer { is_given_up: true, ..Answer::default() }, task);
            }
            Step::Leave(_) => return self.land(&Answer::default(), task),
            Step::Count(_) | Step::Reread { .. } | Step::Turn { .. } | Step::Land => Next::On,
        };
        self.follow(next, task);
    }

    /// A call of a session that is over has had its time.
    fn orphan_ticked(&mut self, op: Op, task: &mut Task) {
        if has(&self.orphans, op) {
            task.push(Effect::Abort(op));
            self.answered(op, &Answer::default(), task);
        }
    }

    /// A refresh call has ended.
    pub(super) fn answered(&mut self, op: Op, answer: &Answer, task: &mut Task) {
        if let Some(index) = self.orphans.iter().position(|orphan| *orphan == op) {
            self.orphans.remove(index);
            task.release(op);
            self.sign_out_again(op, answer, task);
            return self.landed(answer, task);
        }
        let Some((session, config)) = self.session_mut() else { return };
        let Some(Flight { step: Step::Send(call), .. }) = &session.flight else { return };
        if call.op != op {
            return;
        }
        if may_be_leaving(answer, config) {
            session.wait_for_leave(config, task)
        } else {
            self.land(answer, task)
        }
    }

    /// A refresh call is over.
    fn land(&mut self, answer: &Answer, task: &mut Task) {
        let Some((session, config)) = self.session_mut() else { return };
        let Some(call) = session.take_call() else { return };
        if session.is_over(config, task) {
            // R5.1 Another tab has ended or replaced the session since: whatever came must not live on.
            self.landed(answer, task);
            self.look(task);
            return;
        }
        if session.is_overtaken(config, task) {
            // R5.2 Dropped, but not revoked: that could end the grant which the newer set is part of.
            self.look(task);
            if let Some((session, config)) = self.session_mut() {
                session.finish(Outcome::Done, config, task);
            }
            return;
        }
        let next = session.land(&call, answer, config, task);
        self.follow(next, task);
    }

    /// A late answer of a session that is over: its tokens must not live on, and a sign-out may go on.
    fn landed(&mut self, answer: &Answer, task: &mut Task) {
        if let Some(tokens) = answer.tokens.clone()
            && self.config.can_revoke
            && self.config.carrier == Carrier::Bearer
            // A refresh function may have signed in with them.
            && self.session().is_none_or(|session| session.credential.knows(&tokens) == Known::No)
        {
            task.push(Effect::Revoke { is_sign_out: false, tokens });
        }
        if self.deferred_revoke && self.orphans.is_empty() {
            self.deferred_revoke = false;
            task.push(Effect::Revoke { is_sign_out: true, tokens: TokenSet::default() });
        }
    }

    /// Does to the session what follows from what it did.
    pub(super) fn follow(&mut self, next: Next, task: &mut Task) {
        match next {
            Next::On => {}
            Next::End(reason) => self.end(reason, task),
            Next::Lost => self.end_here(EndReason::Lost, true, task),
            Next::Nobody => {
                // Nobody was signed in, so nobody is sent to the login page.
                self.set_life(Life::Anonymous);
                task.notify(Notice::Anonymous);
            }
        }
    }
}

/// Whether a call may have ended only because the page is about to go away: browsers fail it up to 0.6 seconds
/// before they say so (R7.3).
fn may_be_leaving(answer: &Answer, config: &Config) -> bool {
    let outlives = config.shares || config.in_doubt == InDoubt::End;
    outlives && answer.status.is_none() && judge(answer, config) == Err(Failure::InDoubt)
}

/// What an answer brings: a new token set, or the class of its failure.
pub(super) fn judge(answer: &Answer, config: &Config) -> Result<TokenSet, Failure> {
    if answer.is_unsent {
        return Err(Failure::Transient);
    }
    let carries = |tokens: &TokenSet| tokens.access.is_some() || config.carrier == Carrier::Cookie;
    match &answer.tokens {
        Some(tokens) if answer.judged.is_none() && carries(tokens) => Ok(tokens.clone()),
        _ => Err(answer.judged.unwrap_or_else(|| {
            let has_retry_after = answer.retry_after.is_some();
            failure::classify(answer.status, answer.is_html, answer.error.as_deref(), has_retry_after)
        })),
    }
}

impl Session {
    /// Waits for the page to go away, but no longer than the call might have taken. What is written says "sent"
    /// meanwhile, and the lock is held.
    fn wait_for_leave(&mut self, config: &Config, task: &mut Task) {
        let Some(call) = self.take_call() else { return };
        let op = task.next_op();
        let left = config.call_timeout.saturating_sub(task.now.mono.saturating_sub(call.since.mono));
        self.step(Step::Leave(Call { op, ..call }));
        task.timer(op, config.settle.min(left));
    }

    /// The call that is over.
    fn take_call(&mut self) -> Option<Call> {
        match std::mem::replace(&mut self.flight.as_mut()?.step, Step::Land) {
            Step::Send(call) | Step::Leave(call) => Some(call),
            _ => None,
        }
    }

    /// Whether what this tab sends, or gets, still counts for all tabs.
    pub(super) fn is_current(&self, config: &Config, task: &Task) -> bool {
        !self.is_over(config, task) && !self.is_overtaken(config, task)
    }

    /// Whether the shared records name another session, or this one as ended.
    fn is_over(&self, config: &Config, task: &Task) -> bool {
        config.shares && self.is_known && task.epoch.is_some_and(|epoch| !self.is_live(epoch))
    }

    /// Whether another tab has gone further, which the lock should have prevented.
    fn is_overtaken(&self, config: &Config, task: &Task) -> bool {
        let is_newer = |ledger: Ledger| ledger.generation > self.generation;
        config.shares && self.is_known && self.ledger(config, task).is_some_and(is_newer)
    }
}
