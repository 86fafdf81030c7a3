//! Tabs are interchangeable: what one does, another that is the same can do as well.
//!
//! Decides which of the things that can happen need no exploring, since the same happens to another tab, and the two
//! futures differ in nothing but the tabs' places. Two tabs are the same where everything that they hold is, and
//! nobody else speaks of either of them.

use super::act::Action;
use super::shared::NONCES;
use super::world::{Author, Letter, World};

impl World {
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

    /// Whether something beside the tab itself names it.
    fn speaks_of(&self, tab: usize) -> bool {
        let has_asked = |nonce: u64| nonce / NONCES == tab as u64;
        let names = |(to, letter): &(usize, Letter)| {
            *to == tab
                || match letter {
                    Letter::Asked(nonce) => has_asked(*nonce),
                    Letter::Told(told) => has_asked(told.nonce),
                }
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
            | Action::Request(tab, _)
            | Action::Refused(tab, _)
            | Action::Accepted(tab)
            | Action::SignIn(tab, _)
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
            | Action::Arrive(..)
            | Action::Answer(..)
            | Action::Lose(..)
            | Action::Vanish(_) => None,
        }
    }
}
