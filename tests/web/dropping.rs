//! Futures that are dropped, and times that are over.

use std::pin::pin;
use std::time::Duration;

use everfetch::client::{Client, SessionEvent};
use futures::future::{Either, abortable, join, join_all, select};
use js_sys::Array;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{HELD, Sandbox, counted, failed, me, sign_in};
use crate::support::stub::{Stub, notes};
use crate::support::{Heard, bounded, page_event, start};

/// A `fetch` that never answers, and notes how it was aborted: whether by an `Error`, and what that says.
fn fetch_that_hangs() -> (Stub, Array) {
    let seen = notes();
    let stub = Stub::fetch(
        "notes.push('sent');
         init.signal.onabort = () => notes.push(init.signal.reason instanceof Error);
         return new Promise(() => {})",
    );
    (stub, seen)
}

#[wasm_bindgen_test]
async fn a_dropped_future_aborts_its_request_with_an_error_as_the_reason() {
    bounded(async {
        let client = Client::new();
        let (_fetch, seen) = fetch_that_hangs();
        {
            let mut request = pin!(client.get("/never").send());
            start(&mut request).await;
            assert_eq!(seen.length(), 1);
        }
        assert_eq!(seen.get(1).as_bool(), Some(true));
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_future_that_is_never_polled_sends_nothing() {
    let client = Client::new();
    let (_fetch, seen) = fetch_that_hangs();
    drop(client.get("/never").send());
    assert_eq!(seen.length(), 0);
}

#[wasm_bindgen_test]
async fn a_dropped_response_stops_its_download() {
    bounded(async {
        let client = Client::new();
        let seen = notes();
        let _fetch = Stub::fetch(
            "init.signal.onabort = () => notes.push('aborted');
             return Promise.resolve(new Response(new ReadableStream({})))",
        );
        let response = client.get("/endless").send().await.expect("the headers are there");
        assert_eq!(seen.length(), 0);
        drop(response);
        assert_eq!(seen.length(), 1);
        let response = client.get("/endless").send().await.expect("the headers are there");
        let raw = response.into_raw().expect("the browser's own");
        assert_eq!((raw.status(), seen.length()), (200, 1), "what was handed over goes on");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h14_h16_a_refresh_goes_on_when_all_who_wait_for_it_are_dropped() {
    bounded(async {
        let sandbox = Sandbox::new("h14").await;
        let client = sandbox.expired().await;
        sandbox.knobs(json!({ "refreshLatency": 400 })).await;
        let heard = Heard::of(&client.session().unwrap());
        {
            // The one that starts the refresh, and others that join it.
            let requests = pin!(join_all((0..3).map(|_| me(&client))));
            let started = pin!(heard.until(SessionEvent::RefreshStarted));
            assert!(matches!(select(requests, started).await, Either::Right(_)));
        }
        heard.until(SessionEvent::Refreshed).await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.tokens["a2"].accepted), (1, 1));
    })
    .await;
}

#[wasm_bindgen_test]
async fn h15_a_waiter_that_is_aborted_ends_at_once_and_is_never_resent() {
    bounded(async {
        let sandbox = Sandbox::new("h15").await;
        let client = sandbox.expired().await;
        sandbox.knobs(json!({ "refreshLatency": 400 })).await;
        let heard = Heard::of(&client.session().unwrap());
        let (waiter, handle) = abortable(counted(&client, "/api/me", "aborted"));
        let abort = async {
            heard.until(SessionEvent::RefreshStarted).await;
            handle.abort();
        };
        let (aborted, ()) = join(waiter, abort).await;
        assert!(aborted.is_err());
        assert_eq!(heard.count(|event| *event == SessionEvent::Refreshed), 0, "it did not wait for the end");
        heard.until(SessionEvent::Refreshed).await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert_eq!(sandbox.counters().await.sends["aborted"], 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h17_the_time_of_a_request_is_one_budget_for_waiting_and_both_sends() {
    bounded(async {
        let sandbox = Sandbox::new("h17").await;
        let client = sandbox.expired().await;
        sandbox.knobs(json!({ "refreshLatency": HELD })).await;
        let heard = Heard::of(&client.session().unwrap());
        // Long enough for the first send to be refused on a busy machine too.
        let request = client.get("/api/me").timeout(Duration::from_millis(3000));
        assert_eq!(failed(request.send().await).code(), "ECONNABORTED");
        assert_eq!(heard.count(|event| *event == SessionEvent::Refreshed), 0);
        sandbox.release().await;
        // The refresh belongs to the session, and goes on.
        heard.until(SessionEvent::Refreshed).await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn all_waiting_for_a_session_has_an_end_even_without_a_timeout() {
    bounded(async {
        let sandbox = Sandbox::new("patience").await;
        let client = sandbox.client(sandbox.options().refresh_timeout(Duration::from_millis(1)));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        // A page that is about to be cached renews nothing; this one is never shown again.
        page_event("pagehide");
        let session = client.session().unwrap();
        let (answer, refreshed) = join(me(&client), session.refresh()).await;
        let error = failed(answer);
        assert_eq!(
            (error.code(), error.is_retryable(), error.status()),
            ("ERR_REFRESH_FAILED", true, Some(401))
        );
        assert_eq!(failed(refreshed).code(), "ERR_REFRESH_FAILED");
        assert_eq!(sandbox.counters().await.refresh.calls, 0);
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_time_of_a_request_covers_the_reading_of_its_answer() {
    bounded(async {
        let sandbox = Sandbox::new("time").await;
        let client = sandbox.signed_in().await;
        let slow = client.get("/api/slow?ms=60000").timeout(Duration::from_millis(100));
        assert_eq!(failed(slow.send().await).code(), "ECONNABORTED");
        let slow =
            client.get("/api/stream?bytes=4096&chunk=1024&ms=60000").timeout(Duration::from_millis(3000));
        let response = slow.send().await.expect("the headers come at once");
        assert_eq!(failed(response.bytes().await).code(), "ECONNABORTED");
        let quick = client.get("/api/me").timeout(Duration::MAX);
        assert_eq!(quick.send().await.expect("an answer").status(), 200);
    })
    .await;
}
