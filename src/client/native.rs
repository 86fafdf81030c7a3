//! Where there is no browser: the client compiles, a client can be built, and a call that needs a browser fails with an
//! error that says so.

use super::error::Error;

/// Whether there is a browser to call. Natively (a server that renders, `cargo check`, an editor) every call of it would
/// panic, so what needs one asks first.
pub(super) const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// What is said natively, when something is called that needs a browser.
pub(super) fn needs_browser() -> Error {
    Error::Request(
        "this needs a browser: natively, as on a server that renders, a client can be built, and sends nothing"
            .to_owned(),
    )
}
