//! How much may happen in one exploration.
//!
//! Decides nothing about what may happen when: each kind of event has a number that it may happen at the most, and
//! all that disturb a quiet session have one together.

use everfetch::core::Carrier;
use everfetch::core::Config;
use everfetch::core::InDoubt;

use super::laws::Law;
use super::lies::Lie;

/// What may happen beside the work of the tabs themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A request meets a 401, or an expired token.
    Renew,
    /// A shared record is read as it was some writes ago.
    Lag,
    /// A request leaves by the lease of a record, before the machine of its tab runs.
    Lease,
    SignIn,
    /// A sign-in with the tokens that the session holds, or has in a call: an effect that runs twice.
    Again,
    /// The application's refresh function signs in with what it has brought, before it returns that.
    Inside,
    SignOut,
    /// The application has a newer access token.
    Update,
    /// The application has a new set of both tokens.
    Replace,
    /// `window.open`, or a duplicated tab.
    Copy,
    /// A new tab without a record.
    Blank,
    /// A tab is gone without a word.
    Crash,
    /// A tab is gone after `pagehide`.
    Close,
    /// The same with a new document in the tab.
    Reload,
    /// A tab is gone without a word, and a new document has its sessionStorage.
    Restore,
    /// As `Crash`, and what the last task wrote never left the process.
    Lossy,
    /// A page is cached, or frozen.
    Freeze,
    /// The answer of a call is lost on its way, or the call itself is.
    Lost,
    /// The server ends the grant.
    Definitive,
    /// 403 for a reason that is not the token, once for each grant.
    Forbidden,
    /// 429, not processed.
    Busy,
    /// 502, processed or not.
    Broken,
    /// A call takes so long that a request gives up waiting. The call lives on.
    Slow,
    /// A call takes longer than its time.
    Timeout,
    /// Waiting for the lock takes longer than its time, although others go on.
    Impatience,
    /// The application clears localStorage.
    Wipe,
    /// A call that was given up arrives later than `settle`.
    Late,
    /// The API refuses a token that has just been renewed.
    Distrust,
    /// The device says that it is online again.
    Online,
    /// localStorage takes no writes from now on. One that fails leaves nothing behind.
    Jam,
    /// A worker is gone that makes a call whose page is gone. The call may go on.
    Died,
}

pub const KINDS: usize = Kind::Died as usize + 1;

impl Kind {
    pub const ALL: [Kind; KINDS] = [
        Kind::Renew,
        Kind::Lag,
        Kind::Lease,
        Kind::SignIn,
        Kind::Again,
        Kind::Inside,
        Kind::SignOut,
        Kind::Update,
        Kind::Replace,
        Kind::Copy,
        Kind::Blank,
        Kind::Crash,
        Kind::Close,
        Kind::Reload,
        Kind::Restore,
        Kind::Lossy,
        Kind::Freeze,
        Kind::Lost,
        Kind::Definitive,
        Kind::Forbidden,
        Kind::Busy,
        Kind::Broken,
        Kind::Slow,
        Kind::Timeout,
        Kind::Impatience,
        Kind::Wipe,
        Kind::Late,
        Kind::Distrust,
        Kind::Online,
        Kind::Jam,
        Kind::Died,
    ];

    /// What a session has to stand in any pair.
    pub const FAULTS: [Kind; 11] = [
        Kind::SignIn,
        Kind::SignOut,
        Kind::Copy,
        Kind::Blank,
        Kind::Crash,
        Kind::Reload,
        Kind::Freeze,
        Kind::Lost,
        Kind::Definitive,
        Kind::Busy,
        Kind::Wipe,
    ];

    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| format!("{kind:?}") == name)
    }

    /// Whether it is one of those that have a number together.
    fn disturbs(self) -> bool {
        !matches!(self, Kind::Renew | Kind::Lag | Kind::Lease)
    }

    /// Whether it is a disturbance that the rules can stand. The others have scopes of their own. Without locks a
    /// ledger that is wiped takes the claims with it, and so does one that takes no writes; and only a refresh function
    /// can sign in.
    pub fn is_survivable(self, scope: &Scope) -> bool {
        let is_too_much = match self {
            Kind::Late | Kind::Lossy => true,
            Kind::Wipe | Kind::Jam => !scope.has_locks,
            Kind::Inside => !scope.has_function,
            // A set of both tokens is not what such an application has.
            Kind::Replace => scope.has_jar,
            Kind::Died => !scope.has_workers,
            _ => false,
        };
        self.disturbs() && !is_too_much
    }

    /// Whether a refresh may be in doubt afterwards.
    pub fn may_cause_doubt(self) -> bool {
        !matches!(
            self,
            Kind::Renew
                | Kind::Lag
                | Kind::Lease
                | Kind::Again
                | Kind::Update
                | Kind::Copy
                | Kind::Blank
                | Kind::Busy
                | Kind::Slow
                | Kind::Impatience
                | Kind::Distrust
                | Kind::Online
        )
    }
}

/// What is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Budget {
    left: [u8; KINDS],
    disturbances: u8,
}

impl Budget {
    pub fn new(kinds: &[(Kind, u8)], disturbances: u8) -> Self {
        let mut left = [0; KINDS];
        for (kind, count) in kinds {
            left[*kind as usize] = *count;
        }
        Budget { left, disturbances }
    }

    pub fn has(&self, kind: Kind) -> bool {
        self.left[kind as usize] > 0 && (self.disturbances > 0 || !kind.disturbs())
    }

    pub fn spend(&mut self, kind: Kind) {
        self.left[kind as usize] -= 1;
        self.disturbances -= u8::from(kind.disturbs());
        // What cannot happen any more makes no difference.
        for left in &mut self.left[Kind::Lease as usize + 1..] {
            *left = (*left).min(self.disturbances);
        }
    }
}

/// One exploration.
#[derive(Debug, Clone)]
pub struct Scope {
    pub name: &'static str,
    /// How many tabs there are at the most.
    pub tabs: usize,
    /// How many share the session at the start.
    pub active: usize,
    pub kinds: Vec<(Kind, u8)>,
    pub disturbances: u8,
    pub in_doubt: InDoubt,
    /// Blank tabs ask the application for tokens.
    pub has_initial: bool,
    /// The refresh call is a function of the application's, which may sign in.
    pub has_function: bool,
    /// A cookie jar that all tabs have in common holds the refresh token.
    pub has_jar: bool,
    /// There are Web Locks; else the tabs take turns by claims.
    pub has_locks: bool,
    /// A worker may make a refresh call, and outlive the page.
    pub has_workers: bool,
    /// Only this law is minded.
    pub only: Option<Law>,
    /// What the host lies about.
    pub lie: Option<Lie>,
    /// The host writes the own record and the ledger in two tasks.
    pub splits_commit: bool,
    /// A request and its 401 are two events.
    pub splits_requests: bool,
    /// A tab that finds the lock free may read a ledger without what a document wrote that has stopped since.
    pub gambles: bool,
    /// Every tab waits as if it had queued.
    pub all_wait: bool,
    /// Without locks: a write may take as long to show as a claim waits, not half of it.
    pub shows_late: bool,
    /// Tokens lie readable in the ledger, as with `storage: 'local'`.
    pub is_plain: bool,
}

impl Scope {
    pub fn new(name: &'static str, tabs: usize, active: usize) -> Self {
        Scope {
            name,
            tabs,
            active,
            kinds: Vec::new(),
            disturbances: 0,
            in_doubt: InDoubt::Replay,
            has_initial: false,
            has_function: false,
            has_jar: false,
            has_locks: true,
            has_workers: false,
            only: None,
            lie: None,
            splits_commit: false,
            splits_requests: false,
            gambles: false,
            all_wait: false,
            shows_late: false,
            is_plain: false,
        }
    }

    pub fn with(mut self, kinds: &[(Kind, u8)], disturbances: u8) -> Self {
        self.kinds = kinds.to_vec();
        self.disturbances = disturbances;
        self
    }

    /// Whether a device comes online, which ends a pause that a tab has chosen by itself. Elsewhere such a pause lasts
    /// no time, since nothing depends on it.
    pub fn may_come_online(&self) -> bool {
        self.kinds.iter().any(|(kind, count)| *kind == Kind::Online && *count > 0)
    }

    pub fn config(&self) -> Config {
        Config {
            shares: true,
            settle: SETTLE,
            refresh_timeout: TIMEOUT,
            call_timeout: TIMEOUT,
            in_doubt: self.in_doubt,
            has_initial: self.has_initial,
            can_revoke: true,
            has_function: self.has_function && self.lie != Some(Lie::Inside),
            has_locks: self.has_locks,
            has_workers: self.has_workers,
            is_plain: self.is_plain,
            carrier: if self.has_jar { Carrier::Split } else { Carrier::Bearer },
            ..Config::default()
        }
    }
}

/// How long a claim waits.
pub const CLAIM: u64 = 150;
/// How long a sign-in is held, and another tab is asked.
pub const ASKING: u64 = 1_000;
pub const SETTLE: u64 = 2_000;
pub const TIMEOUT: u64 = 10_000;
