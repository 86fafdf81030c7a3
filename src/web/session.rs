//! One session of a page: the machine, and the loop that has effects carried out.
//!
//! Decides nothing. Effects go through one queue, so that what happens *during* an effect (a listener that signs
//! out, a refresh function that calls the client) is carried out after it and never inside it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use super::host::Host;
use super::page::{self, Page, Step, Task};
use super::reply;
use crate::core::event::{Found, Op, Told};
use crate::core::ledger::Epoch;
use crate::core::machine::Decision;
use crate::core::record::{Record, SessionId};
use crate::core::reply::Unusable;
use crate::core::seal::Key;
use crate::core::text::{self, Parts};
use crate::core::{
    Answer, Carrier, Config, Effect, Event, Failure, Machine, Notice, Outcome, Secret, Snapshot, TokenSet,
};

/// A place for the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Only in memory.
    Memory,
    /// `sessionStorage`.
    Session,
    /// `localStorage`.
    Local,
    /// The application's own storage.
    Custom,
}

/// How a session is set up.
pub struct Setup {
    /// What the core decides by.
    pub config: Config,
    /// Where the record is kept.
    pub place: Place,
    /// The name of the record.
    pub key: JsValue,
    /// The refresh is a function of the application, not a declared call.
    pub has_function: bool,
    /// The application finds the tokens in an answer itself.
    pub has_parse: bool,
    /// The application judges failures.
    pub has_classify: bool,
}

/// Everything that happens later comes by this: what, to which operation, a value and a number.
type Entry = Closure<dyn Fn(u32, u32, JsValue, f64) -> bool>;

/// One session of a page.
pub struct Session {
    carrier: Carrier,
    is_custom: bool,
    machine: RefCell<Machine>,
    queue: RefCell<VecDeque<Effect>>,
    is_busy: Cell<bool>,
    page: Page,
    /// Owns what the page calls.
    _entry: Entry,
}

impl Session {
    /// A session that has read and started nothing.
    #[must_use]
    pub fn new(setup: Setup, host: &Host) -> Rc<Self> {
        let Setup { config, place, key, has_function, has_parse, has_classify } = setup;
        let flags = u32::from(has_function)
            | u32::from(has_parse) << 1
            | u32::from(has_classify) << 2
            | u32::from(config.shares) << 3;
        Rc::new_cyclic(|weak: &Weak<Session>| {
            let weak = weak.clone();
            // `Fn`: a page's own code may call a listener from within another one.
            let entry: Entry = Closure::new(move |step: u32, op, value, number| {
                let step = page::STEPS.get(step as usize);
                match (weak.upgrade(), step) {
                    (Some(session), Some(step)) => session.reported(*step, op, &value, number),
                    _ => false,
                }
            });
            Session {
                carrier: config.carrier,
                is_custom: place == Place::Custom,
                machine: RefCell::new(Machine::new(config)),
                queue: RefCell::default(),
                is_busy: Cell::new(false),
                page: page::create(host, entry.as_ref(), &key, place as u32, flags),
                _entry: entry,
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
        let found = if self.is_custom {
            None
        } else {
            let text = page::text(&self.page.ask(Task::Restore, ""));
            Some(Record::read(&text, page::now()).map_or(Found::Nothing, Found::Record))
        };
        self.drive(Event::Open(found));
    }

    /// Makes this page one of the tabs that share the session. A sign-in needs this, but nothing that was stored.
    pub fn attach(&self) {
        let is_due = self.machine(|machine| machine.is_sharing() && machine.is_closed());
        if is_due {
            self.page.act(Task::Join);
        }
    }

    /// Whether the tabs of the origin share this session.
    pub fn is_sharing(&self) -> bool {
        self.machine(Machine::is_sharing)
    }

    /// The raw text by which a host notices that another tab has begun or ended a session.
    pub fn epoch_key(&self) -> JsValue {
        self.page.ask(Task::EpochKey, "")
    }

    /// The promise that settles when waiting is over, if there is anything to wait for.
    pub fn waiting(&self) -> Option<JsValue> {
        let is_waiting = self.machine(Machine::is_waiting);
        is_waiting.then(|| self.page.ask(Task::Wait, ""))
    }

    /// Why the last refresh failed: the application's own error, or one that says what the server answered.
    pub fn cause(&self) -> JsValue {
        self.page.ask(Task::Cause, "")
    }

    /// Whether timers are late while the page is hidden, as far as is known.
    pub fn is_late_when_hidden(&self) -> bool {
        self.page.act(Task::IsLate)
    }

    /// Whether the record is only in memory although it should not be.
    pub fn is_degraded(&self) -> bool {
        self.page.act(Task::IsDegraded)
    }

    /// Reads tokens that the application hands over.
    ///
    /// # Errors
    /// [`Unusable`] where the value holds none, unless cookies carry them.
    pub fn read_tokens(&self, value: &JsValue) -> Result<TokenSet, Unusable> {
        let now = page::now();
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

    /// A server asks for more than a newer token: the application has to act.
    pub fn step_up(&self, acr_values: Option<&str>, max_age: Option<&str>) {
        let has = u32::from(acr_values.is_some()) | u32::from(max_age.is_some()) << 1;
        let (acr_values, max_age) = (acr_values.unwrap_or_default(), max_age.unwrap_or_default());
        self.page.perform(Task::StepUp, has, 0.0, acr_values, max_age);
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

    #[inline(never)]
    fn snapshot(&self) -> Snapshot {
        let mut snapshot = page::snapshot();
        let sharing = self.machine(|machine| machine.is_sharing().then(|| machine.sid()));
        if let Some(sid) = sharing {
            snapshot.epoch = self.page.ask(Task::Read, EPOCH).as_string();
            let epoch = snapshot.epoch.as_deref().and_then(Epoch::read);
            let ledger = ledger(epoch.map_or(sid, |epoch| epoch.sid));
            snapshot.ledger = self.page.ask(Task::Read, &ledger).as_string();
        }
        snapshot
    }

    #[inline(never)]
    fn carry_out(&self, effect: Effect) {
        let page = &self.page;
        let start = |task, op| {
            page.start(task, op);
        };
        match effect {
            Effect::Load(op) => start(Task::Load, op),
            Effect::AskInitial(op) => start(Task::Initial, op),
            Effect::Save(record) => page.tell(Task::Save, &record.write(), ""),
            Effect::Clear => page.tell(Task::Save, "", ""),
            Effect::Send { op, access, refresh } => {
                page.perform(Task::Send, op, 0.0, expose(access.as_ref()), expose(refresh.as_ref()));
            }
            Effect::Abort(op) => start(Task::Abort, op),
            Effect::Timer(op, delay) => {
                page.perform(Task::Timer, op, delay as f64, "", "");
            }
            Effect::Revoke { is_sign_out, tokens: TokenSet { access, refresh, .. } } => {
                let (access, refresh) = (expose(access.as_ref()), expose(refresh.as_ref()));
                page.perform(Task::Revoke, is_sign_out.into(), 0.0, access, refresh);
            }
            Effect::Lock(op) => start(Task::Lock, op),
            Effect::CancelLock(op) => start(Task::CancelLock, op),
            Effect::Unlock(op) => start(Task::Unlock, op),
            Effect::Query(op) => start(Task::Query, op),
            Effect::Turn(op) => start(Task::Turn, op),
            Effect::Present { op, sid, generation } => {
                let mut name = String::new();
                text::push_number(&mut name, sid);
                name.push(':');
                text::push_number(&mut name, generation);
                page.perform(Task::Present, op, 0.0, &name, "");
            }
            Effect::Absent => start(Task::Absent, 0),
            Effect::WriteEpoch(text) => page.tell(Task::Write, EPOCH, &text),
            Effect::WriteLedger(sid, text) => page.tell(Task::Write, &ledger(sid), &text),
            Effect::ForgetLedger(sid) => page.tell(Task::Write, &ledger(sid), ""),
            Effect::Ask(nonce) => {
                let mut lines = String::new();
                text::push_number(&mut lines, nonce);
                page.tell(Task::Post, &lines, "");
            }
            Effect::Tell(Told { nonce, sid, generation, key, sealed }) => {
                let mut lines = String::new();
                for number in [nonce, sid, generation] {
                    text::push_number(&mut lines, number);
                    lines.push('\n');
                }
                lines.push_str(&key.to_text());
                page.tell(Task::Post, &lines, &sealed);
            }
            Effect::Settle(outcome) => {
                let code = match outcome {
                    Outcome::Done => "",
                    Outcome::Unchanged => "unchanged",
                    Outcome::Failed(code) => code.as_str(),
                };
                page.tell(Task::Settle, code, "");
            }
            Effect::Notify(notice) => self.notify(notice),
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
        self.page.perform(Task::Notify, 0, retry_in as f64, name, detail);
    }

    /// The page has something to report.
    fn reported(&self, step: Step, op: Op, value: &JsValue, number: f64) -> bool {
        let event = match step {
            Step::Awaited => return self.machine(|machine| machine.awaits(op)),
            Step::Tick => Event::Tick(op),
            Step::Loaded => Event::Loaded(op, reply::found(value, page::now())),
            Step::Initial => {
                let tokens = self.read_tokens(value).ok();
                let has_token = |set: &TokenSet| set.access.is_some() || set.refresh.is_some();
                Event::Initial(op, tokens.filter(has_token))
            }
            Step::Replied => match self.replied(op, value, page::milliseconds(number)) {
                Some(tokens) => Event::Answered(op, Answer { tokens: Some(tokens), ..Answer::default() }),
                None => return false,
            },
            Step::Failed => Event::Answered(op, failed(&page::text(value), number)),
            Step::Unsent => {
                let is_wrong = number > 0.0;
                let judged = is_wrong.then_some(Failure::Misconfigured);
                Event::Answered(op, Answer { is_unsent: !is_wrong, judged, ..Answer::default() })
            }
            Step::Granted => Event::Granted { op, queued: number > 0.0 },
            Step::Denied => Event::Denied(op),
            Step::Listed => Event::Floor(op, self.highest(&page::text(value))),
            Step::Unlisted => Event::Unlisted(op),
            Step::Present => Event::Present(op),
            Step::Turned => Event::Turned(op),
            Step::Message => match message(&page::text(value)) {
                Some(event) => event,
                None => return false,
            },
            Step::Hide => Event::Hide,
            Step::Show => Event::Show,
            Step::Look => Event::Look,
            Step::Unshare => Event::Unshare,
        };
        self.drive(event);
        true
    }

    /// The refresh call was answered with success: its tokens, unless it has failed all the same.
    fn replied(&self, op: Op, value: &JsValue, server: Option<u64>) -> Option<TokenSet> {
        let now = page::now();
        let tokens = match self.carrier {
            Carrier::Bearer | Carrier::Split => reply::tokens(value, now, server),
            Carrier::Cookie => Ok(reply::tokens_or_cookie(value, now, server)),
        };
        let is_confirmed = self.page.start(if tokens.is_ok() { Task::Confirm } else { Task::Fail }, op);
        tokens.ok().filter(|_| is_confirmed)
    }

    /// The highest generation of this session that a presence lock names.
    fn highest(&self, names: &str) -> Option<u64> {
        let sid = self.machine(Machine::sid);
        let mut highest = None;
        for name in Parts::new(names, b'\n') {
            let mut parts = Parts::new(name, b':');
            if parts.number() == Some(sid) {
                highest = highest.max(parts.rest().and_then(text::number));
            }
        }
        highest
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.page.act(Task::Stop);
    }
}

/// The end of the key of the epoch.
const EPOCH: &str = ":E";

/// The end of the key of a session's ledger.
fn ledger(sid: SessionId) -> String {
    let mut name = ":G:".to_owned();
    text::push_number(&mut name, sid);
    name
}

fn expose(secret: Option<&Secret>) -> &str {
    secret.map_or("", Secret::expose)
}

/// A refresh call that brought no tokens.
fn failed(lines: &str, date: f64) -> Answer {
    let mut lines = Parts::new(lines, b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let status = text::number(next()).map(|status| status as u16);
    let is_html = !next().is_empty();
    let judged = Failure::from_name(next());
    // `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
    let retry_after = match text::number(next().trim_ascii()) {
        Some(seconds) => Some(text::in_milliseconds(seconds)),
        None => page::milliseconds(date).map(|date| date.saturating_sub(page::now().wall)),
    };
    let error = lines.rest().map(str::to_owned);
    Answer { status, is_html, error, retry_after, judged, ..Answer::default() }
}

/// What arrived on the channel, as far as it is a message. Anything may have: another version, another script.
fn message(lines: &str) -> Option<Event> {
    let mut lines = Parts::new(lines, b'\n');
    let nonce = lines.number()?;
    let Some(sid) = lines.number() else { return Some(Event::Asked(nonce)) };
    let generation = lines.number()?;
    let key = Key::from_text(lines.next()?)?;
    Some(Event::Told(Told { nonce, sid, generation, key, sealed: lines.rest()?.to_owned() }))
}
