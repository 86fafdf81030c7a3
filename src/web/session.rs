//! One session of a page: the machine, the slot, and the loop that carries effects out.
//!
//! Decides nothing. Effects go through one queue, so that what happens *during* an effect (a listener that signs
//! out, a refresh function that calls the client) is carried out after it and never inside it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::call::{Call, Step, Timer};
use super::globals::{self, get, thenable};
use super::host::Host;
use super::reply;
use super::store::{self, Place};
use super::tabs::Tabs;
use crate::core::event::{Found, Op};
use crate::core::machine::Decision;
use crate::core::record::Record;
use crate::core::reply::Unusable;
use crate::core::{
    Answer, Carrier, Config, Effect, Event, Failure, Machine, Notice, Outcome, Secret, TokenSet,
};

/// How a session is set up.
pub struct Setup {
    /// What the core decides by.
    pub config: Config,
    /// Where the record is kept.
    pub place: Place,
    /// The name of the record.
    pub key: String,
    /// The refresh is a function of the application, not a declared call.
    pub has_function: bool,
    /// The application finds the tokens in an answer itself.
    pub has_parse: bool,
    /// The application judges failures.
    pub has_classify: bool,
}

/// The promise that everybody waits for, and what resolves it.
struct Slot {
    promise: Promise,
    resolve: Function,
}

/// One session of a page.
pub struct Session {
    setup: Setup,
    host: Host,
    machine: RefCell<Machine>,
    slot: RefCell<Option<Slot>>,
    queue: RefCell<VecDeque<Effect>>,
    is_busy: Cell<bool>,
    calls: RefCell<Vec<Call>>,
    timers: RefCell<Vec<Timer>>,
    /// Why the last refresh failed, as the application sees it.
    cause: RefCell<JsValue>,
    /// Why the record is not kept where it should be.
    degraded: Cell<bool>,
    pub(super) tabs: Tabs,
    /// Owns what `entry` calls.
    _callback: Closure<dyn Fn(f64, JsValue) -> JsValue>,
    entry: Function,
}

impl Session {
    /// A session that has read and started nothing.
    pub fn new(setup: Setup, host: Host) -> Rc<Self> {
        Rc::new_cyclic(|weak: &Weak<Session>| {
            let weak = weak.clone();
            // `Fn`: a page's own code may call a listener from within another one.
            let callback: Closure<dyn Fn(f64, JsValue) -> JsValue> = Closure::new(move |code, value| {
                weak.upgrade().map_or(JsValue::UNDEFINED, |session| session.report(code, &value))
            });
            let entry = host
                .guard(callback.as_ref())
                .and_then(JsCast::dyn_into::<Function>)
                .unwrap_or_else(|_| callback.as_ref().clone().unchecked_into());
            Session {
                machine: RefCell::new(Machine::new(setup.config.clone())),
                tabs: Tabs::new(&setup.key),
                setup,
                host,
                slot: RefCell::new(None),
                queue: RefCell::new(VecDeque::new()),
                is_busy: Cell::new(false),
                calls: RefCell::new(Vec::new()),
                timers: RefCell::new(Vec::new()),
                cause: RefCell::new(JsValue::UNDEFINED),
                degraded: Cell::new(false),
                _callback: callback,
                entry,
            }
        })
    }

    /// Reads of the machine.
    pub fn machine<T>(&self, read: impl FnOnce(&Machine) -> T) -> T {
        read(&self.machine.borrow())
    }

    /// Asks the machine about a request, and carries out what has to happen beside it.
    pub fn decide(&self, ask: impl FnOnce(&mut Machine) -> Decision) -> u32 {
        let Decision { ticket, event } = ask(&mut self.machine.borrow_mut());
        if let Some(event) = event {
            self.drive(event);
        }
        ticket.pack()
    }

    /// The first use: reads the record.
    pub fn open(&self) {
        if !self.machine.borrow().is_closed() {
            return;
        }
        self.attach();
        let found = match self.setup.place {
            // What 'local' shares is the record itself.
            Place::Local if self.is_sharing() => Some(Found::Nothing),
            Place::Custom => None,
            Place::Memory => Some(Found::Nothing),
            Place::Session | Place::Local => Some(self.read_place()),
        };
        self.drive(Event::Open(found));
    }

    fn read_place(&self) -> Found {
        match store::get_text(self.setup.place, &self.setup.key) {
            Ok(text) => {
                let record = text.and_then(|text| Record::read(&text, globals::now()));
                record.map_or(Found::Nothing, Found::Record)
            }
            Err(()) => {
                self.degrade();
                Found::Nothing
            }
        }
    }

    /// Makes this page one of the tabs that share the session. A sign-in needs this, but nothing that was stored.
    pub fn attach(&self) {
        if self.setup.config.shares && self.machine.borrow().is_closed() {
            self.join_tabs();
        }
    }

    /// The promise that settles when waiting is over, if there is anything to wait for.
    pub fn waiting(&self) -> Option<Promise> {
        if !self.machine.borrow().is_waiting() {
            return None;
        }
        if let Some(slot) = &*self.slot.borrow() {
            return Some(slot.promise.clone());
        }
        let mut resolve = None;
        let promise = Promise::new(&mut |done, _| resolve = Some(done));
        *self.slot.borrow_mut() = Some(Slot { promise: promise.clone(), resolve: resolve? });
        Some(promise)
    }

    /// Why the last refresh failed: the application's own error, or one that says what the server answered.
    pub fn cause(&self) -> JsValue {
        self.cause.borrow().clone()
    }

    /// Whether the record is only in memory although it should not be.
    pub fn is_degraded(&self) -> bool {
        self.degraded.get()
    }

    /// Reads tokens that the application hands over.
    ///
    /// # Errors
    /// [`Unusable`] where the value holds none, unless cookies carry them.
    pub fn read_tokens(&self, value: &JsValue) -> Result<TokenSet, Unusable> {
        let now = globals::now();
        match reply::tokens(value, now, None) {
            Err(Unusable::NoToken) if self.setup.config.carrier == Carrier::Cookie => {
                Ok(reply::tokens_or_cookie(value, now, None))
            }
            // What cookies carry is never kept here, even where the server shows it.
            Ok(tokens) if self.setup.config.carrier == Carrier::Cookie => {
                Ok(TokenSet { access: None, refresh: None, ..tokens })
            }
            tokens => tokens,
        }
    }

    /// Ends the pause after a failure.
    pub fn retry_now(&self) -> Option<Event> {
        self.machine.borrow_mut().retry_now()
    }

    /// Tells the machine what happened, and carries out what it wants.
    pub fn drive(&self, event: Event) {
        if matches!(event, Event::SignIn(_) | Event::SignOut { .. } | Event::Refuse) {
            // An earlier failure is not why the session ended.
            *self.cause.borrow_mut() = JsValue::UNDEFINED;
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

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Load(op) => self.watch(op, Step::Loaded, self.host.load()),
            Effect::AskInitial(op) => self.watch(op, Step::Initial, self.host.initial()),
            Effect::Save(record) => self.save(Some(&record)),
            Effect::Clear => self.save(None),
            Effect::Send { op, access, refresh } => self.send(op, access.as_ref(), refresh.as_ref()),
            Effect::Abort(op) => self.abort(op),
            Effect::Timer(op, delay) => self.start_timer(op, delay),
            Effect::Revoke { is_sign_out, tokens } => {
                let _ = self.host.revoke(
                    text(tokens.access.as_ref()),
                    text(tokens.refresh.as_ref()),
                    is_sign_out,
                );
            }
            Effect::Settle(outcome) => self.settle(outcome),
            Effect::Notify(notice) => self.notify(notice),
            effect => self.carry_out_between_tabs(effect),
        }
    }

    /// The callback that reports `step` of `op`.
    pub(super) fn reporter(&self, op: Op, step: Step, failed: bool) -> Function {
        globals::bind(&self.entry, &JsValue::UNDEFINED, step.code(op, failed))
    }

    /// Reports the end of what was started: at once where it is no promise.
    pub(super) fn watch(&self, op: Op, step: Step, started: Result<JsValue, JsValue>) {
        match started {
            Ok(value) => match thenable(&value) {
                Some(promise) => {
                    let done = self.reporter(op, step, false);
                    let failed = self.reporter(op, step, true);
                    if let Err(error) = promise.then(&done, &failed) {
                        self.reported(op, step, Err(error));
                    }
                }
                None => self.reported(op, step, Ok(value)),
            },
            Err(error) => self.reported(op, step, Err(error)),
        }
    }

    /// One of our callbacks was called. What it returns keeps a lock held.
    fn report(&self, code: f64, value: &JsValue) -> JsValue {
        let (op, step, failed) = Step::decode(code);
        let result = if failed { Err(value.clone()) } else { Ok(value.clone()) };
        if step < Step::Tried {
            self.reported(op, step, result);
            return JsValue::UNDEFINED;
        }
        self.reported_between_tabs(op, step, result)
    }

    fn reported(&self, op: Op, step: Step, result: Result<JsValue, JsValue>) {
        if step >= Step::Tried {
            self.reported_between_tabs(op, step, result);
            return;
        }
        match step {
            Step::Tick => self.drive(Event::Tick(op)),
            Step::Loaded => {
                if result.is_err() {
                    self.degrade();
                }
                let found = result.map_or(Found::Nothing, |value| reply::found(&value, globals::now()));
                self.drive(Event::Loaded(op, found));
            }
            Step::Initial => {
                let tokens = result.ok().and_then(|value| self.read_tokens(&value).ok());
                let has_token = |set: &TokenSet| set.access.is_some() || set.refresh.is_some();
                self.drive(Event::Initial(op, tokens.filter(has_token)));
            }
            Step::Called => self.called(op, result),
            Step::Prepared => self.prepared(op, result),
            Step::Fetched => self.fetched(op, result),
            Step::Read => self.read(op, result),
            Step::Parsed => match result {
                Ok(reply) => self.succeeded(op, &reply),
                Err(error) => self.fail(op, &error),
            },
            _ => {}
        }
    }

    fn settle(&self, outcome: Outcome) {
        // A session that begins while another's flight is awaited settles the same slot: whoever waited asks
        // again and is told that the session has changed.
        let slot = self.slot.borrow_mut().take();
        self.clear_timers();
        let code = match outcome {
            Outcome::Done => JsValue::UNDEFINED,
            Outcome::Unchanged => JsValue::from_str("unchanged"),
            Outcome::Failed(code) => JsValue::from_str(code.as_str()),
        };
        if let Some(slot) = slot {
            let _ = slot.resolve.call1(&JsValue::UNDEFINED, &code);
        }
    }

    fn notify(&self, notice: Notice) {
        let (name, detail, retry_in) = match notice {
            Notice::Restored => ("restored", "", 0),
            Notice::Anonymous => ("anonymous", "", 0),
            Notice::SignedIn => ("signedIn", "", 0),
            Notice::RefreshStarted => ("refreshStarted", "", 0),
            Notice::Refreshed => ("refreshed", "", 0),
            Notice::RefreshFailed { failure, retry_in } => ("refreshFailed", failure.as_str(), retry_in),
            Notice::Ended(reason) => ("ended", reason.as_str(), 0),
        };
        let _ = self.host.notify(name, JsValue::from_str(detail), retry_in as f64);
    }

    /// A server asks for more than a newer token: the application has to act.
    pub fn step_up(&self, acr_values: Option<&str>, max_age: Option<&str>) {
        let detail = js_sys::Object::new();
        for (name, value) in [("acrValues", acr_values), ("maxAge", max_age)] {
            if let Some(value) = value {
                let _ = js_sys::Reflect::set(&detail, &name.into(), &value.into());
            }
        }
        let _ = self.host.notify("stepUpRequired", detail.into(), 0.0);
    }

    pub(super) fn degrade(&self) {
        if !self.degraded.replace(true) {
            let _ = self.host.notify("storageDegraded", JsValue::UNDEFINED, 0.0);
        }
    }

    fn save(&self, record: Option<&Record>) {
        let saved = match self.setup.place {
            Place::Memory => Ok(()),
            Place::Local if self.is_sharing() => Ok(()),
            Place::Custom => self.host.save(record.map_or(JsValue::NULL, store::to_object)).map_err(|_| ()),
            // A cookie session that ends leaves nothing behind, one that lives leaves only its number.
            place => store::set_text(place, &self.setup.key, record.map(Record::write).as_deref()),
        };
        match saved {
            // A full storage may have room again: what is kept there is the newest then.
            Ok(()) => self.degraded.set(false),
            Err(()) => self.degrade(),
        }
    }

    /// Clears the timers of steps that are over. Dropping one calls into JavaScript, so it happens after the borrow.
    fn clear_timers(&self) {
        let over: Vec<Timer> = {
            let machine = self.machine.borrow();
            let mut timers = self.timers.borrow_mut();
            let (kept, over) = timers.drain(..).partition(|timer| machine.awaits(timer.op));
            *timers = kept;
            over
        };
        drop(over);
    }

    fn start_timer(&self, op: Op, delay: u64) {
        self.clear_timers();
        let callback = self.reporter(op, Step::Tick, false);
        if let Ok(id) = globals::set_timeout(&callback, delay.min(i32::MAX as u64) as f64) {
            self.timers.borrow_mut().push(Timer::new(op, id));
        }
    }

    fn abort(&self, op: Op) {
        if let Some(call) = self.take_call(op) {
            let reason = js_sys::Error::new("the refresh took longer than refreshTimeout");
            if let Ok(abort) = get(&call.controller, "abort").dyn_into::<Function>() {
                let _ = abort.call1(&call.controller, &reason);
            }
            *self.cause.borrow_mut() = reason.into();
        }
    }

    // ===== one refresh call =====

    fn send(&self, op: Op, access: Option<&Secret>, refresh: Option<&Secret>) {
        let controller = new_controller();
        let signal = get(&controller, "signal");
        let call =
            Call { op, controller, response: JsValue::UNDEFINED, data: JsValue::UNDEFINED, is_html: false };
        self.calls.borrow_mut().push(call);
        if self.setup.has_function {
            let started = self.host.refresh(text(access), text(refresh), signal);
            self.watch(op, Step::Called, started);
        } else if is_offline() {
            self.not_sent(op, js_sys::Error::new("the device is offline").into());
        } else {
            let started = self.host.prepare(text(access), text(refresh));
            self.watch(op, Step::Prepared, started);
        }
    }

    /// Whether the call is still wanted; a late step of one that was aborted is not.
    fn is_open(&self, op: Op) -> bool {
        self.calls.borrow().iter().any(|call| call.op == op)
    }

    fn take_call(&self, op: Op) -> Option<Call> {
        let mut calls = self.calls.borrow_mut();
        let index = calls.iter().position(|call| call.op == op)?;
        Some(calls.swap_remove(index))
    }

    /// Reads what belongs to the call. Values are cloned, so that no borrow outlives the read.
    fn of_call<T>(&self, op: Op, read: impl FnOnce(&mut Call) -> T) -> Option<T> {
        self.calls.borrow_mut().iter_mut().find(|call| call.op == op).map(read)
    }

    fn prepared(&self, op: Op, result: Result<JsValue, JsValue>) {
        let Some(controller) = self.of_call(op, |call| call.controller.clone()) else { return };
        let request = match result {
            Ok(request) => request,
            Err(error) => return self.not_sent(op, error),
        };
        let init = get(&request, "init");
        let _ = js_sys::Reflect::set(&init, &"signal".into(), &get(&controller, "signal"));
        match globals::fetch(&get(&request, "url"), &init) {
            Ok(sent) => self.watch(op, Step::Fetched, Ok(sent)),
            // A `fetch` that throws, unlike one that rejects, has sent nothing.
            Err(error) => self.not_sent(op, error),
        }
    }

    fn not_sent(&self, op: Op, error: JsValue) {
        // What does not parse will not parse the next time either.
        let is_wrong = get(&error, "code").as_string().is_some_and(|code| code == "ERR_INVALID_URL");
        *self.cause.borrow_mut() = error;
        let judged = is_wrong.then_some(Failure::Misconfigured);
        self.finish(op, Answer { is_unsent: !is_wrong, judged, ..Answer::default() });
    }

    fn fetched(&self, op: Op, result: Result<JsValue, JsValue>) {
        if !self.is_open(op) {
            return;
        }
        let response = match result {
            Ok(response) => response,
            Err(error) => return self.fail(op, &error),
        };
        self.of_call(op, |call| call.response = response.clone());
        let body = match get(&response, "text").dyn_into::<Function>() {
            Ok(read) => read.call0(&response),
            Err(value) => Err(value),
        };
        self.watch(op, Step::Read, body);
    }

    fn read(&self, op: Op, result: Result<JsValue, JsValue>) {
        let Some(response) = self.of_call(op, |call| call.response.clone()) else { return };
        let body = match result {
            Ok(body) => body.as_string().unwrap_or_default(),
            Err(error) => return self.fail(op, &error),
        };
        let is_html = header(&response, "content-type").is_some_and(|kind| kind.contains("html"))
            || body.trim_start().starts_with('<');
        let parsed = js_sys::JSON::parse(&body);
        // Half an object is a string too, and so is a page of HTML: neither is ever a token.
        let is_broken = parsed.is_err() && body.trim_start().starts_with(['{', '[', '"']);
        let data = parsed.unwrap_or_else(|_| JsValue::from_str(&body));
        self.of_call(op, |call| {
            call.data = data.clone();
            call.is_html = is_html;
        });
        if !is_success(&response) {
            return self.fail(op, &JsValue::UNDEFINED);
        }
        if self.setup.has_parse {
            return self.watch(op, Step::Parsed, self.host.parse(&data, &response));
        }
        if is_html || is_broken {
            self.fail(op, &JsValue::UNDEFINED);
        } else {
            self.succeeded(op, &data);
        }
    }

    /// A declared call was answered with success, and these are its tokens.
    fn succeeded(&self, op: Op, value: &JsValue) {
        let Some(response) = self.of_call(op, |call| call.response.clone()) else { return };
        let server = header(&response, "date").and_then(|date| reply::date(&date));
        match self.tokens(value, server) {
            Ok(tokens) => self.judge_success(op, tokens),
            Err(_) => self.fail(op, &JsValue::UNDEFINED),
        }
    }

    fn tokens(&self, value: &JsValue, server: Option<u64>) -> Result<TokenSet, Unusable> {
        let now = globals::now();
        match self.setup.config.carrier {
            Carrier::Bearer | Carrier::Split => reply::tokens(value, now, server),
            Carrier::Cookie => Ok(reply::tokens_or_cookie(value, now, server)),
        }
    }

    fn judge_success(&self, op: Op, tokens: TokenSet) {
        // `refreshOn` may know a refusal that looks like a success.
        let judged = self.classify(op, &JsValue::UNDEFINED, false);
        if judged.is_some() {
            return self.fail(op, &JsValue::UNDEFINED);
        }
        self.finish(op, Answer { tokens: Some(tokens), ..Answer::default() });
    }

    /// The application's own refresh function has ended.
    fn called(&self, op: Op, result: Result<JsValue, JsValue>) {
        if !self.is_open(op) {
            return;
        }
        match result {
            Ok(value) => match self.tokens(&value, None) {
                Ok(tokens) => self.finish(op, Answer { tokens: Some(tokens), ..Answer::default() }),
                Err(_) => self.fail(op, &JsValue::UNDEFINED),
            },
            Err(error) => self.fail(op, &error),
        }
    }

    /// What the application says about an answer.
    fn classify(&self, op: Op, error: &JsValue, is_failure: bool) -> Option<Failure> {
        if !self.setup.has_classify {
            return None;
        }
        let (response, data) = self.of_call(op, |call| (call.response.clone(), call.data.clone()))?;
        let status = if is_failure { status_of(&response, error) } else { status(&response) };
        let name = self
            .host
            .classify(status.map_or(JsValue::UNDEFINED, JsValue::from), &data, error, is_failure, &response)
            .ok()?;
        Failure::from_name(&name.as_string()?)
    }

    /// A call brought no tokens. `error`: what was thrown, if anything.
    fn fail(&self, op: Op, error: &JsValue) {
        let found = self.of_call(op, |call| (call.response.clone(), call.data.clone(), call.is_html));
        let Some((response, data, is_html)) = found else { return };
        let answered = status_of(&response, error);
        let code = reply::own(&data, "error").and_then(|code| code.as_string());
        let judged = self.classify(op, error, true);
        let cause = if error.is_undefined() {
            let status = answered.map_or(JsValue::UNDEFINED, JsValue::from);
            let code = code.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str);
            self.host.problem(status, code).unwrap_or(JsValue::UNDEFINED)
        } else {
            error.clone()
        };
        *self.cause.borrow_mut() = cause;
        let retry_after = header(&response, "retry-after").and_then(|text| retry_after(&text));
        self.finish(
            op,
            Answer { status: answered, is_html, error: code, retry_after, judged, ..Answer::default() },
        );
    }

    fn finish(&self, op: Op, answer: Answer) {
        if self.take_call(op).is_none() {
            return;
        }
        if answer.tokens.is_some() {
            *self.cause.borrow_mut() = JsValue::UNDEFINED;
        }
        self.drive(Event::Answered(op, answer));
    }
}

fn text(secret: Option<&Secret>) -> JsValue {
    secret.map_or(JsValue::UNDEFINED, |secret| JsValue::from_str(secret.expose()))
}

/// A new `AbortController`, or undefined where there is none.
pub(super) fn new_controller() -> JsValue {
    get(&js_sys::global(), "AbortController")
        .dyn_into::<Function>()
        .ok()
        .and_then(|class| js_sys::Reflect::construct(&class, &js_sys::Array::new()).ok())
        .unwrap_or(JsValue::UNDEFINED)
}

/// Whether the device says that it is offline. It may be wrong the other way round only.
fn is_offline() -> bool {
    get(&get(&js_sys::global(), "navigator"), "onLine").as_bool() == Some(false)
}

fn status(response: &JsValue) -> Option<u16> {
    get(response, "status").as_f64().map(|status| status as u16)
}

fn is_success(response: &JsValue) -> bool {
    status(response).is_some_and(|status| (200..300).contains(&status))
}

/// The status of an answer: of the response, or of the one that a thrown error carries, itself or as its cause.
fn status_of(response: &JsValue, error: &JsValue) -> Option<u16> {
    status(response)
        .or_else(|| status(&get(error, "response")))
        .or_else(|| status(&get(&get(error, "cause"), "response")))
}

fn header(response: &JsValue, name: &str) -> Option<String> {
    let headers = get(response, "headers");
    let read = get(&headers, "get").dyn_into::<Function>().ok()?;
    read.call1(&headers, &JsValue::from_str(name)).ok()?.as_string()
}

/// `Retry-After` (RFC 9110 §10.2.3) in milliseconds: seconds, or a date.
fn retry_after(text: &str) -> Option<u64> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(u64::from(seconds) * 1000);
    }
    let at = reply::date(text)?;
    Some(at.saturating_sub(globals::now().wall))
}
