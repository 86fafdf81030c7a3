//! How sessions begin, are restored, and end.
//!
//! Decides the fence: every sign-in and every sign-out starts a new epoch, and nothing of an older one is
//! committed afterwards. A session ends at most once.

use super::super::clock::Now;
use super::super::config::Carrier;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Found, Op, Snapshot};
use super::super::ledger::Epoch;
use super::super::record::{Record, SessionId};
use super::super::seal::Key;
use super::super::ticket::Code;
use super::super::token::TokenSet;
use super::breaker::Breaker;
use super::wanted::{notify, settle, timer, unlock};
use super::{Life, Machine, Stage};

impl Machine {
    /// The first use.
    pub(super) fn open(&mut self, found: Option<Found>, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if !matches!(self.life, Life::Closed) {
            return;
        }
        match found {
            Some(found) => self.loaded(found, snapshot, effects),
            None => {
                let op = self.opening(Stage::Load);
                timer(op, self.config.refresh_timeout, effects);
                effects.push(Effect::Load(op));
            }
        }
    }

    /// The storage has answered.
    pub(super) fn loaded(&mut self, found: Found, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let epoch = self.epoch(snapshot).filter(|_| self.config.shares);
        let live = epoch.filter(|epoch| epoch.ended.is_none());
        match found {
            // A missing epoch is unknown, not signed out.
            Found::Record(record) if epoch.is_none_or(|epoch| live.is_some() && epoch.sid == record.sid) => {
                let Record { sid, generation, key, tokens } = record;
                self.key = key.or_else(|| self.config.shares.then(|| Key::new(snapshot.key)));
                self.enter(sid, generation, tokens, snapshot.now);
                self.opened(Notice::Restored, effects);
                self.look(snapshot, effects);
                self.present(effects);
            }
            Found::Record(_) if live.is_none() => {
                effects.push(Effect::Clear);
                self.find_elsewhere(effects);
            }
            found => match (live, found) {
                (Some(epoch), _) => self.join(epoch.sid, snapshot, effects),
                (None, Found::Tokens(tokens)) => self.supplied(tokens, snapshot, effects),
                (None, _) => self.find_elsewhere(effects),
            },
        }
    }

    /// Neither the storage nor another tab has a session.
    pub(super) fn find_elsewhere(&mut self, effects: &mut Vec<Effect>) {
        if std::mem::take(&mut self.config.has_initial) {
            let op = self.opening(Stage::Initial);
            timer(op, self.config.settle.saturating_add(self.config.refresh_timeout), effects);
            // Tabs that ask at once make one session: the first one in makes it, the others find it.
            let has_locks = self.config.shares && self.config.has_locks;
            effects.push(if has_locks { Effect::Lock(op) } else { Effect::AskInitial(op) });
        } else {
            self.nothing(effects);
        }
    }

    pub(super) fn opening(&mut self, stage: Stage) -> Op {
        let op = self.next_op();
        self.life = Life::Opening(op);
        self.stage = stage;
        op
    }

    /// A storage, an application or another tab does not answer: the page must not wait for ever.
    pub(super) fn opening_timed_out(&mut self, op: Op, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        match self.stage {
            Stage::Load => self.loaded(Found::Nothing, snapshot, effects),
            Stage::Join => self.left_out(effects),
            Stage::Initial => {
                if self.config.shares && self.initial_lock.is_none() {
                    effects.push(Effect::CancelLock(op));
                }
                self.initial(None, snapshot, effects);
            }
        }
    }

    /// This tab's turn to ask the application for tokens.
    pub(super) fn initial_granted(&mut self, lock: Op, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let live =
            self.epoch(snapshot).filter(|epoch| epoch.ended.is_none() && self.refused_by != Some(epoch.sid));
        if let Some(epoch) = live {
            unlock(lock, effects);
            return self.join(epoch.sid, snapshot, effects);
        }
        self.initial_lock = Some(lock);
        effects.push(Effect::AskInitial(lock));
    }

    /// The application's `initial` has answered.
    pub(super) fn initial(
        &mut self,
        tokens: Option<TokenSet>,
        snapshot: &Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        match tokens {
            Some(tokens) => self.supplied(tokens, snapshot, effects),
            None => self.nothing(effects),
        }
        if let Some(lock) = self.initial_lock.take() {
            unlock(lock, effects);
        }
    }

    fn supplied(&mut self, tokens: TokenSet, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.enter(snapshot.random, 1, tokens, snapshot.now);
        self.announce(snapshot, effects);
        self.save(effects);
        self.opened(Notice::Restored, effects);
    }

    fn nothing(&mut self, effects: &mut Vec<Effect>) {
        if self.config.carrier == Carrier::Bearer {
            self.life = Life::Anonymous;
            self.opened(Notice::Anonymous, effects);
        } else {
            self.life = Life::Unknown;
            self.begin_epoch();
            settle(Outcome::Done, effects);
        }
    }

    fn opened(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        settle(Outcome::Done, effects);
        notify(notice, effects);
    }

    /// The application signs a user in: always a new session.
    pub(super) fn sign_in(&mut self, tokens: TokenSet, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        self.abandon(effects);
        // The cookies that a sign-out has not revoked yet are the new session's by now.
        self.deferred_revoke = false;
        self.join = None;
        self.early = None;
        self.enter(snapshot.random, 1, tokens, snapshot.now);
        self.announce(snapshot, effects);
        self.save(effects);
        settle(Outcome::Done, effects);
        notify(Notice::SignedIn, effects);
    }

    pub(super) fn enter(&mut self, sid: SessionId, generation: u64, tokens: TokenSet, now: Now) {
        self.life = Life::Active;
        self.sid = sid;
        self.generation = generation;
        self.tokens = tokens;
        self.since = now;
        self.is_replaced = false;
        self.publish = None;
        self.begin_epoch();
    }

    /// Credentials numbered from here on are another session's than those before.
    fn begin_epoch(&mut self) {
        self.next_serial();
        self.first = self.serial;
        self.forgive();
        self.breaker = Breaker::default();
    }

    /// A cookie's session has become known in this tab, and may be known in another one by now.
    pub(super) fn announce_found(&mut self, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        if self.config.shares {
            self.announce(snapshot, effects);
        }
    }

    /// Newer tokens of the same session came from elsewhere. They count in this tab at once, and reach the others
    /// under the lock. Where a cookie may hold a session, this is how it becomes known.
    pub(super) fn update(&mut self, tokens: TokenSet, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        match self.life {
            Life::Unknown => {
                self.sid = snapshot.random;
                self.life = Life::Active;
                self.generation = 0;
                self.adopt(tokens, snapshot.now);
                self.announce_found(snapshot, effects);
            }
            Life::Active if self.config.shares => {
                let has_refresh = tokens.refresh.is_some() || self.publish == Some(true);
                self.publish = Some(has_refresh);
                self.renew_tokens(tokens, snapshot.now);
            }
            Life::Active => self.adopt(tokens, snapshot.now),
            Life::Opening(_) => {
                // Whose session it belongs to is about to be known, and what is found may be older.
                self.early = Some(tokens);
                return;
            }
            _ => return,
        }
        self.last_failure = None;
        self.save(effects);
        notify(Notice::Refreshed, effects);
        self.publish_later(effects);
    }

    /// Whether there is something that a sign-out can revoke at the server, and a way to do it.
    #[must_use]
    pub fn can_revoke(&self) -> bool {
        let is_open = matches!(self.life, Life::Active | Life::Unknown | Life::Opening(_));
        let has_tokens = self.tokens.access.is_some() || self.tokens.refresh.is_some();
        self.config.can_revoke && is_open && (self.config.carrier != Carrier::Bearer || has_tokens)
    }

    /// The application signs the user out.
    pub(super) fn sign_out(&mut self, revoke: bool, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let revoke = revoke && self.can_revoke();
        let tokens = self.tokens.clone();
        self.end(EndReason::SignedOut, snapshot, effects);
        if !revoke {
            return;
        }
        if self.config.carrier == Carrier::Bearer || self.orphans.is_empty() {
            effects.push(Effect::Revoke { is_sign_out: true, tokens });
        } else {
            self.deferred_revoke = true;
        }
    }

    /// The session is over, for all tabs.
    pub(super) fn end(&mut self, reason: EndReason, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        // A newer session of another tab must not be ended by the end of an older one.
        let epoch = self.epoch(snapshot);
        let sid = match self.life {
            Life::Active => epoch.is_none_or(|epoch| epoch.sid == self.sid).then_some(self.sid),
            // Signed out before this tab knew whose session it was about to join.
            Life::Unknown | Life::Opening(_) => {
                epoch.filter(|epoch| epoch.ended.is_none()).map(|epoch| epoch.sid)
            }
            Life::Closed | Life::Anonymous | Life::Ended(_) => None,
        };
        if let Some(sid) = sid.filter(|_| self.config.shares) {
            effects.push(Effect::WriteEpoch(Epoch { sid, ended: Some(reason) }.write()));
            effects.push(Effect::ForgetLedger(sid));
        }
        self.end_here(reason, effects);
    }

    /// The session was ended by another tab, or replaced: what a storage for all tabs holds is that tab's by now.
    pub(super) fn end_elsewhere(&mut self, reason: EndReason, effects: &mut Vec<Effect>) {
        self.end_here(reason, effects);
        if self.config.has_common_store {
            effects.retain(|effect| *effect != Effect::Clear);
        }
    }

    /// The session is over in this tab. Whoever waits is told, the record is forgotten, listeners hear it once.
    pub(super) fn end_here(&mut self, reason: EndReason, effects: &mut Vec<Effect>) {
        let is_known = match self.life {
            Life::Active | Life::Unknown | Life::Opening(_) => true,
            // A sign-out before anything was read still has to forget what a reload would find.
            Life::Closed | Life::Anonymous | Life::Ended(_) => false,
        };
        self.abandon(effects);
        effects.push(Effect::Clear);
        self.tokens = TokenSet::default();
        self.key = None;
        self.publish = None;
        self.early = None;
        self.forgive();
        self.is_refused = false;
        if !is_known {
            return;
        }
        let had_session = matches!(self.life, Life::Active);
        self.life = if had_session { Life::Ended(reason) } else { Life::Anonymous };
        self.join = None;
        if self.config.shares {
            effects.push(Effect::Absent);
        }
        if let Some(lock) = self.initial_lock.take() {
            unlock(lock, effects);
        }
        settle(Outcome::Failed(Code::SessionEnded), effects);
        notify(if had_session { Notice::Ended(reason) } else { Notice::Anonymous }, effects);
    }
}
