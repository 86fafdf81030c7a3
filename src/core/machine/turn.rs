//! A tab's turn under the refresh lock.
//!
//! Decides, between the grant of the lock and the call, whether there is anything to send: another tab may have
//! renewed the token meanwhile, a call may be in doubt, the ledger may be gone. What localStorage shows lags
//! behind the grant of a lock, so presence locks, which do not lag, say how new the ledger must be at least.
//!
//! ```text
//! Queue ─▶ Floor ─▶ [Reread] ─▶ decide ─▶ [Grace ─▶ Floor] ─▶ [Settle ─▶ Floor] ─▶ Turn ─▶ Send ─▶ commit
//!                       │          └─▶ adopt what another tab committed
//!                       └─▶ Ask the other tabs
//! ```

use super::super::backoff;
use super::super::clock::Now;
use super::super::config::{Carrier, InDoubt};
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Op, Snapshot, Told};
use super::super::failure::Failure;
use super::super::ledger::{Doubt, Epoch, Ledger};
use super::super::record::SessionId;
use super::super::rule::Rule;
use super::flight::{Flight, Step};
use super::wanted::{notify, settle, timer, unlock};
use super::{Life, Machine};

/// How long the ledger is read again until it shows what a presence lock names. localStorage was seen to lag by up
/// to 55 ms.
const REREAD: u64 = 500;
/// How long a tab that queued waits for what a holder that died may have written.
pub(super) const GRACE: u64 = 150;
/// How long the other tabs have to answer.
pub(super) const ASKING: u64 = 1_000;
/// How often a ledger that somebody keeps wiping is written again.
const MOST_MISSES: u32 = 3;

impl Machine {
    /// The refresh lock is held.
    pub(super) fn granted(&mut self, op: Op, queued: bool, effects: &mut Vec<Effect>) {
        let next = self.next_op();
        match &mut self.flight {
            Some(flight) if flight.lock == Some(op) && flight.step == Step::Queue => {
                flight.queued = queued;
                flight.step = Step::Floor;
                flight.op = next;
                effects.push(Effect::Query(next));
            }
            // Granted after the request was withdrawn: nobody must be kept waiting for it.
            _ => unlock(op, effects),
        }
    }

    /// Locks do not work here after all, so the tabs have to take turns without.
    pub(super) fn denied(&mut self, op: Op, effects: &mut Vec<Effect>) {
        // A presence lock that cannot be had must not keep the refresh lock.
        self.let_lock_go(op, effects);
        let is_queued = |flight: &mut Flight| flight.lock == Some(op) && flight.step == Step::Queue;
        let flight = self.flight.take_if(is_queued);
        if op == 0 || flight.is_some() {
            self.config.has_locks = false;
        }
        if let Some(flight) = flight {
            self.queue(flight.purpose, effects);
        }
    }

    /// The presence locks cannot be counted here.
    pub(super) fn unlisted(&mut self, op: Op, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.config.has_query = false;
        if self.is_opening(op) {
            self.ask_to_join(snapshot, effects)
        } else {
            self.floor(op, None, snapshot, effects)
        }
    }

    /// The presence locks have been counted.
    pub(super) fn floor(
        &mut self,
        op: Op,
        held: Option<u64>,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        let floor = held.filter(|_| self.keeps(Rule::Floor)).unwrap_or(0);
        if let Some(flight) = &mut self.flight
            && flight.op == op
            && flight.step == Step::Floor
        {
            flight.floor = floor;
            flight.since = snapshot.now;
            self.consider(snapshot, effects);
        }
    }

    /// A new task has begun.
    pub(super) fn turned(&mut self, op: Op, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        match &self.flight {
            Some(flight) if flight.op == op && flight.step == Step::Reread => {
                self.consider(snapshot, effects)
            }
            // Where nothing can be counted, the task has only ended.
            Some(flight) if flight.op == op && flight.step == Step::Floor => {
                self.floor(op, None, snapshot, effects)
            }
            Some(flight) if flight.op == op && flight.step == Step::Turn => {
                let mark = Doubt::Sent(flight.claim);
                if !self.look(snapshot, effects) {
                    return;
                }
                if !self.config.shares {
                    return self.send_flight(snapshot.now, effects);
                }
                let is_mine = !self.keeps(Rule::Ledger)
                    || (self.epoch(snapshot).is_some() || !self.keeps(Rule::Epoch))
                        && self.ledger(snapshot).is_some_and(|ledger| {
                            ledger.generation == self.generation && ledger.doubt == mark
                        });
                if is_mine { self.send_flight(snapshot.now, effects) } else { self.missed(snapshot, effects) }
            }
            _ => {}
        }
    }

    /// What was written is not there: somebody has wiped the ledger in between, again and again perhaps.
    fn missed(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let Some(flight) = &mut self.flight else { return };
        flight.misses += 1;
        if flight.misses > MOST_MISSES {
            self.give_way(1, snapshot.now, effects)
        } else {
            self.query(effects)
        }
    }

    /// Asks again which presence locks are held.
    pub(super) fn query(&mut self, effects: &mut Vec<Effect>) {
        if let Some(op) = self.step(Step::Floor) {
            effects.push(if self.config.has_locks { Effect::Query(op) } else { Effect::Turn(op) });
        }
    }

    /// Moves the flight on to `step`, whose end is reported under the operation returned.
    fn step(&mut self, step: Step) -> Option<Op> {
        let op = self.next_op();
        let flight = self.flight.as_mut()?;
        flight.step = step;
        flight.op = op;
        Some(op)
    }

    pub(super) fn pass(&mut self, step: Step, delay: u64, effects: &mut Vec<Effect>) {
        if let Some(op) = self.step(step) {
            timer(op, delay, effects);
        }
    }

    /// Reads the ledger until it is as new as the presence locks say, then decides.
    fn consider(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !self.look(snapshot, effects) {
            return;
        }
        let Some(flight) = &self.flight else { return };
        let (floor, since, has_asked) = (flight.floor, flight.since, flight.has_asked);
        let ledger = self.ledger(snapshot);
        if matches!(self.life, Life::Unknown) && !self.config.has_locks {
            // What lies there is no session's, only a claim.
            return self.decide(ledger, snapshot, effects);
        }
        let seen = ledger.as_ref().map_or(0, |ledger| ledger.generation);
        // Its own set may be newer as well: another tab's answer came faster than what that tab had written.
        if seen < floor.max(self.generation) && snapshot.now.since(since) < REREAD {
            if let Some(op) = self.step(Step::Reread) {
                effects.push(Effect::Turn(op));
            }
            return;
        }
        if floor > seen.max(self.generation) {
            if has_asked {
                // Somebody has a newer set and gives it to nobody: frozen, most likely. Its token must not be sent.
                self.give_way(1, snapshot.now, effects);
            } else {
                self.ask_peers(snapshot, effects);
            }
            return;
        }
        if seen > self.generation {
            // The set in the ledger does not open here, or it would have been adopted just now.
            if !has_asked {
                return self.ask_peers(snapshot, effects);
            }
            if self.config.carrier != Carrier::Split {
                return self.lose(floor, snapshot, effects);
            }
            // The cookie jar holds the newest refresh token, whatever the ledger says of the access token.
            self.generation = seen;
        }
        self.decide(ledger, snapshot, effects);
    }

    /// The newest set is this tab's own.
    fn decide(&mut self, mut ledger: Option<Ledger>, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !self.config.has_locks && !self.claim(&mut ledger, snapshot, effects) {
            return;
        }
        let has_grace = self.keeps(Rule::Grace);
        let takes_witness = !self.keeps(Rule::Witness);
        let Some(flight) = &mut self.flight else { return };
        let is_witnessed = takes_witness && flight.floor >= self.generation;
        let may_lag = self.config.has_locks && (flight.queued || !self.config.has_query);
        if may_lag && !flight.graced && has_grace && !is_witnessed {
            // The holder before may have died, and its last write may not be visible yet.
            flight.graced = true;
            return self.pass(Step::Grace, GRACE, effects);
        }
        if self.publish.is_some() {
            return self.publish_update(ledger, snapshot, effects);
        }
        if flight.serial != self.serial {
            // Renewed from elsewhere while the lock was awaited.
            self.unclaim(ledger, snapshot, effects);
            return self.finish(Outcome::Done, effects);
        }
        if matches!(self.life, Life::Unknown) {
            // There is no session yet that a ledger could speak of; the lock alone makes it one call.
            return self.send_flight(snapshot.now, effects);
        }
        let settled = flight.settled;
        let is_wiped = self.epoch(snapshot).is_none() && self.keeps(Rule::Epoch);
        if is_wiped {
            effects.push(Effect::WriteEpoch(Epoch { sid: self.sid, ended: None }.write()));
        }
        let ledger = match ledger {
            // Where the epoch is gone, a ledger that still shows is an old one, unless it tells of a doubt itself.
            Some(ledger)
                if ledger.generation == self.generation && (!is_wiped || ledger.doubt != Doubt::None) =>
            {
                ledger
            }
            // Wiped, or rolled back by a browser that was killed: what was sent last is unknown.
            _ => {
                let doubt = if self.keeps(Rule::Rebuild) { Doubt::LetGo } else { Doubt::None };
                let rebuilt = Ledger { generation: self.generation, doubt, ..Ledger::default() };
                self.write(rebuilt, snapshot, effects);
                rebuilt
            }
        };
        let pause = self.shared_pause(&ledger, snapshot.now);
        self.insists = false;
        if pause > 0 {
            self.unclaim(Some(ledger), snapshot, effects);
            return self.give_way(pause, snapshot.now, effects);
        }
        let doubt = if self.keeps(Rule::Doubt) { ledger.doubt } else { Doubt::None };
        let wait = match doubt {
            _ if !self.keeps(Rule::Settle) => 0,
            Doubt::None => 0,
            Doubt::LetGo => self.config.settle,
            // The sender vanished without a word, and some browsers let a dead page's request run on.
            Doubt::Sent(_) => self.config.refresh_timeout.max(self.config.settle),
        };
        if wait > 0 && !settled {
            if let Some(flight) = &mut self.flight {
                flight.settled = true;
            }
            return self.pass(Step::Settle, wait, effects);
        }
        // A cookie jar holds the newest cookie by now.
        let is_lost = doubt != Doubt::None && self.config.carrier == Carrier::Bearer;
        if is_lost && self.config.in_doubt == InDoubt::End {
            return self.end(EndReason::InDoubt, snapshot, effects);
        }
        let claim = if self.config.has_locks { 0 } else { snapshot.random | 1 };
        if let Some(flight) = &mut self.flight {
            flight.is_replay = doubt != Doubt::None;
            // Whoever waits for the end of the claim waits anew from here.
            flight.claim = claim;
        }
        let mark = Ledger { doubt: Doubt::Sent(claim), not_before: 0, asked: 0, ..ledger };
        self.write(mark, snapshot, effects);
        if !self.keeps(Rule::Turn) {
            return self.send_flight(snapshot.now, effects);
        }
        if let Some(op) = self.step(Step::Turn) {
            effects.push(Effect::Turn(op));
        }
    }

    /// How long the tabs have agreed to try no refresh. Being online again ends a pause that a tab chose by itself.
    fn shared_pause(&self, ledger: &Ledger, now: Now) -> u64 {
        if self.insists && ledger.asked == 0 {
            return 0;
        }
        backoff::believed(ledger.not_before.saturating_sub(now.wall), ledger.asked)
    }

    /// Writes the ledger of this session, with this tab's set in it.
    pub(super) fn write(&self, ledger: Ledger, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.write_under(self.sid, ledger, snapshot, effects);
    }

    /// Writes it under the name of session `sid`.
    pub(super) fn write_under(
        &self,
        sid: SessionId,
        ledger: Ledger,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        let sealed = self.stored(ledger.generation, snapshot).unwrap_or_else(|| self.seal(snapshot));
        effects.push(Effect::WriteLedger(sid, Ledger { sealed: &sealed, ..ledger }.write()));
    }

    /// The set of `generation` as it lies in the ledger, where this tab's own is another: tokens from elsewhere that
    /// have no generation yet.
    pub(super) fn stored(&self, generation: u64, snapshot: &Snapshot) -> Option<String> {
        let ledger = self.ledger(snapshot).filter(|_| self.publish.is_some())?;
        (ledger.generation == generation && !ledger.sealed.is_empty()).then(|| ledger.sealed.to_owned())
    }

    /// Puts an update of this tab into the ledger, as one more generation. It clears no doubt: what was sent is
    /// still on its way.
    fn publish_update(&mut self, ledger: Option<Ledger>, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.publish = None;
        self.generation += 1;
        self.save(effects);
        let ledger = ledger.unwrap_or_else(|| Ledger { doubt: Doubt::LetGo, ..Ledger::default() });
        self.write(Ledger { generation: self.generation, ..ledger }, snapshot, effects);
        self.finish_present(Outcome::Done, effects);
    }

    /// Not now: another tab's failure, or its silence, says so.
    fn give_way(&mut self, pause: u64, now: Now, effects: &mut Vec<Effect>) {
        self.pause = Some((now, pause));
        self.last_failure.get_or_insert(Failure::Transient);
        let code = self.failure_code();
        self.finish(Outcome::Failed(code), effects);
        notify(Notice::RefreshFailed { failure: Failure::Transient, retry_in: pause }, effects);
    }

    fn ask_peers(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if let Some(flight) = &mut self.flight {
            flight.has_asked = true;
        }
        self.asking = Some(snapshot.random);
        effects.push(Effect::Ask(snapshot.random));
        self.pass(Step::Ask, ASKING, effects);
    }

    /// A newer set exists, and neither the ledger nor a tab gives it.
    fn lose(&mut self, floor: u64, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if floor > self.generation {
            // Whoever holds its presence lock may still answer, later.
            self.give_way(1, snapshot.now, effects);
        } else {
            // This tab alone is lost; others may live on, so the epoch stays.
            self.end_here(EndReason::Lost, effects);
        }
    }

    /// Another tab has answered this tab's question.
    pub(super) fn told(&mut self, told: &Told, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if self.asking != Some(told.nonce) {
            return;
        }
        if self.joining() == Some(told.sid) {
            return self.joined(told, snapshot, effects);
        }
        // The session may have ended since the question was asked.
        if !self.look(snapshot, effects) {
            return;
        }
        let ledger = self.ledger(snapshot);
        let seen = ledger.as_ref().map_or(0, |ledger| ledger.generation);
        let is_newer = told.sid == self.sid && told.generation > self.generation && told.generation >= seen;
        if !is_newer || !self.flight.as_ref().is_some_and(|flight| flight.step == Step::Ask) {
            return;
        }
        if let Some(tokens) = self.open_with(&told.key, &told.sealed, told.generation, snapshot) {
            self.key = Some(told.key.clone());
            self.asking = None;
            self.take(tokens, told.generation, snapshot, effects);
            // A ledger that was gone or behind is written anew for the others, and says nothing of this set.
            let doubt = match ledger {
                Some(ledger) if ledger.generation == told.generation => ledger.doubt,
                _ => Doubt::LetGo,
            };
            self.write(Ledger { generation: told.generation, doubt, ..Ledger::default() }, snapshot, effects);
            self.finish_present(Outcome::Done, effects);
        }
    }

    /// Ends the flight and lets the lock go.
    pub(super) fn finish(&mut self, outcome: Outcome, effects: &mut Vec<Effect>) {
        if let Some(lock) = self.flight.take().and_then(|flight| flight.lock) {
            unlock(lock, effects);
        }
        settle(outcome, effects);
        self.publish_later(effects);
    }

    /// Ends the flight, but lets the lock go only once the presence lock of the new generation is held: whoever
    /// comes next reads the ledger at least as new as that.
    pub(super) fn finish_present(&mut self, outcome: Outcome, effects: &mut Vec<Effect>) {
        let lock = self.flight.take().and_then(|flight| flight.lock);
        let op = self.present(effects).filter(|_| self.keeps(Rule::Presence));
        match (lock, op) {
            (Some(lock), Some(op)) => self.closing = Some((op, lock)),
            (Some(lock), None) => unlock(lock, effects),
            (None, _) => {}
        }
        settle(outcome, effects);
        self.publish_later(effects);
    }

    /// Ends the flight, but lets the lock go only when what it wrote shows everywhere: a tab that finds the lock
    /// free does not wait for that, and no presence lock tells of a failure.
    pub(super) fn finish_shown(&mut self, outcome: Outcome, effects: &mut Vec<Effect>) {
        if !self.keeps(Rule::Linger) {
            return self.finish(outcome, effects);
        }
        if let Some(lock) = self.flight.take().and_then(|flight| flight.lock) {
            let op = self.next_op();
            self.closing = Some((op, lock));
            timer(op, GRACE, effects);
        }
        settle(outcome, effects);
        self.publish_later(effects);
    }

    /// What the refresh lock was still held for, the presence lock or a moment, is there.
    pub(super) fn let_lock_go(&mut self, op: Op, effects: &mut Vec<Effect>) {
        if let Some((_, lock)) = self.closing.take_if(|(awaited, _)| *awaited == op) {
            unlock(lock, effects);
        }
    }
}
