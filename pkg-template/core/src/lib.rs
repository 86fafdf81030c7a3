//! What JavaScript calls. Converts, and nothing else.
#![cfg(target_arch = "wasm32")]

mod client;
mod memory;
mod options;

pub use client::ApiClient;
