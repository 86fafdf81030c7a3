//! What the end of a call means, and the commit of its result.
//!
//! A result is committed only where the session still holds the refresh token that was sent: a sign-in, a sign-out or
//! an update in between fences it off.

use super::super::backoff;
use super::super::config::{Carrier, Config, InDoubt};
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Answer, Op};
use super::super::failure::{self, Failure};
use super::super::has;
use super::super::ledger::{Doubt, Ledger};
use super::super::token::TokenSet;
use super::credential::Standing;
use super::flight::{Call, Flight, Purpose, Step};
use super::pace::{Pace, Pause};
use super::session::{Next, Session};
use super::task::Task;
use super::{Life, Machine};

/// A misconfigured endpoint is asked again after a minute: a deployment takes longer than a request.
const MISCONFIGURED_PAUSE: u64 = 60_000;

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
                    _ => session.failed(Failure::Transient, &Answer::default(), None, config, task),
                }
            }
            Step::Settle(_) if !config.shares => {
                session.send(false, config, task);
                Next::On
            }
            Step::Grace(_) | Step::Settle(_) | Step::Ask { .. } | Step::Claim(_) => {
                session.count(task);
                Next::On
            }
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
            // R2 Another tab has ended or replaced the session since: whatever came must not live on.
            self.landed(answer, task);
            self.look(task);
            return;
        }
        if session.is_overtaken(config, task) {
            // R5 Dropped, but not revoked: that could end the grant which the newer set is part of.
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
/// before they say so (R7).
fn may_be_leaving(answer: &Answer, config: &Config) -> bool {
    let outlives = config.shares || config.in_doubt == InDoubt::End;
    outlives && answer.status.is_none() && judge(answer, config) == Err(Failure::InDoubt)
}

/// What an answer brings: a new token set, or the class of its failure.
fn judge(answer: &Answer, config: &Config) -> Result<TokenSet, Failure> {
    if answer.is_unsent {
        return Err(Failure::Transient);
    }
    let carries = |tokens: &TokenSet| tokens.access.is_some() || config.carrier == Carrier::Cookie;
    match &answer.tokens {
        Some(tokens) if answer.judged.is_none() && carries(tokens) => Ok(tokens.clone()),
        _ => Err(answer
            .judged
            .unwrap_or_else(|| failure::classify(answer.status, answer.is_html, answer.error.as_deref()))),
    }
}

/// Whether a failed call leaves its token in doubt. A cookie jar holds the newest cookie once the call is over.
fn leaves_doubt(answer: &Answer, config: &Config) -> bool {
    config.carrier == Carrier::Bearer || answer.is_given_up
}

impl Session {
    /// Waits for the page to go away, but no longer than the call might have taken. What is written says "sent"
    /// meanwhile, and the lock is held.
    fn wait_for_leave(&mut self, config: &Config, task: &mut Task) {
        let Some(call) = self.take_call() else { return };
        let op = task.next_op();
        let left = config.refresh_timeout.saturating_sub(task.now.mono.saturating_sub(call.since.mono));
        if let Some(flight) = &mut self.flight {
            flight.step = Step::Leave(Call { op, ..call });
        }
        task.timer(op, config.settle.min(left));
    }

    /// The call that is over.
    fn take_call(&mut self) -> Option<Call> {
        match std::mem::replace(&mut self.flight.as_mut()?.step, Step::Land) {
            Step::Send(call) | Step::Leave(call) => Some(call),
            _ => None,
        }
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

    /// Judges the answer to a call of this session.
    fn land(&mut self, call: &Call, answer: &Answer, config: &Config, task: &mut Task) -> Next {
        let is_outdated = call.sent != self.credential.tokens.refresh;
        let is_certain = |failure| matches!(failure, Failure::Transient | Failure::Misconfigured);
        let is_needless = |failure| self.is_passed() && is_certain(failure) && !call.is_replay;
        match judge(answer, config) {
            // An update brought another refresh token while this call was under way. Its answer belongs to the
            // replaced one: it is dropped, and not revoked, since that could end the whole grant.
            Ok(_) if is_outdated => self.finish_undoubted(config, task),
            Ok(tokens) => self.commit(tokens, config, task),
            // Newer tokens came from elsewhere meanwhile, so nothing is missing, and a refusal is not about them. An
            // answer that was lost is, as long as the refresh token that it was about is still held.
            Err(failure) if is_outdated || is_needless(failure) => self.finish_undoubted(config, task),
            Err(failure) => return self.failed(failure, answer, Some(call), config, task),
        }
        Next::On
    }

    /// Whether the credential that was to be renewed is no longer the current one.
    fn is_passed(&self) -> bool {
        self.flight.as_ref().is_none_or(|flight| flight.serial != self.credential.serial)
    }

    /// The call is over, and the refresh token held now was never sent: nothing is in doubt.
    fn finish_undoubted(&mut self, config: &Config, task: &mut Task) {
        if !config.shares {
            return self.finish(Outcome::Done, config, task);
        }
        // The update reaches the ledger with the same write: under the old generation "nothing in doubt" would speak
        // of the replaced token, which other tabs still hold and would send again.
        if self.update.take().is_some() {
            self.generation += 1;
            self.save(task);
        }
        self.write_clean(config, task);
        self.finish_present(Outcome::Done, config, task);
    }

    /// Writes that this tab's set is the newest, and that nothing is in doubt.
    fn write_clean(&self, config: &Config, task: &mut Task) {
        self.write(Ledger { generation: self.generation, ..Ledger::default() }, config, task);
    }

    /// R5 New tokens have come. Everything is written in this one task.
    fn commit(&mut self, new: TokenSet, config: &Config, task: &mut Task) {
        self.pace = Pace::default();
        self.credential.doubt = None;
        let is_unchanged = self.is_known
            && config.carrier != Carrier::Cookie
            && new.access == self.credential.tokens.access
            && !self.is_passed();
        if is_unchanged {
            self.keep_unchanged(new, task);
        } else if self.is_known {
            self.advance(new, task.now);
        } else {
            // A cookie holds a session, as has turned out: it is made known to the other tabs.
            self.disclaim(config, task);
            self.become_known(new, config, task);
        }
        self.save(task);
        let outcome = if is_unchanged { Outcome::Unchanged } else { Outcome::Done };
        // An update that came during the call is written with it, or was about what the answer has renewed.
        self.update = None;
        if config.shares {
            self.write_clean(config, task);
            self.finish_present(outcome, config, task);
        } else {
            self.finish(outcome, config, task);
        }
        if !is_unchanged {
            task.notify(Notice::Refreshed);
        }
    }

    /// The access token came back as it was. Whoever was refused with it would be refused again. When it ends is not to
    /// be trusted either, or else the next request would renew it in vain.
    fn keep_unchanged(&mut self, new: TokenSet, task: &Task) {
        let credential = &mut self.credential;
        credential.tokens.refresh = new.refresh.or_else(|| credential.tokens.refresh.take());
        credential.tokens.expiry = None;
        if credential.is_refused() {
            self.breaker.unchanged(credential.serial, task.now);
        }
        credential.standing = Standing::Unchanged;
        self.generation += 1;
    }

    /// It is known from here on that there is a session.
    pub(super) fn become_known(&mut self, tokens: TokenSet, config: &Config, task: &mut Task) {
        self.is_known = true;
        self.sid = task.snapshot.random;
        self.generation = 0;
        self.advance(tokens, task.now);
        self.announce(config, task);
    }

    /// A refresh has failed. `call`: the one that was made.
    pub(super) fn failed(
        &mut self,
        failure: Failure,
        answer: &Answer,
        call: Option<&Call>,
        config: &Config,
        task: &mut Task,
    ) -> Next {
        if !self.is_known {
            self.disclaim(config, task);
        }
        let is_in_doubt = failure == Failure::InDoubt && leaves_doubt(answer, config);
        match failure {
            Failure::Definitive if self.is_known => return Next::End(EndReason::Refused),
            Failure::Definitive => {
                self.finish(Outcome::Done, config, task);
                return Next::Nobody;
            }
            Failure::InDoubt if config.in_doubt == InDoubt::End && self.is_known => {
                return Next::End(EndReason::InDoubt);
            }
            _ => {}
        }
        if is_in_doubt {
            self.credential.doubt = Some(task.now);
        }
        self.pace.failures = self.pace.failures.saturating_add(1);
        self.pace.last = Some(failure);
        let retry_in = match failure {
            Failure::Misconfigured => MISCONFIGURED_PAUSE,
            _ => backoff::delay(self.pace.failures, task.snapshot.jitter, answer.retry_after),
        };
        let is_asked = answer.retry_after.is_some();
        self.pace.pause = Some(Pause { since: task.now, length: retry_in, is_asked });
        if let Some(call) = call.filter(|_| config.shares && self.is_known) {
            // R6 An answer that says "not processed" is about this call alone: where it was a replay, the first call
            // stays in doubt.
            let doubt = if is_in_doubt || call.is_replay { Doubt::LetGo } else { Doubt::None };
            let not_before = task.now.wall.saturating_add(retry_in);
            let asked = if is_asked { retry_in } else { 0 };
            let ledger =
                Ledger { generation: self.generation, doubt, not_before, asked, ..Ledger::default() };
            self.write(ledger, config, task);
        }
        self.finish_shown(Outcome::Failed(self.pace.code()), config, task);
        task.notify(Notice::RefreshFailed { failure, retry_in });
        Next::On
    }
}
