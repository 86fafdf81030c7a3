//! Tabs and documents come and go, and what is on its way when one does.
//!
//! Decides what a document that stops leaves behind: its records, its calls as ghosts, and the lock to the next.

use everfetch::core::Event;

use super::act::Action;
use super::laws::Law;
use super::lies::Lie;
use super::scope::Kind;
use super::server::{Fate, token_in};
use super::shared::{KEYS, View};
use super::world::{NOW, Page, World, residual};

impl World {
    /// Tabs and documents come and go.
    pub fn change_page(&mut self, action: Action) {
        match action {
            Action::Copy { from, to } => {
                self.spend(Kind::Copy);
                let (record, behind) = (self.tab(from).record.clone(), self.tab(from).behind);
                let own = self.tab_mut(to);
                own.page = Page::Unopened;
                own.record = record;
                own.behind = behind;
            }
            Action::Blank(tab) => {
                self.spend(Kind::Blank);
                self.tab_mut(tab).page = Page::Unopened;
            }
            Action::Crash(tab) => {
                self.spend(Kind::Crash);
                self.kill(tab, Page::Empty);
            }
            Action::Lossy(tab) => {
                self.spend(Kind::Lossy);
                self.undo(tab);
                self.kill(tab, Page::Empty);
            }
            Action::Restore(tab) => {
                self.spend(Kind::Restore);
                self.kill(tab, Page::Unopened);
            }
            Action::Close(tab) => {
                self.spend(Kind::Close);
                self.stop(tab);
                self.kill(tab, Page::Empty);
            }
            Action::Reload(tab) => {
                self.spend(Kind::Reload);
                self.stop(tab);
                self.kill(tab, Page::Unopened);
            }
            Action::Freeze(tab) => {
                self.spend(Kind::Freeze);
                self.stop(tab);
                self.tab_mut(tab).is_frozen = true;
                self.mark_stopped(tab);
                self.check_stopped(tab);
            }
            Action::Thaw(tab) => {
                let own = self.tab_mut(tab);
                own.is_frozen = false;
                own.is_showing = true;
            }
            Action::Wipe(tab) => {
                self.spend(Kind::Wipe);
                self.wiped = true;
                for key in 0..KEYS {
                    self.write(tab, key, None);
                }
            }
            Action::Jam => {
                self.spend(Kind::Jam);
                self.jammed = true;
            }
            other => self.breaks(Law::I2, format!("{other:?} is nothing that happens")),
        }
    }

    /// `pagehide` or `freeze`.
    fn stop(&mut self, tab: usize) {
        if self.lies(Lie::Hide) {
            self.lock.forget(tab);
            self.tab_mut(tab).presence = None;
        } else {
            self.handle(tab, Event::Hide, View::default(), NOW);
            self.leave_calls(tab);
        }
        self.mail.retain(|(to, _)| *to != tab);
    }

    /// What the last task of a tab wrote never left its process.
    fn undo(&mut self, tab: usize) {
        let unflushed = self.tab(tab).unflushed;
        for (key, count) in unflushed.into_iter().enumerate() {
            for _ in 0..count {
                self.logs[key].pop();
            }
            if count == 0 {
                continue;
            }
            for other in 0..self.tabs().count() {
                let behind = self.tab(other).behind[key];
                if behind > 0 {
                    self.tab_mut(other).behind[key] = behind.saturating_sub(count);
                }
            }
        }
        // A commit among it was the only one who knew the newest token.
        let token = token_in(self.tab(tab).machine.tokens());
        if let Some((grant, number)) = token
            && number > 1
            && !self.grants[grant].known(number - 1).superseded
        {
            return;
        }
        if let Some((grant, number)) = token {
            let has_it = |other: usize| {
                other != tab && token_in(self.tab(other).machine.tokens()) == Some((grant, number))
            };
            let is_sealed = unflushed.iter().skip(1).any(|count| *count > 0);
            if is_sealed && number > 1 && !(0..self.tabs().count()).any(has_it) {
                self.grants[grant].known(number - 1).superseded = false;
                self.lose(grant);
                self.residual |= residual::KILLED;
            }
        }
    }

    /// A document runs no more, for now or for ever.
    pub fn mark_stopped(&mut self, tab: usize) {
        for author in &mut self.authors {
            if *author == super::world::Author::Tab(tab) {
                *author = super::world::Author::Stopped;
            }
        }
    }

    /// A document is gone.
    pub fn kill(&mut self, tab: usize, next: Page) {
        self.leave_to_worker(|call| call.tab == tab);
        self.let_go(|call| call.tab == tab && call.fate == Fate::Live, Fate::Ghost);
        self.mark_stopped(tab);
        self.lock.forget(tab);
        self.mail.retain(|(to, _)| *to != tab);
        let machine = everfetch::core::Machine::new(self.scope.config());
        let old = self.tab(tab);
        let mut new = super::world::Tab::empty(machine);
        new.page = next;
        if next != Page::Empty {
            new.record.clone_from(&old.record);
            new.behind = old.behind;
        }
        *self.tab_mut(tab) = new;
    }
}
