//! Whether there is a session, and what it is called.
//!
//! Each life holds what only it needs.

use super::super::effect::EndReason;
use super::super::event::Op;
use super::super::record::SessionId;
use super::super::ticket::Serial;
use super::super::token::TokenSet;
use super::session::Session;

/// Whether there is a session.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Life {
    /// Nothing was read yet.
    Closed,
    /// The storage, the application or another tab is asked.
    Opening(Opening),
    /// There is none.
    Anonymous,
    /// There is one, or may be one: a cookie cannot be read.
    Live(Box<Session>),
    /// There was one.
    Ended(Ended),
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ended {
    pub(super) reason: EndReason,
    /// Another tab's session has taken its place.
    pub(super) is_replaced: bool,
    /// Listeners were told of the end. They are not where this tab still hopes to join the session that came after.
    pub(super) is_told: bool,
}

/// A session that is about to be known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Opening {
    /// The operation whose end is awaited.
    pub(super) op: Op,
    pub(super) stage: Stage,
    /// An update that came too early: whose session it belongs to is about to be known, and what is found may be older.
    pub(super) early: Option<TokenSet>,
}

/// What an opening session waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// The storage.
    Load,
    /// The application's `initial`, and before it the lock to ask for it.
    Initial { has_lock: bool },
    /// Another tab.
    Join(Join),
}

/// A blank tab on its way into another tab's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Join {
    pub(super) sid: SessionId,
    pub(super) before: Before,
    /// The session began after this tab was opened.
    pub(super) is_late: bool,
    /// The question that the other tabs are asked.
    pub(super) nonce: Option<u64>,
}

/// What a tab was before it began to join, and may be again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Before {
    /// It had no session.
    Nothing,
    /// A cookie may have held one, whose requests began with this serial.
    Unknown(Serial),
    Ended(Ended),
}

/// The public name of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No session.
    Anonymous,
    /// Not known yet.
    Restoring,
    /// A usable credential is there.
    Active,
    /// A refresh is under way.
    Refreshing,
    /// The credential has expired or was refused, and could not be renewed so far.
    Stale,
    /// The session is over.
    Ended,
}

impl State {
    /// The state as users see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Anonymous => "anonymous",
            State::Restoring => "restoring",
            State::Active => "active",
            State::Refreshing => "refreshing",
            State::Stale => "stale",
            State::Ended => "ended",
        }
    }
}
