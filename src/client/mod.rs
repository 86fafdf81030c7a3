//! The typed client for front ends written in Rust: Leptos, Yew, Dioxus and their like.
//!
//! It decides how requests, options and answers look to a Rust caller. What a session does (who waits, what is
//! renewed, when it ends) is decided in the core, by the same code that the npm package runs.
//!
//! ```no_run
//! use everfetch::client::{Client, Error, SessionOptions};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize)]
//! struct Credentials<'a> {
//!     user: &'a str,
//!     password: &'a str,
//! }
//!
//! #[derive(Deserialize)]
//! struct Me {
//!     user: String,
//! }
//!
//! async fn run() -> Result<(), Error> {
//!     let client = Client::builder()
//!         .base_url("https://api.example.com")
//!         .session(SessionOptions::new("/auth/refresh"))
//!         .build()?;
//!
//!     let login = client.post("/auth/login").json(&Credentials { user: "ada", password: "…" });
//!     let tokens = login.without_session().error_for_status().send().await?.tokens().await?;
//!     client.session()?.sign_in(&tokens)?;
//!
//!     // Carries the token; renews it and sends again if it has expired.
//!     let me: Me = client.get("/me").send().await?.json().await?;
//!     assert_eq!(me.user, "ada");
//!     Ok(())
//! }
//! ```
//!
//! # What holds
//!
//! - However many requests meet an expired token, it is renewed once, and a request is sent at most twice.
//! - A future that is dropped aborts its request, and never the refresh that it waits for: that belongs to the
//!   session, which lives as long as the page. Clients with the same base URL (or session id) share one session.
//! - [`Client`], [`Session`] and [`Error`] are `Send + Sync`, so that they fit into contexts that ask for it; the
//!   futures are not, since a browser's promises are not.
//! - A status outside 2xx is no error by itself: [`RequestBuilder::error_for_status`] makes it one.
//! - It compiles for every target. Natively, as on a server that renders, requests and the session return an error
//!   that says that they need a browser.

mod answer;
mod body;
mod builder;
mod deadline;
mod decode;
mod download;
mod error;
mod exchange;
mod globals;
mod native;
mod query;
mod request;
mod response;
mod session;
mod settings;
mod tokens;
mod transport;
mod url;
mod xsrf;

pub use answer::{Answer, Headers};
pub use body::Body;
pub use builder::{Client, ClientBuilder};
pub use error::{Cause, Error, SessionFailure};
pub use gloo_net::http::Method;
pub use request::RequestBuilder;
pub use response::Response;
pub use session::{
    Call, FailedRefresh, Refresh, RefreshContext, Revocation, Revoke, Session, SessionEvent, SessionOptions,
    SessionStore, Storage, StoreFuture, StoredSession, Subscription, Verdict,
};
pub use tokens::Tokens;

pub use crate::core::machine::State as SessionState;
pub use crate::core::{Carrier, EndReason, Failure as RefreshFailure, InDoubt};

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
