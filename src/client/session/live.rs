//! One session of the page, as the client holds it: the engine, the application's functions, listeners. The core
//! decides about the session itself.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::caller::Caller;
use super::data::Data;
use super::events::SessionEvent;
use super::functions::Functions;
use super::store::Writer;
use crate::client::error::Error;
use crate::client::globals::get;
use crate::core::Event;
use crate::web::{Engine, Host};

type Listener = Rc<dyn Fn(&SessionEvent)>;

/// A session of this page.
pub(in crate::client) struct Live {
    pub(in crate::client) data: Data,
    pub(super) engine: Rc<Engine>,
    pub(super) caller: Caller,
    pub(super) writer: Option<Writer>,
    functions: RefCell<Rc<Functions>>,
    listeners: RefCell<Vec<(u64, Listener)>>,
    subscriptions: Cell<u64>,
    /// Sign-outs that wait for their revocation.
    sign_outs: RefCell<Vec<oneshot::Sender<Result<(), Error>>>>,
    /// Counts sessions that began or ended here. Tokens that come with an answer belong to the session of its request.
    age: Cell<u32>,
    /// Above 0 while the refresh function of the application runs.
    depth: Cell<u32>,
    /// The text of the epoch that the tabs share, when it was last seen.
    epoch: RefCell<Option<String>>,
    is_listening: Cell<bool>,
    warned: RefCell<Vec<String>>,
}

impl Live {
    /// Makes the session. Reads and starts nothing. `host` makes the application's side of it.
    pub(super) fn start(
        data: Data,
        functions: Functions,
        caller: Caller,
        host: fn(&Weak<Live>) -> Host,
    ) -> Rc<Self> {
        Rc::new_cyclic(|live: &Weak<Live>| {
            let writer = functions.store.clone().map(|store| {
                let live = live.clone();
                Writer::start(store, move || {
                    if let Some(live) = live.upgrade() {
                        live.tell(&SessionEvent::StorageDegraded);
                    }
                })
            });
            Live {
                engine: data.setup(&functions).start(&host(live)),
                data,
                caller,
                writer,
                functions: RefCell::new(Rc::new(functions)),
                listeners: RefCell::default(),
                subscriptions: Cell::default(),
                sign_outs: RefCell::default(),
                age: Cell::default(),
                depth: Cell::default(),
                epoch: RefCell::default(),
                is_listening: Cell::default(),
                warned: RefCell::default(),
            }
        })
    }

    /// The functions as they are now; they may be replaced while one of them runs.
    pub(super) fn functions(&self) -> Rc<Functions> {
        self.functions.borrow().clone()
    }

    pub(super) fn replace_functions(&self, functions: Functions) {
        *self.functions.borrow_mut() = Rc::new(functions);
    }

    /// The first use reads the record.
    pub(super) fn open(self: &Rc<Self>) {
        self.listen_for_network();
        self.engine.open();
    }

    /// A sign-in needs the page's events and the other tabs, but nothing that was stored.
    pub(super) fn attach(self: &Rc<Self>) {
        self.listen_for_network();
        self.engine.attach();
    }

    /// Compares the epoch with what was last seen: another tab may have begun or ended a session.
    pub(super) fn look(&self) {
        if !self.engine.is_sharing() {
            return;
        }
        let storage = get(&js_sys::global(), "localStorage");
        if !storage.is_object() {
            // The storage was blocked meanwhile. The engine notices at its next write, and goes on alone.
            return;
        }
        let Ok(text) = storage.unchecked_into::<web_sys::Storage>().get_item(&self.engine.page().epoch_key())
        else {
            return;
        };
        let has_changed = *self.epoch.borrow() != text;
        if has_changed {
            *self.epoch.borrow_mut() = text;
            self.engine.drive(Event::Look);
        }
    }

    /// When the device is online again, a refresh that has failed is tried without a pause.
    fn listen_for_network(self: &Rc<Self>) {
        if self.is_listening.replace(true) {
            return;
        }
        let Ok(listen) = get(&js_sys::global(), "addEventListener").dyn_into::<js_sys::Function>() else {
            return;
        };
        let live = Rc::downgrade(self);
        let retry = Closure::<dyn Fn()>::new(move || {
            if let Some(live) = live.upgrade() {
                live.engine.drive(Event::Online);
            }
        });
        let _ = listen.call2(&js_sys::global(), &"online".into(), &retry.into_js_value());
    }

    // ===== requests of the refresh function =====

    /// Runs a step of the refresh function; requests that begin meanwhile are its own.
    pub(super) fn inside<T>(&self, step: impl FnOnce() -> T) -> T {
        self.depth.set(self.depth.get() + 1);
        let result = step();
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// Whether the caller is the refresh function, which must not wait for its own end.
    pub(super) fn is_inside(&self) -> bool {
        self.depth.get() > 0
    }

    // ===== listeners =====

    pub(super) fn subscribe(&self, listener: Listener) -> u64 {
        let number = self.subscriptions.get();
        self.subscriptions.set(number + 1);
        self.listeners.borrow_mut().push((number, listener));
        number
    }

    pub(super) fn unsubscribe(&self, number: u64) {
        // What a listener has captured may do anything when it is dropped, so that happens after the borrow.
        let removed = {
            let mut listeners = self.listeners.borrow_mut();
            let index = listeners.iter().position(|(own, _)| *own == number);
            index.map(|index| listeners.remove(index))
        };
        drop(removed);
    }

    #[cfg(feature = "rules")]
    pub(super) fn listeners(&self) -> usize {
        self.listeners.borrow().len()
    }

    pub(in crate::client) fn age(&self) -> u32 {
        self.age.get()
    }

    /// Tells all listeners. One that subscribes or unsubscribes meanwhile does not disturb the others.
    pub(super) fn tell(&self, event: &SessionEvent) {
        if let SessionEvent::SignedIn
        | SessionEvent::Replaced
        | SessionEvent::Ended { .. }
        | SessionEvent::Anonymous = event
        {
            self.age.set(self.age.get().wrapping_add(1));
        }
        let listeners: Vec<Listener> =
            self.listeners.borrow().iter().map(|(_, listener)| listener.clone()).collect();
        for listener in listeners {
            listener(event);
        }
    }

    /// Warns on the console, once for each text.
    pub(super) fn warn(&self, text: &str) {
        let is_known = self.warned.borrow().iter().any(|said| said == text);
        if !is_known {
            self.warned.borrow_mut().push(text.to_owned());
            web_sys::console::warn_1(&JsValue::from(["everfetch: ", text].concat()));
        }
    }

    // ===== sign-outs =====

    pub(super) fn await_revocation(&self) -> oneshot::Receiver<Result<(), Error>> {
        let (sender, receiver) = oneshot::channel();
        self.sign_outs.borrow_mut().push(sender);
        receiver
    }

    pub(super) fn take_sign_outs(&self) -> Vec<oneshot::Sender<Result<(), Error>>> {
        self.sign_outs.take()
    }
}
