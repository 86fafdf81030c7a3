//! The typed client and the browser layer, in a browser, against the embedded API server.
//!
//! `npm test` runs them: it starts the server and names it in `EVERFETCH_API`. Each test has a sandbox of its own on
//! the server, and a session of its own in the page. Names begin with the number of the hazard that a test is about.
#![cfg(all(target_arch = "wasm32", feature = "client"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test asserts by them; clippy knows the tests of the standard harness only"
)]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod carriers;
mod dropping;
mod endings;
mod events;
mod failures;
mod functions;
mod mocks;
mod options;
mod reload;
mod storage;
mod storm;
mod support;
mod typed;
