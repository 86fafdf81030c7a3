//! The options of a session, as data.
//!
//! Decides nothing: what an option means is decided where it is used. What JavaScript hands over is validated by
//! the face before it gets here.

/// How the credential travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Carrier {
    /// Both tokens are held here, the access token goes into a header.
    #[default]
    Bearer,
    /// HTTP-only cookies carry both; no token is ever seen here.
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

/// The options of one session. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Config {
    /// How the credential travels.
    pub carrier: Carrier,
    /// The statuses that mean that the token was refused.
    pub refresh_on: Vec<u16>,
    /// How long before its end a token is renewed.
    pub refresh_ahead: u64,
    /// How long one refresh call may take.
    pub refresh_timeout: u64,
    /// How long after an unanswered refresh its request may still reach the server.
    pub settle: u64,
    /// What becomes of a session in doubt.
    pub in_doubt: InDoubt,
    /// Whether the refresh call needs a refresh token from here (a declared call does, a function may not).
    pub needs_refresh_token: bool,
    /// Whether the application supplies tokens where no record is found.
    pub has_initial: bool,
    /// Whether the tabs of the origin share the session (R1), by what the browser has for that (R13).
    pub shares: bool,
    /// Whether the tabs have locks to take turns by, as far as is known. Without them they claim a turn in the ledger.
    pub has_locks: bool,
    /// Whether the locks that are held can be listed, as far as is known.
    pub has_query: bool,
    /// Whether the application's own storage is one for all tabs.
    pub has_common_store: bool,
    /// Whether the shared token set lies readable in the ledger (`storage: 'local'`), not sealed.
    pub is_plain: bool,
    /// Whether a sign-out and a late token can be revoked at the server.
    pub can_revoke: bool,
    /// The rule that a test takes away.
    #[cfg(feature = "rules")]
    pub dropped: Option<super::rule::Rule>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            carrier: Carrier::Bearer,
            refresh_on: vec![401],
            refresh_ahead: 30_000,
            refresh_timeout: 10_000,
            settle: 2_000,
            in_doubt: InDoubt::Replay,
            needs_refresh_token: true,
            has_initial: false,
            shares: false,
            has_locks: true,
            has_query: true,
            has_common_store: false,
            is_plain: false,
            can_revoke: false,
            #[cfg(feature = "rules")]
            dropped: None,
        }
    }
}
