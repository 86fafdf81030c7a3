//! The options of a session that are yes or no, or one of a few, as the bits of one integer.
//!
//! Decides which bit is what. Both the page and the core are set up with the same integer.

use crate::core::{Carrier, Config, InDoubt};

/// Where the record of a session is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Only in memory.
    Memory,
    /// `sessionStorage`.
    Session,
    /// `localStorage`.
    Local,
    /// The application's own storage.
    Custom,
}

/// The carrier is in the lowest bits.
pub const CARRIER_MASK: u32 = 3;
/// The place comes after it.
pub const PLACE_SHIFT: u32 = 2;
/// The same.
pub const PLACE_MASK: u32 = 3;
/// A session in doubt ends.
pub const ENDS_IN_DOUBT: u32 = 1 << 4;
/// The refresh call needs a refresh token.
pub const NEEDS_REFRESH_TOKEN: u32 = 1 << 5;
/// The application supplies tokens.
pub const HAS_INITIAL: u32 = 1 << 6;
/// The refresh is a function of the application, not a declared call.
pub const HAS_FUNCTION: u32 = 1 << 7;
/// The application finds the tokens in an answer itself.
pub const HAS_PARSE: u32 = 1 << 8;
/// The application judges failures.
pub const HAS_CLASSIFY: u32 = 1 << 9;
/// Tabs share the session.
pub const SHARES: u32 = 1 << 10;
/// Tokens can be revoked at the server.
pub const CAN_REVOKE: u32 = 1 << 11;
/// The page was loaded securely.
pub const IS_SECURE: u32 = 1 << 12;
/// The application's own storage is one for all tabs.
pub const HAS_COMMON_STORE: u32 = 1 << 13;

/// The bits of one session.
#[derive(Debug, Clone, Copy)]
pub struct Bits(pub u32);

impl Bits {
    /// Whether a bit is set.
    #[must_use]
    pub fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }

    /// How the credential travels. An unknown number means a bearer token.
    #[must_use]
    pub fn carrier(self) -> Carrier {
        const COOKIE: u32 = Carrier::Cookie as u32;
        const SPLIT: u32 = Carrier::Split as u32;
        match self.0 & CARRIER_MASK {
            COOKIE => Carrier::Cookie,
            SPLIT => Carrier::Split,
            _ => Carrier::Bearer,
        }
    }

    /// Where the record is kept.
    #[must_use]
    pub fn place(self) -> Place {
        const SESSION: u32 = Place::Session as u32;
        const LOCAL: u32 = Place::Local as u32;
        const CUSTOM: u32 = Place::Custom as u32;
        match self.0 >> PLACE_SHIFT & PLACE_MASK {
            SESSION => Place::Session,
            LOCAL => Place::Local,
            CUSTOM => Place::Custom,
            _ => Place::Memory,
        }
    }

    /// What the core decides by; durations and statuses come beside the bits.
    #[must_use]
    pub fn config(self) -> Config {
        Config {
            carrier: self.carrier(),
            in_doubt: if self.has(ENDS_IN_DOUBT) { InDoubt::End } else { InDoubt::Replay },
            needs_refresh_token: self.has(NEEDS_REFRESH_TOKEN),
            has_function: self.has(HAS_FUNCTION),
            has_initial: self.has(HAS_INITIAL),
            shares: self.has(SHARES),
            has_common_store: self.has(HAS_COMMON_STORE),
            is_plain: self.place() == Place::Local,
            can_revoke: self.has(CAN_REVOKE),
            ..Config::default()
        }
    }
}
