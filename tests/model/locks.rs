//! The refresh lock, as the browser keeps it: first in, first out, and granted to a page whether it runs or not.

use everfetch::core::event::Op;

/// Who holds the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hold {
    pub tab: usize,
    pub op: Op,
    /// Another tab held it when it was asked for.
    pub queued: bool,
    /// The tab's callback was called.
    pub told: bool,
}

/// The lock and its queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Lock {
    pub holder: Option<Hold>,
    pub queue: Vec<(usize, Op)>,
}

impl Lock {
    pub fn ask(&mut self, tab: usize, op: Op) {
        if self.holder.is_none() {
            self.holder = Some(Hold { tab, op, queued: false, told: false });
        } else {
            self.queue.push((tab, op));
        }
    }

    /// Withdraws a request. One that found the lock free carries no signal and cannot be withdrawn: the page lets
    /// go when its callback runs.
    pub fn cancel(&mut self, tab: usize, op: Op) {
        self.queue.retain(|asked| *asked != (tab, op));
        if self.holder.is_some_and(|hold| (hold.tab, hold.op) == (tab, op) && hold.queued && !hold.told) {
            self.next();
        }
    }

    pub fn unlock(&mut self, tab: usize, op: Op) {
        if self.holder.is_some_and(|hold| (hold.tab, hold.op) == (tab, op) && hold.told) {
            self.next();
        }
    }

    /// The document is gone, and everything of its own with it.
    pub fn forget(&mut self, tab: usize) {
        self.queue.retain(|asked| asked.0 != tab);
        if self.holder.is_some_and(|hold| hold.tab == tab) {
            self.next();
        }
    }

    fn next(&mut self) {
        self.holder = (!self.queue.is_empty()).then(|| {
            let (tab, op) = self.queue.remove(0);
            Hold { tab, op, queued: true, told: false }
        });
    }

    pub fn is_held_by(&self, tab: usize) -> bool {
        self.holder.is_some_and(|hold| hold.tab == tab && hold.told)
    }
}
