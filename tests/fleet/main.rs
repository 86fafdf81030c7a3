//! A fleet of clients against one token endpoint: what everfetch does to a server in trouble.
//!
//! Every tab of every client is the machine that is shipped (`src/core`), driven in virtual time and by chance that can
//! be repeated. `scenario` says what goes wrong, `endpoint` what the server can bear, `client` and `page` carry the core's
//! effects out, `others` models what other clients do, `report` counts. Nothing here decides about a session.
//!
//! `npm run fleet` prints the table, for `FLEET_CLIENTS` clients (100,000); the other tests hold its figures to their
//! bars with a few thousand.
#![cfg(not(target_arch = "wasm32"))]
// Test code may fail loudly, and nobody uses it from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(unreachable_pub)]

mod bars;
mod client;
mod endpoint;
mod others;
mod page;
mod report;
mod scenario;
mod table;
mod wheel;
mod world;
