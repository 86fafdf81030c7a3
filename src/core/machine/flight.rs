//! When a refresh starts, and what its end means.
//!
//! Decides the order of its steps and the commit of its result. A result is committed only where the session
//! still holds the refresh token that was sent: a sign-in, a sign-out or an update in between fences it off.

use super::super::backoff;
use super::super::clock::Now;
use super::super::config::{Carrier, InDoubt};
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Answer, Event, Op, Snapshot};
use super::super::failure::{self, Failure};
use super::super::record::Record;
use super::super::ticket::Serial;
use super::super::token::{Secret, TokenSet};
use super::{Life, Machine};

/// A misconfigured endpoint is asked again after a minute: a deployment takes longer than a request.
const MISCONFIGURED_PAUSE: u64 = 60_000;

/// The one refresh under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Flight {
    pub(super) op: Op,
    step: Step,
    /// The credential that is to be replaced.
    serial: Serial,
    /// The refresh token that was sent.
    sent: Option<Secret>,
}

/// Where a flight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    /// Waiting until an earlier, unanswered call cannot reach the server any more.
    Settle,
    /// Waiting for the answer.
    Send,
}

impl Flight {
    /// Whether a call is on its way.
    pub(super) fn is_sent(&self) -> bool {
        self.step == Step::Send
    }
}

impl Machine {
    /// Starts a refresh, if there is none, and something to renew, and no pause.
    pub(super) fn start(&mut self, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        let has_session = matches!(self.life, Life::Active | Life::Unknown);
        if self.flight.is_some() || !has_session || !self.can_renew() || self.is_paused(snapshot.now) {
            return;
        }
        let op = self.next_op();
        let serial = self.serial;
        let settled = self.doubt.map_or(u64::MAX, |since| snapshot.now.since(since));
        let left = self.config.settle.saturating_sub(settled);
        let step = if left > 0 { Step::Settle } else { Step::Send };
        self.flight = Some(Flight { op, step, serial, sent: self.tokens.refresh.clone() });
        effects.push(Effect::Notify(Notice::RefreshStarted));
        match step {
            Step::Settle => effects.push(Effect::Timer(op, left)),
            Step::Send => self.send_flight(op, effects),
        }
    }

    fn send_flight(&mut self, op: Op, effects: &mut Vec<Effect>) {
        effects.push(Effect::Timer(op, self.config.refresh_timeout));
        effects.push(Effect::Send {
            op,
            access: self.tokens.access.clone(),
            refresh: self.tokens.refresh.clone(),
        });
    }

    /// The time of a flight's step is over.
    pub(super) fn ticked(&mut self, op: Op, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        match &mut self.flight {
            Some(flight) if flight.op == op && flight.step == Step::Settle => {
                flight.step = Step::Send;
                self.send_flight(op, effects);
            }
            Some(flight) if flight.op == op => {
                effects.push(Effect::Abort(op));
                self.answered(op, Answer::default(), snapshot, effects);
            }
            _ => {
                if self.orphans.contains(&op) {
                    effects.push(Effect::Abort(op));
                    self.answered(op, Answer::default(), snapshot, effects);
                }
            }
        }
    }

    /// A refresh call has ended.
    pub(super) fn answered(&mut self, op: Op, answer: Answer, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        if let Some(index) = self.orphans.iter().position(|orphan| *orphan == op) {
            self.orphans.remove(index);
            self.landed(answer, effects);
            return;
        }
        let Some(flight) = self.flight.take_if(|flight| flight.op == op && flight.is_sent()) else { return };
        let failure = match self.judge(&answer) {
            Ok(tokens) => return self.commit(&flight, tokens, snapshot.now, effects),
            Err(failure) => failure,
        };
        let is_outdated = flight.sent != self.tokens.refresh;
        if is_outdated || flight.serial != self.serial && failure != Failure::Definitive {
            // Newer tokens came from elsewhere meanwhile, so nothing is missing, and a refusal is not about them.
            effects.push(Effect::Settle(Outcome::Done));
            return;
        }
        self.failed(failure, &answer, snapshot, effects);
    }

    /// What an answer brings: a new token set, or the class of its failure.
    fn judge(&self, answer: &Answer) -> Result<TokenSet, Failure> {
        if answer.is_unsent {
            return Err(Failure::Transient);
        }
        let carries = |tokens: &TokenSet| tokens.access.is_some() || self.config.carrier == Carrier::Cookie;
        match &answer.tokens {
            Some(tokens) if answer.judged.is_none() && carries(tokens) => Ok(tokens.clone()),
            _ => Err(answer.judged.unwrap_or_else(|| {
                failure::classify(answer.status, answer.is_html, answer.error.as_deref())
            })),
        }
    }

    /// A late answer of a session that is over: its tokens must not live on, and a sign-out may go on.
    fn landed(&mut self, answer: Answer, effects: &mut Vec<Effect>) {
        if let Some(tokens) = answer.tokens
            && self.config.can_revoke
            && self.config.carrier == Carrier::Bearer
        {
            effects.push(Effect::Revoke { is_sign_out: false, tokens });
        }
        if self.deferred_revoke && self.orphans.is_empty() {
            self.deferred_revoke = false;
            effects.push(Effect::Revoke { is_sign_out: true, tokens: TokenSet::default() });
        }
    }

    /// New tokens have come.
    fn commit(&mut self, flight: &Flight, new: TokenSet, now: Now, effects: &mut Vec<Effect>) {
        self.forgive();
        if flight.sent != self.tokens.refresh {
            // An update brought another refresh token while this call was under way. Its answer belongs to the
            // replaced one: it is dropped, and not revoked, since that could end the whole grant.
            effects.push(Effect::Settle(Outcome::Done));
            return;
        }
        let is_unchanged = self.life == Life::Active
            && self.config.carrier != Carrier::Cookie
            && new.access == self.tokens.access
            && flight.serial == self.serial;
        if is_unchanged {
            // Whoever was refused with this token would be refused again. When it ends is not to be trusted
            // either, or else the next request would renew it in vain.
            self.tokens.refresh = new.refresh.or_else(|| self.tokens.refresh.take());
            self.tokens.expiry = None;
            self.unchanged = Some(self.serial);
            self.is_refused = false;
            self.save(effects);
            effects.push(Effect::Settle(Outcome::Unchanged));
            return;
        }
        self.life = Life::Active;
        self.adopt(new, now);
        self.save(effects);
        effects.push(Effect::Settle(Outcome::Done));
        effects.push(Effect::Notify(Notice::Refreshed));
    }

    /// Takes newer tokens of the same session. An answer without a refresh token leaves the old one in force
    /// (RFC 6749 §6).
    pub(super) fn adopt(&mut self, new: TokenSet, now: Now) {
        let kept = self.tokens.refresh.take();
        self.tokens = TokenSet { refresh: new.refresh.or(kept), ..new };
        self.generation += 1;
        self.since = now;
        self.next_serial();
    }

    /// Numbers the next credential of this session.
    pub(super) fn next_serial(&mut self) {
        self.serial = self.serial.next();
        self.is_refused = false;
        self.unchanged = None;
        // The window of own serials must never grow around the whole ring.
        if self.first.age(self.serial) > Serial::MOST_OWN {
            self.first = self.first.next();
        }
    }

    pub(super) fn save(&self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Save(Record {
            sid: self.sid,
            generation: self.generation,
            tokens: self.tokens.clone(),
        }));
    }

    /// A call has failed while its session goes on.
    fn failed(&mut self, failure: Failure, answer: &Answer, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        let Snapshot { now, jitter, .. } = snapshot;
        let was_unknown = self.life == Life::Unknown;
        match failure {
            Failure::Definitive if was_unknown => {
                // Nobody was signed in, so nobody is sent to the login page.
                self.life = Life::Anonymous;
                self.forgive();
                effects.push(Effect::Settle(Outcome::Done));
                effects.push(Effect::Notify(Notice::Anonymous));
                return;
            }
            Failure::Definitive => return self.end(EndReason::Refused, effects),
            Failure::InDoubt if self.config.in_doubt == InDoubt::End && !was_unknown => {
                return self.end(EndReason::InDoubt, effects);
            }
            // A cookie jar always holds the newest cookie, so nothing is in doubt there.
            Failure::InDoubt if self.config.carrier == Carrier::Bearer => self.doubt = Some(now),
            Failure::InDoubt | Failure::Transient | Failure::Misconfigured => {}
        }
        // An answer that says "not processed" settles an earlier doubt only where none was pending: the refusal
        // is about this call, not about the one that was never answered.
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(failure);
        let retry_in = match failure {
            Failure::Misconfigured => MISCONFIGURED_PAUSE,
            _ => backoff::delay(self.failures, jitter, answer.retry_after),
        };
        self.pause = Some((now, retry_in));
        effects.push(Effect::Settle(Outcome::Failed(self.failure_code())));
        effects.push(Effect::Notify(Notice::RefreshFailed { failure, retry_in }));
    }

    /// Forgets what failed before.
    pub(super) fn forgive(&mut self) {
        self.failures = 0;
        self.last_failure = None;
        self.pause = None;
        self.doubt = None;
    }

    pub(super) fn is_paused(&self, now: Now) -> bool {
        self.pause.is_some_and(|(since, pause)| now.since(since) < pause)
    }

    /// Lets go of a flight whose session is over, or replaced.
    pub(super) fn abandon(&mut self, effects: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.take() {
            if flight.is_sent() {
                self.orphans.push(flight.op);
            } else {
                effects.push(Effect::Abort(flight.op));
            }
        }
    }

    /// The device is online again, or the application insists: the pause is over.
    pub fn retry_now(&mut self) -> Option<Event> {
        let is_idle = self.pause.take().is_some() && self.flight.is_none();
        (is_idle && self.life == Life::Active && self.last_failure.is_some()).then_some(Event::Renew)
    }
}
