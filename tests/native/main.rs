//! The client where there is no browser: a server that renders, `cargo check`, an editor. It compiles and can be built, and
//! what needs a browser says so instead of panicking.
#![cfg(all(not(target_arch = "wasm32"), feature = "client"))]
#![allow(clippy::panic, clippy::expect_used)]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use everfetch::client::{Client, Error, SessionOptions, SessionState, Tokens};

/// What a future comes to without waiting for anything.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("natively nothing is waited for"),
    }
}

fn client() -> Client {
    let session = SessionOptions::new("/auth/refresh").on_session_end(|_| {});
    Client::builder().base_url("https://api.example.com").session(session).build().expect("a client")
}

fn says_so<T>(result: Result<T, Error>) {
    let error = result.err().expect("an error");
    assert!(error.to_string().contains("needs a browser"), "{error}");
    assert_eq!(error.code(), "ERR_BAD_REQUEST");
}

#[test]
fn a_client_is_built_and_a_request_says_that_it_needs_a_browser() {
    let client = client();
    let request = client.post("/items").query(&[("page", 1)]).json(&["a"]).bearer_auth("token");
    says_so(now(request.timeout(Duration::from_secs(1)).error_for_status().send()));
    says_so(now(Client::new().put("/x").form(&[("a", 1)]).send()));
    says_so(now(Client::new().put("/x").body(vec![1, 2, 3]).send()));
}

#[test]
fn a_session_says_that_it_needs_a_browser() {
    let session = client().session().expect("a session");
    assert!(!session.is_signed_in());
    assert_ne!(session.state(), SessionState::Active);
    assert_ne!(now(session.ready()), SessionState::Active);
    let tokens = Tokens::new("access").refresh_token("refresh").expires_in(Duration::from_secs(60));
    says_so(session.sign_in(&tokens));
    says_so(now(session.update(&tokens)));
    says_so(now(session.refresh()));
    says_so(now(session.access_token()));
    session.sign_out_here();
    drop(session.sign_out());
    drop(session.on_event(|_| {}));
    says_so(Tokens::from_reply(&["x"]));
}
