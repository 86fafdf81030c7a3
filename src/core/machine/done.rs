//! What has happened in a turn, and happens once.

/// What happens once in a turn, and has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Done {
    /// What a holder that died may have written was waited for.
    pub(super) graced: bool,
    /// The other tabs were asked.
    pub(super) asked: bool,
    /// An earlier call was given the time to arrive.
    pub(super) settled: bool,
    /// The answer of a call that has outlived its page was looked for.
    pub(super) collected: bool,
    /// An answer that may not have been about the grant was asked for once more.
    pub(super) again: bool,
    /// How often the mark of a call was not found in the ledger where it was just written.
    pub(super) misses: u32,
}

/// How often a mark that is not there is written again.
const MOST_MISSES: u32 = 3;

impl Done {
    /// The mark of a call was not found. What is then believed of the ledger is another wait.
    pub(super) fn miss(&mut self) {
        self.misses += 1;
        self.settled &= !self.is_unwritten();
    }

    /// R13.5 The ledger does not keep what this tab writes: it is full, or cannot be reached.
    pub(super) fn is_unwritten(self) -> bool {
        self.misses > MOST_MISSES
    }
}
