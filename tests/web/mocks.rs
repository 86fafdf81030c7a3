//! A `fetch` that misbehaves, as mocks do: whatever it does, everybody is told, and the client goes on.

use everfetch::client::{Client, RefreshFailure, SessionEvent, SessionState};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, failed, me, sign_in};
use crate::support::stub::{Stub, notes};
use crate::support::{Heard, bounded};

/// What such a `fetch` does instead of sending, and what the error says of it.
const MISBEHAVIOUR: [(&str, &str, &str); 9] = [
    ("throws", "throw new Error('broken')", "broken"),
    ("throws-text", "throw 'broken'", "broken"),
    ("rejects-text", "return Promise.reject('broken')", "broken"),
    ("rejects-nothing", "return Promise.reject()", "no error"),
    ("object", "return Promise.resolve({ status: 200, ok: true })", "no response"),
    ("nothing", "return undefined", "no response"),
    ("text", "return 'hello'", "no response"),
    ("bad-thenable", "return { then() { throw new Error('broken') } }", "broken"),
    ("getter", "return { get then() { throw new Error('broken') } }", "broken"),
];

#[wasm_bindgen_test]
async fn h140_a_fetch_that_misbehaves_fails_the_request_and_nothing_else() {
    bounded(async {
        let sandbox = Sandbox::new("h140").await;
        let client = sandbox.signed_in().await;
        for (name, body, told) in MISBEHAVIOUR {
            let error = {
                let _fetch = Stub::fetch(body);
                failed(me(&client).await)
            };
            assert_eq!((error.code(), error.is_retryable()), ("ERR_NETWORK", false), "{name}");
            assert!(error.to_string().contains(told), "{name}: {error}");
            assert_eq!(me(&client).await.expect("the client still works").token, "a1", "{name}");
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn h140_a_fetch_that_misbehaves_at_the_refresh_keeps_the_session() {
    // A bound for each of them: nine sessions one after the other take as long as the machine is busy.
    for (name, body, _) in MISBEHAVIOUR {
        bounded(async {
            let sandbox = Sandbox::new("h140-refresh").await;
            // Alone: with other tabs a call that breaks off is no failure until the page has had the time to go.
            let options = sandbox.options().id(&format!("h140-{name}")).share_tabs(false);
            let client = sandbox.client(options);
            let heard = Heard::of(&client.session().unwrap());
            sign_in(&client, "ada").await;
            sandbox.expire().await;
            let error = {
                let _fetch = Stub::fetch(&format!(
                    "if (!String(request.url).endsWith('/auth/refresh')) return real(request, init); {body}"
                ));
                failed(me(&client).await)
            };
            assert_eq!((error.code(), error.status()), ("ERR_REFRESH_FAILED", Some(401)), "{name}");
            assert_eq!((heard.ends(), client.session().unwrap().state()), (0, SessionState::Stale), "{name}");
            let SessionEvent::RefreshFailed { failure, .. } = heard.last() else {
                panic!("{:?}", heard.last())
            };
            // A fetch that throws has sent nothing.
            let is_unsent = name.starts_with("throws");
            let class = if is_unsent { RefreshFailure::Transient } else { RefreshFailure::InDoubt };
            assert_eq!(failure, class, "{name}");
            sign_in(&client, "bob").await;
            assert_eq!(me(&client).await.expect("the client still works").user, "bob");
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn h15_a_fetch_that_ignores_its_signal_does_not_hold_up_a_timeout() {
    bounded(async {
        let client = Client::new();
        let _fetch = Stub::fetch("return new Promise(() => {})");
        let request = client.get("/never").timeout(std::time::Duration::from_millis(20));
        assert_eq!(failed(request.send().await).code(), "ECONNABORTED");
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_a_network_error_whatever_it_breaks_with() {
    bounded(async {
        let client = Client::new();
        for body in [
            "return Promise.resolve(new Response(new ReadableStream({ pull(to) { to.error('broken') } })))",
            "const answer = new Response('x'); answer.text = () => Promise.reject('broken');
             answer.arrayBuffer = () => { throw 'broken' }; return Promise.resolve(answer)",
        ] {
            let _fetch = Stub::fetch(body);
            let response = client.get("/x").send().await.expect("the headers are there");
            assert_eq!(failed(response.text().await).code(), "ERR_NETWORK");
            let response = client.get("/x").send().await.expect("the headers are there");
            assert_eq!(failed(response.bytes().await).code(), "ERR_NETWORK");
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn h29_a_body_that_can_be_sent_only_once_is_not_sent_again() {
    bounded(async {
        let sandbox = Sandbox::new("h21").await;
        let client = sandbox.signed_in().await;
        let seen = notes();
        let error = {
            let _fetch = Stub::fetch(
                "notes.push([init.duplex, init.body instanceof ReadableStream]);
                 return Promise.resolve(new Response('no', { status: 401 }))",
            );
            let stream = web_sys::ReadableStream::new().expect("a stream");
            failed(client.post("/api/upload").body(stream).send().await)
        };
        assert_eq!((error.code(), error.status()), ("ERR_BODY_NOT_REPLAYABLE", Some(401)));
        assert_eq!(error.response().unwrap().text(), "no");
        let seen: Vec<(String, bool)> = serde_wasm_bindgen::from_value(seen.into()).expect("one note");
        assert_eq!(seen, [("half".to_owned(), true)]);
    })
    .await;
}
