//! Carries the effects of a session out, with the browser's own interfaces.
//!
//! Events and one shared callback drive everything. There are no futures, which would cost a fifth of the whole
//! package. What touches values of JavaScript is JavaScript, in `page.js`: it cannot throw into here, and no
//! `RefCell` is borrowed while it runs.
//!
//! | file | |
//! | --- | --- |
//! | `engine.rs` | one session of a page: the machine, the slot, and the loop that has effects carried out |
//! | `slot.rs` | the promise that every waiting request shares |
//! | `effects.rs` | what becomes of each effect |
//! | `reports.rs` | which event a report of the page is |
//! | `page.rs` | the ways into `page.js` |
//! | `foreign.rs` | fields of values of JavaScript, clocks, random bytes |
//! | `reply.rs` | tokens and records in values of JavaScript |
//! | `setup.rs` | a session for the Rust client |
//! | `host.rs` | what a session asks of the application |

mod effects;
mod engine;
mod foreign;
mod host;
mod page;
mod reply;
mod reports;
mod setup;
mod slot;

pub use crate::boundary::Place;
pub use engine::Engine;
pub use foreign::{clock, now, text};
pub use host::Host;
pub use page::Page;
pub use setup::Setup;
