//! Builds documents for tests, so that a test reads as a sentence.
//!
//! Decides the ordinary case: a bearer session with tokens of one minute, answers after a tenth of a second, and
//! nothing that goes wrong. A test names what differs.

use everfetch::core::machine::Hint;
use everfetch::core::{Carrier, Config, Event, Flags, InDoubt, Machine};

use super::server::Fault;
use super::world::{Storage, World};

/// The lifetime of an access token unless a test says otherwise.
pub const MINUTE: u64 = 60_000;

/// A document about to be built.
#[derive(Debug, Clone)]
pub struct Scenario {
    config: Config,
    lifetime: u64,
    stated: Option<Option<u64>>,
    storage: Storage,
    seed: u64,
    predicate: Option<fn(u16) -> Hint>,
}

impl Scenario {
    /// Both tokens are held by the page.
    pub fn bearer() -> Self {
        Scenario {
            config: Config {
                can_revoke: true,
                refresh_timeout: 10_000,
                call_timeout: 10_000,
                ..Config::default()
            },
            lifetime: MINUTE,
            stated: None,
            storage: Storage::Page(None),
            seed: 1,
            predicate: None,
        }
    }

    /// HTTP-only cookies hold both tokens.
    pub fn cookie() -> Self {
        Scenario::bearer().with(|config| config.carrier = Carrier::Cookie)
    }

    /// The page holds the access token, a cookie the refresh token.
    pub fn split() -> Self {
        Scenario::bearer().with(|config| config.carrier = Carrier::Split)
    }

    pub fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// `inDoubt: 'end'`
    pub fn ending_in_doubt(self) -> Self {
        self.with(|config| config.in_doubt = InDoubt::End)
    }

    /// `refreshOn` is this function.
    pub fn judging(mut self, predicate: fn(u16) -> Hint) -> Self {
        self.predicate = Some(predicate);
        self
    }

    /// How long access tokens work, and what answers say of it.
    pub fn lifetime(mut self, lifetime: u64) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// What answers say of the lifetime, whatever it is.
    pub fn stating(mut self, stated: Option<u64>) -> Self {
        self.stated = Some(stated);
        self
    }

    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// The storage is the application's own, and answers after `delay` milliseconds.
    pub fn custom_storage(self, delay: u64) -> Self {
        self.storage(Storage::Custom { delay: Some(delay), text: None })
    }

    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The document, not used so far.
    pub fn closed(self) -> World {
        let mut world =
            World::new(Machine::new(self.config.clone()), self.config, self.lifetime, self.storage);
        world.seed(self.seed);
        world.predicate = self.predicate;
        if let Some(stated) = self.stated {
            world.server.stated = stated;
        }
        world
    }

    /// The document after its first use, with whatever was found.
    pub fn opened(self) -> World {
        let mut world = self.closed();
        world.open();
        world
    }

    /// The document with Ann signed in.
    pub fn signed_in(self) -> World {
        let mut world = self.opened();
        world.sign_in("ann");
        world
    }

    /// The same, when her access token no longer works and the next refresh meets this.
    pub fn meeting(self, fault: Fault) -> World {
        let mut world = self.signed_in();
        world.server.expire();
        world.faults.push_back(fault);
        world
    }
}

/// `skipAuthRefresh`
pub const FINAL: Flags = Flags { is_final: true, is_stream: false };
/// The body can be sent only once.
pub const STREAM: Flags = Flags { is_final: false, is_stream: true };
/// An ordinary request.
pub const PLAIN: Flags = Flags { is_final: false, is_stream: false };

/// `session.signOut()`
pub const SIGN_OUT: Event = Event::SignOut { revoke: true };
