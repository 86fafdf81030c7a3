//! Carries out what the tabs of an origin do together: locks, shared records, messages, and the life of the page.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use super::call::Step;
use super::globals::{self, get};
use super::locks::{self, Locks};
use super::session::Session;
use super::shared::{self, Message, Names};
use super::store::{self, Place};
use crate::core::event::Op;
use crate::core::{Effect, Event, Snapshot};

/// The events of a page after which its session is looked at again, or let go of.
const PAGE_EVENTS: [&str; 3] = ["pagehide", "pageshow", "storage"];
const DOCUMENT_EVENTS: [&str; 2] = ["freeze", "resume"];

/// A tab among others.
pub(super) struct Tabs {
    names: Names,
    locks: Locks,
    channel: RefCell<Option<JsValue>>,
    is_listening: Cell<bool>,
}

impl Tabs {
    pub(super) fn new(key: &str) -> Self {
        Tabs {
            names: Names::new(key),
            locks: Locks::default(),
            channel: RefCell::new(None),
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
        let works = shared::works(&self.tabs.names);
        if !works {
            self.degrade();
        }
        if !works || !Locks::exist() {
            self.drive(Event::Unshare);
            return;
        }
        self.open_channel();
        if self.tabs.is_listening.replace(true) {
            return;
        }
        let listener = self.reporter(0, Step::Page, false);
        let global = JsValue::from(js_sys::global());
        for name in PAGE_EVENTS {
            listen(&global, name, &listener);
        }
        let document = get(&global, "document");
        for name in DOCUMENT_EVENTS {
            listen(&document, name, &listener);
        }
    }

    fn open_channel(&self) {
        let receive = self.reporter(0, Step::Message, false);
        let opened = shared::open_channel(self.tabs.names.lock(), &receive);
        let old = std::mem::replace(&mut *self.tabs.channel.borrow_mut(), opened);
        if let Some(old) = old {
            shared::close_channel(&old);
        }
    }

    fn close_channel(&self) {
        let old = self.tabs.channel.borrow_mut().take();
        if let Some(old) = old {
            shared::close_channel(&old);
        }
    }

    fn channel(&self) -> Option<JsValue> {
        self.tabs.channel.borrow().clone()
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
                let name = names.presence(sid) + &generation.to_string();
                let granted = self.reporter(op, Step::Present, false);
                self.watch(op, Step::Denied, locks.present(&name, op, &granted));
            }
            Effect::Absent => locks.absent(),
            Effect::WriteEpoch(text) => self.write(&names.epoch(), Some(&text)),
            Effect::WriteLedger(sid, text) => self.write(&names.ledger(sid), Some(&text)),
            Effect::ForgetLedger(sid) => self.write(&names.ledger(sid), None),
            Effect::Ask(nonce) => {
                if let Some(channel) = self.channel() {
                    shared::ask(&channel, nonce);
                }
            }
            Effect::Tell(told) => {
                if let Some(channel) = self.channel() {
                    shared::tell(&channel, &told);
                }
            }
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
        let tried = self.reporter(op, Step::Tried, false);
        let request = self.tabs.locks.request(self.tabs.names.lock(), op, false, &tried);
        self.watch(op, Step::Denied, request);
    }

    fn queue_lock(&self, op: Op) {
        let granted = self.reporter(op, Step::Granted, false);
        let request = self.tabs.locks.request(self.tabs.names.lock(), op, true, &granted);
        self.watch(op, Step::Denied, request);
    }

    /// Ends the task: by a message, since timers of hidden pages are late.
    fn turn(&self, op: Op) {
        let report = self.reporter(op, Step::Turned, false);
        let posted = get(&js_sys::global(), "MessageChannel")
            .dyn_into::<Function>()
            .and_then(|class| js_sys::Reflect::construct(&class, &js_sys::Array::new()))
            .and_then(|channel| {
                js_sys::Reflect::set(&get(&channel, "port1"), &"onmessage".into(), &report)?;
                let port = get(&channel, "port2");
                get(&port, "postMessage").dyn_into::<Function>()?.call1(&port, &JsValue::NULL)
            });
        if posted.is_err() {
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
            (Step::Tried, Ok(lock)) if lock.is_null() => self.queue_lock(op),
            (Step::Tried | Step::Granted, Ok(_)) => {
                let held = locks.keep(op);
                self.drive(Event::Granted { op, queued: step == Step::Granted });
                return held;
            }
            (Step::Denied, Err(_)) => self.drive(Event::Denied(op)),
            (Step::Listed, listed) => {
                let prefix = self.tabs.names.presence(self.machine(|machine| machine.sid()));
                let floor = listed.ok().and_then(|listed| locks::highest(&listed, &prefix));
                self.drive(Event::Floor(op, floor));
            }
            (Step::Present, Ok(_)) => {
                let held = locks.keep_presence(op);
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
                if self.channel().is_none() && self.is_sharing() {
                    self.open_channel();
                }
                self.drive(Event::Show);
            }
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

fn listen(target: &JsValue, name: &str, listener: &Function) {
    if let Ok(add) = get(target, "addEventListener").dyn_into::<Function>() {
        let _ = add.call2(target, &name.into(), listener);
    }
}
