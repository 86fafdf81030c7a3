//! Carries the effects of a session out, with the browser's own interfaces. Decides nothing.
//!
//! Everything is driven by events and one shared callback: no futures, which would cost a fifth of the whole
//! package. Every call into JavaScript is made through a `catch`ing import, and no `RefCell` is borrowed across
//! one.

mod call;
pub(crate) mod globals;
mod host;
mod locks;
mod reply;
mod session;
mod shared;
mod store;
mod tabs;
mod timers;

pub use globals::moment as clock;
pub use host::Host;
pub use session::{Session, Setup};
pub use store::Place;
