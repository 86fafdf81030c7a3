//! An HTTP client for web front ends with the session built in: one refresh for all requests and tabs.
//!
//! The crate has three layers, each of which knows only the ones before it:
//!
//! 1. `core` decides. It has no browser types, no clock and no randomness: it takes events and returns effects, so
//!    that it runs natively under `cargo test`.
//! 2. `web` carries the effects out with the browser's interfaces.
//! 3. Two faces stand on them. `client` is the one for front ends written in Rust. What JavaScript calls is a separate
//!    crate, `pkg-template/core`, on which the npm package's face is built.
//!
//! # Frameworks
//!
//! The session as the reactive state of a framework, each behind the feature of its name:
//!
//! | feature | hook | what it returns |
//! | --- | --- | --- |
//! | `yew` | `everfetch::yew::use_session` | the state; the component is rendered again when it changes |
//! | `leptos` | `everfetch::leptos::use_session` | a `ReadSignal` of the state |
//! | `dioxus` | `everfetch::dioxus::use_session` | a `ReadSignal` of the state |
//!
//! # Scope
//!
//! In:
//!
//! - Requests with `fetch` from pages and workers: JSON, forms, queries, streams, timeouts, and an abort when the
//!   future is dropped.
//! - A session: its token goes only to the origins that may have it, is renewed once for all requests that wait, and
//!   survives a reload.
//! - Tabs of one origin that share the session and take turns at renewing it.
//! - Tokens in a header, in HTTP-only cookies, or one of each; any token endpoint, by a URL, a declared call or a
//!   function.
//!
//! Out:
//!
//! - Signing in. The application shows the form or runs the flow of OAuth or OpenID Connect, and passes the tokens in.
//! - Checking tokens. The life of a JWT is read as a hint; no signature is verified.
//! - HTTP outside browsers. Natively, as on a server that renders, a client can be built, and what needs a browser
//!   returns an error that says so.
//! - Caching, and repeating requests after network failures. A request is sent a second time only if its token was
//!   refused.
//! - WebSockets and event streams. The session gives them a fresh token.

pub mod boundary;
// Public for the tests and the npm build, which are crates of their own; no promise is made about it.
#[doc(hidden)]
pub mod core;

#[cfg(feature = "client")]
pub mod client;
#[cfg(any(feature = "yew", feature = "leptos", feature = "dioxus"))]
mod frameworks;
#[cfg(any(target_arch = "wasm32", feature = "client"))]
pub mod web;

#[cfg(feature = "dioxus")]
pub use frameworks::dioxus;
#[cfg(feature = "leptos")]
pub use frameworks::leptos;
#[cfg(feature = "yew")]
pub use frameworks::yew;
