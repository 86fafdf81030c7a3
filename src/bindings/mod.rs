//! What JavaScript calls. Converts, and nothing else.

mod client;
mod options;

pub use client::ApiClient;
