//! The one list of what has a number, an order, a bit or a default on both sides of the boundary between Rust and
//! JavaScript.
//!
//! Decides how each of them is written as an integer. `src/web/boundary.js` is made of this list: a test of
//! `javascript.rs` compares the two, and `npm run boundary` writes the file. What the core itself numbers (a ticket's
//! actions and codes, states, reasons) is taken from there. Texts that hold several values are in [`lines`].

pub mod lines;
pub mod setup;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod javascript;

pub use setup::{Bits, Place};

use crate::core::EndReason;
use crate::core::machine::State;
use crate::core::reply::Unusable;

/// An enumeration whose variants are numbered from 0 in the order in which they stand here.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$what])* $variant,)* }

        impl $name {
            /// All of them; each stands at its number.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
        }
    };
}

numbered! {
    /// What Rust has the page do.
    Task {
        /// Read the application's own storage.
        Load,
        /// Ask the application for tokens.
        Initial,
        /// Revoke tokens at the server.
        Revoke,
        /// Tell listeners and the timeline.
        Notify,
        /// Read the record of the tab.
        Restore,
        /// Read what the tabs share.
        Read,
        /// Write or remove what the tabs share.
        Write,
        /// Become one of the tabs that share the session.
        Join,
        /// Ask for the refresh lock if it is free.
        Lock,
        /// Ask for it in the queue.
        QueueLock,
        /// Withdraw the request for it.
        CancelLock,
        /// Let it go.
        Unlock,
        /// Ask which presence locks are held.
        Query,
        /// End the task, and begin another one.
        Turn,
        /// Hold a presence lock in place of the one before.
        Present,
        /// Let the presence lock go.
        Absent,
        /// Send a message to the other tabs.
        Post,
        /// Start a timer.
        Timer,
        /// Clear a timer.
        ClearTimer,
        /// Whether the browser may have workers that outlive the page.
        Outlive,
        /// Before `Send`: a worker may make the call. The number is the longest that it may take.
        Carry,
        /// Wait for a call that may have outlived its page.
        Collect,
        /// The page stops: leave the call to its worker.
        Leave,
        /// Make the refresh call.
        Send,
        /// Treat its answer as a failure.
        Fail,
        /// Accept its answer, unless the application refuses it.
        Confirm,
        /// Give the call up.
        Abort,
        /// Forget why the last refresh failed: the session did not end by that.
        ForgetCause,
        /// The session is gone.
        Stop,
    }
}

numbered! {
    /// What the page reports, mostly about an operation.
    Report {
        /// The time asked for is over.
        Tick,
        /// The storage has answered, with a value.
        Loaded,
        /// `initial` has answered, with a value.
        Initial,
        /// The refresh call was answered with success, and this value. The number is the server's clock, or NaN.
        Replied,
        /// It brought no tokens: see [`lines::failed`]. The number is `Retry-After` read as a date, or NaN.
        Failed,
        /// It was not sent. The number: 1 if it never can be.
        Unsent,
        /// The call is about to be sent. The number: 1 if a worker makes it. Answers whether it may.
        Sending,
        /// No call has outlived its page and left an answer.
        Uncollected,
        /// The refresh lock is held. The number: 1 if another tab held it before.
        Granted,
        /// Another tab holds the refresh lock, which was asked for only if it is free.
        Taken,
        /// A lock cannot be had.
        Denied,
        /// These presence locks are held: see [`lines::highest`].
        Listed,
        /// The presence locks cannot be listed.
        Unlisted,
        /// The presence lock is held.
        Present,
        /// A new task has begun.
        Turned,
        /// A message has arrived: see [`lines::message`].
        Message,
        /// The page is about to stop.
        Hide,
        /// The page runs again.
        Show,
        /// The records that the tabs share may have changed.
        Look,
        /// The tabs have nothing in common.
        Unshare,
    }
}

numbered! {
    /// What the face has a session do.
    Act {
        /// Read the record, if that has not happened.
        Open,
        /// Read what the tabs share.
        Look,
        /// The device is online again.
        Online,
        /// Start a refresh, or join the one under way. Answers whether there is one to wait for.
        Refresh,
        /// End the session.
        SignOut,
        /// The same, and revoke its tokens. Answers whether a revocation follows, at once or when a refresh under
        /// way has landed.
        Revoke,
    }
}

numbered! {
    /// What is wrong with tokens that an application hands over.
    Problem {
        /// Nothing.
        None,
        /// There are none.
        NoToken,
        /// No header can carry them.
        BadToken,
    }
}

impl From<Unusable> for Problem {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::NoToken => Problem::NoToken,
            Unusable::BadToken => Problem::BadToken,
        }
    }
}

/// How a session is, as an integer: its state, then why it ended (one more than the reason's number, or 0), then
/// bits.
#[derive(Debug, Clone, Copy)]
pub struct Status {
    /// The state.
    pub state: State,
    /// Why it ended.
    pub reason: Option<EndReason>,
    /// The tabs of the origin share it.
    pub is_sharing: bool,
    /// They have locks.
    pub is_locking: bool,
    /// Locks can be listed.
    pub is_listing: bool,
}

/// Where the parts of a [`Status`] are.
pub mod status {
    /// The state, in the lowest bits.
    pub const STATE_MASK: u32 = 7;
    /// The reason.
    pub const REASON_SHIFT: u32 = 3;
    /// The same.
    pub const REASON_MASK: u32 = 7;
    /// The tabs share the session.
    pub const SHARING: u32 = 1 << 6;
    /// They have no locks.
    pub const NO_LOCKS: u32 = 1 << 7;
    /// Locks cannot be listed.
    pub const NO_LOCK_LIST: u32 = 1 << 8;
}

impl Status {
    /// The integer.
    #[must_use]
    pub fn pack(self) -> u32 {
        let bit = |is_set: bool, bit: u32| if is_set { bit } else { 0 };
        self.state as u32
            | self.reason.map_or(0, |reason| reason as u32 + 1) << status::REASON_SHIFT
            | bit(self.is_sharing, status::SHARING)
            | bit(self.is_sharing && !self.is_locking, status::NO_LOCKS)
            | bit(self.is_sharing && self.is_locking && !self.is_listing, status::NO_LOCK_LIST)
    }
}

/// The end of the key of the epoch in localStorage.
pub const EPOCH_SUFFIX: &str = ":E";

/// The same of the ledger; the session follows.
pub const LEDGER_INFIX: &str = ":G:";

/// What the text of the epoch ends with as long as its session lives.
pub const EPOCH_LIVE: &str = "\nlive";

/// What follows the key in the name of a presence lock; session and generation follow.
pub const PRESENCE_INFIX: &str = ":P:";

/// How the wait for a refresh ended that returned the very token that was refused; else it ends with nothing or a code.
pub const UNCHANGED: &str = "unchanged";

/// What the bound of waiting adds to `refreshTimeout`, in milliseconds: joining another tab's session, and settling.
pub const BOUND_MARGIN: u64 = 3_000;

/// For how many milliseconds a request waits to know whether there is a session. Then it is sent as it is.
pub const UNKNOWN_BOUND: u64 = 3_000;

/// For how many milliseconds a request waits for a session altogether (R14.3).
#[must_use]
pub fn bound(refresh_timeout: u64) -> u64 {
    refresh_timeout.saturating_add(BOUND_MARGIN)
}
