//! One document in virtual time: what its application does, and when what is on its way arrives.
//!
//! Time passes only through [`World::advance`], [`World::sleep`] and [`World::rest`]. How effects are carried out
//! is in `host`, how a request goes its way in `request`, what a test asks in `report`.

use std::collections::{BTreeMap, VecDeque};

use everfetch::core::event::{Found, Op};
use everfetch::core::machine::{Hint, State};
use everfetch::core::record::Record;
use everfetch::core::{
    Carrier, Config, Effect, Event, Flags, Machine, Notice, Now, Outcome, Snapshot, Ticket, TokenSet,
};

use super::request::Request;
use super::scenario::{PLAIN, SIGN_OUT};
use super::server::{Fault, Grant, Server};
use super::watch::Watch;

/// Where the record is kept.
#[derive(Debug, Clone)]
pub enum Storage {
    /// The page's own, read at once.
    Page(Option<String>),
    /// The application's, which answers after a while, or never.
    Custom { delay: Option<u64>, text: Option<String> },
}

/// Tokens that the core wants revoked.
#[derive(Debug)]
pub struct Revocation {
    pub is_sign_out: bool,
    pub refresh: Option<String>,
}

/// Something that is going to happen.
#[derive(Debug, Clone)]
pub enum Happening {
    ApiReceives(usize, Ticket, Option<String>, u64),
    ApiAnswers(usize, Ticket, u16),
    TokenCallArrives(Op, Option<String>, Fault, u64),
    TokenCallAnswers(Op, Fault, Option<Grant>),
    Report(Event),
    Tick(Op),
}

/// A document, its user's servers, and everything on its way between them.
pub struct World {
    pub machine: Machine,
    /// Driven by the same calls from some moment on; must stay equal.
    pub twin: Option<Machine>,
    pub config: Config,
    pub server: Server,
    pub watch: Watch,
    pub storage: Storage,
    /// What `initial` answers, and after how long; never without a delay.
    pub initial: (Option<u64>, Option<Grant>),
    pub predicate: Option<fn(u16) -> Hint>,
    /// True time, which no clock of the page shows reliably.
    pub time: u64,
    pub now: Now,
    pub random: u64,
    /// Bits for jitter; random where none are fixed.
    pub jitter: Option<u32>,
    pub agenda: BTreeMap<(u64, u64), Happening>,
    pub order: u64,
    pub effects: VecDeque<Effect>,
    pub is_busy: bool,
    pub waiting: Vec<usize>,
    pub woken: VecDeque<usize>,
    pub requests: Vec<Request>,
    /// What happens to the next calls of the token endpoint.
    pub faults: VecDeque<Fault>,
    /// Milliseconds to the API and back again, for what is sent from now on.
    pub latency: (u64, u64),
    /// Milliseconds to the token endpoint and back again, likewise.
    pub token_latency: (u64, u64),
    /// The cookies: access and refresh token.
    pub jar: Option<(String, String)>,
    /// Statuses that the API answers with in place of its own, once each.
    pub statuses: VecDeque<u16>,
    /// The token endpoint answers within the very call, as a refresh function that is not asynchronous does.
    pub is_instant: bool,
    /// No timer ever fires.
    pub is_without_timers: bool,
    /// What the application does, once, when it is told something.
    pub listeners: Vec<(Notice, Event)>,
    pub refresh_tokens_sent: Vec<Option<String>>,
    pub notices: Vec<Notice>,
    pub outcomes: Vec<Outcome>,
    pub revocations: Vec<Revocation>,
    pub loads: u32,
    pub initials: u32,
    pub longest_timer: u64,
    /// Updates that came while a call with the token that they replace was on its way.
    pub races: u32,
}

impl World {
    pub fn new(machine: Machine, config: Config, lifetime: u64, storage: Storage) -> Self {
        World {
            machine,
            twin: None,
            config,
            server: Server::new(lifetime),
            watch: Watch::default(),
            storage,
            initial: (Some(0), None),
            predicate: None,
            time: 1_000_000,
            now: Now { mono: 5_000, wall: 1_700_000_000_000 },
            random: 1,
            jitter: None,
            agenda: BTreeMap::new(),
            order: 0,
            effects: VecDeque::new(),
            is_busy: false,
            waiting: Vec::new(),
            woken: VecDeque::new(),
            requests: Vec::new(),
            faults: VecDeque::new(),
            latency: (50, 50),
            token_latency: (50, 50),
            jar: None,
            statuses: VecDeque::new(),
            is_instant: false,
            is_without_timers: false,
            listeners: Vec::new(),
            refresh_tokens_sent: Vec::new(),
            notices: Vec::new(),
            outcomes: Vec::new(),
            revocations: Vec::new(),
            loads: 0,
            initials: 0,
            longest_timer: 0,
            races: 0,
        }
    }

    pub fn seed(&mut self, seed: u64) {
        self.random = seed;
    }

    /// Splitmix64: all that is needed of randomness here is that it can be repeated.
    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub fn snapshot(&mut self) -> Snapshot {
        let random = self.random();
        let jitter = self.jitter.unwrap_or(self.random() as u32);
        Snapshot { now: self.now, random, jitter, ..Snapshot::default() }
    }

    // ===== what the application does =====

    /// The first use of the session.
    pub fn open(&mut self) {
        if !self.machine.is_closed() {
            return;
        }
        let found = match &self.storage {
            Storage::Page(text) => Some(self.found(text.clone().as_deref())),
            Storage::Custom { .. } => None,
        };
        self.expect_record(found.as_ref());
        self.tell(Event::Open(found));
    }

    pub fn found(&self, text: Option<&str>) -> Found {
        text.and_then(|text| Record::read(text, self.now)).map_or(Found::Nothing, Found::Record)
    }

    /// A record or tokens that are found say whose session it is.
    fn expect_record(&mut self, found: Option<&Found>) {
        let tokens = match found {
            Some(Found::Record(record)) => Some(&record.tokens),
            Some(Found::Tokens(tokens)) => Some(tokens),
            _ => None,
        };
        let token = tokens.and_then(|tokens| tokens.access.as_ref().or(tokens.refresh.as_ref()));
        let cookie = self.jar.as_ref().map(|(access, _)| access.as_str());
        if let Some(token) = token.map(|token| token.expose()).or(cookie) {
            let user = Server::user(token).to_owned();
            self.watch.begins(Some(&user));
        }
        if let Some(Found::Record(record)) = found {
            self.watch.restores(record);
        }
    }

    /// `session.signIn(tokens)` after the application's own login call.
    pub fn sign_in(&mut self, user: &str) {
        let grant = self.server.grant(user, self.time);
        let tokens = self.receive(&grant);
        self.watch.begins(Some(user));
        self.tell(Event::SignIn(tokens));
    }

    /// What the page sees of a grant; the rest becomes cookies.
    pub fn receive(&mut self, grant: &Grant) -> TokenSet {
        let all = grant.tokens(self.now);
        let old = self.jar.take();
        let refresh = grant.refresh.clone().or_else(|| old.map(|(_, refresh)| refresh)).unwrap_or_default();
        if self.config.carrier != Carrier::Bearer {
            self.jar = Some((grant.access.clone(), refresh));
        }
        match self.config.carrier {
            Carrier::Bearer => all,
            Carrier::Split => TokenSet { refresh: None, ..all },
            Carrier::Cookie => TokenSet { access: None, refresh: None, ..all },
        }
    }

    /// A library in the page has renewed the session, and tells it so.
    pub fn update(&mut self, rotates: bool) -> Grant {
        self.races += u32::from(rotates && self.watch.has_open_call());
        let grant = self.server.another(self.time, rotates);
        let tokens = self.receive(&grant);
        self.tell(Event::Update(tokens));
        grant
    }

    pub fn sign_out(&mut self) {
        self.tell(SIGN_OUT);
    }

    /// One more request.
    pub fn fetch(&mut self) -> usize {
        self.fetch_with(PLAIN)
    }

    pub fn fetch_with(&mut self, flags: Flags) -> usize {
        self.open();
        let id = self.requests.len();
        self.requests.push(Request::default());
        let now = self.now;
        self.ask(id, |machine| machine.begin(flags, now));
        self.wake();
        id
    }

    /// Many requests in one task.
    pub fn fetch_many(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.fetch()).collect()
    }

    /// The caller aborts: a waiting request is not sent any more, an answer is not wanted.
    pub fn leave(&mut self, id: usize) {
        self.requests[id].leave();
        self.waiting.retain(|waiting| *waiting != id);
    }

    /// The device is online again.
    pub fn online(&mut self) {
        self.tell(Event::Online);
    }

    /// Something happens, and the requests that it wakes go on.
    pub fn tell(&mut self, event: Event) {
        self.drive(event);
        self.wake();
    }

    // ===== the passing of time =====

    pub fn advance(&mut self, milliseconds: u64) {
        let end = self.time + milliseconds;
        while let Some((&key, _)) = self.agenda.first_key_value()
            && key.0 <= end
        {
            self.pass(key.0);
            let happening = self.agenda.remove(&key).expect("just seen");
            self.happen(happening);
        }
        self.pass(end);
    }

    fn pass(&mut self, until: u64) {
        let passed = until.saturating_sub(self.time);
        self.time += passed;
        self.now.mono += passed;
        self.now.wall += passed;
    }

    /// Lets everything that is on its way arrive. Panics if that never ends.
    pub fn rest(&mut self) {
        let limit = self.time + 600_000;
        while let Some((&(at, _), _)) = self.agenda.first_key_value() {
            assert!(at < limit, "no rest after ten minutes");
            self.advance(at - self.time.min(at));
        }
    }

    /// The device sleeps: timers and the monotonic clock stand still, the time of day does not.
    pub fn sleep(&mut self, milliseconds: u64) {
        self.time += milliseconds;
        self.now.wall += milliseconds;
        let agenda = std::mem::take(&mut self.agenda);
        self.agenda.extend(agenda.into_iter().map(|((at, order), happening)| {
            let late = if matches!(happening, Happening::Tick(_)) { milliseconds } else { 0 };
            ((at + late, order), happening)
        }));
    }

    /// Somebody sets the time of day.
    pub fn set_wall(&mut self, change: i64) {
        self.now.wall = self.now.wall.saturating_add_signed(change);
    }

    pub fn later(&mut self, delay: u64, happening: Happening) {
        self.order += 1;
        self.agenda.insert((self.time.saturating_add(delay), self.order), happening);
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::ApiReceives(id, ticket, token, back) => self.api_receives(id, ticket, token, back),
            Happening::ApiAnswers(id, ticket, status) => self.api_answers(id, ticket, status),
            Happening::TokenCallArrives(op, token, fault, back) => {
                self.token_call_arrives(op, token, fault, back)
            }
            Happening::TokenCallAnswers(op, fault, grant) => self.token_call_answers(op, fault, grant),
            Happening::Report(Event::Loaded(op, found)) => {
                if self.machine.state(self.now) == State::Restoring {
                    self.expect_record(Some(&found));
                }
                self.tell(Event::Loaded(op, found));
            }
            Happening::Report(event) => self.tell(event),
            Happening::Tick(op) => self.tell(Event::Tick(op)),
        }
        self.wake();
        self.check_print();
    }
}
