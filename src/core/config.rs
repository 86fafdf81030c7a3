//! The options of a session, as data.
//!
//! What an option means is decided where it is used. Options that come from JavaScript are validated by the face before
//! they get here.

use super::token::Secret;

/// How the credential travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Carrier {
    /// Both tokens are held here, the access token goes into a header.
    #[default]
    Bearer,
    /// HTTP-only cookies carry both; no token is seen here.
    Cookie,
    /// The access token is held here, the refresh token is an HTTP-only cookie.
    Split,
}

/// What becomes of a session whose refresh was sent and never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum InDoubt {
    /// The same refresh token is sent again.
    #[default]
    Replay,
    /// The session ends.
    End,
}

/// The least that one refresh call may take. Gateways were seen to answer 504 after 29 to 100 seconds.
const CALL_TIMEOUT: u64 = 120_000;

/// How long a storage or the application may take. The page waits for it, and no token is at stake.
pub const LONGEST_OPENING: u64 = 10_000;

/// The options of one session. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Config {
    /// How the credential travels.
    pub carrier: Carrier,
    /// The statuses that mean that the token was refused.
    pub refresh_on: Vec<u16>,
    /// How long before its end a token is renewed.
    pub refresh_ahead: u64,
    /// How long a request waits for a refresh. An opening session waits as long for a storage or the application, but
    /// no longer than ten seconds.
    pub refresh_timeout: u64,
    /// How long one refresh call may take. Nobody waits so long, but its answer counts whenever it comes.
    pub call_timeout: u64,
    /// How long the call of a sender that vanished may still be on its way to the server.
    pub vanished: u64,
    /// How long after an unanswered refresh its request may still reach the server.
    pub settle: u64,
    /// What becomes of a session in doubt.
    pub in_doubt: InDoubt,
    /// Whether the refresh call needs a refresh token from here (a declared call does, a function may not).
    pub needs_refresh_token: bool,
    /// Whether the refresh is a function of the application, which may sign in by itself.
    pub has_function: bool,
    /// Whether the application supplies tokens when no record is found.
    pub has_initial: bool,
    /// Whether the tabs of the origin share the session (R1), by what the browser has for that (R13).
    pub shares: bool,
    /// Whether tabs can take turns by Web Locks; assumed until a trial fails. Without locks they claim a turn in the
    /// ledger.
    pub has_locks: bool,
    /// Whether the locks that are held can be listed; assumed until a trial fails.
    pub has_query: bool,
    /// Whether all tabs share the application's own storage.
    pub has_common_store: bool,
    /// Whether the shared token set is stored in the ledger unsealed (`storage: 'local'`).
    pub is_plain: bool,
    /// Whether a sign-out and a late token can be revoked at the server.
    pub can_revoke: bool,
    /// Whether the browser may have somebody who makes a refresh call and outlives the page (R16).
    pub has_workers: bool,
}

impl Config {
    /// R16.1 Whether a call with this refresh token may outlive its page: not that of a function, which stops with it. With
    /// cookies it does by itself.
    pub(super) fn may_outlive(&self, refresh: &Option<Secret>) -> bool {
        let is_declared = self.carrier == Carrier::Bearer && !self.has_function && refresh.is_some();
        self.has_workers && is_declared && self.shares && self.has_locks
    }

    /// Changes how long requests wait for a refresh. A call may take at least as long.
    #[must_use]
    pub fn with_refresh_timeout(self, refresh_timeout: u64) -> Self {
        Config { refresh_timeout, call_timeout: refresh_timeout.max(CALL_TIMEOUT), ..self }
    }

    /// Takes newer options. What says which grant the session holds, where it is kept, and what the browser has for it
    /// stays as it is.
    pub(super) fn adjust(&mut self, newer: Config) {
        self.refresh_on = newer.refresh_on;
        self.refresh_ahead = newer.refresh_ahead;
        self.refresh_timeout = newer.refresh_timeout;
        self.call_timeout = newer.call_timeout;
        self.in_doubt = newer.in_doubt;
        self.can_revoke = newer.can_revoke;
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            carrier: Carrier::Bearer,
            refresh_on: vec![401],
            refresh_ahead: 30_000,
            refresh_timeout: 60_000,
            call_timeout: CALL_TIMEOUT,
            vanished: 10_000,
            settle: 2_000,
            in_doubt: InDoubt::Replay,
            needs_refresh_token: true,
            has_function: false,
            has_initial: false,
            shares: false,
            has_locks: true,
            has_query: true,
            has_common_store: false,
            is_plain: false,
            can_revoke: false,
            has_workers: false,
        }
    }
}
