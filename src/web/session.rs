//! One session of a page: the machine, the slot, and the loop that carries effects out.
//!
//! Decides nothing. Effects go through one queue, so that what happens *during* an effect (a listener that signs
//! out, a refresh function that calls the client) is carried out after it and never inside it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::call::{Ops, Step};
use super::globals::{self, call, get, get_global, invoke, is_thenable, new, set};
use super::host::Host;
use super::locks::Pending;
use super::reply;
use super::store::{self, Place};
use super::tabs::Tabs;
use super::timers::Timers;
use crate::core::event::{Found, Op};
use crate::core::machine::Decision;
use crate::core::record::Record;
use crate::core::reply::Unusable;
use crate::core::{
    Answer, Carrier, Config, Effect, Event, Failure, Machine, Notice, Outcome, Secret, TokenSet, text,
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

/// One session of a page.
pub struct Session {
    carrier: Carrier,
    shares: bool,
    place: Place,
    key: String,
    has_function: bool,
    has_parse: bool,
    has_classify: bool,
    host: Host,
    machine: RefCell<Machine>,
    /// The promise that everybody waits for, and what resolves it.
    slot: RefCell<Option<Pending>>,
    /// What resolves the promise that is being made.
    resolve: Cell<JsValue>,
    queue: RefCell<VecDeque<Effect>>,
    is_busy: Cell<bool>,
    /// The calls under way, each an object `{ controller, response, data, isHtml }`: one flight, and now and then
    /// one of a session that is already over.
    calls: Ops,
    pub(super) timers: Timers,
    /// Why the last refresh failed, as the application sees it.
    cause: Cell<JsValue>,
    /// The record is not kept where it should be.
    degraded: Cell<bool>,
    /// There is no ledger, so nothing is kept outside of memory.
    pub(super) is_alone: Cell<bool>,
    pub(super) tabs: Tabs,
    /// Owns what `entry` calls.
    _callback: Closure<dyn Fn(f64, JsValue) -> JsValue>,
    entry: JsValue,
}

impl Session {
    /// A session that has read and started nothing.
    pub fn new(setup: Setup, host: Host) -> Rc<Self> {
        let Setup { config, place, key, has_function, has_parse, has_classify } = setup;
        Rc::new_cyclic(|weak: &Weak<Session>| {
            let weak = weak.clone();
            // `Fn`: a page's own code may call a listener from within another one.
            let callback: Closure<dyn Fn(f64, JsValue) -> JsValue> = Closure::new(move |code, value| {
                weak.upgrade().map_or(JsValue::UNDEFINED, |session| session.report(code, value))
            });
            let callback_value = callback.as_ref();
            let guarded = host.ask("guard", &[callback_value]).ok().filter(JsValue::is_function);
            let entry = guarded.unwrap_or_else(|| callback_value.clone());
            Session {
                carrier: config.carrier,
                shares: config.shares,
                place,
                tabs: Tabs::new(&key),
                key,
                has_function,
                has_parse,
                has_classify,
                machine: RefCell::new(Machine::new(config)),
                host,
                slot: RefCell::new(None),
                queue: RefCell::new(VecDeque::new()),
                is_busy: Cell::new(false),
                resolve: Cell::default(),
                calls: Ops::default(),
                timers: Timers::default(),
                cause: Cell::default(),
                degraded: Cell::new(false),
                is_alone: Cell::new(false),
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

    /// The first use: reads the record.
    pub fn open(&self) {
        if !self.machine.borrow().is_closed() {
            return;
        }
        self.attach();
        let found = match self.place {
            Place::Session | Place::Local if self.is_alone.get() => Some(Found::Nothing),
            // What 'local' shares is the record itself.
            Place::Local if self.is_sharing() => Some(Found::Nothing),
            Place::Custom => None,
            Place::Memory => Some(Found::Nothing),
            Place::Session | Place::Local => Some(self.read_place()),
        };
        self.drive(Event::Open(found));
    }

    fn read_place(&self) -> Found {
        match store::get_text(self.place, &self.key) {
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
        if self.shares && self.machine.borrow().is_closed() {
            self.join_tabs();
        }
    }

    /// The promise that settles when waiting is over, if there is anything to wait for.
    pub fn waiting(&self) -> Option<Promise> {
        if !self.machine.borrow().is_waiting() {
            return None;
        }
        if let Some((promise, _)) = &*self.slot.borrow() {
            return Some(promise.clone().unchecked_into());
        }
        let pending = self.pending();
        let promise = pending.0.clone().unchecked_into();
        *self.slot.borrow_mut() = Some(pending);
        Some(promise)
    }

    /// A new promise, and what resolves it, which comes by the shared callback like everything else.
    pub(super) fn pending(&self) -> Pending {
        let promise = new("Promise", &[&self.reporter(0, Step::Promised, false)]);
        (promise, self.resolve.take())
    }

    /// Why the last refresh failed: the application's own error, or one that says what the server answered.
    pub fn cause(&self) -> JsValue {
        let cause = self.cause.take();
        self.cause.set(cause.clone());
        cause
    }

    /// Whether timers are late while the page is hidden, as far as is known.
    pub fn is_late_when_hidden(&self) -> bool {
        self.timers.is_refused()
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
            Err(Unusable::NoToken) if self.carrier == Carrier::Cookie => {
                Ok(reply::tokens_or_cookie(value, now, None))
            }
            // What cookies carry is never kept here, even where the server shows it.
            Ok(tokens) if self.carrier == Carrier::Cookie => {
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
            self.cause.set(JsValue::UNDEFINED);
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
            Effect::Load(op) => self.watch(op, Step::Loaded, self.host.ask("load", &[])),
            Effect::AskInitial(op) => self.watch(op, Step::Initial, self.host.ask("initial", &[])),
            Effect::Save(record) => self.save(Some(&record)),
            Effect::Clear => self.save(None),
            Effect::Send { op, access, refresh } => self.send(op, access.as_ref(), refresh.as_ref()),
            Effect::Abort(op) => self.abort(op),
            Effect::Timer(op, delay) => self.start_timer(op, delay),
            Effect::Revoke { is_sign_out, tokens } => {
                let (access, refresh) = (secret(tokens.access.as_ref()), secret(tokens.refresh.as_ref()));
                let _ = self.host.ask("revoke", &[&access, &refresh, &is_sign_out.into()]);
            }
            Effect::Settle(outcome) => self.settle(outcome),
            Effect::Notify(notice) => self.notify(notice),
            effect => self.carry_out_between_tabs(effect),
        }
    }

    /// The callback that reports `step` of `op`.
    pub(super) fn reporter(&self, op: Op, step: Step, failed: bool) -> JsValue {
        globals::bind(&self.entry, step.code(op, failed))
    }

    /// Reports the end of what was started: at once where it is no promise.
    pub(super) fn watch(&self, op: Op, step: Step, started: Result<JsValue, JsValue>) {
        let ended = match started {
            Ok(value) if is_thenable(&value) => {
                let done = self.reporter(op, step, false);
                let failed = self.reporter(op, step, true);
                match call(&value, "then", &[&done, &failed]) {
                    Ok(_) => return,
                    Err(error) => Err(error),
                }
            }
            ended => ended,
        };
        self.reported(op, step, ended);
    }

    /// One of our callbacks was called. What it returns keeps a lock held.
    fn report(&self, code: f64, value: JsValue) -> JsValue {
        let (op, step, failed) = Step::decode(code);
        let result = if failed { Err(value) } else { Ok(value) };
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
            Step::Tick => self.ticked(op),
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
            _ => self.resolve.set(result.unwrap_or_default()),
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
        if let Some((_, resolve)) = slot {
            let _ = invoke(&resolve, &code);
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
        self.tell(name, &JsValue::from_str(detail), retry_in as f64);
    }

    fn tell(&self, name: &str, detail: &JsValue, retry_in: f64) {
        let _ = self.host.ask("notify", &[&name.into(), detail, &retry_in.into()]);
    }

    /// A server asks for more than a newer token: the application has to act.
    pub fn step_up(&self, acr_values: Option<&str>, max_age: Option<&str>) {
        let detail = new("Object", &[]);
        for (name, value) in [("acrValues", acr_values), ("maxAge", max_age)] {
            if let Some(value) = value {
                set(&detail, name, &value.into());
            }
        }
        self.tell("stepUpRequired", &detail, 0.0);
    }

    pub(super) fn degrade(&self) {
        if !self.degraded.replace(true) {
            self.tell("storageDegraded", &JsValue::UNDEFINED, 0.0);
        }
    }

    fn save(&self, record: Option<&Record>) {
        let saved = match self.place {
            // What was kept before must not outlive the session.
            place @ (Place::Session | Place::Local) if self.is_alone.get() => {
                let _ = store::set_text(place, &self.key, None);
                return;
            }
            Place::Memory => Ok(()),
            Place::Local if self.is_sharing() => Ok(()),
            Place::Custom => {
                let record = record.map_or(JsValue::NULL, store::to_object);
                self.host.ask("save", &[&record]).map(|_| ()).map_err(|_| ())
            }
            // A cookie session that ends leaves nothing behind, one that lives leaves only its number.
            place => store::set_text(place, &self.key, record.map(Record::write).as_deref()),
        };
        match saved {
            // A full storage may have room again: what is kept there is the newest then.
            Ok(()) => self.degraded.set(false),
            Err(()) => self.degrade(),
        }
    }

    /// Clears the timers of steps that are over.
    pub(super) fn clear_timers(&self) {
        self.timers.forget(|op| self.machine(|machine| machine.awaits(op)));
    }

    fn start_timer(&self, op: Op, delay: u64) {
        self.timers.start(op, delay, &self.reporter(op, Step::Tick, false));
        // Only now, so that a worker that is still needed is not ended.
        self.clear_timers();
        if self.shares {
            self.hand_over_timers(Some(op));
        }
    }

    /// Has a worker keep the time of a hidden page.
    pub(super) fn hand_over_timers(&self, only: Option<Op>) {
        self.timers.hand_over(only, |failed| self.reporter(0, Step::Woken, failed));
    }

    /// The time of `op` is over, as a timer of the page or of the worker says.
    pub(super) fn ticked(&self, op: Op) {
        if self.timers.take(op) {
            self.drive(Event::Tick(op));
            self.clear_timers();
        }
    }

    fn abort(&self, op: Op) {
        if let Some(open) = self.calls.take(op) {
            let reason = new("Error", &[&"the refresh took longer than refreshTimeout".into()]);
            let _ = call(&get(&open, "controller"), "abort", &[&reason]);
            self.cause.set(reason);
        }
    }

    // ===== one refresh call =====

    fn send(&self, op: Op, access: Option<&Secret>, refresh: Option<&Secret>) {
        let controller = new("AbortController", &[]);
        let signal = get(&controller, "signal");
        let open = new("Object", &[]);
        set(&open, "controller", &controller);
        self.calls.put(op, open);
        let (access, refresh) = (secret(access), secret(refresh));
        if self.has_function {
            let started = self.host.ask("refresh", &[&access, &refresh, &signal]);
            self.watch(op, Step::Called, started);
        } else if is_offline() {
            self.not_sent(op, new("Error", &[&"the device is offline".into()]));
        } else {
            let started = self.host.ask("prepare", &[&access, &refresh]);
            self.watch(op, Step::Prepared, started);
        }
    }

    fn prepared(&self, op: Op, result: Result<JsValue, JsValue>) {
        let Some(open) = self.calls.get(op) else { return };
        let request = match result {
            Ok(request) => request,
            Err(error) => return self.not_sent(op, error),
        };
        let init = get(&request, "init");
        set(&init, "signal", &get(&get(&open, "controller"), "signal"));
        match globals::fetch(&get(&request, "url"), &init) {
            Ok(sent) => self.watch(op, Step::Fetched, Ok(sent)),
            // A `fetch` that throws, unlike one that rejects, has sent nothing.
            Err(error) => self.not_sent(op, error),
        }
    }

    fn not_sent(&self, op: Op, error: JsValue) {
        // What does not parse will not parse the next time either.
        let is_wrong = get(&error, "code").as_string().is_some_and(|code| code == "ERR_INVALID_URL");
        self.cause.set(error);
        let judged = is_wrong.then_some(Failure::Misconfigured);
        self.finish(op, Answer { is_unsent: !is_wrong, judged, ..Answer::default() });
    }

    fn fetched(&self, op: Op, result: Result<JsValue, JsValue>) {
        let Some(open) = self.calls.get(op) else { return };
        let response = match result {
            Ok(response) => response,
            Err(error) => return self.fail(op, &error),
        };
        set(&open, "response", &response);
        let is_readable = get(&response, "text").is_function();
        let body = if is_readable { call(&response, "text", &[]) } else { Err(JsValue::UNDEFINED) };
        self.watch(op, Step::Read, body);
    }

    fn read(&self, op: Op, result: Result<JsValue, JsValue>) {
        let Some(open) = self.calls.get(op) else { return };
        let response = get(&open, "response");
        let body = match result {
            Ok(body) => body,
            Err(error) => {
                // Half a success says no more than no answer.
                if is_success(&response) {
                    set(&open, "response", &JsValue::UNDEFINED);
                }
                return self.fail(op, &error);
            }
        };
        let text = body.as_string().unwrap_or_default();
        let first = text.trim_ascii_start().as_bytes().first();
        let is_html = first == Some(&b'<')
            || header(&response, "content-type").is_some_and(|kind| text::contains(&kind, "html"));
        let parsed = call(&get_global("JSON"), "parse", &[&body]);
        // Half an object is a string too, and so is a page of HTML: neither is ever a token.
        let is_broken = parsed.is_err() && matches!(first, Some(b'{' | b'[' | b'"'));
        let data = parsed.unwrap_or(body);
        set(&open, "data", &data);
        set(&open, "isHtml", &is_html.into());
        if !is_success(&response) {
            return self.fail(op, &JsValue::UNDEFINED);
        }
        if self.has_parse {
            return self.watch(op, Step::Parsed, self.host.ask("parse", &[&data, &response]));
        }
        if is_html || is_broken {
            self.fail(op, &JsValue::UNDEFINED);
        } else {
            self.succeeded(op, &data);
        }
    }

    /// A declared call was answered with success, and these are its tokens.
    fn succeeded(&self, op: Op, value: &JsValue) {
        let Some(open) = self.calls.get(op) else { return };
        let server = header(&get(&open, "response"), "date").and_then(|date| reply::date(&date));
        match self.tokens(value, server) {
            Ok(tokens) => self.judge_success(op, tokens),
            Err(_) => self.fail(op, &JsValue::UNDEFINED),
        }
    }

    fn tokens(&self, value: &JsValue, server: Option<u64>) -> Result<TokenSet, Unusable> {
        let now = globals::now();
        match self.carrier {
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
        if self.calls.get(op).is_none() {
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
        if !self.has_classify {
            return None;
        }
        let open = self.calls.get(op)?;
        let (response, data) = (get(&open, "response"), get(&open, "data"));
        let status = if is_failure { status_of(&response, error) } else { status(&response) };
        let arguments = [&status.into(), &data, error, &is_failure.into(), &response];
        let name = self.host.ask("classify", &arguments).ok()?;
        Failure::from_name(&name.as_string()?)
    }

    /// A call brought no tokens. `error`: what was thrown, if anything.
    fn fail(&self, op: Op, error: &JsValue) {
        let Some(open) = self.calls.get(op) else { return };
        let response = get(&open, "response");
        let is_html = get(&open, "isHtml").is_truthy();
        let answered = status_of(&response, error);
        let code = reply::own(&get(&open, "data"), "error").and_then(|code| code.as_string());
        let judged = self.classify(op, error, true);
        let cause = if error.is_undefined() {
            let code = code.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str);
            self.host.ask("problem", &[&answered.into(), &code]).unwrap_or_default()
        } else {
            error.clone()
        };
        self.cause.set(cause);
        let retry_after = header(&response, "retry-after").and_then(|text| retry_after(&text));
        self.finish(
            op,
            Answer { status: answered, is_html, error: code, retry_after, judged, ..Answer::default() },
        );
    }

    fn finish(&self, op: Op, answer: Answer) {
        if self.calls.take(op).is_none() {
            return;
        }
        if answer.tokens.is_some() {
            self.cause.set(JsValue::UNDEFINED);
        }
        self.drive(Event::Answered(op, answer));
    }
}

fn secret(secret: Option<&Secret>) -> JsValue {
    secret.map_or(JsValue::UNDEFINED, |secret| JsValue::from_str(secret.expose()))
}

/// Whether the device says that it is offline. It may be wrong the other way round only.
fn is_offline() -> bool {
    get(&get_global("navigator"), "onLine").as_bool() == Some(false)
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
    call(&get(response, "headers"), "get", &[&name.into()]).ok()?.as_string()
}

/// `Retry-After` (RFC 9110 §10.2.3) in milliseconds: seconds, or a date.
fn retry_after(text: &str) -> Option<u64> {
    match text::number(text.trim_ascii()) {
        Some(seconds) => Some(text::in_milliseconds(seconds)),
        None => Some(reply::date(text)?.saturating_sub(globals::now().wall)),
    }
}
