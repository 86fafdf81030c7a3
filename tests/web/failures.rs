//! A refresh that fails, in all the ways in which one can.

use std::time::Duration;

use everfetch::client::{Client, EndReason, InDoubt, RefreshFailure, SessionEvent, SessionState, Tokens};
use futures::future::join_all;
use js_sys::{Function, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, counted, failed, get, me, sign_in};
use crate::support::stub::Stub;
use crate::support::{Heard, bounded, page_event};

/// The device says that it is online again, which ends the pause after a failure.
fn online() {
    page_event("online");
}

fn failure(event: &SessionEvent) -> (RefreshFailure, Duration) {
    let SessionEvent::RefreshFailed { failure, retry_in, .. } = event else { panic!("{event:?}") };
    (*failure, *retry_in)
}

/// Whatever a server sends instead of tokens.
#[wasm_bindgen_test]
async fn h23_h24_a_reply_without_a_token_keeps_the_session_and_rejects_with_the_requests_own_401() {
    for body in ["html", "empty", "notoken", "error200", "malformed", "crlf", "cut"] {
        bounded(async {
            let sandbox = Sandbox::new("h23").await;
            let client = sandbox.client(sandbox.options().id(&format!("h23-{body}")));
            let heard = Heard::of(&client.session().unwrap());
            sign_in(&client, "ada").await;
            sandbox.expire().await;
            sandbox.knobs(json!({ "refreshBody": { "value": body, "times": 1 }, "grace": 60_000 })).await;
            let error = failed(me(&client).await);
            assert_eq!((error.code(), error.status()), ("ERR_REFRESH_FAILED", Some(401)), "{body}");
            assert!(error.is_retryable());
            let refused: Value = error.response().unwrap().json().expect("the body of the 401");
            assert_eq!(refused["why"], "expired");
            assert_eq!((failure(&heard.last()).0, heard.ends()), (RefreshFailure::InDoubt, 0), "{body}");
            assert_eq!(client.session().unwrap().state(), SessionState::Stale);
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn h119_a_token_with_a_line_break_is_refused_at_the_sign_in_and_changes_nothing() {
    bounded(async {
        let sandbox = Sandbox::new("h119").await;
        let client = sandbox.signed_in().await;
        let session = client.session().unwrap();
        for bad in [Tokens::new("a\r\nX: 1"), Tokens::new("a b"), Tokens::new("é"), Tokens::in_cookies()] {
            assert_eq!(failed(session.sign_in(&bad)).code(), "ERR_BAD_OPTION_VALUE");
            assert_eq!(failed(session.update(&bad).await).code(), "ERR_BAD_OPTION_VALUE");
        }
        assert_eq!(me(&client).await.expect("an answer").token, "a1");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h61_a_lost_answer_of_a_refresh_is_replayed_where_the_server_forgives() {
    bounded(async {
        let sandbox = Sandbox::new("h61").await;
        let client = sandbox.expired().await;
        let heard = Heard::of(&client.session().unwrap());
        sandbox.knobs(json!({ "dropRefreshAnswer": 1, "grace": 60_000 })).await;
        assert_eq!(failed(me(&client).await).code(), "ERR_REFRESH_FAILED");
        assert_eq!(failure(&heard.last()).0, RefreshFailure::InDoubt);
        // The next attempt comes after a random pause, and replays the same token.
        let found = loop {
            match me(&client).await {
                Ok(found) => break found,
                Err(error) => assert!(error.is_retryable(), "{error:?}"),
            }
        };
        assert_eq!(found.user, "ada");
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.rotated, counters.refresh.graced, counters.reuse_detected), (1, 1, 0));
        assert_eq!(heard.ends(), 0);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h61_a_lost_answer_ends_the_session_by_policy() {
    bounded(async {
        let sandbox = Sandbox::new("h61-end").await;
        let client = sandbox.client(sandbox.options().in_doubt(InDoubt::End));
        let heard = Heard::of(&client.session().unwrap());
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        sandbox.knobs(json!({ "dropRefreshAnswer": 1 })).await;
        for result in join_all((0..5).map(|_| me(&client))).await {
            let error = failed(result);
            assert_eq!((error.code(), error.status()), ("ERR_SESSION_ENDED", Some(401)));
            assert_eq!(error.session_failure().unwrap().end_reason(), Some(EndReason::InDoubt));
        }
        assert_eq!((heard.ends(), sandbox.counters().await.refresh.calls), (1, 1));
    })
    .await;
}

#[wasm_bindgen_test]
async fn h72_h73_retry_after_is_obeyed() {
    bounded(async {
        let sandbox = Sandbox::new("h73").await;
        let client = sandbox.expired().await;
        let heard = Heard::of(&client.session().unwrap());
        sandbox.knobs(json!({ "refreshStatus": { "value": 429, "times": 1 }, "retryAfter": 60 })).await;
        let error = failed(me(&client).await);
        assert_eq!((error.code(), error.is_retryable()), ("ERR_REFRESH_FAILED", true));
        assert_eq!(error.session_failure().unwrap().cause().unwrap().status(), Some(429));
        let (class, retry_in) = failure(&heard.last());
        assert_eq!(class, RefreshFailure::Transient);
        assert!((60..=120).contains(&retry_in.as_secs()), "{retry_in:?}");
        // Meanwhile nobody asks, and everybody gets an answer at once.
        for result in join_all((0..5).map(|_| me(&client))).await {
            assert_eq!(failed(result).code(), "ERR_REFRESH_FAILED");
        }
        assert_eq!(failed(client.session().unwrap().refresh().await).code(), "ERR_REFRESH_FAILED");
        // Nor does the device's being online again change what the server has asked for.
        online();
        assert_eq!(failed(me(&client).await).code(), "ERR_REFRESH_FAILED");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h74_a_dead_grant_ends_the_session_once_for_all_who_wait() {
    bounded(async {
        let sandbox = Sandbox::new("h74").await;
        let ends = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let options = {
            let ends = ends.clone();
            sandbox.options().on_session_end(move |reason| ends.borrow_mut().push(reason))
        };
        let client = sandbox.client(options);
        let heard = Heard::of(&client.session().unwrap());
        sign_in(&client, "ada").await;
        sandbox.kill().await;
        for result in join_all((0..10).map(|_| me(&client))).await {
            let error = failed(result);
            assert_eq!((error.code(), error.status()), ("ERR_SESSION_ENDED", Some(401)));
            assert_eq!(error.session_failure().unwrap().end_reason(), Some(EndReason::Refused));
        }
        assert_eq!(*ends.borrow(), [EndReason::Refused]);
        assert_eq!((heard.ends(), sandbox.counters().await.refresh.calls), (1, 1));
        // From here on requests go without a token, and their own answer is the answer.
        let later = get(&client, "/api/me").await.expect("an answer");
        let body: Value = later.json().await.expect("JSON");
        assert_eq!(body["why"], "missing");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h150_a_device_that_says_it_is_offline_and_is_not_renews() {
    bounded(async {
        let sandbox = Sandbox::new("h150").await;
        let client = sandbox.client(sandbox.options());
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).unwrap();
        let _offline = Stub::value(navigator.unchecked_into(), "onLine", &false.into());
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h71_a_refresh_that_fails_at_once_on_a_device_that_is_offline_leaves_no_doubt() {
    bounded(async {
        let sandbox = Sandbox::new("h71").await;
        let client = sandbox.client(sandbox.options());
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let heard = Heard::of(&client.session().unwrap());
        {
            let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).unwrap();
            let _offline = Stub::value(navigator.unchecked_into(), "onLine", &false.into());
            let _fetch = Stub::fetch(
                "if (!String(request.url).endsWith('/auth/refresh')) return real(request, init); \
                 return Promise.reject(new TypeError('Failed to fetch'))",
            );
            // No time passes meanwhile, however busy the machine is.
            let performance = Reflect::get(&js_sys::global(), &"performance".into()).unwrap();
            let still = Function::new_no_args("const now = performance.now(); return () => now");
            let still = still.call0(&JsValue::NULL).unwrap();
            let _clock = Stub::value(performance.unchecked_into(), "now", &still);
            assert_eq!(failed(me(&client).await).code(), "ERR_REFRESH_FAILED");
        }
        assert_eq!(failure(&heard.last()).0, RefreshFailure::Transient);
        assert_eq!(sandbox.counters().await.refresh.calls, 0);
        online();
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_very_token_that_was_refused_is_not_sent_again() {
    bounded(async {
        let sandbox = Sandbox::new("same").await;
        let client = sandbox.expired().await;
        sandbox.knobs(json!({ "refreshBody": "same" })).await;
        let answer = counted(&client, "/api/me", "once").await.expect("an answer");
        assert_eq!(answer.status(), 401);
        let body: Value = answer.json().await.expect("the body of the 401");
        assert_eq!(body["why"], "expired");
        assert_eq!(sandbox.counters().await.sends["once"], 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h09_h145_requests_wait_for_a_refresh_that_is_never_answered_only_so_long() {
    bounded(async {
        let sandbox = Sandbox::new("h09").await;
        sandbox.knobs(json!({ "refreshTransit": { "value": 60_000, "times": 1 } })).await;
        let client = sandbox.client(sandbox.options().refresh_timeout(Duration::from_millis(200)));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let error = failed(me(&client).await);
        assert_eq!((error.code(), error.status()), ("ERR_REFRESH_FAILED", Some(401)));
        // The call goes on: nothing has failed but the wait.
        assert!(error.is_retryable());
        assert_eq!(client.session().unwrap().state(), SessionState::Refreshing);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_refresh_url_that_does_not_parse_is_told_and_harms_nothing() {
    bounded(async {
        let sandbox = Sandbox::new("bad-url").await;
        let session = everfetch::client::SessionOptions::new("https://[/refresh").id("bad-url");
        let client = Client::builder().base_url(sandbox.url()).session(session).build().expect("a client");
        sign_in(&client, "ada").await;
        assert_eq!(me(&client).await.expect("the token is good").token, "a1");
        sandbox.expire().await;
        let error = failed(me(&client).await);
        assert_eq!((error.code(), error.status()), ("ERR_REFRESH_MISCONFIGURED", Some(401)));
    })
    .await;
}
