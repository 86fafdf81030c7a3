//! What happens to a session.
//!
//! Everything that a [`super::Machine`] learns comes as an [`Event`], with a [`Snapshot`] of what it may read.

use super::clock::Now;
use super::failure::Failure;
use super::record::{Record, SessionId};
use super::seal::{KEY_LENGTH, Key};
use super::token::TokenSet;

/// Numbers one asynchronous effect, so that a late answer is recognised.
pub type Op = u32;

/// What a machine may read while it handles an event, taken in the same task.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Snapshot {
    /// Both clocks.
    pub now: Now,
    /// Random bits for a new session id.
    pub random: u64,
    /// Random bits for jitter.
    pub jitter: u32,
    /// Random bytes for a key.
    pub key: [u8; KEY_LENGTH],
    /// Random bytes for a nonce; fresh for each event, so that none is ever used twice with one key.
    pub nonce: [u8; KEY_LENGTH],
    /// The text of the epoch that the tabs share.
    pub epoch: Option<String>,
    /// The text of the ledger of the session that the epoch names; of this machine's session if there is no epoch.
    pub ledger: Option<String>,
}

/// A token set that one tab hands to another (R10).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Told {
    /// Whose question is answered.
    pub nonce: u64,
    /// The session.
    pub sid: SessionId,
    /// The number of the set.
    pub generation: u64,
    /// What opens it.
    pub key: Key,
    /// The set.
    pub sealed: String,
}

/// What a storage holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Found {
    /// Nothing, or nothing valid.
    Nothing,
    /// A session.
    Record(Record),
    /// The same, by the lease of which requests were sent already (R15).
    Leased(Record),
    /// Tokens that another library or an older version of the application left there.
    Tokens(TokenSet),
}

/// How one refresh call ended, as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Answer {
    /// The status, where an answer was read.
    pub status: Option<u16>,
    /// Whether the body is HTML.
    pub is_html: bool,
    /// The OAuth `error` of the body.
    pub error: Option<String>,
    /// Milliseconds of `Retry-After`.
    pub retry_after: Option<u64>,
    /// The tokens of a successful answer. With cookies an empty set says that the answer was successful.
    pub tokens: Option<TokenSet>,
    /// What the application's `classify` says.
    pub judged: Option<Failure>,
    /// Nothing was sent: the device was offline, or the call could not be made.
    pub is_unsent: bool,
    /// The call took too long and was given up; it may still reach the server.
    pub is_given_up: bool,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Event {
    /// The first use. `None`: the storage answers later.
    Open(Option<Found>),
    /// The storage has answered.
    Loaded(Op, Found),
    /// The application's `initial` has answered.
    Initial(Op, Option<TokenSet>),
    /// A request needs a newer token.
    Renew,
    /// The application asks for a newer token, or whether there is a session at all.
    Refresh,
    /// A server's answer ends the session.
    Refuse,
    /// The application signs a user in.
    SignIn(TokenSet),
    /// Newer tokens of the same session came from elsewhere (R9).
    Update(TokenSet),
    /// The application signs the user out. `revoke`: also at the server.
    SignOut {
        /// Whether the server is told.
        revoke: bool,
    },
    /// A refresh call has ended.
    Answered(Op, Answer),
    /// A call that took time to begin is about to be sent, unless nothing awaits `op` after this.
    Sending {
        /// The call.
        op: Op,
        /// Whether a worker makes it, and goes on with it when the page stops.
        is_carried: bool,
    },
    /// No call has outlived its page and left an answer.
    Uncollected(Op),
    /// A timer has fired.
    Tick(Op),
    /// Tabs cannot share a session here: they have no storage in common.
    Unshare,
    /// The refresh lock is held. `queued`: another tab held it before.
    Granted {
        /// The request for the lock.
        op: Op,
        /// Whether it had to wait.
        queued: bool,
    },
    /// The lock is not available at all. Operation 0 is only a trial.
    Denied(Op),
    /// The highest generation of this session that a presence lock names: the floor (R3).
    Floor(Op, Option<u64>),
    /// The locks that are held cannot be listed. Operation 0 is only a trial.
    Unlisted(Op),
    /// The task has ended, and another one begun.
    Turned(Op),
    /// The presence lock is held.
    Present(Op),
    /// The records that the tabs share may have changed.
    Look,
    /// The page is about to stop (R4): cached, frozen or unloaded.
    Hide,
    /// The page runs again.
    Show,
    /// The device is online again.
    Online,
    /// Another tab asks for the newest token set.
    Asked(u64),
    /// Another tab has answered.
    Told(Told),
}
