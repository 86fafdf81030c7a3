//! What happens to a session.
//!
//! Everything that a [`super::Machine`] learns comes as an [`Event`], with a [`Snapshot`] of what it may read.

use super::clock::Now;
use super::failure::Failure;
use super::record::Record;
use super::token::TokenSet;

/// Numbers one asynchronous effect, so that an answer that comes too late is recognised.
pub type Op = u32;

/// What a machine may read while it handles an event, taken in the same task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// Both clocks.
    pub now: Now,
    /// Random bits for a new session id.
    pub random: u64,
    /// Random bits for jitter.
    pub jitter: u32,
}

/// What a storage holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Found {
    /// Nothing, or nothing that holds.
    Nothing,
    /// A session.
    Record(Record),
    /// Tokens that another library or an older version of the application left there.
    Tokens(TokenSet),
}

/// The end of one refresh call, as far as the host can see it.
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
    /// Newer tokens of the same session came from elsewhere.
    Update(TokenSet),
    /// The application signs the user out. `revoke`: also at the server.
    SignOut {
        /// Whether the server is told.
        revoke: bool,
    },
    /// A refresh call has ended.
    Answered(Op, Answer),
    /// The time asked for is over.
    Tick(Op),
}
