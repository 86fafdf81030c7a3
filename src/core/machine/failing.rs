//! What a failed refresh does to the session.
//!
//! Decides whether it ends, how long nobody tries again, and what stays in doubt.

use super::super::backoff;
use super::super::config::{Carrier, Config, InDoubt};
use super::super::effect::{EndReason, Notice, Outcome};
use super::super::event::Answer;
use super::super::failure::{self, Failure};
use super::super::ledger::{Doubt, Ledger};
use super::credential::Standing;
use super::flight::{Call, Insists, Step};
use super::pace::Pause;
use super::session::{Next, Session};
use super::task::Task;

/// A misconfigured endpoint is asked again after a minute: a deployment takes longer than a request.
const MISCONFIGURED_PAUSE: u64 = 60_000;
/// How long after a refusal for an unknown reason the call is made once more: a gateway has recovered, or a token against
/// cross-site requests has been renewed.
const AGAIN: u64 = 2_000;

fn is_success(answer: &Answer) -> bool {
    answer.judged.is_none() && matches!(answer.status, Some(200..=299))
}

/// Whether a failed call leaves its token in doubt. A cookie jar holds the newest cookie once the call is over.
fn leaves_doubt(answer: &Answer, config: &Config) -> bool {
    config.carrier == Carrier::Bearer || answer.is_given_up
}

impl Session {
    /// R7.7 Whether a refusal is asked for once more, since it may not be about the grant. Where it is not known whether
    /// anybody is signed in, a 400 is the ordinary answer to a visitor, who must not be kept waiting.
    pub(super) fn asks_again(&self, answer: &Answer) -> bool {
        let is_first = self.flight.as_ref().is_some_and(|flight| !flight.done.again);
        is_first
            && answer.judged.is_none()
            && failure::is_ambiguous(answer.status, answer.error.as_deref())
            && (self.is_known || answer.status == Some(403))
    }

    /// R7.7 Asks once more in a moment, under the same lock. The call was refused, so it leaves no doubt of its own.
    pub(super) fn ask_again(&mut self, call: &Call, config: &Config, task: &mut Task) {
        if let Some(flight) = &mut self.flight {
            flight.done.again = true;
        }
        if config.shares && self.is_known {
            let doubt = if call.is_replay { Doubt::LetGo } else { Doubt::None };
            let failed = self.former_failure(config, task);
            let ledger = Ledger { generation: self.generation, doubt, failed, ..Ledger::default() };
            self.write(ledger, config, task);
        }
        let op = task.next_op();
        self.wait(op, AGAIN, Step::Again(op), task);
    }

    /// R14.6 How long ago a refresh failed in any tab, since the newest tokens came.
    fn last_failure(&self, config: &Config, task: &Task) -> Option<u64> {
        match self.ledger(config, task).filter(|_| config.shares && self.is_known) {
            Some(ledger) => (ledger.failed > 0).then(|| task.now.wall.saturating_sub(ledger.failed)),
            None => self.pace.failed.map(|failed| task.now.since(failed)),
        }
    }

    /// When that was, as the ledger says it: what this tab writes must not forget it.
    fn former_failure(&self, config: &Config, task: &Task) -> u64 {
        self.ledger(config, task).map_or(0, |ledger| ledger.failed)
    }

    /// This tab has had no turn, and has sent nothing.
    pub(super) fn no_turn(&mut self, config: &Config, task: &mut Task) -> Next {
        let answer = Answer { is_unsent: true, ..Answer::default() };
        self.failed(Failure::Transient, &answer, None, config, task)
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
            // R7.6
            Failure::Definitive if self.is_known => return Next::End(EndReason::Refused),
            // An answer of success without a token says the same of a visitor.
            _ if !self.is_known && (failure == Failure::Definitive || is_success(answer)) => {
                self.finish(Outcome::Done, config, task);
                return Next::Nobody;
            }
            Failure::InDoubt if config.in_doubt == InDoubt::End && self.is_known => {
                return Next::End(EndReason::InDoubt);
            }
            _ => {}
        }
        // While the token can be used nobody waits. What was never sent has met no server: no reason to wait for long.
        let is_idle = self.is_usable(config, task.now) && !self.credential.is_refused() && !answer.is_unsent;
        let expiry = self.credential.tokens.expiry.filter(|_| is_idle);
        let left = expiry.map_or(0, |expiry| expiry.left(task.now));
        if answer.is_given_up && config.carrier != Carrier::Bearer {
            // R6.6 The jar may hold the newest cookie: the next request tries it before there is another refresh.
            self.credential.standing = Standing::Good;
        }
        if is_in_doubt {
            self.credential.doubt = Some(task.now);
        }
        // The device is online again: what failed before was another trouble.
        let is_new = self.flight.as_ref().is_some_and(|flight| flight.insists == Insists::Online);
        let last = if answer.is_unsent || is_new { None } else { self.last_failure(config, task) };
        self.pace.last = Some(failure);
        let mut failed = self.former_failure(config, task);
        if !answer.is_unsent {
            self.pace.failed = Some(task.now);
            failed = task.now.wall;
        }
        // A date that is over may be a clock's mistake, here or there: no reason to call at every request.
        let retry_after = answer.retry_after.filter(|after| *after > 0);
        let retry_in = match failure {
            Failure::Misconfigured => MISCONFIGURED_PAUSE,
            _ => {
                let is_answered = answer.status.is_some() || answer.is_given_up;
                backoff::delay(last, left, is_answered, task.snapshot.jitter, retry_after)
            }
        };
        let asked = match retry_after {
            Some(_) => retry_in,
            None if is_idle && failure != Failure::Misconfigured => backoff::NOBODY_WAITS,
            None => 0,
        };
        self.pace.pause = Some(Pause { since: task.now, length: retry_in, asked });
        if let Some(call) = call.filter(|_| config.shares && self.is_known) {
            // R7.4 An answer that says "not processed" is about this call alone: where it was a replay, the first call
            // stays in doubt.
            let doubt = if is_in_doubt || call.is_replay { Doubt::LetGo } else { Doubt::None };
            let not_before = task.now.wall.saturating_add(retry_in);
            let generation = self.generation;
            self.write(Ledger { generation, doubt, not_before, asked, failed, sealed: "" }, config, task);
        }
        self.finish_shown(Outcome::Failed(self.pace.code()), config, task);
        task.notify(Notice::RefreshFailed { failure, retry_in });
        Next::On
    }
}
