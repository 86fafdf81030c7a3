//! The decisions: what is sent, what waits, what is renewed and when a session ends.
//!
//! There are no browser types here. The host passes in time, random bytes and the texts of shared records, and carries
//! out the [`Effect`]s that it gets back. The whole state is `Clone + Eq + Hash`.

pub mod backoff;
pub mod challenge;
pub mod clock;
mod code;
pub mod config;
pub mod effect;
pub mod event;
pub mod failure;
mod fields;
mod jwt;
pub mod lease;
pub mod ledger;
mod lifetime;
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

/// Whether `item` is in a short list. Not `slice::contains`, which takes ten times the code to be fast with long lists.
#[allow(clippy::manual_contains)]
pub(crate) fn has<T: PartialEq>(list: &[T], item: T) -> bool {
    list.iter().any(|one| *one == item)
}
