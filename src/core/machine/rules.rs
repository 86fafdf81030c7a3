//! The rules of a turn: from what a tab sees under the lock to what it does.
//!
//! A pure table; `turn.rs` gathers the facts and carries the verdict out. docs/protocol.md says what each rule is for.

use super::super::config::{Carrier, InDoubt};
use super::super::ledger::Doubt;
use super::flight::Done;
use super::hold::Standing;

/// How long the ledger is read again until it shows what a presence lock names. localStorage was seen to lag by up
/// to 55 ms.
const REREAD: u64 = 500;
/// How often a ledger that somebody keeps wiping is written again.
pub(super) const MOST_MISSES: u32 = 3;

/// What the ledger of this session shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) generation: u64,
    /// What is in doubt; where this tab has claimed its turn, what was before the claim.
    pub(super) doubt: Doubt,
    /// For how many milliseconds more the tabs have agreed to try no refresh.
    pub(super) pause: u64,
    /// A server has asked for the pause.
    pub(super) is_asked: bool,
}

/// Everything that a turn depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) carrier: Carrier,
    pub(super) in_doubt: InDoubt,
    /// How long a call that was given up may still arrive, and how long one that nobody gave up may take.
    pub(super) settle: u64,
    pub(super) refresh_timeout: u64,
    /// It is known that there is a session.
    pub(super) is_known: bool,
    /// The generation of this tab's set.
    pub(super) own: u64,
    /// The highest generation that a presence lock names.
    pub(super) floor: u64,
    pub(super) ledger: Option<Seen>,
    /// There is an epoch. Without one, localStorage was wiped.
    pub(super) has_epoch: bool,
    /// For how long the ledger has been read again.
    pub(super) reread_for: u64,
    pub(super) done: Done,
    /// Another tab held the lock before, or may have: nobody can be counted.
    pub(super) may_lag: bool,
    /// Without locks: whose claim stands in the ledger.
    pub(super) claim: Option<Standing>,
    /// Tokens came from elsewhere, which the other tabs do not know.
    pub(super) has_update: bool,
    /// The credential that was to be renewed is no longer the current one.
    pub(super) is_passed: bool,
}

/// What a tab does in its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Ends the task, then reads the ledger again.
    Reread,
    /// Asks the other tabs for the newest set.
    Ask,
    /// Fails for now: somebody holds a newer set and gives it to nobody, frozen perhaps.
    NotNow,
    /// Tries no refresh for so many milliseconds.
    GiveWay { pause: u64, is_asked: bool },
    /// Its session ends in this tab alone.
    Lose,
    /// Takes the ledger's generation for its own.
    CatchUp,
    /// Waits for another tab's claim.
    AwaitClaim,
    /// Has waited for claims for too long.
    FailClaim,
    /// Claims the turn, and gives other claims the time to show.
    Claim { is_settled: bool },
    /// Waits for what a holder that died may have written.
    Grace,
    /// Writes its update.
    Publish,
    /// Has nothing to renew any more.
    Needless,
    /// Calls at once, without a mark.
    SendUnmarked,
    /// Writes the epoch, the ledger, or both anew.
    Rebuild,
    /// Waits until an earlier call cannot arrive any more.
    Settle { wait: u64 },
    /// Ends the session by policy.
    EndInDoubt,
    /// Marks the call in the ledger, and calls in the next task.
    Send { is_replay: bool },
}

impl Facts {
    /// R12.1 The ledger that can be believed. One of another generation was rolled back; where the epoch is gone, a
    /// ledger that still shows is an old one, unless it tells of a doubt itself.
    pub(super) fn believed(&self) -> Option<Seen> {
        self.ledger
            .filter(|seen| seen.generation == self.own && (self.has_epoch || seen.doubt != Doubt::None))
    }

    /// R13.4 The longest that another tab's claim is waited for: its call has had all its time then.
    fn patience(&self) -> u64 {
        self.settle.saturating_add(self.refresh_timeout)
    }
}

/// Decides a turn: the first rule that applies.
#[inline(never)]
pub(super) fn decide(f: &Facts) -> Verdict {
    // Where it is not known whether there is a session, what lies there without locks is only a claim.
    if f.is_known || f.claim.is_none() {
        let seen = f.ledger.map_or(0, |seen| seen.generation);
        // R3.1 What localStorage shows lags: it is read until it is as new as the presence locks, and as this tab, say.
        if seen < f.floor.max(f.own) && f.reread_for < REREAD {
            return Verdict::Reread;
        }
        // R3.2 Somebody has a newer set that the ledger does not show. This tab's token must not be sent.
        if f.floor > seen.max(f.own) {
            return if f.done.asked { Verdict::NotNow } else { Verdict::Ask };
        }
        // R3.3 The ledger has a newer set that does not open here, or it would have been adopted just now.
        if seen > f.own {
            return match f.carrier {
                _ if !f.done.asked => Verdict::Ask,
                // The jar holds the newest refresh token, whatever the ledger says of the access token.
                Carrier::Split => Verdict::CatchUp,
                // Whoever holds its presence lock may still answer, later.
                _ if f.floor > f.own => Verdict::NotNow,
                _ => Verdict::Lose,
            };
        }
    }
    // R13.4 Without locks a claim in the ledger makes it this tab's turn.
    match f.claim {
        Some(Standing::Rival { stood, waited }) if stood < f.patience() => {
            // One tab after the other may have its turn meanwhile.
            let is_over = waited >= f.patience().saturating_mul(2);
            return if is_over { Verdict::FailClaim } else { Verdict::AwaitClaim };
        }
        Some(Standing::Rival { .. }) => return Verdict::Claim { is_settled: true },
        Some(Standing::Free) => return Verdict::Claim { is_settled: false },
        Some(Standing::Own) | None => {}
    }
    // R3.4 The holder before may have died, and its last write may not show yet.
    if f.may_lag && !f.done.graced {
        return Verdict::Grace;
    }
    // R9 An update goes first, and may be all that was wanted.
    if f.has_update {
        return Verdict::Publish;
    }
    if f.is_passed {
        return Verdict::Needless;
    }
    // There is no session yet that a ledger could speak of; the turn alone makes it one call.
    if !f.is_known {
        return Verdict::SendUnmarked;
    }
    // R12.1 A ledger that is gone or behind is rebuilt as in doubt: what was sent last is unknown.
    let Some(seen) = f.believed().filter(|_| f.has_epoch) else { return Verdict::Rebuild };
    // R14.4 Another tab's failure holds for all.
    if seen.pause > 0 {
        return Verdict::GiveWay { pause: seen.pause, is_asked: seen.is_asked };
    }
    // R6 In doubt: the first call gets its time; then the same token is sent again, or the session ends.
    let wait = match seen.doubt {
        Doubt::None => 0,
        Doubt::LetGo => f.settle,
        // The sender vanished without a word, and some browsers let a dead page's request run on.
        Doubt::Sent(_) => f.refresh_timeout.max(f.settle),
    };
    if wait > 0 && !f.done.settled {
        return Verdict::Settle { wait };
    }
    let is_replay = seen.doubt != Doubt::None;
    // A cookie jar holds the newest cookie all the same.
    if is_replay && f.carrier == Carrier::Bearer && f.in_doubt == InDoubt::End {
        return Verdict::EndInDoubt;
    }
    // R3.5 The mark is written, and the task ends, before anything is sent.
    Verdict::Send { is_replay }
}
