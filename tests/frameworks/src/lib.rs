//! What each framework's hook owes its component: `Restoring` until it is mounted, then the state, then each change of it,
//! and nobody listens any more when the component is gone.
#![cfg(all(test, target_arch = "wasm32"))]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod in_dioxus;
mod in_leptos;
mod in_yew;

use std::time::Duration;

use everfetch::client::{Client, Session, SessionOptions, Tokens};
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A session of its own for each test, in memory, with no server: nothing here renews a token.
fn session(id: &str) -> Session {
    let options = SessionOptions::new("/auth/refresh").id(id).storage(everfetch::client::Storage::Memory);
    let client = Client::builder().base_url("https://api.example.com").session(options.share_tabs(false));
    client.build().unwrap().session().unwrap()
}

fn sign_in(session: &Session) {
    session.sign_in(&Tokens::new("access").expires_in(Duration::from_secs(3600))).unwrap();
}

/// A place in the page to mount into.
fn place() -> HtmlElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let place = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&place).unwrap();
    place.unchecked_into()
}

/// Waits until it is so, two seconds at most.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        gloo_timers::future::TimeoutFuture::new(10).await;
    }
    panic!("not within two seconds: {what}");
}
