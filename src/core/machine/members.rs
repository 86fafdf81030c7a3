//! What this tab learns from the others of its origin, and owes them.
//!
//! Decides, from the records that the tabs share, whether the session still lives and whether a newer token set is
//! there. Nobody owns a token: a copied tab is a member like any other (R11).

use super::super::config::Config;
use super::super::effect::{Effect, EndReason, Notice, Outcome};
use super::super::event::{Op, Told};
use super::super::ledger::{Doubt, Epoch, Ledger};
use super::super::record;
use super::super::seal::Key;
use super::flight::{Flight, Insists, Step};
use super::session::{Session, Update};
use super::shared::open_set;
use super::task::Task;
use super::{Life, Machine};

/// The number of an answer to no question (R10.4).
const UNASKED: u64 = 0;

impl Machine {
    /// R2 Compares this tab with the shared records. Returns whether its session goes on.
    pub(super) fn look(&mut self, task: &mut Task) -> bool {
        if !self.config.shares {
            return true;
        }
        let own = self.own_sid();
        let Life::Live(session) = &mut self.life else { return self.look_for_another(task) };
        if !session.is_known {
            return self.look_for_another(task);
        }
        match task.epoch {
            Some(epoch) if epoch.sid != own && epoch.ended.is_none() => self.replaced(epoch.sid, task),
            Some(epoch) if epoch.sid != own => self.end_elsewhere(EndReason::SignedOut, task),
            Some(Epoch { ended: Some(reason), .. }) => self.end_elsewhere(reason, task),
            // R12.2 Where it was wiped, nothing is known of an end; but a commit since then is there to be adopted.
            epoch => {
                if epoch.is_some() {
                    session.confirm(&self.config, task);
                }
                session.catch_up(&self.config, task);
                return true;
            }
        }
        false
    }

    /// Joins a session that another tab has begun, where this tab has none. Returns whether it goes on as it is.
    fn look_for_another(&mut self, task: &mut Task) -> bool {
        let own = self.own_sid();
        let live = task.epoch.filter(|epoch| epoch.ended.is_none() && epoch.sid != own);
        let is_free = matches!(self.life, Life::Anonymous | Life::Live(_) | Life::Ended(_));
        let Some(epoch) = live.filter(|_| is_free) else { return true };
        if self.is_left_out_of(epoch.sid) {
            self.ask_again_to_join(task);
            return true;
        }
        self.join(epoch.sid, task);
        false
    }

    /// R10.1 Another tab asks for the newest set.
    pub(super) fn asked(&mut self, nonce: u64, task: &mut Task) {
        self.look(task);
        if let Some((session, config)) = self.session_mut()
            && config.shares
            && let Some(told) = session.told(nonce, config, task)
        {
            task.push(Effect::Tell(told));
        }
    }

    /// R10.4 The presence lock is held. Where the ledger does not show the set that it names, since it takes no writes or was
    /// wiped, the others are told of that set unasked: this tab may be gone when they need it.
    pub(super) fn presented(&mut self, op: Op, task: &mut Task) {
        task.release(op);
        if let Some((session, config)) = self.session_mut()
            && session.ledger(config, task).is_none_or(|ledger| ledger.generation < session.generation)
        {
            session.tell_all(config, task);
        }
    }

    /// R10.3 Another tab has answered this tab's question.
    pub(super) fn told(&mut self, told: &Told, task: &mut Task) {
        if let Some(join) = self.asking_to_join()
            && join.nonce == Some(told.nonce)
        {
            if join.sid == told.sid {
                self.joined(join, told, task);
            }
            return;
        }
        let is_asking =
            |flight: &&mut Flight| matches!(flight.step, Step::Ask { nonce, .. } if nonce == told.nonce);
        if told.nonce != UNASKED && self.flight_mut().filter(is_asking).is_none() {
            return;
        }
        // The session may have ended since the question was asked, or the flight with what the ledger shows now.
        if self.look(task)
            && let Some((session, config)) = self.session_mut()
        {
            session.answered_by(told, config, task);
        }
    }
}

impl Session {
    /// R8.3 Adopts a newer set from the ledger. No lock is needed: what is there is committed.
    fn catch_up(&mut self, config: &Config, task: &mut Task) {
        let Some(ledger) = self.ledger(config, task) else { return };
        if self.is_sending() || ledger.generation <= self.generation {
            return;
        }
        if let Some(tokens) = open_set(self.key.as_ref(), &ledger, self.sid, config, task.now) {
            self.adopt(tokens, ledger.generation, config, task);
            self.landed_elsewhere(config, task);
        }
    }

    /// R12.3 Whether anything beside the record of this tab can say that the session lives. Where tabs share nothing, or
    /// nobody can ask the server, its record has to do.
    pub(super) fn is_vouched(&self, config: &Config, task: &Task) -> bool {
        !config.shares || task.epoch.is_some() || !self.can_renew(config)
    }

    /// Takes part in the session, once it is known to live; until then the server is asked.
    pub(super) fn attend(&mut self, config: &Config, task: &mut Task) {
        if self.is_confirmed {
            self.present(config, task);
        } else {
            // R15.4 A lease's presence lock would be a member that vouches for itself.
            task.push(Effect::Absent);
            self.start(Insists::No, config, task);
        }
    }

    /// R12.3 The session lives, as the epoch, another tab or the server says.
    pub(super) fn confirm(&mut self, config: &Config, task: &mut Task) {
        if !std::mem::replace(&mut self.is_confirmed, true) {
            self.present(config, task);
            task.notify(Notice::Restored);
        }
    }

    /// R10.4 Tells every tab of this tab's set.
    pub(super) fn tell_all(&self, config: &Config, task: &mut Task) {
        if config.shares
            && self.is_known
            && self.is_confirmed
            && let Some(told) = self.told(UNASKED, config, task)
        {
            task.push(Effect::Tell(told));
        }
    }

    fn is_sending(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.step.is_sending())
    }

    /// R8.3 Another tab has done what this tab's flight was for.
    fn landed_elsewhere(&mut self, config: &Config, task: &mut Task) {
        if !self.is_confirmed {
            // It is still to be asked whether the session lives, with the newest token.
            if let Some(flight) = &mut self.flight {
                flight.serial = self.credential.serial;
            }
            return;
        }
        match self.flight.take_if(|_| self.update.is_none()) {
            Some(flight) if flight.is_queued() => {
                flight.let_go(task);
                self.present(config, task);
                task.wake(Outcome::Done);
            }
            Some(flight) => {
                self.flight = Some(flight);
                self.finish_present(Outcome::Done, config, task);
            }
            // An update of this tab is still to be put on top.
            None => {
                self.present(config, task);
            }
        }
    }

    /// This tab's set for another tab, which asked under `nonce`.
    fn told(&self, nonce: u64, config: &Config, task: &Task) -> Option<Told> {
        // Where tokens lie readable, there is no key: the message carries one of its own.
        let key = self.key.clone().or_else(|| config.is_plain.then(|| Key::new(task.snapshot.key)))?;
        // R9 A refresh token that the ledger does not know yet would be used here and there.
        let sealed = match self.update {
            Some(Update { has_refresh: true }) if config.is_plain => return None,
            Some(Update { has_refresh: true }) => self.stored(self.generation, config, task)?,
            _ => self.seal_under(&key, task),
        };
        Some(Told { nonce, sid: self.sid, generation: self.generation, key, sealed })
    }

    /// R3.2, R10.4 A tab has answered the question of this tab's turn, or tells of its set unasked. Unasked it is believed
    /// only under the key that this tab has itself, or where tokens lie readable and nothing is sealed.
    fn answered_by(&mut self, told: &Told, config: &Config, task: &mut Task) {
        let is_asking = self.flight.as_ref().is_some_and(|flight| matches!(flight.step, Step::Ask { .. }));
        let ledger = self.ledger(config, task);
        let seen = ledger.map_or(0, |ledger| ledger.generation);
        let is_newer = told.sid == self.sid && told.generation > self.generation && told.generation >= seen;
        let is_believed = is_asking || config.is_plain || self.key.as_ref() == Some(&told.key);
        if told.sid == self.sid && is_believed {
            self.confirm(config, task);
        }
        if !is_newer || !is_believed || self.is_sending() {
            return;
        }
        let plain = told.key.open(&told.sealed, self.sid, told.generation);
        let Some(tokens) = plain.and_then(|plain| record::read_tokens(&plain, task.now)) else { return };
        if !config.is_plain {
            self.key = Some(told.key.clone());
        }
        self.adopt(tokens, told.generation, config, task);
        if !is_asking {
            return self.landed_elsewhere(config, task);
        }
        // R12.1 A ledger that was gone or behind is written anew for the others, and says nothing of this set.
        let doubt = match ledger {
            Some(ledger) if ledger.generation == told.generation => ledger.doubt,
            _ => Doubt::LetGo,
        };
        self.write(Ledger { generation: told.generation, doubt, ..Ledger::default() }, config, task);
        self.finish_present(Outcome::Done, config, task);
    }
}
