//! Which states are one, and which of the things that can happen need no exploring.
//!
//! Decides it for three reasons. Two states that no future tells apart are one. Tabs are interchangeable: of two tabs
//! that are the same, either may act, and the two futures differ only in the tabs' places. (Two tabs are the same if
//! they hold the same, and nothing else names either of them.) And what makes no difference until later may as well
//! happen later.

use super::act::Action;
use super::scope::Kind;
use super::server::Fate;
use super::shared::{EPOCH, KEYS, NONCES, UNASKED};
use super::world::{Author, Letter, Pending, World};

impl World {
    /// Brings two states together that no future tells apart.
    pub fn settle(&mut self) {
        let forgets_old = !self.left.has(Kind::Lag);
        for key in EPOCH..KEYS {
            if forgets_old || self.tabs().all(|tab| tab.behind[key] == 0) {
                self.authors[key] = Author::Settled;
            }
            let mut deepest = 0;
            for tab in 0..self.slots.len() {
                let (behind, unflushed) = (self.tab(tab).behind[key], self.tab(tab).unflushed[key]);
                if forgets_old && behind > 1 {
                    self.tab_mut(tab).behind[key] = 1;
                }
                if forgets_old
                    && self.tab(tab).pending.iter().any(
                        |one| matches!(one, Pending::Wait(_, _, new) | Pending::Half(_, new) if new[key] > 0),
                    )
                {
                    self.tab_mut(tab).count_write(key, |_| 0);
                }
                deepest = deepest.max(unflushed).max(if forgets_old { 0 } else { behind });
            }
            self.logs[key].prune(deepest);
        }
        for tab in 0..self.slots.len() {
            let own = self.tab(tab);
            let is_idle = own.waiting.is_none() && (own.waited > 0 || own.was_vanished);
            let has_turn = self.lock.is_held_by(tab) || own.machine.claims() != [0; 2];
            if is_idle {
                let own = self.tab_mut(tab);
                (own.waited, own.was_vanished) = (0, false);
            }
            let own = self.tab(tab);
            if !has_turn && (own.has_settled || own.was_newest) {
                let own = self.tab_mut(tab);
                (own.has_settled, own.was_newest) = (false, false);
            }
        }
        self.calls.sort_by_key(|call| {
            (call.tab, call.op, call.token, call.fate as u8, call.is_carried, call.reply.is_some())
        });
        // An answer to an earlier question means nothing.
        let mut mail = std::mem::take(&mut self.mail);
        mail.retain(|(to, letter)| match letter {
            // One that nobody has asked for tells a tab nothing that has the set, or a newer one.
            Letter::Told(told) if told.nonce == UNASKED => {
                let own = self.tab(*to).record.as_ref();
                own.is_some_and(|own| own.sid == told.sid && own.generation < told.generation)
            }
            _ => {
                let nonce = letter.nonce();
                self.tab((nonce / NONCES) as usize).machine.asking() == Some(nonce)
            }
        });
        self.mail = mail;
        self.mail.sort_by_key(|(tab, letter)| match letter {
            Letter::Asked(nonce) => (*tab, 0, *nonce, 0),
            Letter::Told(told) => (*tab, 1, told.nonce, told.generation),
        });
        self.close();
    }

    /// Leaves out what happens to a tab that is the same as one before it.
    pub fn leave_mirrored(&self, list: &mut Vec<Action>) {
        let slots = &self.slots;
        let mirrors = |tab: usize| {
            (0..tab).any(|other| slots[other] == slots[tab] && !self.speaks_of(other)) && !self.speaks_of(tab)
        };
        let mirrored: Vec<bool> = (0..slots.len()).map(mirrors).collect();
        if mirrored.contains(&true) {
            list.retain(|action| action.tab().is_none_or(|tab| !mirrored[tab]));
        }
    }

    /// Leaves out that a call vanishes which nobody waits for: it makes no difference until somebody does.
    pub fn leave_vanishing(&self, list: &mut Vec<Action>) {
        let is_blocked = (0..self.tabs().count()).any(|tab| {
            let waits = |one: &Pending| match one {
                Pending::Wait(_, delay, _) => self.is_under_way(tab, *delay),
                Pending::Turn(..) => !self.scope.has_locks,
                Pending::Collect(_, token) => self.left_for(*token).is_some(),
                // Its time is over when nothing else happens any more.
                Pending::Queue(_) => self.calls.iter().all(|call| call.fate != Fate::Live),
                _ => false,
            };
            self.tab(tab).pending.iter().any(waits)
        });
        if !is_blocked {
            list.retain(|action| !matches!(action, Action::Vanish(_)));
        }
    }

    /// Whether something beside the tab itself names it.
    fn speaks_of(&self, tab: usize) -> bool {
        let names = |(to, letter): &(usize, Letter)| {
            *to == tab || letter.nonce() != UNASKED && letter.nonce() / NONCES == tab as u64
        };
        self.lock.holder.is_some_and(|hold| hold.tab == tab)
            || self.lock.queue.iter().any(|asked| asked.0 == tab)
            || self.calls.iter().any(|call| call.tab == tab)
            || self.mail.iter().any(names)
            || self.authors.contains(&Author::Tab(tab))
    }
}

impl Action {
    /// Whom it happens to, where it is not the network or a message.
    fn tab(self) -> Option<usize> {
        match self {
            Action::Open(tab, _)
            | Action::Lease(tab, _)
            | Action::Request(tab, _)
            | Action::Refused(tab, _)
            | Action::Accepted(tab)
            | Action::Online(tab, _)
            | Action::SignIn(tab, _)
            | Action::LoggedIn(tab)
            | Action::Again(tab)
            | Action::GiveUp(tab)
            | Action::SignOut(tab, _)
            | Action::Update(tab)
            | Action::Replace(tab)
            | Action::Copy { from: tab, .. }
            | Action::Blank(tab)
            | Action::Crash(tab)
            | Action::Lossy(tab)
            | Action::Close(tab)
            | Action::Reload(tab)
            | Action::Restore(tab)
            | Action::Freeze(tab)
            | Action::Thaw(tab)
            | Action::Wipe(tab)
            | Action::Grant(tab)
            | Action::Report { tab, .. }
            | Action::Look(tab)
            | Action::Show(tab, _) => Some(tab),
            Action::Letter(..)
            | Action::Jam
            | Action::Arrive(..)
            | Action::Answer(..)
            | Action::Inside(_)
            | Action::Lose(..)
            | Action::Die(_)
            | Action::Vanish(_) => None,
        }
    }
}
