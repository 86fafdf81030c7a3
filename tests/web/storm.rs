//! Many requests meet one expired token.

use everfetch::client::SessionEvent;
use futures::future::{Either, join, join_all, select};
use std::pin::pin;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{HELD, Sandbox, counted, get, me, sign_in};
use crate::support::{Heard, bounded, start};

#[wasm_bindgen_test]
async fn h01_fifty_requests_meet_an_expired_token_and_one_refresh() {
    bounded(async {
        let sandbox = Sandbox::new("h01").await;
        let client = sandbox.expired().await;
        let names: Vec<String> = (0..50).map(|number| format!("q{number}")).collect();
        let requests = names.iter().map(|name| counted(&client, "/api/me", name));
        for answer in join_all(requests).await {
            let me: crate::support::api::Me = answer.expect("an answer").json().await.expect("a user");
            assert_eq!((me.user.as_str(), me.token.as_str()), ("ada", "a2"));
        }
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.refresh.rotated), (1, 1));
        for name in &names {
            assert_eq!(counters.sends[name], 2, "{name}");
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn h02_late_401_is_resent_and_renews_nothing() {
    bounded(async {
        let sandbox = Sandbox::new("h02").await;
        let client = sandbox.expired().await;
        let path = format!("/api/late401?ms={HELD}");
        let late = counted(&client, &path, "late");
        let other = async {
            while !sandbox.counters().await.sends.contains_key("late") {}
            assert_eq!(me(&client).await.expect("an answer").token, "a2");
            // The refusal, and then the answer to the second send.
            sandbox.release().await;
            sandbox.release().await;
        };
        let (late, ()) = join(late, other).await;
        assert_eq!(late.expect("an answer").status(), 200);
        let counters = sandbox.counters().await;
        assert_eq!(counters.refresh.calls, 1);
        assert_eq!(counters.sends["late"], 2);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h04_a_request_that_starts_during_a_refresh_waits_and_is_sent_once() {
    bounded(async {
        let sandbox = Sandbox::new("h04").await;
        let client = sandbox.expired().await;
        sandbox.knobs(serde_json::json!({ "refreshLatency": 300 })).await;
        let heard = Heard::of(&client.session().unwrap());
        let second = async {
            heard.until(SessionEvent::RefreshStarted).await;
            counted(&client, "/api/me", "second").await
        };
        let (first, second) = join(counted(&client, "/api/me", "first"), second).await;
        assert_eq!((first.unwrap().status(), second.unwrap().status()), (200, 200));
        let counters = sandbox.counters().await;
        assert_eq!((counters.sends["first"], counters.sends["second"]), (2, 1));
        assert_eq!(counters.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h05_a_request_without_session_is_not_delayed_by_a_refresh_and_carries_no_token() {
    bounded(async {
        let sandbox = Sandbox::new("h05").await;
        let client = sandbox.expired().await;
        sandbox.knobs(serde_json::json!({ "refreshLatency": HELD })).await;
        let heard = Heard::of(&client.session().unwrap());
        let mut waiting = pin!(me(&client));
        start(&mut waiting).await;
        let public = async {
            heard.until(SessionEvent::RefreshStarted).await;
            client.get("/public/ping").without_session().send().await
        };
        let Either::Right((public, _)) = select(waiting, pin!(public)).await else {
            panic!("the public request was to be faster than the refresh")
        };
        let ping: serde_json::Value = public.expect("an answer").json().await.expect("JSON");
        assert_eq!(ping["credential"], false);
        sandbox.release().await;
    })
    .await;
}

#[wasm_bindgen_test]
async fn h06_a_token_that_is_never_good_enough_costs_one_refresh_and_two_sends() {
    bounded(async {
        let sandbox = Sandbox::new("h06").await;
        let client = sandbox.signed_in().await;
        let first = counted(&client, "/api/always401", "first").await.expect("an answer");
        assert_eq!(first.status(), 401);
        let others = (0..5).map(|_| get(&client, "/api/always401"));
        for other in join_all(others).await {
            assert_eq!(other.expect("an answer").status(), 401);
        }
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.sends["first"]), (1, 2));
        assert_eq!(me(&client).await.expect("the session goes on").token, "a2");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h02_a_resend_that_is_refused_with_a_token_replaced_meanwhile_is_delivered() {
    bounded(async {
        let sandbox = Sandbox::new("h02-twice").await;
        let client = sandbox.expired().await;
        // Its first answer comes after the second token has been renewed and has expired, its second one after the
        // third token has come.
        let path = format!("/api/late401?ms={HELD}");
        let late = counted(&client, &path, "late");
        let others = async {
            while !sandbox.counters().await.sends.contains_key("late") {}
            assert_eq!(me(&client).await.expect("an answer").token, "a2");
            sandbox.expire().await;
            sandbox.release().await;
            while sandbox.counters().await.sends["late"] < 2 {}
            assert_eq!(me(&client).await.expect("an answer").token, "a3");
            sandbox.release().await;
        };
        let (late, ()) = join(late, others).await;
        assert_eq!(late.expect("an answer").status(), 401);
        let counters = sandbox.counters().await;
        assert_eq!((counters.sends["late"], counters.refresh.calls), (2, 2));
    })
    .await;
}

#[wasm_bindgen_test]
async fn h12_two_clients_with_one_session_share_the_refresh() {
    bounded(async {
        let sandbox = Sandbox::new("h12").await;
        let one = sandbox.expired().await;
        let other = sandbox.client(sandbox.options());
        let (first, second) = join(me(&one), me(&other)).await;
        assert_eq!(first.expect("an answer").token, "a2");
        assert_eq!(second.expect("an answer").token, "a2");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h13_sessions_with_different_ids_share_nothing() {
    bounded(async {
        let sandbox = Sandbox::new("h13").await;
        let ada = sandbox.signed_in().await;
        let bob = sandbox.client(sandbox.options().id("h13-bob"));
        sign_in(&bob, "bob").await;
        sandbox.expire().await;
        let (first, second) = join(me(&ada), me(&bob)).await;
        assert_eq!(first.expect("an answer").user, "ada");
        assert_eq!(second.expect("an answer").user, "bob");
        assert_eq!(sandbox.counters().await.refresh.calls, 2);
        ada.session().unwrap().sign_out_here();
        assert_eq!(me(&bob).await.expect("an answer").user, "bob");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h64_a_session_of_which_the_refresh_token_does_not_rotate_goes_on() {
    bounded(async {
        let sandbox = Sandbox::new("h64").await;
        let client = sandbox.signed_in().await;
        sandbox.knobs(serde_json::json!({ "rotate": false })).await;
        for round in 2..5 {
            sandbox.expire().await;
            assert_eq!(me(&client).await.expect("an answer").token, format!("a{round}"));
        }
    })
    .await;
}
