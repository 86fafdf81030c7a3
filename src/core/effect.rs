//! What a session wants done.
//!
//! A host carries effects out in the order given, and reports the end of each asynchronous one by its [`Op`]. What one
//! event asks for is done in one task: a commit must not be interrupted between its writes (R5.4).

use super::event::{Op, Told};
use super::failure::Failure;
use super::record::{Record, SessionId};
use super::ticket::Code;
use super::token::{Secret, TokenSet};

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// By the application, or by another tab's sign-out.
    SignedOut,
    /// The server refused to renew it.
    Refused,
    /// A refresh was never answered, and the policy is to end the session.
    InDoubt,
    /// Its newest tokens are lost: neither a record nor another tab has them.
    Lost,
}

impl EndReason {
    /// The reason as users see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            EndReason::SignedOut => "signedOut",
            EndReason::Refused => "refused",
            EndReason::InDoubt => "inDoubt",
            EndReason::Lost => "lost",
        }
    }

    /// The reverse of [`EndReason::as_str`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [EndReason::SignedOut, EndReason::Refused, EndReason::InDoubt, EndReason::Lost]
            .into_iter()
            .find(|reason| reason.as_str() == name)
    }
}

/// What listeners and the timeline are told. Never holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// A session was found in the storage, or supplied by the application.
    Restored,
    /// No session was found.
    Anonymous,
    /// A session began.
    SignedIn,
    /// A refresh call starts.
    RefreshStarted,
    /// The token was renewed.
    Refreshed,
    /// A refresh failed, and the session is kept.
    RefreshFailed {
        /// The class of the failure.
        failure: Failure,
        /// Milliseconds until the next attempt.
        retry_in: u64,
    },
    /// Another session has taken this one's place in another tab, and this tab is about to join it.
    Replaced,
    /// The session is over.
    Ended(EndReason),
}

/// How waiting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The session is known, or the token is renewed.
    Done,
    /// The endpoint returned the very token that was refused.
    Unchanged,
    /// The token was not renewed, for this reason.
    Failed(Code),
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Read the storage, and answer with `Event::Loaded`.
    Load(Op),
    /// Ask the application's `initial`, and answer with `Event::Initial`.
    AskInitial(Op),
    /// Keep the record.
    Save(Record),
    /// Forget the record.
    Clear,
    /// Call the token endpoint, and answer with `Event::Answered`.
    Send {
        /// Numbers the call.
        op: Op,
        /// The access token to be renewed.
        access: Option<Secret>,
        /// The refresh token.
        refresh: Option<Secret>,
    },
    /// Before `Send`: a worker that outlives the page may make the call, which takes so many milliseconds at most. Say
    /// so with `Event::Sending` first; say it too if the page makes the call after all, but not at once.
    Carry(Op, u64),
    /// Wait for the end of a call with this refresh token that has outlived its page, if there is one. Answer with
    /// `Event::Answered` for what it has left, else with `Event::Uncollected`.
    Collect(Op, Secret),
    /// The page stops: leave the call to its worker.
    Leave(Op),
    /// Give the call up; its answer is no longer wanted.
    Abort(Op),
    /// Answer with `Event::Tick` after so many milliseconds, unless the call ends first.
    Timer(Op, u64),
    /// Revoke these tokens at the server.
    Revoke {
        /// Whether a sign-out waits for it.
        is_sign_out: bool,
        /// What is revoked.
        tokens: TokenSet,
    },
    /// Ask for the refresh lock, and answer with `Event::Granted` or `Event::Denied`.
    Lock(Op),
    /// Withdraw the request for the lock (R4.2).
    CancelLock(Op),
    /// Let the lock go.
    Unlock(Op),
    /// Ask which presence locks are held, and answer with `Event::Floor`.
    Query(Op),
    /// End the task, and answer with `Event::Turned` (R3.1, R3.5).
    Turn(Op),
    /// Hold the presence lock of this generation in place of the one held before, and answer with
    /// `Event::Present`.
    Present {
        /// Numbers the request.
        op: Op,
        /// The session.
        sid: SessionId,
        /// The generation.
        generation: u64,
    },
    /// Let the presence lock go.
    Absent,
    /// Write the epoch that the tabs share.
    WriteEpoch(String),
    /// Write the ledger of a session.
    WriteLedger(SessionId, String),
    /// Remove the ledger of a session.
    ForgetLedger(SessionId),
    /// Ask the other tabs for the newest token set.
    Ask(u64),
    /// Answer another tab.
    Tell(Told),
    /// Let all waiting requests ask again.
    Wake(Outcome),
    /// Tell listeners and the timeline.
    Notify(Notice),
}
