//! How a blank tab gets into a session that another tab has begun.
//!
//! Decides whom it asks, whose answer counts, and what it is if nobody lets it in. That nobody has answered in time does not
//! say that nobody is there: a tab may be frozen, or reloaded, or still loading its core. So a late answer counts as well.

use super::super::clock::Now;
use super::super::config::Carrier;
use super::super::effect::{Effect, Notice, Outcome};
use super::super::event::Told;
use super::super::record::{self, SessionId};
use super::super::seal::Key;
use super::super::token::TokenSet;
use super::life::{Before, Ended, Join, Opening, Stage};
use super::session::Session;
use super::shared::open_set;
use super::task::Task;
use super::turn::ASKING;
use super::{Life, Machine};

/// A session that nobody has let this tab into so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct LeftOut {
    join: Join,
    /// When the other tabs were asked last.
    asked: Now,
}

impl Machine {
    /// R2.3 Begins to join session `sid`, which lives.
    pub(super) fn join(&mut self, sid: SessionId, task: &mut Task) {
        let is_late = !matches!(self.life, Life::Closed | Life::Opening(_));
        let before = match &self.life {
            Life::Ended(ended) => Before::Ended(*ended),
            Life::Live(session) => Before::Unknown(session.first),
            Life::Closed | Life::Opening(_) | Life::Anonymous => Before::Nothing,
        };
        // An attempt to find out whether a cookie holds a session has become needless.
        self.leave(task);
        let join = Join { sid, before, is_late, nonce: None };
        let is_readable = self.config.is_plain || self.config.carrier == Carrier::Cookie;
        if is_readable
            && let Some(ledger) = task.ledger
            && let Some(tokens) = open_set(None, &ledger, sid, &self.config, task.now)
        {
            return self.enter(join, ledger.generation, tokens, None, task);
        }
        if is_late || !self.config.has_locks || !self.config.has_query {
            // It began a moment ago, and its presence lock may not be held yet: somebody is there to ask. And where
            // nobody can show that he is there, only a question tells.
            return self.ask_to_join(join, task);
        }
        let op = self.opening(Stage::Join(join), task);
        task.push(Effect::Query(op));
    }

    /// R10.2 The presence locks have been counted for a blank tab. Where none is held, there is nobody to wait for.
    pub(super) fn join_floor(&mut self, stage: Stage, held: Option<u64>, task: &mut Task) {
        let Stage::Join(join) = stage else { return };
        if held.is_some() { self.ask_to_join(join, task) } else { self.left_out(join, task) }
    }

    /// R10.2 Asks the other tabs for the key and the newest set.
    pub(super) fn ask_to_join(&mut self, join: Join, task: &mut Task) {
        let nonce = task.snapshot.random;
        let op = self.opening(Stage::Join(Join { nonce: Some(nonce), ..join }), task);
        task.push(Effect::Ask(nonce));
        task.timer(op, ASKING);
    }

    /// R10.3 A tab has let this one in.
    pub(super) fn joined(&mut self, join: Join, told: &Told, task: &mut Task) {
        let is_live = task.epoch.is_some_and(|epoch| epoch.sid == told.sid && epoch.ended.is_none());
        if !is_live {
            return;
        }
        let mut generation = told.generation;
        let mut plain = told.key.open(&told.sealed, told.sid, generation);
        // The ledger may be newer than the tab that answers, which was frozen perhaps.
        if let Some(ledger) = task.ledger
            && ledger.generation > generation
            && let Some(newer) = told.key.open(ledger.sealed, told.sid, ledger.generation)
        {
            generation = ledger.generation;
            plain = Some(newer);
        }
        let Some(tokens) = plain.and_then(|plain| record::read_tokens(&plain, task.now)) else { return };
        self.enter(join, generation, tokens, Some(told.key.clone()), task);
    }

    fn enter(&mut self, join: Join, generation: u64, tokens: TokenSet, key: Option<Key>, task: &mut Task) {
        // R10.5 What this tab has done since nobody let it in has become needless.
        self.leave(task);
        let mut session = Session::new(self.former(), join.sid, generation, tokens, task.now);
        session.key = key;
        if let Before::Unknown(first) = join.before {
            // The cookies that another tab found a session with are this tab's too: its requests belong to it.
            session.first = first;
        }
        session.save(&self.config, task);
        session.present(&self.config, task);
        self.set_life(Life::Live(session));
        task.wake(Outcome::Done);
        task.notify(if join.is_late { Notice::SignedIn } else { Notice::Restored });
    }

    /// Nobody lets this tab in.
    pub(super) fn left_out(&mut self, join: Join, task: &mut Task) {
        let nonce = join.nonce.unwrap_or_else(|| {
            // The lock of a tab that has just signed in may not be held yet: it is asked all the same, without waiting.
            task.push(Effect::Ask(task.snapshot.random));
            task.snapshot.random
        });
        let join = Join { nonce: Some(nonce), is_late: true, ..join };
        self.left_out = Some(LeftOut { join, asked: task.now });
        match join.before {
            Before::Ended(ended) => {
                self.set_life(Life::Ended(Ended { is_told: true, ..ended }));
                task.wake(Outcome::Done);
                if !ended.is_told {
                    task.notify(Notice::Ended(ended.reason));
                }
            }
            Before::Nothing | Before::Unknown(_) => self.find_elsewhere(task),
        }
    }

    pub(super) fn is_left_out_of(&self, sid: SessionId) -> bool {
        self.left_out.is_some_and(|left| left.join.sid == sid)
    }

    /// R10.5 Asks once more, since this tab looks at the records again.
    pub(super) fn ask_again_to_join(&mut self, task: &mut Task) {
        if let Some(LeftOut { join: Join { nonce: Some(nonce), .. }, asked }) = &mut self.left_out
            && task.now.since(*asked) >= ASKING
        {
            *asked = task.now;
            task.push(Effect::Ask(*nonce));
        }
    }

    /// The user has signed out here: no late answer lets this tab in any more.
    pub(super) fn stay_out(&mut self) {
        if let Some(left) = &mut self.left_out {
            left.join.nonce = None;
        }
    }

    /// The join that an answer may belong to: the one under way, or one that nobody has answered in time.
    pub(super) fn asking_to_join(&self) -> Option<Join> {
        let is_free = match &self.life {
            Life::Anonymous | Life::Ended(_) => true,
            Life::Live(session) => !session.is_known,
            Life::Opening(opening) => matches!(opening.stage, Stage::Initial { .. }),
            Life::Closed => false,
        };
        self.joining().or(self.left_out.filter(|_| is_free).map(|left| left.join))
    }

    /// The join under way, if there is one.
    pub(super) fn joining(&self) -> Option<Join> {
        match self.life {
            Life::Opening(Opening { stage: Stage::Join(join), .. }) => Some(join),
            _ => None,
        }
    }
}
