//! The rules of a turn: from what a tab sees under the lock to what it does.
//!
//! A pure table; `turn.rs` gathers the facts and carries the verdict out. docs/protocol.md says what each rule is for.

use super::super::backoff::{self, FIRST, NOBODY_WAITS};
use super::super::clock::Now;
use super::super::config::{Carrier, Config, InDoubt};
use super::super::ledger::{Doubt, Ledger};
use super::done::Done;
use super::flight::Insists;
use super::hold::Standing;
use super::pace::PATIENCE;

/// How long the ledger is read again until it shows what a presence lock names. localStorage was seen to lag by up
/// to 55 ms.
const REREAD: u64 = 500;

/// Everything that a turn depends on.
pub(super) struct Facts<'a> {
    pub(super) config: &'a Config,
    pub(super) now: Now,
    /// It is known that there is a session.
    pub(super) is_known: bool,
    /// The generation of this tab's set.
    pub(super) own: u64,
    /// The highest generation that a presence lock names.
    pub(super) floor: u64,
    /// The ledger of this session. Where this tab has claimed its turn, it shows what was in doubt before the claim.
    pub(super) ledger: Option<Ledger<'a>>,
    /// There is an epoch. Without one, localStorage was wiped.
    pub(super) has_epoch: bool,
    /// Since when the ledger is read again.
    pub(super) since: Now,
    pub(super) done: Done,
    /// Another tab held the lock before, or may have: nobody can be counted.
    pub(super) may_lag: bool,
    /// Without locks: whose claim stands in the ledger.
    pub(super) claim: Option<Standing>,
    /// Tokens came from elsewhere, which the other tabs do not know.
    pub(super) has_update: bool,
    /// The credential that was to be renewed is no longer the current one.
    pub(super) is_passed: bool,
    /// The API has refused the credential, so requests wait for another.
    pub(super) is_refused: bool,
    pub(super) insists: Insists,
    /// A call with this tab's refresh token may have outlived its page.
    pub(super) may_outlive: bool,
}

/// What a tab does in its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Ends the task, then reads the ledger again.
    Reread,
    /// Asks the other tabs for the newest set.
    Ask,
    /// Fails for now: another tab, frozen perhaps, holds a newer set and does not answer.
    NotNow,
    /// Tries no refresh while the tabs pause.
    GiveWay,
    /// Its session ends in this tab alone.
    Lose,
    /// Takes the ledger's generation for its own.
    CatchUp,
    /// Waits for another tab's claim.
    AwaitClaim,
    /// Has waited for claims for too long.
    FailClaim,
    /// Claims the turn, and gives other claims the time to show.
    Claim,
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
    /// Waits for a call that has outlived its page, and takes the answer that it has left.
    Collect,
    /// Waits until an earlier call cannot arrive any more.
    Settle,
    /// Ends the session by policy.
    EndInDoubt,
    /// Marks the call in the ledger, and calls in the next task.
    Send,
}

impl Facts<'_> {
    /// R12.1 The ledger that can be believed. One of another generation was rolled back; where the epoch is gone, a
    /// ledger that still shows is an old one, unless it tells of a doubt itself.
    pub(super) fn believed(&self) -> Option<&Ledger<'_>> {
        self.ledger
            .as_ref()
            .filter(|ledger| ledger.generation == self.own && (self.has_epoch || ledger.doubt != Doubt::None))
    }

    /// R13.4 The longest that another tab's claim is waited for: its call has had all its time then.
    fn patience(&self) -> u64 {
        self.config.settle.saturating_add(self.config.call_timeout)
    }

    /// How long ago a refresh failed, or 0 if none did.
    pub(super) fn age(&self, ledger: &Ledger) -> u64 {
        if ledger.failed > 0 { self.now.wall.saturating_sub(ledger.failed) } else { 0 }
    }

    /// R14.4 How long the tabs have agreed to try no refresh. Being online again ends a pause that a tab chose by
    /// itself.
    pub(super) fn pause(&self, ledger: &Ledger) -> u64 {
        let age = self.age(ledger);
        let is_over = match self.insists {
            Insists::No => false,
            Insists::Person => age >= PATIENCE,
            Insists::Online => true,
        };
        let is_short = self.is_refused && ledger.asked == NOBODY_WAITS && age >= FIRST;
        if (is_over || is_short) && !backoff::is_asked(ledger.asked) {
            return 0;
        }
        backoff::believed(ledger.not_before.saturating_sub(self.now.wall), ledger.asked)
    }

    /// R14.6 How long this tab gives way: a person tries when a minute has passed since the failure.
    pub(super) fn rest(&self, ledger: &Ledger) -> u64 {
        let is_person = self.insists == Insists::Person && !backoff::is_asked(ledger.asked);
        let patience = if is_person { PATIENCE - self.age(ledger).min(PATIENCE) } else { u64::MAX };
        self.pause(ledger).min(patience)
    }

    /// R6 How long an earlier call may still arrive.
    pub(super) fn wait(&self, ledger: &Ledger) -> u64 {
        match ledger.doubt {
            Doubt::None => 0,
            Doubt::LetGo => self.config.settle,
            // The sender vanished without a word, and some browsers let a dead page's request run on. It may arrive late;
            // a slow answer reaches nobody.
            Doubt::Sent(_) => self.config.vanished.max(self.config.settle),
        }
    }

    /// The same for a turn. Where the ledger keeps nothing, no two tabs without locks may be ready at once: the first one
    /// tells the others of what it has brought.
    pub(super) fn settling(&self, ledger: &Ledger, jitter: u32) -> u64 {
        if !self.done.is_unwritten() {
            return self.wait(ledger);
        }
        let longest = self.wait(&Ledger { doubt: Doubt::Sent(0), ..*ledger });
        let random = u64::from(jitter).checked_rem(longest.saturating_add(1)).unwrap_or(0);
        longest.saturating_add(if self.claim.is_some() { random } else { 0 })
    }
}

/// Decides a turn: the first rule that applies.
pub(super) fn decide(f: &Facts<'_>) -> Verdict {
    // Where it is not known whether there is a session, what lies there without locks is only a claim.
    if f.is_known || f.claim.is_none() {
        let seen = f.ledger.as_ref().map_or(0, |ledger| ledger.generation);
        // R3.1 What localStorage shows lags: it is read until it is as new as the presence locks, and as this tab, say.
        if seen < f.floor.max(f.own) && f.done.misses == 0 && f.now.since(f.since) < REREAD {
            return Verdict::Reread;
        }
        // R3.2 Somebody has a newer set that the ledger does not show. This tab's token must not be sent.
        if f.floor > seen.max(f.own) {
            return match f.config.carrier {
                // The jar holds the newest cookie, whoever has renewed.
                Carrier::Cookie => Verdict::CatchUp,
                _ if !f.done.asked => Verdict::Ask,
                Carrier::Split => Verdict::CatchUp,
                Carrier::Bearer => Verdict::NotNow,
            };
        }
        // R3.3 The ledger has a newer set that does not open here, or it would have been adopted just now.
        if seen > f.own {
            return match f.config.carrier {
                _ if !f.done.asked => Verdict::Ask,
                // The jar holds the newest refresh token, whatever the ledger says of the access token.
                Carrier::Split => Verdict::CatchUp,
                // The tab that holds its presence lock may still answer later.
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
        Some(Standing::Rival { .. } | Standing::Free) if !f.done.is_unwritten() => return Verdict::Claim,
        Some(_) | None => {}
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
    let is_unwritten = f.done.is_unwritten();
    // R13.5 What lies there says nothing of the calls of tabs whose marks it did not take: one of them may have vanished.
    let unknown = Ledger { doubt: Doubt::Sent(0), ..f.ledger.unwrap_or_default() };
    let believed = if is_unwritten { Some(&unknown) } else { f.believed().filter(|_| f.has_epoch) };
    // R12.1 A ledger that is gone or behind is rebuilt as in doubt: what was sent last is unknown.
    let Some(ledger) = believed else { return Verdict::Rebuild };
    // R13.5 Where no presence lock names a newer set, a question has to.
    if is_unwritten && !f.done.asked && (f.claim.is_some() || !f.config.has_query) {
        return Verdict::Ask;
    }
    // R14.4 Another tab's failure holds for all.
    if f.pause(ledger) > 0 {
        return Verdict::GiveWay;
    }
    // R16.4 In doubt: the call may have outlived its page. What it brings is as good as an answer to this tab.
    if ledger.doubt != Doubt::None && f.may_outlive && !f.done.collected {
        return Verdict::Collect;
    }
    // R6 In doubt: the first call gets its time; then the same token is sent again, or the session ends.
    if f.wait(ledger) > 0 && !f.done.settled {
        return Verdict::Settle;
    }
    // A cookie jar holds the newest cookie all the same.
    let is_lost = ledger.doubt != Doubt::None && f.config.carrier == Carrier::Bearer;
    if is_lost && f.config.in_doubt == InDoubt::End {
        return Verdict::EndInDoubt;
    }
    // R3.5 The mark is written, and the task ends, before anything is sent.
    if is_unwritten { Verdict::SendUnmarked } else { Verdict::Send }
}
