//! The application's own functions: refresh, initial, renew, and how answers are judged.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use everfetch::client::{
    Client, EndReason, Error, Refresh, RefreshFailure, SessionOptions, SessionState, Tokens, Verdict,
};
use futures::future::{join, join_all, pending};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, failed, get, login, me, sign_in};
use crate::support::{Heard, bounded, start};

/// Options of which the refresh is a function.
fn by(name: &str, refresh: Refresh) -> SessionOptions {
    SessionOptions::new(refresh).id(name)
}

#[wasm_bindgen_test]
async fn h10_a_refresh_function_may_use_the_very_client_that_waits_for_it() {
    bounded(async {
        let sandbox = Sandbox::new("h10").await;
        let own: Rc<RefCell<Option<Client>>> = Rc::default();
        let refresh = {
            let own = own.clone();
            Refresh::with(move |context| {
                let client = own.borrow().clone().expect("a client");
                async move {
                    // Twice, so that one of them begins after the function has waited.
                    let ping = get(&client, "/public/ping").await?.json::<Value>().await?;
                    assert_eq!(ping["credential"], false);
                    let body = json!({ "refreshToken": context.refresh_token });
                    client
                        .post("/auth/refresh")
                        .json(&body)
                        .send()
                        .await?
                        .error_for_status()
                        .await?
                        .tokens()
                        .await
                }
            })
        };
        let client = sandbox.client(by("h10", refresh));
        own.replace(Some(client.clone()));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let (first, second) = join(me(&client), me(&client)).await;
        assert_eq!(first.expect("an answer").token, "a2");
        assert_eq!(second.expect("an answer").token, "a2");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h10_a_refresh_function_that_asks_for_the_token_it_is_to_bring_gets_an_error() {
    bounded(async {
        let sandbox = Sandbox::new("h10-token").await;
        let own: Rc<RefCell<Option<Client>>> = Rc::default();
        let refresh = {
            let own = own.clone();
            Refresh::with(move |_| {
                let session = own.borrow().as_ref().expect("a client").session().unwrap();
                async move {
                    let error = failed(session.refresh().await);
                    assert_eq!(error.code(), "ERR_REFRESH_FAILED");
                    Ok(session.access_token().await?.expect("a token").into())
                }
            })
        };
        let client = sandbox.client(by("h10-token", refresh));
        own.replace(Some(client.clone()));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(failed(me(&client).await).code(), "ERR_REFRESH_FAILED");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h07_what_a_refresh_function_fails_with_is_judged_and_kept_as_the_cause() {
    bounded(async {
        let sandbox = Sandbox::new("h07").await;
        let cases = [
            ("h07-503", 503, "ERR_REFRESH_FAILED"),
            ("h07-401", 401, "ERR_SESSION_ENDED"),
            ("h07-404", 404, "ERR_REFRESH_MISCONFIGURED"),
        ];
        for (name, status, code) in cases {
            sandbox.knobs(json!({ "refreshStatus": status })).await;
            let plain = Client::builder().base_url(sandbox.url()).build().expect("a client");
            let refresh = Refresh::with(move |_| {
                let plain = plain.clone();
                async move { plain.post("/auth/refresh").send().await?.error_for_status().await?.tokens().await }
            });
            let client = sandbox.client(by(name, refresh));
            sign_in(&client, "ada").await;
            sandbox.expire().await;
            let error = failed(me(&client).await);
            assert_eq!((error.code(), error.status()), (code, Some(401)), "{status}");
            let cause = error.session_failure().unwrap().cause().expect("a cause");
            assert_eq!(cause.status(), Some(status));
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn h07_a_refresh_function_that_brings_no_token_settles_every_waiter() {
    bounded(async {
        let sandbox = Sandbox::new("h07-none").await;
        type Made = fn() -> Result<Tokens, Error>;
        let cases: [(&str, Made); 3] = [
            ("h07-empty", || Ok(Tokens::in_cookies())),
            ("h07-error", || Err(Error::Application("no identity".to_owned()))),
            ("h07-crlf", || Ok(Tokens::new("a\r\nX-Injected: 1"))),
        ];
        for (name, made) in cases {
            let client = sandbox.client(by(name, Refresh::with(move |_| async move { made() })));
            sign_in(&client, "ada").await;
            sandbox.expire().await;
            for result in join_all((0..5).map(|_| me(&client))).await {
                let error = failed(result);
                assert_eq!((error.code(), error.status()), ("ERR_REFRESH_FAILED", Some(401)), "{name}");
                assert!(error.is_retryable());
                let cause = error.session_failure().unwrap().cause().expect("a cause").to_string();
                assert!(cause.contains(if name == "h07-error" { "no identity" } else { "no usable token" }));
            }
            assert_eq!(client.session().unwrap().state(), SessionState::Stale);
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn h09_h145_requests_wait_for_a_refresh_function_that_never_ends_only_so_long() {
    struct Dropped(Rc<Cell<bool>>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    bounded(async {
        let sandbox = Sandbox::new("h09-function").await;
        let is_dropped = Rc::new(Cell::new(false));
        let refresh = {
            let is_dropped = is_dropped.clone();
            Refresh::with(move |_| {
                let held = Dropped(is_dropped.clone());
                async move {
                    pending::<()>().await;
                    drop(held);
                    Ok(Tokens::new("never"))
                }
            })
        };
        let options = by("h09-function", refresh).refresh_timeout(Duration::from_millis(100));
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let error = failed(me(&client).await);
        assert_eq!((error.code(), error.status()), ("ERR_REFRESH_FAILED", Some(401)));
        // The function goes on: a late answer counts.
        crate::support::timer(0).await;
        assert!(!is_dropped.get());
    })
    .await;
}

#[wasm_bindgen_test]
async fn tokens_from_elsewhere_are_asked_for_once() {
    bounded(async {
        let sandbox = Sandbox::new("initial").await;
        let tokens = login(&sandbox.client(sandbox.options().id("initial-other")), "ada", "bearer").await;
        let asked = Rc::new(Cell::new(0));
        let options = {
            let asked = asked.clone();
            sandbox.options().initial(move || {
                asked.set(asked.get() + 1);
                let tokens = tokens.clone();
                async move { Some(tokens) }
            })
        };
        let client = sandbox.client(options);
        for answer in join_all((0..5).map(|_| me(&client))).await {
            assert_eq!(answer.expect("an answer").token, "a1");
        }
        assert_eq!((asked.get(), sandbox.counters().await.unauthorized), (1, 0));
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_session_that_slides_takes_its_tokens_from_headers() {
    bounded(async {
        let sandbox = Sandbox::new("slide").await;
        sandbox.knobs(json!({ "slide": true })).await;
        let options = sandbox.options().renew(|headers| headers.get("X-Access-Token").map(Tokens::from));
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        for round in 1..4 {
            assert_eq!(me(&client).await.expect("an answer").token, format!("a{round}"));
        }
        assert_eq!(sandbox.counters().await.refresh.calls, 0);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h86_tokens_that_came_with_the_answer_of_one_session_are_not_taken_by_the_next() {
    bounded(async {
        let sandbox = Sandbox::new("slide-late").await;
        sandbox.knobs(json!({ "slide": true })).await;
        let options = sandbox.options().renew(|headers| headers.get("X-Access-Token").map(Tokens::from));
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        let bob = login(&client, "bob", "bearer").await;
        let mut slow = pin!(get(&client, "/api/slow?ms=200"));
        start(&mut slow).await;
        client.session().unwrap().sign_in(&bob).expect("tokens");
        assert_eq!(slow.await.expect("an answer").status(), 200);
        assert_eq!(me(&client).await.expect("an answer").user, "bob");
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_application_that_never_says_whether_there_is_a_session_is_taken_to_have_none() {
    bounded(async {
        let sandbox = Sandbox::new("never").await;
        let options = sandbox.options().initial(pending::<Option<Tokens>>);
        let client = sandbox.client(options.refresh_timeout(Duration::from_millis(50)));
        assert_eq!(get(&client, "/api/me").await.expect("an answer").status(), 401);
        assert_eq!(client.session().unwrap().state(), SessionState::Anonymous);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_refusal_that_looks_like_a_success_is_found_by_the_application() {
    #[derive(Deserialize)]
    struct Reply {
        data: Option<Value>,
    }
    bounded(async {
        let sandbox = Sandbox::new("graphql").await;
        let options = sandbox.options().refresh_on_answer(|answer| match answer.json::<Reply>() {
            Ok(reply) if reply.data.is_none() && answer.text().contains("UNAUTHENTICATED") => {
                Verdict::Refused
            }
            _ => Verdict::Accepted,
        });
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let sent = client.post("/api/graphql").json(&json!({ "query": "{ me { name } }" })).send().await;
        let reply: Value = sent.expect("an answer").json().await.expect("JSON");
        assert_eq!(reply["data"]["me"]["name"], "ada");
        // A status says nothing to such a session.
        assert_eq!(get(&client, "/api/always401").await.expect("an answer").status(), 401);
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_refusal_of_the_refresh_itself_that_looks_like_a_success_is_found_too() {
    bounded(async {
        let sandbox = Sandbox::new("hidden-refusal").await;
        sandbox.knobs(json!({ "refreshBody": "error200" })).await;
        let options = sandbox.options().refresh_on_answer(|answer| {
            let is_json = answer.headers().get("content-type").is_some_and(|kind| kind.contains("json"));
            match answer.status() == 401 || is_json && answer.text().contains("invalid_grant") {
                true => Verdict::Refused,
                false => Verdict::Accepted,
            }
        });
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(failed(me(&client).await).code(), "ERR_SESSION_ENDED");
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_answer_may_end_the_session() {
    bounded(async {
        let sandbox = Sandbox::new("verdict-end").await;
        let options = sandbox.options().refresh_on_answer(|answer| match answer.status() {
            403 => Verdict::End,
            401 => Verdict::Refused,
            _ => Verdict::Accepted,
        });
        let client = sandbox.client(options);
        let heard = Heard::of(&client.session().unwrap());
        sign_in(&client, "ada").await;
        let error = failed(get(&client, "/api/forbidden").await);
        assert_eq!((error.code(), error.status()), ("ERR_SESSION_ENDED", Some(403)));
        assert_eq!(error.session_failure().unwrap().end_reason(), Some(EndReason::Refused));
        assert_eq!((heard.ends(), sandbox.counters().await.refresh.calls), (1, 0));
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_application_may_judge_a_failed_refresh_itself() {
    bounded(async {
        let sandbox = Sandbox::new("classify").await;
        sandbox.knobs(json!({ "refreshStatus": 503 })).await;
        let options = sandbox.options().classify(|failed| {
            let names_the_fault = failed.json::<Value>().is_ok_and(|body| body["error"] == "fault");
            (failed.status() == Some(503) && names_the_fault).then_some(RefreshFailure::Definitive)
        });
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(failed(me(&client).await).code(), "ERR_SESSION_ENDED");
    })
    .await;
}

#[wasm_bindgen_test]
async fn tokens_in_a_reply_of_another_shape_are_found_by_the_application() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Reply {
        access_token: String,
        refresh_token: String,
    }
    bounded(async {
        let sandbox = Sandbox::new("parse").await;
        let asked = Rc::new(Cell::new(0));
        let options = {
            let asked = asked.clone();
            sandbox.options().parse(move |reply: Reply| {
                asked.set(asked.get() + 1);
                Some(Tokens::new(&reply.access_token).refresh_token(&reply.refresh_token))
            })
        };
        let client = sandbox.client(options);
        sign_in(&client, "ada").await;
        for round in 2..4 {
            sandbox.expire().await;
            assert_eq!(me(&client).await.expect("an answer").token, format!("a{round}"));
        }
        assert_eq!(asked.get(), 2);
    })
    .await;
}
