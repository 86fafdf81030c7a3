//! A client for HTTP whose signed-in session never breaks.
//!
//! The crate has three layers, each of which knows only the ones before it:
//!
//! 1. [`core`] decides. It has no browser types, no clock and no randomness of its own: it takes events and
//!    returns effects, so that it runs natively under `cargo test`.
//! 2. `web` carries the effects out with the browser's interfaces, and decides nothing.
//! 3. Two faces stand on them. `client` is the one for front ends written in Rust; what JavaScript calls is a crate
//!    of its own, `pkg-template/core`, on which the npm package's face is built.

pub mod boundary;
pub mod core;

#[cfg(all(target_arch = "wasm32", feature = "client"))]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod web;
