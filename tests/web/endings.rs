//! How a session ends, and what a late answer may still do.

use std::pin::pin;

use everfetch::client::{EndReason, Revoke, SessionEvent, SessionState, Tokens};
use futures::StreamExt;
use futures::channel::mpsc;
use futures::future::{Either, join, select};
use gloo_storage::Storage as _;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{HELD, Sandbox, counted, failed, get, login, me, sign_in};
use crate::support::{Heard, bounded, start};

fn record(sandbox: &Sandbox, id: &str) -> Option<String> {
    gloo_storage::SessionStorage::raw().get_item(&sandbox.key(id)).expect("a storage")
}

#[wasm_bindgen_test]
async fn h82_the_token_of_a_refresh_that_outlives_its_session_is_revoked_and_never_kept() {
    bounded(async {
        let sandbox = Sandbox::new("h82").await;
        let (sender, mut revoked) = mpsc::unbounded();
        let revoke = Revoke::with(move |context| {
            let _ = sender.unbounded_send(context.refresh_token.expect("a refresh token"));
            async { Ok(()) }
        });
        let client = sandbox.client(sandbox.options().revoke(revoke));
        let session = client.session().unwrap();
        let heard = Heard::of(&session);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        sandbox.knobs(json!({ "refreshLatency": HELD })).await;

        let request = me(&client);
        let sign_out = async {
            heard.until(SessionEvent::RefreshStarted).await;
            // The call has to be under way: its answer is what this is about.
            while sandbox.counters().await.refresh.calls == 0 {}
            let signed_out = session.sign_out();
            sandbox.release().await;
            signed_out.await
        };
        let (answer, signed_out) = join(request, sign_out).await;
        let error = failed(answer);
        assert_eq!((error.code(), error.status()), ("ERR_SESSION_ENDED", Some(401)));
        assert_eq!(error.session_failure().unwrap().end_reason(), Some(EndReason::SignedOut));
        assert!(signed_out.expect("revoked"));

        let own = revoked.next().await.expect("the token of the session");
        let late = revoked.next().await.expect("the token that came too late");
        assert_ne!(own, late);
        assert_eq!((session.state(), heard.ends()), (SessionState::Ended, 1));
        assert_eq!(
            (session.access_token().await.expect("no session"), record(&sandbox, "h82")),
            (None, None)
        );
    })
    .await;
}

#[wasm_bindgen_test]
async fn h86_a_request_of_one_user_is_never_sent_with_the_token_of_another() {
    bounded(async {
        let sandbox = Sandbox::new("h86").await;
        let client = sandbox.expired().await;
        let bob = login(&client, "bob", "bearer").await;
        let mut ada = pin!(counted(&client, "/api/late401?ms=300", "ada"));
        start(&mut ada).await;
        client.session().unwrap().sign_in(&bob).expect("tokens");
        let error = failed(ada.await);
        assert_eq!((error.code(), error.status()), ("ERR_SESSION_CHANGED", Some(401)));
        assert_eq!(me(&client).await.expect("an answer").user, "bob");
        let counters = sandbox.counters().await;
        assert_eq!((counters.sends["ada"], counters.refresh.calls), (1, 0));
        assert_eq!(counters.tokens["a2"].refused, 0);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h86_a_sign_in_during_a_refresh_drops_its_result() {
    bounded(async {
        let sandbox = Sandbox::new("h86-refresh").await;
        let client = sandbox.signed_in().await;
        let bob = login(&client, "bob", "bearer").await;
        let session = client.session().unwrap();
        let heard = Heard::of(&session);
        sandbox.knobs(json!({ "refreshLatency": HELD })).await;
        let (refreshed, ()) = join(session.refresh(), async {
            heard.until(SessionEvent::RefreshStarted).await;
            while sandbox.counters().await.refresh.calls == 0 {}
            session.sign_in(&bob).expect("tokens");
            sandbox.release().await;
        })
        .await;
        // Whoever waited may go on, or is told; the result of the other session's refresh is in no way theirs.
        drop(refreshed);
        while sandbox.counters().await.refresh.rotated == 0 {}
        assert_eq!(me(&client).await.expect("an answer").user, "bob");
        assert_eq!(heard.count(|event| *event == SessionEvent::Refreshed), 0);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h87_a_sign_out_counts_here_even_where_the_server_does_not_hear_of_it() {
    bounded(async {
        let sandbox = Sandbox::new("h87").await;
        let client = sandbox.client(sandbox.options().revoke("/no/such/path"));
        sign_in(&client, "ada").await;
        let session = client.session().unwrap();
        assert_eq!(failed(session.sign_out().await).code(), "ERR_NETWORK");
        assert_eq!(
            (session.state(), session.end_reason()),
            (SessionState::Ended, Some(EndReason::SignedOut))
        );
        assert_eq!(record(&sandbox, "h87"), None);
        assert_eq!(get(&client, "/api/me").await.expect("an answer").status(), 401);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_sign_out_counts_at_once_whether_or_not_it_is_awaited() {
    bounded(async {
        let sandbox = Sandbox::new("unawaited").await;
        let client = sandbox.client(sandbox.options().revoke("/oauth/revoke"));
        let session = client.session().unwrap();
        sign_in(&client, "ada").await;
        session.sign_out();
        assert_eq!(session.state(), SessionState::Ended);
        while sandbox.counters().await.revocations == 0 {}

        sign_in(&client, "ada").await;
        session.sign_out_here();
        assert_eq!(session.state(), SessionState::Ended);
        assert!(!session.sign_out().await.expect("there is nothing to revoke any more"));
        assert_eq!(sandbox.counters().await.revocations, 1);
        assert_eq!(failed(session.refresh().await).code(), "ERR_SESSION_ENDED");
        assert_eq!(failed(session.update(&Tokens::new("late")).await).code(), "ERR_SESSION_ENDED");
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_refresh_that_was_asked_for_can_be_waited_for_and_joined() {
    bounded(async {
        let sandbox = Sandbox::new("asked").await;
        let client = sandbox.signed_in().await;
        let session = client.session().unwrap();
        let (first, second) = join(session.refresh(), session.refresh()).await;
        first.expect("renewed");
        second.expect("renewed");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
        assert_eq!(me(&client).await.expect("an answer").token, "a2");

        let other = login(&client, "ada", "bearer").await;
        session.update(&other).await.expect("newer tokens of the session");
        assert_eq!(me(&client).await.expect("an answer").token, "a3");
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_final_request_does_not_wait_and_its_401_is_delivered() {
    bounded(async {
        let sandbox = Sandbox::new("final").await;
        let client = sandbox.expired().await;
        sandbox.knobs(json!({ "refreshLatency": HELD })).await;
        let heard = Heard::of(&client.session().unwrap());
        let mut waiting = pin!(me(&client));
        start(&mut waiting).await;
        let last = async {
            heard.until(SessionEvent::RefreshStarted).await;
            client.get("/api/me").skip_refresh().send().await
        };
        let Either::Right((last, _)) = select(waiting, pin!(last)).await else {
            panic!("the final request was to be faster than the refresh")
        };
        assert_eq!(last.expect("an answer").status(), 401);
        sandbox.release().await;
    })
    .await;
}
