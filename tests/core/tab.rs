//! One tab of several: a machine, its clocks, and the two records that it shares with the others.
//!
//! Decides what a tab reads and writes in one task. The test says what happens and when, and looks at the effects;
//! `claims` does the same for several tabs in virtual time.

use everfetch::core::event::{Found, Op};
use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::record::Record;
use everfetch::core::{
    Answer, Carrier, Config, Effect, Event, Machine, Notice, Now, Secret, Snapshot, TokenSet,
};

pub const SETTLE: u64 = 2_000;
pub const TIMEOUT: u64 = 10_000;
pub const START: Now = Now { mono: 5_000, wall: 1_700_000_000_000 };

/// What lies in localStorage.
#[derive(Default)]
pub struct Shared {
    pub epoch: Option<String>,
    pub ledger: Option<String>,
    /// It takes no writes any more, and one that fails leaves nothing behind.
    pub is_jammed: bool,
    pub events: u64,
    /// The random bits that all get; numbers in a row where none are fixed.
    pub random: Option<u64>,
    /// The random bits that decide how long a pause is.
    pub jitter: u32,
}

impl Shared {
    pub fn ledger(&self) -> Ledger<'_> {
        Ledger::read(self.ledger.as_deref().expect("a ledger")).expect("a readable ledger")
    }

    pub fn doubt(&self) -> Doubt {
        self.ledger().doubt
    }
}

pub struct Tab {
    pub machine: Machine,
    pub now: Now,
    /// What the last event has led to.
    pub effects: Vec<Effect>,
}

pub fn config(carrier: Carrier) -> Config {
    let config = Config { carrier, shares: true, ..Config::default() };
    Config { settle: SETTLE, refresh_timeout: TIMEOUT, call_timeout: TIMEOUT, ..config }
}

pub fn tokens(number: u32, carrier: Carrier) -> TokenSet {
    let secret = |kind: &str| Secret::new(&format!("{kind}{number}"));
    TokenSet {
        access: secret("access").filter(|_| carrier != Carrier::Cookie),
        refresh: secret("refresh").filter(|_| carrier == Carrier::Bearer),
        expiry: None,
    }
}

impl Tab {
    pub fn closed(config: Config) -> Tab {
        Tab { machine: Machine::new(config), now: START, effects: Vec::new() }
    }

    pub fn opened(config: Config, shared: &mut Shared) -> Tab {
        let mut tab = Tab::closed(config);
        tab.tell(shared, Event::Open(Some(Found::Nothing)));
        tab
    }

    pub fn signed_in(config: Config, shared: &mut Shared) -> Tab {
        let set = tokens(1, config.carrier);
        let mut tab = Tab::opened(config, shared);
        tab.tell(shared, Event::SignIn(set));
        tab
    }

    /// Two tabs of one session.
    pub fn two(shared: &mut Shared) -> (Tab, Tab) {
        let tab = Tab::signed_in(config(Carrier::Bearer), shared);
        let other = tab.copied();
        (tab, other)
    }

    /// A copy of this tab, as `window.open` makes one: with its record and key.
    pub fn copied(&self) -> Tab {
        Tab { machine: self.machine.clone(), now: START, effects: Vec::new() }
    }

    pub fn tell(&mut self, shared: &mut Shared, event: Event) {
        shared.events += 1;
        let snapshot = Snapshot {
            now: self.now,
            random: shared.random.unwrap_or(shared.events),
            jitter: shared.jitter,
            epoch: shared.epoch.clone(),
            ledger: shared.ledger.clone(),
            ..Snapshot::default()
        };
        self.effects = self.machine.handle(event, snapshot);
        let kept = |text: &String, is_jammed: bool| (!is_jammed).then(|| text.clone());
        for effect in &self.effects {
            match effect {
                Effect::WriteEpoch(text) => shared.epoch = kept(text, shared.is_jammed),
                Effect::WriteLedger(_, text) => shared.ledger = kept(text, shared.is_jammed),
                Effect::ForgetLedger(_) => shared.ledger = None,
                _ => {}
            }
        }
    }

    /// What of the last effects `pick` finds.
    pub fn wants<T>(&self, pick: impl Fn(&Effect) -> Option<T>) -> Option<T> {
        self.effects.iter().find_map(pick)
    }

    pub fn timer(&self) -> Option<(Op, u64)> {
        self.wants(|effect| match effect {
            Effect::Timer(op, delay) => Some((*op, *delay)),
            _ => None,
        })
    }

    pub fn is_told(&self, wanted: Notice) -> bool {
        self.effects.contains(&Effect::Notify(wanted))
    }

    /// The request for the lock.
    pub fn lock_asked(&self) -> Option<Op> {
        self.wants(|effect| match effect {
            Effect::Lock(op) => Some(*op),
            _ => None,
        })
    }

    /// The question which presence locks are held.
    pub fn asked_for_locks(&self) -> Option<Op> {
        self.wants(|effect| match effect {
            Effect::Query(op) => Some(*op),
            _ => None,
        })
    }

    /// The end of the task that is waited for.
    pub fn task_ends(&self) -> Option<Op> {
        self.wants(|effect| match effect {
            Effect::Turn(op) => Some(*op),
            _ => None,
        })
    }

    /// The lock is free, and `generation` is held by a presence lock.
    pub fn lock(&mut self, shared: &mut Shared, generation: u64) {
        let op = self.lock_asked().expect("a request for the lock");
        self.tell(shared, Event::Granted { op, queued: false });
        self.count(shared, generation);
    }

    pub fn count(&mut self, shared: &mut Shared, generation: u64) {
        let query = self.asked_for_locks().expect("a question for the locks");
        self.tell(shared, Event::Floor(query, Some(generation)));
    }

    /// The task ends; the call that is sent then.
    pub fn turn(&mut self, shared: &mut Shared) -> Op {
        let turn = self.task_ends().expect("the end of a task");
        self.tell(shared, Event::Turned(turn));
        self.sent().expect("a call")
    }

    pub fn sent(&self) -> Option<Op> {
        self.wants(|effect| match effect {
            Effect::Send { op, .. } => Some(*op),
            _ => None,
        })
    }

    /// A refresh, up to its call.
    pub fn refresh(&mut self, shared: &mut Shared) -> Op {
        self.tell(shared, Event::Refresh);
        self.lock(shared, 1);
        self.turn(shared)
    }

    /// The device is online again.
    pub fn online(&mut self, shared: &mut Shared) {
        self.tell(shared, Event::Online);
    }

    /// `other` renews first, and this tab hears of it.
    pub fn is_hinted(&mut self, shared: &mut Shared, other: &mut Tab) {
        let call = other.sent().unwrap_or_else(|| other.refresh(shared));
        let answer = Answer { tokens: Some(tokens(9, Carrier::Bearer)), ..Answer::default() };
        other.tell(shared, Event::Answered(call, answer));
        self.tell(shared, Event::Look);
    }

    pub fn is_unlocked(&self, lock: Op) -> bool {
        self.effects.contains(&Effect::Unlock(lock))
    }

    pub fn saved(&self) -> Option<Record> {
        self.wants(|effect| match effect {
            Effect::Save(record) => Some(record.clone()),
            _ => None,
        })
    }

    pub fn breaks_off(&mut self, shared: &mut Shared, call: Op) {
        self.tell(shared, Event::Answered(call, Answer::default()));
    }

    pub fn wait(&mut self, shared: &mut Shared, (op, delay): (Op, u64)) {
        self.now.mono += delay;
        self.now.wall += delay;
        self.tell(shared, Event::Tick(op));
    }
}
