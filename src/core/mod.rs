//! The decisions: what is sent, what waits, what is renewed and when a session ends.
//!
//! Nothing here knows a browser. Time, random bytes and the texts of shared records are handed in; what has to
//! be done is handed out as [`Effect`]s. The whole state is `Clone + Eq + Hash`.

pub mod backoff;
pub mod challenge;
pub mod clock;
pub mod config;
pub mod effect;
pub mod event;
pub mod failure;
mod jwt;
pub mod ledger;
pub mod machine;
pub mod origin;
pub mod record;
pub mod reply;
pub mod seal;
pub mod text;
pub mod ticket;
pub mod token;

pub use clock::Now;
pub use config::{Carrier, Config, InDoubt};
pub use effect::{Effect, EndReason, Notice, Outcome};
pub use event::{Answer, Event, Snapshot};
pub use failure::Failure;
pub use machine::Machine;
pub use ticket::{Action, Code, Flags, Ticket};
pub use token::{Secret, TokenSet};

/// Whether `item` is in a short list. Not `contains`, which weighs ten times as much to be fast with long ones.
#[allow(clippy::manual_contains)]
pub(crate) fn has<T: PartialEq>(list: &[T], item: T) -> bool {
    list.iter().any(|one| *one == item)
}
