//! Carries the effects of a session out, with the browser's own interfaces. Decides nothing.
//!
//! Everything is driven by events and one shared callback: no futures, which would cost a fifth of the whole
//! package. What touches values of JavaScript is JavaScript, in `page.js`: it cannot throw into here, and no
//! `RefCell` is borrowed while it runs.

mod host;
mod page;
mod reply;
mod session;

pub use host::Host;
pub use page::{clock, now, text};
pub use session::{Place, Session, Setup};
