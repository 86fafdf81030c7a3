//! Plays one schedule, written down step by step, in the same world that is explored.
//!
//! Each step must be one that can happen there, and no law may be broken on the way.

use std::sync::Arc;

use everfetch::core::ledger::{Doubt, Ledger};

use super::act::{Action, How};
use super::scope::{Kind, Scope};
use super::server::{Reply, Token, token_in};
use super::shared::View;
use super::world::{Pending, World};

pub const A: usize = 0;
pub const B: usize = 1;
pub const C: usize = 2;

const EVERYTHING: [(Kind, u8); 19] = [
    (Kind::Renew, 99),
    (Kind::Lag, 99),
    (Kind::SignIn, 2),
    (Kind::SignOut, 9),
    (Kind::Replace, 9),
    (Kind::Copy, 9),
    (Kind::Blank, 9),
    (Kind::Crash, 9),
    (Kind::Close, 9),
    (Kind::Reload, 9),
    (Kind::Restore, 9),
    (Kind::Freeze, 9),
    (Kind::Lost, 9),
    (Kind::Definitive, 9),
    (Kind::Busy, 9),
    (Kind::Broken, 9),
    (Kind::Timeout, 9),
    (Kind::Wipe, 9),
    (Kind::Jam, 1),
];

pub struct Play {
    pub world: World,
}

impl Play {
    /// `active` of `tabs` share a session at the start.
    pub fn new(tabs: usize, active: usize) -> Self {
        let scope = Arc::new(Scope::new("play", tabs, active).with(&EVERYTHING, 99));
        let mut world = World::new(&scope);
        world.notes = Some(Vec::new());
        Play { world }
    }

    pub fn story(&self) -> String {
        self.world.notes.iter().flatten().cloned().collect::<Vec<_>>().join("\n")
    }

    pub fn can(&self, action: Action) -> bool {
        let mut list = Vec::new();
        self.world.actions(&mut list);
        list.contains(&action)
    }

    pub fn act(&mut self, action: Action) {
        assert!(self.can(action), "{action:?} cannot happen after\n{}", self.story());
        self.world = self.world.after(action);
        assert!(self.world.broken.is_none(), "{}", self.story());
    }

    pub fn request(&mut self, tab: usize) {
        self.act(Action::Request(tab, View::default()));
    }

    pub fn grant(&mut self, tab: usize) {
        self.act(Action::Grant(tab));
    }

    fn report(&self, tab: usize, which: impl Fn(&Pending) -> bool, ledger: u8) -> Action {
        let index = self.world.tab(tab).pending.iter().position(which);
        let index =
            index.unwrap_or_else(|| panic!("nothing of that kind is awaited after\n{}", self.story()));
        Action::Report { tab, index, view: View { epoch: 0, ledger }, late: false }
    }

    /// The presence locks are counted, and the ledger is read as it was some writes ago.
    pub fn count(&mut self, tab: usize, behind: u8) {
        self.act(self.report(tab, |pending| matches!(pending, Pending::Query(_)), behind));
    }

    /// A new task begins, which sees the ledger as it was some writes ago.
    pub fn turn(&mut self, tab: usize, behind: u8) {
        self.act(self.report(tab, |pending| matches!(pending, Pending::Turn(..)), behind));
    }

    /// The ledger was read again for as long as it may lag.
    pub fn reread(&mut self, tab: usize) {
        let action = self.report(tab, |pending| matches!(pending, Pending::Turn(_, true)), 0);
        let Action::Report { tab, index, view, .. } = action else { return };
        self.act(Action::Report { tab, index, view, late: true });
    }

    pub fn present(&mut self, tab: usize) {
        self.act(self.report(tab, |pending| matches!(pending, Pending::Present { .. }), 0));
    }

    /// The end of a wait of so many milliseconds.
    pub fn wait_over(&self, tab: usize, delay: u64) -> Action {
        self.report(tab, |pending| matches!(pending, Pending::Wait(_, own, _) if *own == delay), 0)
    }

    /// The end of the longest wait for the lock.
    pub fn queue_over(&self, tab: usize) -> Action {
        self.report(tab, |pending| matches!(pending, Pending::Queue(_)), 0)
    }

    /// The messages that have come for a tab are read.
    pub fn letters(&mut self, tab: usize) {
        while let Some(index) = self.world.mail.iter().position(|(to, _)| *to == tab) {
            self.act(Action::Letter(index, View::default()));
        }
    }

    pub fn wait(&mut self, tab: usize, delay: u64) {
        self.act(self.wait_over(tab, delay));
    }

    /// From a request to the call on its way, with nothing in between.
    pub fn send(&mut self, tab: usize) {
        self.request(tab);
        self.grant(tab);
        self.count(tab, 0);
        self.turn(tab, 0);
    }

    /// The server does its part for the only call under way.
    pub fn arrive(&mut self) {
        self.act(Action::Arrive(0, How::Well));
    }

    /// The same, and it answers this.
    pub fn arrive_and(&mut self, reply: Reply) {
        self.act(Action::Arrive(0, How::Broken { processed: false }));
        self.world.calls[0].reply = Some(reply);
    }

    pub fn vanish(&mut self) {
        self.act(Action::Vanish(0));
    }

    pub fn answer(&mut self) {
        self.act(Action::Answer(0, View::default()));
    }

    /// A whole refresh by one tab.
    pub fn refresh(&mut self, tab: usize) {
        self.send(tab);
        self.arrive();
        self.answer();
        self.present(tab);
    }

    pub fn open(&mut self, tab: usize, behind: u8) {
        self.act(Action::Open(tab, View { epoch: 0, ledger: behind }));
    }

    pub fn token(&self, tab: usize) -> Option<Token> {
        token_in(self.world.tab(tab).machine.tokens())
    }

    /// How often a token was sent.
    pub fn sends(&self, token: Token) -> usize {
        let text = format!(", Some({token:?}))");
        self.world
            .notes
            .iter()
            .flatten()
            .map(|note| note.matches("Send(").count().min(note.matches(&text).count()))
            .sum()
    }

    pub fn waits(&self, tab: usize) -> bool {
        self.world.tab(tab).waiting.is_some()
    }

    /// How many ends the tab's document was told.
    pub fn ends(&self, tab: usize) -> usize {
        self.world.tab(tab).ended.len()
    }

    fn ledger(&self) -> Option<Ledger<'_>> {
        Ledger::read(self.world.logs[1].newest()?.as_str())
    }

    pub fn doubt(&self) -> Option<Doubt> {
        Some(self.ledger()?.doubt)
    }

    /// Before which moment nobody tries again.
    pub fn pause(&self) -> Option<u64> {
        Some(self.ledger()?.not_before)
    }

    pub fn is_grant_alive(&self) -> bool {
        self.world.grants[0].death.is_none()
    }
}
