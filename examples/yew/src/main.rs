//! A Yew application whose session is kept by everfetch: it signs in, asks for fifty items at once, and signs out.
//!
//! `api` holds the client and what the server speaks, `history` makes the session's events a hook, `app` is what is
//! seen. Nothing here knows when a token expires or how it is renewed.

#[path = "../../rust/api.rs"]
mod api;
mod app;
mod history;
#[path = "../../rust/line.rs"]
mod line;
mod status;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
