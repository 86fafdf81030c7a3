//! What a page finds again after a reload, and what it shares with another tab.

use everfetch::client::{EndReason, SessionState, Storage};
use futures::future::join;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, me, sign_in};
use crate::support::instance::Instance;
use crate::support::{bounded, page_event};

/// The page is reloaded: it lets go of what it holds for all tabs, and a fresh instance restores the session.
async fn reloaded(name: &str, sandbox: &Sandbox) -> String {
    page_event("pagehide");
    Instance::load().await.restored(name, sandbox).await
}

#[wasm_bindgen_test]
async fn a_session_survives_a_reload_in_session_storage() {
    bounded(async {
        let sandbox = Sandbox::new("reload").await;
        let client = sandbox.expired().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert_eq!(reloaded("reload", &sandbox).await, "active a2");
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.refresh.peak), (1, 1));
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_restored_session_renews_as_before() {
    bounded(async {
        let sandbox = Sandbox::new("reload-renew").await;
        sandbox.expired().await;
        assert_eq!(reloaded("reload-renew", &sandbox).await, "active a2");
        assert_eq!(sandbox.counters().await.reuse_detected, 0);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_session_that_has_ended_is_not_found_again() {
    bounded(async {
        let sandbox = Sandbox::new("reload-ended").await;
        let client = sandbox.signed_in().await;
        client.session().unwrap().sign_out_here();
        assert_eq!(reloaded("reload-ended", &sandbox).await, "anonymous ");
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_session_in_memory_is_gone_after_a_reload() {
    bounded(async {
        let sandbox = Sandbox::new("reload-memory").await;
        let client = sandbox.client(sandbox.options().storage(Storage::Memory));
        sign_in(&client, "ada").await;
        assert_eq!(reloaded("reload-memory", &sandbox).await, "anonymous ");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h42_two_instances_that_meet_an_expired_token_renew_it_once() {
    bounded(async {
        let sandbox = Sandbox::new("h42").await;
        let client = sandbox.expired().await;
        let other = Instance::load().await;
        let (own, others) = join(me(&client), other.restored("h42", &sandbox)).await;
        assert_eq!(own.expect("an answer").token, "a2");
        assert_eq!(others, "active a2");
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.reuse_detected), (1, 0));
    })
    .await;
}

#[wasm_bindgen_test]
async fn h84_after_a_sign_out_elsewhere_no_request_carries_the_token() {
    bounded(async {
        let sandbox = Sandbox::new("h84").await;
        let client = sandbox.signed_in().await;
        let session = client.session().unwrap();
        assert_eq!(me(&client).await.expect("an answer").token, "a1");
        let other = Instance::load().await;
        assert_eq!(other.restored("h84", &sandbox).await, "active a1");
        other.end();
        // In this very task: no event has told this instance, so that it has to look for itself.
        let ping = client.get("/public/ping").send().await.expect("an answer");
        let ping: serde_json::Value = ping.json().await.expect("JSON");
        assert_eq!(ping["credential"], false);
        assert_eq!(
            (session.state(), session.end_reason()),
            (SessionState::Ended, Some(EndReason::SignedOut))
        );
    })
    .await;
}
