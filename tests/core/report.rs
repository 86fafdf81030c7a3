//! What a test asks a document about, and the check that a machine is a value.

use std::hash::{DefaultHasher, Hash, Hasher};

use everfetch::core::clock::Expiry;
use everfetch::core::machine::State;
use everfetch::core::record::Record;
use everfetch::core::{EndReason, Failure, Machine, Notice};

use super::request::Fate;
use super::server::CANARY;
use super::world::{Storage, World};

impl World {
    pub fn state(&self) -> State {
        self.machine.state(self.now)
    }

    pub fn fate(&self, id: usize) -> Fate {
        self.requests[id].fate
    }

    pub fn sends(&self, id: usize) -> u32 {
        self.requests[id].sends
    }

    /// Whether all of them ended in this way, each after so many sends.
    pub fn all(&self, ids: &[usize], fate: Fate, sends: u32) -> bool {
        ids.iter().all(|id| self.fate(*id) == fate && self.sends(*id) == sends)
    }

    /// The reasons of the sessions that ended.
    pub fn ends(&self) -> Vec<EndReason> {
        let end = |notice: &Notice| match notice {
            Notice::Ended(reason) => Some(*reason),
            _ => None,
        };
        self.notices.iter().filter_map(end).collect()
    }

    /// The classes of the refreshes that failed while their session was kept.
    pub fn failures(&self) -> Vec<Failure> {
        let failure = |notice: &Notice| match notice {
            Notice::RefreshFailed { failure, .. } => Some(*failure),
            _ => None,
        };
        self.notices.iter().filter_map(failure).collect()
    }

    pub fn is_told(&self, notice: Notice) -> bool {
        self.notices.contains(&notice)
    }

    /// What the storage holds.
    pub fn record(&self) -> Option<Record> {
        match &self.storage {
            Storage::Page(text) | Storage::Custom { text, .. } => Record::read(text.as_deref()?, self.now),
        }
    }

    /// How long before its end a token of this lifetime is renewed, with `refreshAhead` as it is by default.
    pub fn margin(&self, lifetime: u64) -> u64 {
        let sid = self.record().expect("a session").sid;
        Expiry::new(self.now, lifetime).drawn(30_000, sid)
    }

    /// The access token in force.
    pub fn access(&self) -> Option<&str> {
        self.machine.tokens().access.as_ref().map(|token| token.expose())
    }

    pub fn refresh_token(&self) -> Option<&str> {
        self.machine.tokens().refresh.as_ref().map(|token| token.expose())
    }

    // ===== value semantics =====

    /// From now on a copy of the machine is driven along.
    pub fn copy(&mut self) {
        self.twin = Some(self.machine.clone());
    }

    pub fn both<T: PartialEq + std::fmt::Debug>(&mut self, act: impl Fn(&mut Machine) -> T) -> T {
        let result = act(&mut self.machine);
        if let Some(twin) = &mut self.twin {
            assert_eq!(act(twin), result, "a copy decides otherwise");
            assert!(*twin == self.machine, "a copy comes apart");
            assert_eq!(hash(twin), hash(&self.machine), "equal states hash differently");
        }
        result
    }

    pub fn check_print(&self) {
        assert!(!format!("{:?}", self.machine).contains(CANARY), "a token is printed");
    }
}

fn hash(machine: &Machine) -> u64 {
    let mut hasher = DefaultHasher::new();
    machine.hash(&mut hasher);
    hasher.finish()
}
