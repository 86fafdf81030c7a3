//! One person's browser: its tabs, what they share, and what a page does with a request.
//!
//! Decides nothing about the session: it asks the core at the moments at which the package does, and does as it is told.

use everfetch::core::event::{Found, Op};
use everfetch::core::record::Record;
use everfetch::core::{Config, Machine, Now, Secret, Ticket, TokenSet, clock::Expiry};

use super::endpoint::Grant;

/// When a run starts, by the clocks of every device: long after their own start, so that tokens may be older than the run.
pub const EPOCH: u64 = 1_700_000_000_000;

/// The clocks of a device at a time of the run.
pub fn now(time: u64) -> Now {
    Now { mono: EPOCH + time, wall: EPOCH + time }
}

/// One tab.
pub struct Tab {
    pub machine: Machine,
    /// The generation of its presence lock.
    pub presence: Option<u64>,
    /// The requests that wait, and since when.
    pub waiting: Vec<(Ticket, u64)>,
    /// Its own record, as sessionStorage keeps it. Boxed: most tabs are never reloaded.
    pub record: Option<Box<Record>>,
    /// How often it was loaded: what was meant for an older document is lost.
    pub loads: u8,
    pub is_reloading: bool,
}

impl Tab {
    pub fn new(config: &Config) -> Self {
        Tab {
            machine: Machine::new(config.clone()),
            presence: None,
            waiting: Vec::new(),
            record: None,
            loads: 0,
            is_reloading: false,
        }
    }

    /// What its storage holds.
    pub fn found(&self) -> Found {
        self.record.as_ref().map_or(Found::Nothing, |record| Found::Record((**record).clone()))
    }

    /// The number of the access token that it holds.
    pub fn number(&self) -> Option<u32> {
        number(self.machine.tokens().access.as_ref())
    }
}

/// A browser with a session.
pub struct Client {
    pub tabs: Vec<Tab>,
    /// What lies in localStorage.
    pub epoch: Option<String>,
    pub ledger: Option<String>,
    /// Who holds the refresh lock, and who waits for it.
    pub lock: Option<(u8, Op)>,
    pub queue: Vec<(u8, Op)>,
    /// Its session at the server.
    pub grant: Grant,
    pub is_ended: bool,
}

/// The tokens of a number, which end at `end`.
pub fn tokens(number: u32, time: u64, end: u64, lifetime: u64) -> TokenSet {
    let signed = now(time + end.saturating_sub(time)).mono - lifetime;
    let since = Now { mono: signed, wall: signed };
    TokenSet {
        access: Secret::new(&format!("A{number}")),
        refresh: Secret::new(&format!("R{number}")),
        expiry: Some(Expiry::new(since, lifetime)),
    }
}

/// The number of a token.
pub fn number(token: Option<&Secret>) -> Option<u32> {
    token?.expose().get(1..)?.parse().ok()
}
