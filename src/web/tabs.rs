//! Carries out what the tabs of an origin do together: locks, shared records, messages, and the life of the page.

use std::cell::Cell;

use wasm_bindgen::JsValue;

use super::call::Step;
use super::globals::{self, call, get, get_global, new, set};
use super::locks::{self, Locks};
use super::session::Session;
use super::shared::{self, Message, Names};
use super::store::{self, Place};
use crate::core::event::Op;
use crate::core::{Effect, Event, Snapshot, text};

/// The events of a page after which its session is looked at again, or let go of.
const PAGE_EVENTS: [&str; 3] = ["pagehide", "pageshow", "storage"];
const DOCUMENT_EVENTS: [&str; 3] = ["freeze", "resume", "visibilitychange"];

/// A tab among others.
pub(super) struct Tabs {
    names: Names,
    locks: Locks,
    /// Undefined while there is none.
    channel: Cell<JsValue>,
    is_listening: Cell<bool>,
}

impl Tabs {
    pub(super) fn new(key: &str) -> Self {
        Tabs {
            names: Names::new(key),
            locks: Locks::default(),
            channel: Cell::default(),
            is_listening: Cell::new(false),
        }
    }
}

impl Session {
    /// Whether the tabs of the origin share this session.
    pub fn is_sharing(&self) -> bool {
        self.machine(|machine| machine.is_sharing())
    }

    /// The raw text by which a host notices that another tab has begun or ended a session.
    pub fn epoch_key(&self) -> String {
        self.tabs.names.epoch()
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let mut snapshot = globals::snapshot();
        let sharing = self.machine(|machine| machine.is_sharing().then(|| machine.sid()));
        if let Some(sid) = sharing {
            (snapshot.epoch, snapshot.ledger) = shared::read(&self.tabs.names, sid);
        }
        snapshot
    }

    /// Begins to share, where that is possible.
    pub(super) fn join_tabs(&self) {
        if !shared::works(&self.tabs.names) {
            // A copied tab would have the record too, and nothing by which the two could agree: it stays in memory.
            self.is_alone.set(true);
            self.degrade();
            self.drive(Event::Unshare);
            return;
        }
        // Whether locks work, only a trial tells: opaque origins have some that throw, and frames of another site
        // may not list them.
        let ended = self.reporter(0, Step::Denied, false);
        self.watch(0, Step::Denied, Locks::probe(&self.tabs.names.presence(0), &ended));
        self.watch(0, Step::Listed, Locks::query());
        self.open_channel();
        if self.tabs.is_listening.replace(true) {
            return;
        }
        let listener = self.reporter(0, Step::Page, false);
        let page = get_global("globalThis");
        for name in PAGE_EVENTS {
            listen(&page, name, &listener);
        }
        let document = get_global("document");
        for name in DOCUMENT_EVENTS {
            listen(&document, name, &listener);
        }
    }

    fn open_channel(&self) {
        let receive = self.reporter(0, Step::Message, false);
        let opened = shared::open_channel(self.tabs.names.lock(), &receive);
        shared::close_channel(&self.tabs.channel.replace(opened));
    }

    fn close_channel(&self) {
        shared::close_channel(&self.tabs.channel.take());
    }

    fn channel(&self) -> JsValue {
        let channel = self.tabs.channel.take();
        self.tabs.channel.set(channel.clone());
        channel
    }

    pub(super) fn carry_out_between_tabs(&self, effect: Effect) {
        let Tabs { names, locks, .. } = &self.tabs;
        match effect {
            Effect::Lock(op) => self.try_lock(op),
            Effect::CancelLock(op) => locks.cancel(op),
            Effect::Unlock(op) => locks.unlock(op),
            Effect::Query(op) => self.watch(op, Step::Listed, Locks::query()),
            Effect::Turn(op) => self.turn(op),
            Effect::Present { op, sid, generation } => {
                let mut name = names.presence(sid);
                text::push_number(&mut name, generation);
                let granted = self.reporter(op, Step::Present, false);
                self.watch(op, Step::Denied, locks.present(&name, op, &granted));
            }
            Effect::Absent => locks.absent(),
            Effect::WriteEpoch(text) => self.write(&names.epoch(), Some(&text)),
            Effect::WriteLedger(sid, text) => self.write(&names.ledger(sid), Some(&text)),
            Effect::ForgetLedger(sid) => self.write(&names.ledger(sid), None),
            Effect::Ask(nonce) => shared::ask(&self.channel(), nonce),
            Effect::Tell(told) => shared::tell(&self.channel(), &told),
            _ => {}
        }
    }

    fn write(&self, key: &str, text: Option<&str>) {
        if store::set_text(Place::Local, key, text).is_err() {
            // What cannot be told to the others must not be relied on by them.
            self.degrade();
            self.drive(Event::Unshare);
        }
    }

    /// Takes the refresh lock if it is free, so that a tab which need not queue knows it.
    fn try_lock(&self, op: Op) {
        self.request_lock(op, Step::Tried);
    }

    fn request_lock(&self, op: Op, step: Step) {
        let granted = self.reporter(op, step, false);
        let name = self.tabs.names.lock();
        self.watch(op, Step::Denied, self.tabs.locks.request(name, op, step == Step::Granted, &granted));
    }

    /// Ends the task: by a message, since timers of hidden pages are late.
    fn turn(&self, op: Op) {
        let report = self.reporter(op, Step::Turned, false);
        let channel = new("MessageChannel", &[]);
        set(&get(&channel, "port1"), "onmessage", &report);
        if call(&get(&channel, "port2"), "postMessage", &[&JsValue::NULL]).is_err() {
            let _ = globals::set_timeout(&report, 0.0);
        }
    }

    /// A callback between the tabs was called; what it returns keeps a lock held.
    pub(super) fn reported_between_tabs(
        &self,
        op: Op,
        step: Step,
        result: Result<JsValue, JsValue>,
    ) -> JsValue {
        let locks = &self.tabs.locks;
        match (step, result) {
            (Step::Tried, Ok(lock)) if lock.is_null() => {
                // A page that has stopped since must not queue: it would be granted the lock, and keep it.
                let is_awaited = self.machine(|machine| machine.awaits(op));
                if is_awaited {
                    self.request_lock(op, Step::Granted);
                }
            }
            (Step::Tried | Step::Granted, Ok(_)) => {
                let held = locks.keep(op, self.pending());
                self.drive(Event::Granted { op, queued: step == Step::Granted });
                return held;
            }
            (Step::Denied, Err(_)) => self.drive(Event::Denied(op)),
            (Step::Listed, Ok(listed)) => {
                let prefix = self.tabs.names.presence(self.machine(|machine| machine.sid()));
                self.drive(Event::Floor(op, locks::highest(&listed, &prefix)));
            }
            (Step::Listed, Err(_)) => self.drive(Event::Unlisted(op)),
            (Step::Present, Ok(_)) => {
                let held =
                    if locks.wants(op) { locks.keep_presence(self.pending()) } else { JsValue::UNDEFINED };
                self.drive(Event::Present(op));
                return held;
            }
            (Step::Turned, event) => {
                if let Ok(event) = event {
                    shared::close_channel(&get(&event, "target"));
                }
                self.drive(Event::Turned(op));
            }
            (Step::Message, Ok(event)) => match shared::message(&event) {
                Some(Message::Asked(nonce)) => self.drive(Event::Asked(nonce)),
                Some(Message::Told(told)) => self.drive(Event::Told(told)),
                None => {}
            },
            (Step::Page, Ok(event)) => self.page_event(&event),
            (Step::Woken, Ok(event)) => {
                if let Some(op) = get(&event, "data").as_f64() {
                    self.ticked(op as Op);
                }
            }
            (Step::Woken, Err(_)) => self.timers.refuse(),
            _ => {}
        }
        JsValue::UNDEFINED
    }

    fn page_event(&self, event: &JsValue) {
        match get(event, "type").as_string().as_deref() {
            Some("pagehide" | "freeze") => {
                self.drive(Event::Hide);
                self.close_channel();
            }
            Some("pageshow" | "resume") => {
                if self.channel().is_undefined() && self.is_sharing() {
                    self.open_channel();
                }
                self.drive(Event::Show);
            }
            Some("visibilitychange") => self.hand_over_timers(None),
            // Without a key the whole storage was cleared.
            Some("storage") => {
                let key = get(event, "key").as_string();
                if key.is_none_or(|key| key.starts_with(self.tabs.names.lock())) {
                    self.drive(Event::Look);
                }
            }
            _ => {}
        }
    }
}

fn listen(target: &JsValue, name: &str, listener: &JsValue) {
    let _ = call(target, "addEventListener", &[&name.into(), listener]);
}
