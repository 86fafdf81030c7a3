//! localStorage as a page sees it: every write is ordered, and shows in the other pages some time later.
//!
//! Decides which texts a tab may read. A tab sees its own writes at once; of the others' it may see any state that
//! is not older than what it saw before.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// How many sessions one run may have.
pub const SIDS: usize = 3;
/// The epoch, and one ledger for each session.
pub const KEYS: usize = 1 + SIDS;
/// The key of the epoch. The ledger of session `sid` has the key `sid`.
pub const EPOCH: usize = 0;
/// How many writes a tab may be behind. A refresh makes two, its mark and its commit.
pub const DEEPEST: u8 = 2;

/// How many numbers a tab has for its questions and claims.
pub const NONCES: u64 = 64;
/// The number of an answer to no question.
pub const UNASKED: u64 = 0;

/// A text that is hashed once.
#[derive(Debug, Clone)]
pub struct Text(Arc<(u64, String)>);

impl Text {
    pub fn new(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Text(Arc::new((hasher.finish(), text)))
    }

    pub fn as_str(&self) -> &str {
        &self.0.1
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0 && self.0.1 == other.0.1
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.0.hash(state);
    }
}

/// What was written under one key, the newest last.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Log(Vec<Option<Text>>);

impl Log {
    pub fn new() -> Self {
        Log(vec![None])
    }

    /// The text that somebody sees who is so many writes behind.
    pub fn read(&self, behind: u8) -> Option<&Text> {
        let last = self.0.len() - 1;
        self.0[last.saturating_sub(behind.into())].as_ref()
    }

    pub fn newest(&self) -> Option<&Text> {
        self.read(0)
    }

    pub fn texts(&self) -> &[Option<Text>] {
        &self.0
    }

    pub fn push(&mut self, text: Option<Text>) {
        self.0.push(text);
    }

    pub fn pop(&mut self) {
        if self.0.len() > 1 {
            self.0.pop();
        }
    }

    /// Forgets what nobody can see any more.
    pub fn prune(&mut self, behind: u8) {
        let keep = usize::from(behind) + 1;
        if self.0.len() > keep {
            self.0.drain(..self.0.len() - keep);
        }
    }
}

/// How far behind a tab reads, of what it could see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct View {
    pub epoch: u8,
    pub ledger: u8,
}

impl View {
    pub fn is_stale(self) -> bool {
        self.epoch > 0 || self.ledger > 0
    }
}
