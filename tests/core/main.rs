//! The session core in a simulated document: a rotating token server, an API that checks tokens, a storage, two
//! clocks and many requests at once, all in virtual time.
//!
//! `scenario` builds such documents, `world` runs them, `server` answers them and `watch` checks at every step
//! what must never happen. Tests are named after the situations in which comparable software has failed.
#![cfg(not(target_arch = "wasm32"))]
// Test code may fail loudly, and nobody uses it from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(unreachable_pub)]

mod adjusting;
mod adopting;
mod answers;
mod callers;
mod carried;
mod carriers;
mod claims;
mod clocks;
mod doubt;
mod elsewhere;
mod epochs;
mod failures;
mod host;
mod hostile;
mod landing;
mod late;
mod layers;
mod leases;
mod left_out;
mod members;
mod numbering;
mod online;
mod opening;
mod outlived;
mod pauses;
mod properties;
mod reliability;
mod replaced;
mod report;
mod request;
mod rivals;
mod rules_doc;
mod scenario;
mod server;
mod slow;
mod stopping;
mod storage;
mod storm;
mod tab;
mod together;
mod turns;
mod unvouched;
mod unwritten;
mod watch;
mod world;
