//! What this tab owes the others of its origin, and learns from them.
//!
//! Decides, from the records that the tabs share, whether the session still lives, whether a newer token set is
//! there, how a blank tab joins, and what a page lets go of when it stops. Nobody owns a token: a copied tab is a
//! member like any other.

use super::super::config::Carrier;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Op, Snapshot, Told};
use super::super::ledger::{Doubt, Epoch, Ledger};
use super::super::record::{self, SessionId};
use super::super::rule::Rule;
use super::super::seal::Key;
use super::super::token::TokenSet;
use super::flight::{Purpose, Step};
use super::turn::ASKING;
use super::wanted::{notify, settle, timer, unlock};
use super::{Life, Machine, Stage};

/// A blank tab on its way into another tab's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Join {
    pub(super) sid: SessionId,
    /// What this tab is again if nobody lets it in.
    fallback: Life,
    /// The session began after this tab was opened.
    is_late: bool,
}

impl Machine {
    pub(super) fn epoch(&self, snapshot: &Snapshot) -> Option<Epoch> {
        Epoch::read(snapshot.epoch.as_deref()?).filter(|_| self.keeps(Rule::Epoch))
    }

    /// The ledger of this machine's session.
    pub(super) fn ledger<'a>(&self, snapshot: &'a Snapshot) -> Option<Ledger<'a>> {
        if !self.keeps(Rule::Ledger) {
            return Some(Ledger { generation: self.generation, ..Ledger::default() });
        }
        // Where only a cookie may know a session, no ledger speaks of it, and claims lie in whichever is there.
        let is_claimed = matches!(self.life, Life::Unknown) && !self.config.has_locks;
        let is_own = is_claimed || self.epoch(snapshot).is_none_or(|epoch| epoch.sid == self.sid);
        if is_own { Ledger::read(snapshot.ledger.as_deref()?) } else { None }
    }

    /// Compares this tab with the shared records. Returns whether its session goes on.
    pub(super) fn look(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) -> bool {
        if !self.config.shares {
            return true;
        }
        let Some(epoch) = self.epoch(snapshot) else {
            // Wiped, so nothing is known of an end; but a commit since then is there to be adopted.
            if matches!(self.life, Life::Active) {
                self.catch_up(snapshot, effects);
            }
            return true;
        };
        let is_live = epoch.ended.is_none();
        match self.life {
            Life::Active if epoch.sid == self.sid => match epoch.ended {
                Some(reason) => {
                    self.end_elsewhere(reason, effects);
                    false
                }
                None => {
                    self.catch_up(snapshot, effects);
                    true
                }
            },
            Life::Active => {
                self.end_elsewhere(EndReason::SignedOut, effects);
                self.is_replaced = is_live;
                if is_live {
                    self.join(epoch.sid, snapshot, effects);
                }
                false
            }
            Life::Anonymous | Life::Unknown | Life::Ended(_) if is_live && epoch.sid != self.sid => {
                if self.refused_by == Some(epoch.sid) {
                    return true;
                }
                // An attempt to find out whether a cookie holds a session has become needless.
                self.abandon(effects);
                self.join(epoch.sid, snapshot, effects);
                false
            }
            _ => true,
        }
    }

    /// Adopts a newer set from the ledger. No lock is needed: what is there is committed.
    fn catch_up(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let is_sending =
            self.flight.as_ref().is_some_and(|flight| matches!(flight.step, Step::Turn | Step::Send));
        let Some(ledger) = self.ledger(snapshot) else { return };
        if is_sending || ledger.generation <= self.generation {
            return;
        }
        if let Some(tokens) = self.open_set(&ledger, self.sid, snapshot) {
            self.take(tokens, ledger.generation, snapshot, effects);
            self.landed_elsewhere(effects);
        }
    }

    /// Another tab has done what this tab's flight was for.
    fn landed_elsewhere(&mut self, effects: &mut Vec<Effect>) {
        match &self.flight {
            Some(flight) if flight.step == Step::Queue && self.publish.is_none() => {
                if let Some(lock) = flight.lock {
                    effects.push(Effect::CancelLock(lock));
                }
                self.flight = None;
                self.present(effects);
                settle(Outcome::Done, effects);
            }
            Some(_) if self.publish.is_none() => self.finish_present(Outcome::Done, effects),
            // An update of this tab is still to be put on top.
            _ => {
                self.present(effects);
            }
        }
    }

    /// Holds a set of `generation` that another tab has committed.
    pub(super) fn take(
        &mut self,
        set: TokenSet,
        generation: u64,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        let kept = self.publish.map(|has_refresh| (has_refresh, std::mem::take(&mut self.tokens)));
        self.tokens = match kept {
            // What came from elsewhere in this tab is newer still.
            Some((true, own)) => own,
            Some((false, own)) => TokenSet { refresh: set.refresh, ..own },
            None => set,
        };
        self.generation = generation;
        self.since = snapshot.now;
        self.next_serial();
        self.forgive();
        self.save(effects);
        notify(Notice::Refreshed, effects);
    }

    /// The set in a ledger, if it opens.
    pub(super) fn open_set(&self, ledger: &Ledger, sid: SessionId, snapshot: &Snapshot) -> Option<TokenSet> {
        if self.config.carrier == Carrier::Cookie {
            return Some(TokenSet::default());
        }
        if self.config.is_plain {
            return record::read_tokens(ledger.sealed, snapshot.now);
        }
        let plain = self.key.as_ref()?.open(ledger.sealed, sid, ledger.generation)?;
        record::read_tokens(&plain, snapshot.now)
    }

    pub(super) fn open_with(
        &self,
        key: &Key,
        sealed: &str,
        generation: u64,
        snapshot: &Snapshot,
    ) -> Option<TokenSet> {
        record::read_tokens(&key.open(sealed, self.sid, generation)?, snapshot.now)
    }

    /// This tab's set as it lies in the ledger.
    pub(super) fn seal(&self, snapshot: &Snapshot) -> String {
        if self.config.carrier == Carrier::Cookie {
            return String::new();
        }
        let plain = record::write_tokens(&self.tokens);
        match &self.key {
            _ if self.config.is_plain => plain,
            Some(key) => key.seal(snapshot.nonce, self.sid, self.generation, &plain),
            None => String::new(),
        }
    }

    /// Takes the presence lock of this tab's generation.
    pub(super) fn present(&mut self, effects: &mut Vec<Effect>) -> Option<Op> {
        if !self.config.shares || !self.config.has_locks {
            return None;
        }
        let op = self.next_op();
        effects.push(Effect::Present { op, sid: self.sid, generation: self.generation });
        Some(op)
    }

    /// Makes a session that begins in this tab known to the others: the ledger first, so that nobody meets an
    /// epoch without one.
    pub(super) fn announce(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !self.config.shares {
            return;
        }
        self.key =
            (!self.config.is_plain && self.config.carrier != Carrier::Cookie).then(|| Key::new(snapshot.key));
        if let Some(epoch) = self.epoch(snapshot) {
            effects.push(Effect::ForgetLedger(epoch.sid));
        }
        let ledger = Ledger { generation: self.generation, ..Ledger::default() };
        self.write(ledger, snapshot, effects);
        effects.push(Effect::WriteEpoch(Epoch { sid: self.sid, ended: None }.write()));
        self.present(effects);
    }

    /// The tabs cannot be shared here.
    pub(super) fn unshare(&mut self, effects: &mut Vec<Effect>) {
        if std::mem::take(&mut self.config.shares) {
            effects.push(Effect::Absent);
        }
    }

    // ===== a blank tab =====

    /// The session that this tab is about to join.
    pub(super) fn joining(&self) -> Option<SessionId> {
        let is_opening = matches!(self.life, Life::Opening(_));
        self.join.filter(|_| is_opening).map(|join| join.sid)
    }

    /// Begins to join session `sid`, which lives.
    pub(super) fn join(&mut self, sid: SessionId, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let is_late = !matches!(self.life, Life::Closed | Life::Opening(_));
        let fallback = if is_late { self.life } else { Life::Anonymous };
        let ledger = snapshot.ledger.as_deref().and_then(Ledger::read);
        let readable = self.config.is_plain || self.config.carrier == Carrier::Cookie;
        self.join = Some(Join { sid, fallback, is_late });
        if readable
            && let Some(ledger) = &ledger
            && let Some(tokens) = self.open_set(ledger, sid, snapshot)
        {
            return self.enter_shared(sid, ledger.generation, tokens, snapshot, effects);
        }
        if is_late || !self.config.has_locks || !self.config.has_query {
            // It began a moment ago, and its presence lock may not be held yet: somebody is there to ask. And where
            // nobody can show that he is there, only a question tells.
            return self.ask_to_join(snapshot, effects);
        }
        let op = self.opening(Stage::Join);
        effects.push(Effect::Query(op));
    }

    /// The presence locks have been counted for a blank tab.
    pub(super) fn join_floor(&mut self, held: Option<u64>, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if held.is_some() { self.ask_to_join(snapshot, effects) } else { self.left_out(effects) }
    }

    pub(super) fn ask_to_join(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let op = self.opening(Stage::Join);
        self.asking = Some(snapshot.random);
        effects.push(Effect::Ask(snapshot.random));
        timer(op, ASKING, effects);
    }

    /// A tab has let this one in.
    pub(super) fn joined(&mut self, told: &Told, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let is_live =
            self.epoch(snapshot).is_some_and(|epoch| epoch.sid == told.sid && epoch.ended.is_none());
        if !is_live {
            return;
        }
        let mut generation = told.generation;
        let mut plain = told.key.open(&told.sealed, told.sid, generation);
        // The ledger may be newer than the tab that answers, which was frozen perhaps.
        if let Some(ledger) = snapshot.ledger.as_deref().and_then(Ledger::read)
            && ledger.generation > generation
            && let Some(newer) = told.key.open(ledger.sealed, told.sid, ledger.generation)
        {
            generation = ledger.generation;
            plain = Some(newer);
        }
        let Some(tokens) = plain.and_then(|plain| record::read_tokens(&plain, snapshot.now)) else { return };
        self.key = Some(told.key.clone());
        self.enter_shared(told.sid, generation, tokens, snapshot, effects);
    }

    fn enter_shared(
        &mut self,
        sid: SessionId,
        generation: u64,
        tokens: TokenSet,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        let join = self.join.take();
        let is_late = join.is_some_and(|join| join.is_late);
        let first = self.first;
        self.asking = None;
        self.enter(sid, generation, tokens, snapshot.now);
        if join.is_some_and(|join| join.fallback == Life::Unknown) {
            // The cookies that another tab found a session with are this tab's too: its requests belong to it.
            self.first = first;
        }
        self.save(effects);
        self.present(effects);
        settle(Outcome::Done, effects);
        notify(if is_late { Notice::SignedIn } else { Notice::Restored }, effects);
    }

    /// Nobody lets this tab in.
    pub(super) fn left_out(&mut self, effects: &mut Vec<Effect>) {
        let Some(join) = self.join.take() else { return };
        self.asking = None;
        self.refused_by = Some(join.sid);
        match join.fallback {
            Life::Ended(_) => {
                self.life = join.fallback;
                settle(Outcome::Done, effects);
            }
            _ => self.find_elsewhere(effects),
        }
    }

    /// Another tab asks for the newest set.
    pub(super) fn asked(&mut self, nonce: u64, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.look(snapshot, effects);
        // A refresh token that the ledger does not know yet would be used here and there.
        let sealed = match self.publish {
            Some(true) => self.stored(self.generation, snapshot),
            _ => Some(self.seal(snapshot)),
        };
        // Only a session that lives has a key.
        let key = self.key.as_ref().filter(|_| self.config.shares);
        if let (Some(key), Some(sealed)) = (key, sealed) {
            effects.push(Effect::Tell(Told {
                nonce,
                sid: self.sid,
                generation: self.generation,
                key: key.clone(),
                sealed,
            }));
        }
    }

    // ===== a page that stops and runs again =====

    /// The page is about to stop. A flight lives exactly as long as its lock, so both are let go of.
    pub(super) fn hide(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !self.config.shares || std::mem::replace(&mut self.is_hidden, true) {
            return;
        }
        let is_queued = self.flight.as_ref().is_some_and(|flight| flight.step == Step::Queue);
        let flight = if is_queued && !self.keeps(Rule::Withdraw) {
            None
        } else if self.keeps(Rule::Abort) {
            self.flight.take()
        } else {
            self.flight.clone()
        };
        if let Some(flight) = flight {
            let is_on_its_way = flight.step == Step::Send && self.keeps(Rule::Abort);
            if is_on_its_way && self.config.carrier == Carrier::Bearer {
                effects.push(Effect::Abort(flight.op));
            }
            // With cookies the call goes on by itself, and the jar holds the newest when it is over. So its sender
            // counts as one that has vanished: nobody sends the cookie again before that.
            let is_sent = matches!(flight.step, Step::Send | Step::Leave);
            let goes_on = is_sent && self.config.carrier != Carrier::Bearer;
            if !self.config.has_locks {
                if !goes_on {
                    self.leave_claim(&flight, snapshot, effects);
                }
            } else if (is_sent || flight.step == Step::Turn)
                && !goes_on
                && self.epoch(snapshot).is_none_or(|epoch| epoch.sid == self.sid && epoch.ended.is_none())
                && let Some(ledger) = self.ledger(snapshot)
                && ledger.generation == self.generation
            {
                self.write(Ledger { doubt: Doubt::LetGo, ..ledger }, snapshot, effects);
            }
            if let Some(lock) = flight.lock {
                effects.push(if flight.step == Step::Queue {
                    Effect::CancelLock(lock)
                } else {
                    Effect::Unlock(lock)
                });
            }
        }
        if let Some((_, lock)) = self.closing.take() {
            unlock(lock, effects);
        }
        effects.push(Effect::Absent);
    }

    /// The page runs again. Every lock counts as lost.
    pub(super) fn show(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !std::mem::take(&mut self.is_hidden) {
            self.look(snapshot, effects);
            return;
        }
        if self.look(snapshot, effects) && matches!(self.life, Life::Active) {
            self.present(effects);
        }
        if !self.is_waiting() && self.keeps(Rule::Wake) {
            settle(Outcome::Done, effects);
        }
        self.publish_later(effects);
    }

    // ===== updates from elsewhere =====

    /// Puts an update of this tab into the ledger, when it is this tab's turn.
    pub(super) fn publish_later(&mut self, effects: &mut Vec<Effect>) {
        let is_due = self.publish.is_some()
            && self.config.shares
            && matches!(self.life, Life::Active)
            && !self.is_hidden;
        if is_due && self.flight.is_none() {
            self.queue(Purpose::Publish, effects);
        }
    }
}
