//! The rules of the protocol between tabs that a test can take away.
//!
//! Decides nothing: each rule is in force in everything that is shipped. The feature `rules`, which only this
//! crate's own tests switch on, lets a test drop one, to show that the model checker notices.

/// One rule of the protocol between tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(feature = "rules"), allow(unreachable_pub))]
pub enum Rule {
    /// The ledger says which generation is the newest.
    Ledger,
    /// It says also whether a call is in doubt.
    Doubt,
    /// A call in doubt is given time to arrive before its token is sent again.
    Settle,
    /// The tabs share the epoch.
    Epoch,
    /// A page that stops withdraws its queued request for the lock.
    Withdraw,
    /// "Not processed" in answer to a replay leaves the first call in doubt.
    Refusal,
    /// A page that stops gives up its flight together with the lock.
    Abort,
    /// The presence locks say how new the ledger must be.
    Floor,
    /// The presence lock of the new generation is held before the refresh lock is let go of.
    Presence,
    /// A tab that queued waits for what a holder that died may have written.
    Grace,
    /// It waits even where another tab holds a presence lock of that generation.
    Witness,
    /// A failure is given time to show before the lock is let go of.
    Linger,
    /// The task ends between the mark of a call and the call.
    Turn,
    /// A ledger that was wiped is rebuilt as in doubt.
    Rebuild,
    /// Without locks: a claim is given time, so that one written at the same moment shows.
    Claim,
    /// Without locks: another tab's claim is waited for as long as its call may take.
    Rival,
    /// A request is sent twice at the most.
    Sends,
    /// A page that runs again answers who waited when it stopped.
    Wake,
    /// A refusal is about the token that was sent, not about one that came since.
    Outdated,
}
