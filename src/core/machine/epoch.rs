//! How sessions begin, are restored, and end.
//!
//! Decides the fence: every sign-in and every sign-out starts a new epoch, and nothing of an older one is
//! committed afterwards. A session ends at most once.

use super::super::config::Carrier;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Found, Snapshot};
use super::super::record::Record;
use super::super::ticket::Code;
use super::super::token::TokenSet;
use super::{Life, Machine};

impl Machine {
    /// The first use.
    pub(super) fn open(&mut self, found: Option<Found>, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        if self.life != Life::Closed {
            return;
        }
        match found {
            Some(found) => self.loaded(found, snapshot, effects),
            None => {
                let op = self.next_op();
                self.life = Life::Opening(op);
                effects.push(Effect::Load(op));
            }
        }
    }

    /// The storage has answered.
    pub(super) fn loaded(&mut self, found: Found, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        match found {
            Found::Record(record) => {
                let Record { sid, generation, tokens } = record;
                self.enter(sid, generation, tokens, snapshot);
                self.opened(Notice::Restored, effects);
            }
            Found::Tokens(tokens) => self.supplied(tokens, snapshot, effects),
            Found::Nothing if self.config.has_initial => {
                let op = self.next_op();
                self.life = Life::Opening(op);
                effects.push(Effect::AskInitial(op));
            }
            Found::Nothing => self.nothing(effects),
        }
    }

    /// The application's `initial` has answered.
    pub(super) fn initial(
        &mut self,
        tokens: Option<TokenSet>,
        snapshot: Snapshot,
        effects: &mut Vec<Effect>,
    ) {
        match tokens {
            Some(tokens) => self.supplied(tokens, snapshot, effects),
            None => self.nothing(effects),
        }
    }

    fn supplied(&mut self, tokens: TokenSet, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        self.enter(snapshot.random, 1, tokens, snapshot);
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
            effects.push(Effect::Settle(Outcome::Done));
        }
    }

    fn opened(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        effects.push(Effect::Settle(Outcome::Done));
        effects.push(Effect::Notify(notice));
    }

    /// The application signs a user in: always a new session.
    pub(super) fn sign_in(&mut self, tokens: TokenSet, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        self.abandon(effects);
        self.enter(snapshot.random, 1, tokens, snapshot);
        self.save(effects);
        effects.push(Effect::Settle(Outcome::Done));
        effects.push(Effect::Notify(Notice::SignedIn));
    }

    fn enter(&mut self, sid: u64, generation: u64, tokens: TokenSet, snapshot: Snapshot) {
        self.life = Life::Active;
        self.sid = sid;
        self.generation = generation;
        self.tokens = tokens;
        self.since = snapshot.now;
        self.begin_epoch();
    }

    /// Credentials numbered from here on are another session's than those before.
    fn begin_epoch(&mut self) {
        self.next_serial();
        self.first = self.serial;
        self.forgive();
        self.breaker.accepted();
    }

    /// Newer tokens of the same session came from elsewhere. Where a cookie may hold a session, this is how it
    /// becomes known.
    pub(super) fn update(&mut self, tokens: TokenSet, snapshot: Snapshot, effects: &mut Vec<Effect>) {
        if !matches!(self.life, Life::Active | Life::Unknown) {
            return;
        }
        if self.life == Life::Unknown {
            self.sid = snapshot.random;
            self.life = Life::Active;
        }
        self.adopt(tokens, snapshot.now);
        self.last_failure = None;
        self.save(effects);
        effects.push(Effect::Notify(Notice::Refreshed));
    }

    /// Whether there is something that a sign-out can revoke at the server, and a way to do it.
    #[must_use]
    pub fn can_revoke(&self) -> bool {
        let is_open = matches!(self.life, Life::Active | Life::Unknown | Life::Opening(_));
        let has_tokens = self.tokens.access.is_some() || self.tokens.refresh.is_some();
        self.config.can_revoke && is_open && (self.config.carrier != Carrier::Bearer || has_tokens)
    }

    /// The application signs the user out.
    pub(super) fn sign_out(&mut self, revoke: bool, effects: &mut Vec<Effect>) {
        let revoke = revoke && self.can_revoke();
        let tokens = self.tokens.clone();
        self.end(EndReason::SignedOut, effects);
        if !revoke {
            return;
        }
        if self.config.carrier == Carrier::Bearer || self.orphans.is_empty() {
            effects.push(Effect::Revoke { is_sign_out: true, tokens });
        } else {
            self.deferred_revoke = true;
        }
    }

    /// The session is over. Whoever waits is told, the record is forgotten, and listeners hear it once.
    pub(super) fn end(&mut self, reason: EndReason, effects: &mut Vec<Effect>) {
        let is_known = match self.life {
            Life::Active | Life::Unknown | Life::Opening(_) => true,
            // A sign-out before anything was read still has to forget what a reload would find.
            Life::Closed | Life::Anonymous | Life::Ended(_) => false,
        };
        self.abandon(effects);
        effects.push(Effect::Clear);
        self.tokens = TokenSet::default();
        self.forgive();
        self.is_refused = false;
        if !is_known {
            return;
        }
        let had_session = self.life == Life::Active;
        self.life = if had_session { Life::Ended(reason) } else { Life::Anonymous };
        effects.push(Effect::Settle(Outcome::Failed(Code::SessionEnded)));
        effects.push(Effect::Notify(if had_session { Notice::Ended(reason) } else { Notice::Anonymous }));
    }
}
