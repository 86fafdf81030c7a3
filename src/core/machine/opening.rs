//! How a session is found: in the storage, in another tab, or by the application.
//!
//! Decides in which order they are asked, and that none of them is waited for without a bound.

use super::super::config::{Carrier, LONGEST_OPENING};
use super::super::effect::{Effect, Notice, Outcome};
use super::super::event::{Found, Op};
use super::super::record::Record;
use super::super::seal::Key;
use super::super::token::TokenSet;
use super::life::{Opening, Stage};
use super::session::Session;
use super::task::Task;
use super::{Life, Machine};

impl Machine {
    /// What the session that is opening waits for, if it is the end of `op`.
    #[inline(never)]
    pub(super) fn opening_stage(&self, op: Op) -> Option<Stage> {
        match &self.life {
            Life::Opening(Opening { op: open, stage, .. }) if *open == op => Some(*stage),
            _ => None,
        }
    }

    /// The first use.
    pub(super) fn open(&mut self, found: Option<Found>, task: &mut Task) {
        if !matches!(self.life, Life::Closed) {
            return;
        }
        match found {
            Some(found) => self.loaded(found, task),
            None => {
                let op = self.opening(Stage::Load, task);
                task.timer(op, self.config.refresh_timeout.min(LONGEST_OPENING));
                task.push(Effect::Load(op));
            }
        }
    }

    /// The storage has answered.
    pub(super) fn loaded(&mut self, found: Found, task: &mut Task) {
        let epoch = task.epoch.filter(|_| self.config.shares);
        let live = epoch.filter(|epoch| epoch.ended.is_none());
        match found {
            // R15.3 The page has acted as this session. If it is over by now, that is an end to be told.
            Found::Leased(record) => self.restore(record, task),
            // R12.2 A missing epoch is unknown, not signed out.
            Found::Record(record) if epoch.is_none_or(|epoch| live.is_some() && epoch.sid == record.sid) => {
                self.restore(record, task);
            }
            Found::Record(_) if live.is_none() => {
                task.push(Effect::Clear);
                self.find_elsewhere(task);
            }
            found => match (live, found) {
                (Some(epoch), _) => self.join(epoch.sid, task),
                (None, Found::Tokens(tokens)) => self.supplied(tokens, task),
                (None, _) => self.find_elsewhere(task),
            },
        }
    }

    fn restore(&mut self, record: Record, task: &mut Task) {
        let Record { sid, generation, key, tokens, .. } = record;
        let mut session = Session::new(self.former(), sid, generation, tokens, task.now);
        session.key = key.or_else(|| self.config.shares.then(|| Key::new(task.snapshot.key)));
        session.is_confirmed = session.is_vouched(&self.config, task);
        let is_confirmed = session.is_confirmed;
        self.set_life(Life::Live(session));
        if is_confirmed {
            self.opened(Notice::Restored, task);
        }
        self.look(task);
        if let Some((session, config)) = self.session_mut() {
            session.attend(config, task);
        }
    }

    /// Neither the storage nor another tab has a session.
    pub(super) fn find_elsewhere(&mut self, task: &mut Task) {
        if std::mem::take(&mut self.config.has_initial) {
            self.ask_initial(task);
        } else {
            self.nothing(task);
        }
    }

    /// Asks the application for tokens, in this tab's turn.
    fn ask_initial(&mut self, task: &mut Task) {
        let op = self.opening(Stage::Initial { has_lock: false }, task);
        let longest = self.config.refresh_timeout.min(LONGEST_OPENING);
        task.timer(op, self.config.settle.saturating_add(longest));
        // Tabs that ask at once make one session: the first one in makes it, the others find it.
        if !self.takes_turns() {
            task.push(Effect::AskInitial(op));
        } else if !task.document.is_hidden {
            task.push(Effect::Lock(op));
        }
    }

    fn takes_turns(&self) -> bool {
        self.config.shares && self.config.has_locks
    }

    /// R4.2 The page stops while it queues to ask the application: it would be granted the lock, and keep it.
    pub(super) fn withdraw_initial(&mut self, task: &mut Task) {
        if let Life::Opening(Opening { op, stage: Stage::Initial { has_lock: false }, .. }) = self.life
            && self.takes_turns()
        {
            task.push(Effect::CancelLock(op));
        }
    }

    /// R4.5 The page runs again, and queues again. A grant of the request that was withdrawn is another operation's.
    pub(super) fn queue_initial_again(&mut self, task: &mut Task) {
        if let Life::Opening(Opening { stage: Stage::Initial { has_lock: false }, .. }) = self.life
            && self.takes_turns()
        {
            self.ask_initial(task);
        }
    }

    pub(super) fn opening(&mut self, stage: Stage, task: &mut Task) -> Op {
        let op = task.next_op();
        self.set_life(Life::Opening(Opening { op, stage, early: None }));
        op
    }

    /// R14 A storage, an application or another tab does not answer: the page must not wait for ever.
    pub(super) fn opening_timed_out(&mut self, op: Op, stage: Stage, task: &mut Task) {
        match stage {
            Stage::Load => self.loaded(Found::Nothing, task),
            Stage::Join(join) => self.left_out(join, task),
            Stage::Initial { has_lock } => {
                if self.config.shares && !has_lock {
                    task.push(Effect::CancelLock(op));
                }
                self.initial(op, has_lock, None, task);
            }
        }
    }

    /// This tab's turn to ask the application for tokens.
    pub(super) fn initial_granted(&mut self, lock: Op, stage: Stage, task: &mut Task) {
        if !matches!(stage, Stage::Initial { .. }) {
            return;
        }
        // R4.2 Granted to a page that has stopped since: it asks again when it runs.
        if task.document.is_hidden {
            return task.unlock(lock);
        }
        let live = task.epoch.filter(|epoch| epoch.ended.is_none() && !self.is_left_out_of(epoch.sid));
        if let Some(epoch) = live {
            task.unlock(lock);
            return self.join(epoch.sid, task);
        }
        if let Life::Opening(opening) = &mut self.life {
            opening.stage = Stage::Initial { has_lock: true };
        }
        task.push(Effect::AskInitial(lock));
    }

    /// There are no locks after all: the application is asked without.
    pub(super) fn initial_denied(&mut self, op: Op, stage: Stage, task: &mut Task) {
        if matches!(stage, Stage::Initial { .. }) {
            self.config.has_locks = false;
            task.push(Effect::AskInitial(op));
        }
    }

    /// The application's `initial` has answered.
    pub(super) fn initial(&mut self, op: Op, has_lock: bool, tokens: Option<TokenSet>, task: &mut Task) {
        match tokens {
            Some(tokens) => self.supplied(tokens, task),
            None => self.nothing(task),
        }
        if has_lock {
            task.unlock(op);
        }
    }

    fn supplied(&mut self, tokens: TokenSet, task: &mut Task) {
        self.begin_session(tokens, task);
        self.opened(Notice::Restored, task);
    }

    /// A session begins in this tab.
    pub(super) fn begin_session(&mut self, tokens: TokenSet, task: &mut Task) {
        let mut session = Session::new(self.former(), task.snapshot.random, 1, tokens, task.now);
        session.announce(&self.config, task);
        session.save(&self.config, task);
        self.set_life(Life::Live(session));
    }

    fn nothing(&mut self, task: &mut Task) {
        if self.config.carrier == Carrier::Bearer {
            self.set_life(Life::Anonymous);
            self.opened(Notice::Anonymous, task);
        } else {
            let session = Session::unknown(self.former(), task.now);
            self.set_life(Life::Live(session));
            task.wake(Outcome::Done);
        }
    }

    fn opened(&mut self, notice: Notice, task: &mut Task) {
        task.wake(Outcome::Done);
        task.notify(notice);
    }
}
