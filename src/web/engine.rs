//! The engine of one session of a page: the machine, the slot, and the loop that has effects carried out.
//!
//! Decides nothing about the session. Effects go through one queue, so that what happens *during* an effect (a listener
//! that signs out, a refresh function that calls the client) is carried out after it and never inside it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use super::foreign::{self, text};
use super::page::Page;
use super::reply;
use super::slot::Slot;
use crate::boundary::{EPOCH_SUFFIX, Place, Report, Task, lines};
use crate::core::event::{Found, Op};
use crate::core::ledger::Epoch;
use crate::core::machine::Decision;
use crate::core::record::{Record, SessionId};
use crate::core::reply::Unusable;
use crate::core::{Carrier, Config, Effect, Event, Machine, Snapshot, Ticket, TokenSet};

/// Through this everything asynchronous comes back: what happened, to which operation, a value and a number.
type Entry = Closure<dyn Fn(u32, u32, JsValue, f64) -> bool>;

/// What runs one session of a page, under both faces.
pub struct Engine {
    pub(super) carrier: Carrier,
    is_custom: bool,
    machine: RefCell<Machine>,
    /// How this library serialises refreshes: at most one is under way in a session, and every request that needs its
    /// outcome waits for the one promise in this slot, then asks the machine again. The slot is empty until somebody
    /// waits, and empty again once it has settled, so the next wait gets a new promise.
    ///
    /// A `Cell`, so it is never borrowed while JavaScript runs; neither is the machine.
    slot: Cell<Option<Slot>>,
    queue: RefCell<VecDeque<Effect>>,
    is_busy: Cell<bool>,
    /// The operations whose timers run, and 0 for none. A fifth timer would not be cleared, but would run to its end.
    timers: Cell<[Op; 4]>,
    pub(super) page: Page,
    /// Owns what the page calls.
    _entry: Entry,
}

impl Engine {
    /// The engine of a session that has read and started nothing.
    #[must_use]
    pub fn new(config: Config, place: Place, page: Page) -> Rc<Self> {
        Rc::new_cyclic(|weak: &Weak<Engine>| {
            let weak = weak.clone();
            // `Fn`: a page's own code may call a listener from within another one.
            let entry: Entry = Closure::new(move |report: u32, op, value, number| {
                let report = Report::ALL.get(report as usize);
                match (weak.upgrade(), report) {
                    (Some(engine), Some(report)) => engine.reported(*report, op, &value, number),
                    _ => false,
                }
            });
            page.connect(entry.as_ref());
            Engine {
                carrier: config.carrier,
                is_custom: place == Place::Custom,
                machine: RefCell::new(Machine::new(Config {
                    has_workers: page.act(Task::Outlive),
                    ..config
                })),
                slot: Cell::default(),
                queue: RefCell::default(),
                is_busy: Cell::new(false),
                timers: Cell::default(),
                page,
                _entry: entry,
            }
        })
    }

    /// The page that the session was given: what it knows is read from there.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Reads of the machine.
    pub fn machine<T>(&self, read: impl FnOnce(&Machine) -> T) -> T {
        read(&self.machine.borrow())
    }

    /// The ticket of the requests that were sent by a lease.
    pub fn leased(&self, sid: SessionId, generation: u64) -> Ticket {
        self.machine.borrow_mut().leased(sid, generation)
    }

    /// Goes on with newer options.
    pub fn adjust(&self, newer: Config) {
        self.machine.borrow_mut().adjust(newer);
    }

    /// Asks the machine about a request, and carries out what has to happen beside it.
    pub fn decide(&self, ask: impl FnOnce(&mut Machine) -> Decision) -> u32 {
        let decision = ask(&mut self.machine.borrow_mut());
        self.follow(decision)
    }

    #[inline(never)]
    fn follow(&self, Decision { ticket, event }: Decision) -> u32 {
        if let Some(event) = event {
            self.drive(event);
        }
        ticket.pack()
    }

    /// The promise that settles when waiting is over, if there is anything to wait for.
    pub fn waiting(&self) -> Option<JsValue> {
        if !self.machine(Machine::is_waiting) {
            return None;
        }
        // Out of the cell while JavaScript runs, so that nothing is borrowed.
        let slot = self.slot.take().unwrap_or_else(Slot::new);
        let promise = slot.promise();
        self.slot.set(Some(slot));
        Some(promise)
    }

    /// Waiting is over, with nothing or with the code of the failure. A session that begins while another one's flight
    /// is awaited settles the same slot: the requests ask again, and learn that the session has changed.
    pub(super) fn settle(&self, outcome: &str) {
        let slot = self.slot.take();
        if let Some(slot) = slot {
            slot.settle(outcome);
        }
    }

    /// The first use: reads the record.
    pub fn open(&self) {
        self.open_as(Found::Record);
    }

    /// The same, where the page has sent requests by the lease of the record.
    pub fn open_leased(&self) {
        self.open_as(Found::Leased);
    }

    fn open_as(&self, found: fn(Record) -> Found) {
        if !self.machine(Machine::is_closed) {
            return;
        }
        let is_looked_for = self.attach();
        let found = if self.is_custom || is_looked_for {
            None
        } else {
            let text = text(&self.page.ask(Task::Restore, ""));
            let record = Record::read(&text, foreign::now());
            Some(record.map_or(Found::Nothing, |record| found(reply::kept(record, self.carrier))))
        };
        self.drive(Event::Open(found));
    }

    /// Makes this page one of the tabs that share the session. A sign-in needs this, but nothing that was stored. Answers
    /// whether it still has to be found out if there are any (R13.3).
    pub fn attach(&self) -> bool {
        let is_due = self.machine(|machine| machine.is_sharing() && machine.is_closed());
        is_due && self.page.act(Task::Join)
    }

    /// Whether the tabs of the origin share this session.
    pub fn is_sharing(&self) -> bool {
        self.machine(Machine::is_sharing)
    }

    /// Reads tokens that the application hands over.
    ///
    /// # Errors
    /// [`Unusable`] where the value holds none, unless cookies carry them.
    pub fn read_tokens(&self, value: &JsValue) -> Result<TokenSet, Unusable> {
        let now = foreign::now();
        match reply::tokens(value, self.carrier, now, None) {
            Err(Unusable::NoToken) if self.carrier == Carrier::Cookie => {
                Ok(reply::tokens_or_cookie(value, now, None))
            }
            tokens => tokens,
        }
    }

    /// Tells the machine what happened, and carries out what it wants.
    pub fn drive(&self, event: Event) {
        if matches!(event, Event::SignIn(_) | Event::SignOut { .. } | Event::Refuse) {
            // An earlier failure is not why the session ended.
            self.page.act(Task::ForgetCause);
        }
        let snapshot = self.snapshot();
        let effects = self.machine.borrow_mut().handle(event, snapshot);
        self.queue.borrow_mut().extend(effects);
        if self.is_busy.replace(true) {
            return;
        }
        loop {
            let effect = self.queue.borrow_mut().pop_front();
            match effect {
                Some(effect) => self.carry_out(effect),
                None => break,
            }
        }
        self.is_busy.set(false);
    }

    /// Clears the timers of steps that are over, and notes the one that has `begun`, if it is not 0. This waits until
    /// the next timer begins: the worker that keeps the time of a hidden page ends with the last timer.
    #[inline(never)]
    pub(super) fn clear_timers(&self, mut begun: Op) {
        let mut timers = self.timers.get();
        for timer in &mut timers {
            if *timer != 0 && !self.machine(|machine| machine.awaits(*timer)) {
                self.page.start(Task::ClearTimer, *timer);
                *timer = 0;
            }
            if *timer == 0 {
                *timer = std::mem::take(&mut begun);
            }
        }
        self.timers.set(timers);
    }

    #[inline(never)]
    fn snapshot(&self) -> Snapshot {
        let mut snapshot = foreign::snapshot();
        let sharing = self.machine(|machine| machine.is_sharing().then(|| machine.sid()));
        if let Some(sid) = sharing {
            snapshot.epoch = self.page.ask(Task::Read, EPOCH_SUFFIX).as_string();
            let epoch = snapshot.epoch.as_deref().and_then(Epoch::read);
            let ledger = lines::ledger(epoch.map_or(sid, |epoch| epoch.sid));
            snapshot.ledger = self.page.ask(Task::Read, &ledger).as_string();
        }
        snapshot
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.page.act(Task::Stop);
    }
}
