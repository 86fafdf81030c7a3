//! What JavaScript calls. Converts, and nothing else.
#![cfg(target_arch = "wasm32")]

mod client;
mod memory;

pub use client::ApiClient;
