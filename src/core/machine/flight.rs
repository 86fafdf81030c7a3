//! When a refresh starts, and what its end means.
//!
//! Decides about the call itself and the commit of its result. A result is committed only where the session still
//! holds the refresh token that was sent: a sign-in, a sign-out or an update in between fences it off. What has to
//! happen between the tabs before a call may be sent is decided in `turn.rs`.

use super::super::backoff;
use super::super::clock::Now;
use super::super::config::{Carrier, InDoubt};
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Answer, Event, Op, Snapshot};
use super::super::failure::{self, Failure};
use super::super::has;
use super::super::ledger::{Doubt, Ledger};
use super::super::record::Record;
use super::super::rule::Rule;
use super::super::ticket::Serial;
use super::super::token::{Secret, TokenSet};
use super::wanted::{notify, timer};
use super::{Life, Machine};

/// A misconfigured endpoint is asked again after a minute: a deployment takes longer than a request.
const MISCONFIGURED_PAUSE: u64 = 60_000;

/// The one refresh under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Flight {
    /// The asynchronous effect whose end is awaited.
    pub(super) op: Op,
    /// The request for the refresh lock, where tabs share the session.
    pub(super) lock: Option<Op>,
    pub(super) step: Step,
    pub(super) purpose: Purpose,
    /// The credential that is to be replaced.
    pub(super) serial: Serial,
    /// The refresh token that was sent.
    sent: Option<Secret>,
    /// Another tab held the lock before.
    pub(super) queued: bool,
    /// What the holder before may have written was waited for.
    pub(super) graced: bool,
    /// An earlier call was given the time to arrive.
    pub(super) settled: bool,
    /// The other tabs were asked.
    pub(super) has_asked: bool,
    /// The token was sent before, with an unknown end.
    pub(super) is_replay: bool,
    /// What stands in the ledger for this flight: 0 under a lock, else the number of its claim.
    pub(super) claim: u64,
    /// What was in doubt before it was claimed.
    pub(super) found: Doubt,
    /// Another tab's claim that is waited for, and since when.
    pub(super) rival: Option<(u64, Now)>,
    /// Since when claims are waited for.
    pub(super) begun: Option<Now>,
    /// How often the mark of a call was not found in the ledger where it was just written.
    pub(super) misses: u32,
    /// How new the ledger must be at least.
    pub(super) floor: u64,
    /// Since when the ledger is read again, or the answer awaited.
    pub(super) since: Now,
}

/// Where a flight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// Waiting for the lock.
    Queue,
    /// Counting presence locks.
    Floor,
    /// Reading the ledger until it shows what the presence locks say.
    Reread,
    /// Waiting for what a holder that died may have written.
    Grace,
    /// Waiting for the end of another tab's claim, or for one that came before this tab's own to show.
    Claim,
    /// Waiting for the other tabs' answer.
    Ask,
    /// Waiting until an earlier, unanswered call cannot reach the server any more.
    Settle,
    /// Ending the task, so that the ledger is written before anything is sent.
    Turn,
    /// Waiting for the answer.
    Send,
    /// The call broke off, as it also does just before the page goes away: waiting to see whether it does.
    Leave,
    /// The answer is there, and being judged.
    Land,
}

/// What a flight is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Purpose {
    /// A newer token.
    Renew,
    /// Telling the other tabs of an update; nobody waits for it.
    Publish,
}

impl Machine {
    /// Starts a refresh, if there is none, and something to renew, and no pause.
    pub(super) fn start(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let has_session = matches!(self.life, Life::Active | Life::Unknown);
        if !has_session || self.is_hidden || !self.can_renew() || self.is_paused(snapshot.now) {
            return;
        }
        match &mut self.flight {
            // The update goes first, and may be all that was wanted.
            Some(flight) => flight.purpose = Purpose::Renew,
            None if self.config.shares => self.queue(Purpose::Renew, effects),
            None => self.start_alone(snapshot.now, effects),
        }
    }

    fn new_flight(&mut self, step: Step, purpose: Purpose) -> Op {
        let op = self.next_op();
        self.flight = Some(Flight {
            op,
            lock: None,
            step,
            purpose,
            serial: self.serial,
            sent: None,
            queued: false,
            graced: false,
            settled: false,
            has_asked: false,
            is_replay: false,
            claim: 0,
            found: Doubt::None,
            rival: None,
            begun: None,
            misses: 0,
            floor: 0,
            since: Now::default(),
        });
        op
    }

    /// Queues for the refresh lock, for as long as waiting is bounded.
    pub(super) fn queue(&mut self, purpose: Purpose, effects: &mut Vec<Effect>) {
        let op = self.new_flight(Step::Queue, purpose);
        if !self.config.has_locks {
            return self.query(effects);
        }
        if let Some(flight) = &mut self.flight {
            flight.lock = Some(op);
        }
        timer(op, self.config.settle.saturating_add(self.config.refresh_timeout), effects);
        effects.push(Effect::Lock(op));
    }

    /// Without other tabs there is nobody to agree with: only an unanswered call of this tab has to be given time.
    fn start_alone(&mut self, now: Now, effects: &mut Vec<Effect>) {
        // By the monotonic clock alone: a wall clock set forward must not send the replay too early.
        let settled = self.doubt.map_or(u64::MAX, |since| now.mono.saturating_sub(since.mono));
        let left = self.config.settle.saturating_sub(settled);
        let op = self.new_flight(Step::Settle, Purpose::Renew);
        if left > 0 { timer(op, left, effects) } else { self.send_flight(now, effects) }
    }

    pub(super) fn send_flight(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let op = self.next_op();
        let TokenSet { access, refresh, .. } = self.tokens.clone();
        let Some(flight) = &mut self.flight else { return };
        flight.op = op;
        flight.step = Step::Send;
        flight.since = now;
        flight.serial = self.serial;
        flight.sent.clone_from(&refresh);
        notify(Notice::RefreshStarted, effects);
        timer(op, self.config.refresh_timeout, effects);
        effects.push(Effect::Send { op, access, refresh });
    }

    /// The time of a flight's step is over.
    pub(super) fn ticked(&mut self, op: Op, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if self.is_opening(op) {
            return self.opening_timed_out(op, snapshot, effects);
        }
        self.let_lock_go(op, effects);
        let step = self.flight.as_ref().filter(|flight| flight.op == op).map(|flight| flight.step);
        match step {
            Some(Step::Queue) => {
                effects.push(Effect::CancelLock(op));
                match self.flight.take() {
                    // Nobody waits for it, and nothing has failed: it queues again.
                    Some(flight) if flight.purpose == Purpose::Publish => self.publish_later(effects),
                    _ => self.failed(Failure::Transient, &Answer::default(), snapshot, effects),
                }
            }
            Some(Step::Settle) if !self.config.shares => self.send_flight(snapshot.now, effects),
            Some(Step::Grace | Step::Settle | Step::Ask | Step::Claim) => self.query(effects),
            Some(Step::Send) => {
                effects.push(Effect::Abort(op));
                self.land(Answer { is_given_up: true, ..Answer::default() }, snapshot, effects);
            }
            Some(Step::Leave) => self.land(Answer::default(), snapshot, effects),
            Some(Step::Floor | Step::Reread | Step::Turn | Step::Land) => {}
            None if has(&self.orphans, op) => {
                effects.push(Effect::Abort(op));
                self.answered(op, Answer::default(), snapshot, effects);
            }
            None => {}
        }
    }

    /// A refresh call has ended.
    pub(super) fn answered(
        &mut self,
        op: Op,
        answer: Answer,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(index) = self.orphans.iter().position(|orphan| *orphan == op) {
            self.orphans.remove(index);
            return self.landed(answer, effects);
        }
        match &self.flight {
            Some(flight) if flight.op == op && flight.step == Step::Send => {}
            _ => return,
        }
        if self.may_be_leaving(&answer) {
            self.wait_for_leave(snapshot.now, effects)
        } else {
            self.land(answer, snapshot, effects)
        }
    }

    /// Whether a call may have ended only because the page is about to go away: browsers fail it up to 0.6 seconds
    /// before they say so.
    fn may_be_leaving(&self, answer: &Answer) -> bool {
        let outlives = self.config.shares || self.config.in_doubt == InDoubt::End;
        outlives && answer.status.is_none() && self.judge(answer) == Err(Failure::InDoubt)
    }

    /// Waits for the page to go away, but no longer than the call might have taken. What is written says "sent"
    /// meanwhile, and the lock is held.
    fn wait_for_leave(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let op = self.next_op();
        let Some(flight) = &mut self.flight else { return };
        flight.op = op;
        flight.step = Step::Leave;
        let left = self.config.refresh_timeout.saturating_sub(now.mono.saturating_sub(flight.since.mono));
        timer(op, self.config.settle.min(left), effects);
    }

    /// A refresh call is over.
    fn land(&mut self, answer: Answer, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let Some(flight) = &mut self.flight else { return };
        flight.step = Step::Land;
        if !self.is_epoch_mine(snapshot) {
            // Another tab has ended or replaced the session since: whatever came must not live on.
            self.landed(answer, effects);
            self.look(snapshot, effects);
            return;
        }
        if self.is_overtaken(snapshot) {
            // Dropped, but not revoked: that could end the grant which the newer set is part of.
            self.look(snapshot, effects);
            return self.finish(Outcome::Done, effects);
        }
        let judged = self.judge(&answer);
        let Some(flight) = &self.flight else { return };
        let is_outdated = flight.sent != self.tokens.refresh && self.keeps(Rule::Outdated);
        let is_passed = flight.serial != self.serial;
        let is_certain = |failure| matches!(failure, Failure::Transient | Failure::Misconfigured);
        let is_needless = |failure| is_passed && is_certain(failure) && !flight.is_replay;
        match judged {
            // An update brought another refresh token while this call was under way. Its answer belongs to the
            // replaced one: it is dropped, and not revoked, since that could end the whole grant.
            Ok(_) if is_outdated => self.finish_undoubted(snapshot, effects),
            Ok(tokens) => self.commit(tokens, snapshot, effects),
            // Newer tokens came from elsewhere meanwhile, so nothing is missing, and a refusal is not about them. An
            // answer that was lost is, as long as the refresh token that it was about is still held.
            Err(failure) if is_outdated || is_needless(failure) => {
                self.finish_undoubted(snapshot, effects);
            }
            Err(failure) => self.failed(failure, &answer, snapshot, effects),
        }
    }

    /// The call is over, and the refresh token held now was never sent: nothing is in doubt.
    fn finish_undoubted(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !self.config.shares {
            return self.finish(Outcome::Done, effects);
        }
        // The update reaches the ledger with the same write: under the old generation "nothing in doubt" would speak
        // of the replaced token, which other tabs still hold and would send again.
        if self.publish.take().is_some() {
            self.generation += 1;
            self.save(effects);
        }
        self.write(Ledger { generation: self.generation, ..Ledger::default() }, snapshot, effects);
        self.finish_present(Outcome::Done, effects);
    }

    /// Whether the shared records still name this session.
    fn is_epoch_mine(&self, snapshot: &Snapshot) -> bool {
        let is_alone = !self.config.shares || matches!(self.life, Life::Unknown);
        is_alone || self.epoch(snapshot).is_none_or(|epoch| epoch.sid == self.sid && epoch.ended.is_none())
    }

    /// Whether another tab has gone further, which the lock should have prevented.
    fn is_overtaken(&self, snapshot: &Snapshot) -> bool {
        let is_newer = |ledger: Ledger| ledger.generation > self.generation;
        self.config.shares && matches!(self.life, Life::Active) && self.ledger(snapshot).is_some_and(is_newer)
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

    /// New tokens have come. Everything is written in this one task.
    fn commit(&mut self, new: TokenSet, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.forgive();
        let is_passed = self.flight.as_ref().is_none_or(|flight| flight.serial != self.serial);
        let is_unchanged = matches!(self.life, Life::Active)
            && self.config.carrier != Carrier::Cookie
            && new.access == self.tokens.access
            && !is_passed;
        if is_unchanged {
            // Whoever was refused with this token would be refused again. When it ends is not to be trusted
            // either, or else the next request would renew it in vain.
            self.tokens.refresh = new.refresh.or_else(|| self.tokens.refresh.take());
            self.tokens.expiry = None;
            self.unchanged = Some(self.serial);
            if std::mem::take(&mut self.is_refused) {
                self.breaker.unchanged(self.serial, snapshot.now);
            }
            self.generation += 1;
        } else if matches!(self.life, Life::Unknown) {
            // A cookie holds a session, as has turned out: it is made known to the other tabs.
            self.disclaim(snapshot, effects);
            self.life = Life::Active;
            self.sid = snapshot.random;
            self.generation = 0;
            self.adopt(new, snapshot.now);
            self.announce_found(snapshot, effects);
        } else {
            self.adopt(new, snapshot.now);
        }
        self.save(effects);
        let outcome = if is_unchanged { Outcome::Unchanged } else { Outcome::Done };
        // An update that came during the call is written with it, or was about what the answer has renewed.
        self.publish = None;
        if self.config.shares {
            self.write(Ledger { generation: self.generation, ..Ledger::default() }, snapshot, effects);
            self.finish_present(outcome, effects);
        } else {
            self.finish(outcome, effects);
        }
        if !is_unchanged {
            notify(Notice::Refreshed, effects);
        }
    }

    /// Takes newer tokens of the same session. An answer without a refresh token leaves the old one in force
    /// (RFC 6749 §6).
    pub(super) fn adopt(&mut self, new: TokenSet, now: Now) {
        self.renew_tokens(new, now);
        self.generation += 1;
    }

    pub(super) fn renew_tokens(&mut self, new: TokenSet, now: Now) {
        let kept = self.tokens.refresh.take();
        self.tokens = TokenSet { refresh: new.refresh.or(kept), ..new };
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
            key: self.key.clone(),
            tokens: self.tokens.clone(),
        }));
    }

    /// A call has failed while its session goes on.
    pub(super) fn failed(
        &mut self,
        failure: Failure,
        answer: &Answer,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        let was_unknown = matches!(self.life, Life::Unknown);
        if was_unknown {
            self.disclaim(snapshot, effects);
        }
        match failure {
            Failure::Definitive if was_unknown => {
                // Nobody was signed in, so nobody is sent to the login page.
                self.life = Life::Anonymous;
                self.forgive();
                self.finish(Outcome::Done, effects);
                notify(Notice::Anonymous, effects);
                return;
            }
            Failure::Definitive => return self.end(EndReason::Refused, snapshot, effects),
            Failure::InDoubt if self.config.in_doubt == InDoubt::End && !was_unknown => {
                return self.end(EndReason::InDoubt, snapshot, effects);
            }
            Failure::InDoubt if self.leaves_doubt(answer) => self.doubt = Some(snapshot.now),
            Failure::InDoubt | Failure::Transient | Failure::Misconfigured => {}
        }
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(failure);
        let retry_in = match failure {
            Failure::Misconfigured => MISCONFIGURED_PAUSE,
            _ => backoff::delay(self.failures, snapshot.jitter, answer.retry_after),
        };
        self.pause = Some((snapshot.now, retry_in));
        self.is_told_to_wait = answer.retry_after.is_some();
        let is_in_doubt = failure == Failure::InDoubt && self.leaves_doubt(answer);
        self.record_failure(is_in_doubt, retry_in, snapshot, effects);
        let code = self.failure_code();
        self.finish_shown(Outcome::Failed(code), effects);
        notify(Notice::RefreshFailed { failure, retry_in }, effects);
    }

    /// Whether a failed call leaves its token in doubt. A cookie jar holds the newest cookie once the call is over.
    fn leaves_doubt(&self, answer: &Answer) -> bool {
        self.config.carrier == Carrier::Bearer || answer.is_given_up
    }

    /// Tells the other tabs of a failure, through the ledger. An answer that says "not processed" is about this
    /// call alone: where it was a replay, the first call stays in doubt.
    fn record_failure(
        &self,
        is_in_doubt: bool,
        retry_in: u64,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        let Some(flight) = self.flight.as_ref().filter(|flight| flight.step == Step::Land) else { return };
        if !self.config.shares || !matches!(self.life, Life::Active) {
            return;
        }
        let was_in_doubt = flight.is_replay && self.keeps(Rule::Refusal);
        let doubt = if is_in_doubt || was_in_doubt { Doubt::LetGo } else { Doubt::None };
        let not_before = snapshot.now.wall.saturating_add(retry_in);
        let asked = if self.is_told_to_wait { retry_in } else { 0 };
        let ledger = Ledger { generation: self.generation, doubt, not_before, asked, ..Ledger::default() };
        self.write(ledger, snapshot, effects);
    }

    /// Forgets what failed before.
    pub(super) fn forgive(&mut self) {
        self.failures = 0;
        self.last_failure = None;
        self.pause = None;
        self.is_told_to_wait = false;
        self.doubt = None;
    }

    pub(super) fn is_paused(&self, now: Now) -> bool {
        self.pause.is_some_and(|(since, pause)| now.since(since) < pause)
    }

    /// Lets go of a flight whose session is over, or replaced.
    pub(super) fn abandon(&mut self, effects: &mut Vec<Effect>) {
        let Some(flight) = self.flight.take() else { return };
        if flight.step == Step::Send {
            self.orphans.push(flight.op);
        }
        if let Some(lock) = flight.lock {
            effects.push(if flight.step == Step::Queue {
                Effect::CancelLock(lock)
            } else {
                Effect::Unlock(lock)
            });
        }
    }

    /// The device is online again: the pause is over, unless the server has asked for it.
    pub fn retry_now(&mut self) -> Option<Event> {
        if self.is_told_to_wait {
            return None;
        }
        let is_idle = self.pause.take().is_some() && self.flight.is_none();
        self.insists = is_idle && matches!(self.life, Life::Active) && self.last_failure.is_some();
        self.insists.then_some(Event::Renew)
    }
}
