//! Tabs of one origin, what they share, and the server: everything that the protocol is about, as one value.
//!
//! Each tab drives a machine of its own, the one that is shipped. Time is abstract: a timer may fire at any moment
//! from when it is due, and what takes less time than a timer's (a write to show, a call given up to arrive) is over
//! before that timer fires.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use everfetch::core::event::{Op, Told};
use everfetch::core::record::{Record, SessionId};
use everfetch::core::{Effect, Machine, Now, Ticket};

use super::laws::Broken;
use super::locks::Lock;
use super::scope::{Budget, Scope};
use super::server::{Call, Grant, Token};
use super::shared::{KEYS, Log, SIDS, Text};

/// What a tab holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// No tab is here.
    Empty,
    /// A document that has not used its session yet.
    Unopened,
    Open,
}

/// What a document waits for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pending {
    /// The bound of the queue for the refresh lock.
    Queue(Op),
    /// The bound of a call.
    Call(Op),
    /// Another timer, of so many milliseconds. By key: how many writes there were since it was set.
    Wait(Op, u64, [u8; KEYS]),
    /// The first half of a claim's wait, after which everything shows that was written before it.
    Half(Op, [u8; KEYS]),
    Query(Op),
    /// The end of the task. With `true` the ledger is read again then.
    Turn(Op, bool),
    Present {
        op: Op,
        sid: SessionId,
        generation: u64,
        wanted: bool,
    },
    Initial(Op),
    /// A call that a worker may make: it begins when the worker does, or without it.
    Sending(Op, Option<Token>),
    /// The end of a call with this token that has outlived its page.
    Collect(Op, Token),
    /// The second half of a commit, where the host splits it.
    Rest(Vec<Effect>),
}

impl Pending {
    pub fn op(&self) -> Op {
        match self {
            Pending::Queue(op)
            | Pending::Call(op)
            | Pending::Wait(op, ..)
            | Pending::Half(op, _)
            | Pending::Query(op)
            | Pending::Turn(op, _)
            | Pending::Initial(op)
            | Pending::Sending(op, _)
            | Pending::Collect(op, _)
            | Pending::Present { op, .. } => *op,
            Pending::Rest(_) => 0,
        }
    }

    pub fn op_mut(&mut self) -> Option<&mut Op> {
        match self {
            Pending::Queue(op)
            | Pending::Call(op)
            | Pending::Wait(op, ..)
            | Pending::Half(op, _)
            | Pending::Query(op)
            | Pending::Turn(op, _)
            | Pending::Initial(op)
            | Pending::Sending(op, _)
            | Pending::Collect(op, _)
            | Pending::Present { op, .. } => Some(op),
            Pending::Rest(_) => None,
        }
    }

    /// The order of two that are awaited at once means nothing.
    pub fn rank(&self) -> (u8, Op) {
        let kind = match self {
            Pending::Queue(_) => 0,
            Pending::Call(_) => 1,
            Pending::Wait(..) => 2,
            Pending::Query(_) => 3,
            Pending::Turn(..) => 4,
            Pending::Present { .. } => 5,
            Pending::Initial(_) => 6,
            Pending::Rest(_) => 7,
            Pending::Half(..) => 8,
            Pending::Sending(..) => 9,
            Pending::Collect(..) => 10,
        };
        (kind, self.op())
    }
}

/// One tab: a place for documents, with the sessionStorage that they share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tab {
    pub page: Page,
    pub machine: Machine,
    pub record: Option<Record>,
    /// Nothing runs.
    pub is_frozen: bool,
    /// It runs again, and `pageshow` or `resume` is still to come.
    pub is_showing: bool,
    pub presence: Option<(SessionId, u64)>,
    pub pending: Vec<Pending>,
    /// By key: how many writes this tab has not seen.
    pub behind: [u8; KEYS],
    /// By key: how many writes its last task made, where that matters.
    pub unflushed: [u8; KEYS],
    /// A request that waits.
    pub waiting: Option<Ticket>,
    /// For how long it has waited, by its own timers.
    pub waited: u64,
    /// Whether a sender that vanished was waited for.
    pub was_vanished: bool,
    /// Whether it has waited in this turn for an earlier call to arrive.
    pub has_settled: bool,
    /// Whether no tab that ran had a newer token when it last counted presence locks, where the ledger was wiped.
    pub was_newest: bool,
    /// Whether it was told that the device is online since the last pause began, or before the flight under way.
    pub is_insisting: bool,
    /// A request on its way.
    pub sent: Option<Ticket>,
    /// One that left before the machine ran, by the lease of this session and generation.
    pub leased: Option<(SessionId, u64)>,
    /// The ledger that it tried to write last in its turn, and that nobody can read: for a lie.
    pub phantom: Option<Text>,
    /// Nothing but its own record says that its session lives.
    pub is_unvouched: bool,
    /// The login page was answered, and has its cookie in the jar; the sign-in with its token is still to come.
    pub logged_in: Option<usize>,
    /// The sessions whose end this document was told.
    pub ended: Vec<SessionId>,
}

impl Tab {
    pub fn empty(machine: Machine) -> Self {
        Tab {
            page: Page::Empty,
            machine,
            record: None,
            is_frozen: false,
            is_showing: false,
            presence: None,
            pending: Vec::new(),
            behind: [0; KEYS],
            unflushed: [0; KEYS],
            waiting: None,
            waited: 0,
            was_vanished: false,
            has_settled: false,
            was_newest: false,
            is_insisting: false,
            sent: None,
            leased: None,
            phantom: None,
            is_unvouched: false,
            logged_in: None,
            ended: Vec::new(),
        }
    }

    /// Changes how many writes of `key` there were since the timers were set.
    pub fn count_write(&mut self, key: usize, change: impl Fn(u8) -> u8) {
        for pending in &mut self.pending {
            if let Pending::Wait(_, _, written) | Pending::Half(_, written) = pending {
                written[key] = change(written[key]);
            }
        }
    }

    /// Whether its document runs.
    pub fn runs(&self) -> bool {
        self.page == Page::Open && !self.is_frozen
    }

    /// Whether it hears messages: the channel is closed at `pagehide`, and opened again at `pageshow`.
    pub fn hears(&self) -> bool {
        self.runs() && !self.is_showing
    }
}

/// A tab that is hashed once, and shared by all states that have it.
#[derive(Clone)]
pub struct Slot(Arc<(u64, Tab)>);

impl Slot {
    pub fn new(tab: Tab) -> Self {
        let mut hasher = DefaultHasher::new();
        tab.hash(&mut hasher);
        Slot(Arc::new((hasher.finish(), tab)))
    }

    pub fn tab(&self) -> &Tab {
        &self.0.1
    }
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0 && self.0.1 == other.0.1
    }
}

impl Hash for Slot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.0.hash(state);
    }
}

/// A message on its way to one tab.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Letter {
    Asked(u64),
    Told(Arc<Told>),
}

impl Letter {
    /// The number of the question.
    pub fn nonce(&self) -> u64 {
        match self {
            Letter::Asked(nonce) => *nonce,
            Letter::Told(told) => told.nonce,
        }
    }
}

/// Who wrote a record last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// It makes no difference.
    Settled,
    Tab(usize),
    /// A document that has stopped since.
    Stopped,
}

/// What docs/protocol.md says no rule can save, as bits that are set once it has happened.
pub mod residual {
    /// The server rotated, and the answer reached nobody.
    pub const LOST: u8 = 1;
    /// A call was processed later than `settle` after it was given up.
    pub const LATE: u8 = 2;
    /// The ledger was wiped, or takes no writes, and nobody who runs has the newest set; or one that was wiped knew of a
    /// sender that had vanished.
    pub const WIPED: u8 = 4;
    /// A commit never left a process that was killed.
    pub const KILLED: u8 = 8;
    /// A document froze before it was told that the lock, found free, is its own.
    pub const HELD: u8 = 16;
    /// A session was ended in one tab while another tab's sign-in did not show there yet. The epoch has one place, and
    /// the later write has it: that sign-in must be repeated.
    pub const CROSSED: u8 = 32;
    /// With cookies: a page went away in mid-refresh, and no ledger tells the session that lives now. It did not know yet
    /// whether a cookie holds a session, or was in the session before and had the cookie of a login.
    pub const UNTOLD: u8 = 64;
    /// With cookies: a call of the former user, whose page is gone, was answered after another one's sign-in.
    pub const FORMER: u8 = 128;
}

/// Everything.
#[derive(Clone)]
pub struct World {
    pub scope: Arc<Scope>,
    pub(super) slots: Vec<Slot>,
    pub logs: [Log; KEYS],
    pub lock: Lock,
    pub calls: Vec<Call>,
    pub mail: Vec<(usize, Letter)>,
    pub grants: Vec<Grant>,
    /// The cookie that every call carries, where there is a cookie jar.
    pub jar: Option<Token>,
    /// By session: whether something has happened that ends it.
    pub over: [bool; KEYS],
    pub begun: u64,
    pub left: Budget,
    /// Something has happened after which a refresh may be in doubt.
    pub may_doubt: bool,
    /// The ledger was wiped.
    pub wiped: bool,
    /// localStorage takes no writes any more.
    pub jammed: bool,
    /// By key: whose document wrote last; nobody's where that has stopped since.
    pub authors: [Author; KEYS],
    /// By session: the token in the newest ledger.
    pub sealed: [Option<Token>; KEYS],
    /// Told, and of no consequence: not part of what makes two states differ.
    pub residual: u8,
    pub broken: Option<Broken>,
    /// How long the schedule is. Not part of what makes two states differ.
    pub steps: u32,
    /// The tab that the present step changes.
    pub(super) open: Option<(usize, Box<Tab>)>,
    /// What happens, told for readers.
    pub notes: Option<Vec<String>>,
}

impl Hash for World {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.slots, &self.logs, &self.lock, &self.calls, &self.mail, &self.grants).hash(state);
        (&self.over, self.begun, &self.left, self.may_doubt, self.wiped, self.sealed).hash(state);
        (self.authors, self.jammed, self.jar, &self.broken).hash(state);
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        (&self.slots, &self.logs, &self.lock, &self.calls, &self.mail, &self.grants)
            == (&other.slots, &other.logs, &other.lock, &other.calls, &other.mail, &other.grants)
            && (&self.over, self.begun, &self.left, self.may_doubt, self.wiped, self.sealed)
                == (&other.over, other.begun, &other.left, other.may_doubt, other.wiped, other.sealed)
            && (self.authors, self.jammed, self.jar, &self.broken)
                == (other.authors, other.jammed, other.jar, &other.broken)
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("World")
    }
}

/// The moment of everything, but for what waits until later.
pub const NOW: Now = Now { mono: 1_000_000, wall: 1_000_000 };
/// After a re-read of the ledger was given up.
pub const AFTER_REREAD: Now = Now { mono: 1_000_500, wall: 1_000_500 };
/// After another tab's call has had all its time.
pub const AFTER_CALL: Now = Now { mono: 1_012_000, wall: 1_012_000 };
/// After every pause that a failure can cause.
pub const AFTER_PAUSE: Now = Now { mono: 9_000_000, wall: 9_000_000 };

impl World {
    /// A session that `scope.active` tabs share, and that nothing has happened to.
    pub fn new(scope: &Arc<Scope>) -> Self {
        let empty = Slot::new(Tab::empty(Machine::new(scope.config())));
        let mut world = World {
            scope: scope.clone(),
            slots: vec![empty; scope.tabs],
            logs: std::array::from_fn(|_| Log::new()),
            lock: Lock::default(),
            calls: Vec::new(),
            mail: Vec::new(),
            grants: Vec::new(),
            jar: None,
            over: [false; KEYS],
            begun: 0,
            left: Budget::new(&scope.kinds, scope.disturbances),
            may_doubt: false,
            wiped: false,
            jammed: false,
            authors: [Author::Settled; KEYS],
            sealed: [None; KEYS],
            residual: 0,
            broken: None,
            steps: 0,
            open: None,
            notes: None,
        };
        world.begin();
        world
    }

    pub fn tabs(&self) -> impl Iterator<Item = &Tab> {
        (0..self.slots.len()).map(|tab| self.tab(tab))
    }

    pub fn tab(&self, tab: usize) -> &Tab {
        match &self.open {
            Some((open, changed)) if *open == tab => changed,
            _ => self.slots[tab].tab(),
        }
    }

    /// A tab to be changed. Several may be changed in one step, one after the other.
    pub fn tab_mut(&mut self, tab: usize) -> &mut Tab {
        if self.open.as_ref().is_none_or(|(open, _)| *open != tab) {
            self.close();
            self.open = Some((tab, Box::new(self.slots[tab].tab().clone())));
        }
        &mut self.open.as_mut().expect("just opened").1
    }

    /// Ends the change of a tab.
    pub fn close(&mut self) {
        if let Some((tab, changed)) = self.open.take() {
            self.slots[tab] = Slot::new(*changed);
        }
    }

    /// Whether what stood in localStorage may be gone without a trace.
    pub fn may_forget(&self) -> bool {
        self.wiped || self.jammed
    }

    /// The key of the ledger of `sid`.
    pub fn ledger_key(sid: SessionId) -> Option<usize> {
        (1..=SIDS as u64).contains(&sid).then_some(sid as usize)
    }

    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(notes) = &mut self.notes {
            notes.push(text());
        }
    }
}
