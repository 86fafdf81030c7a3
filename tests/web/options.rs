//! Options that are wrong or contradict each other, and who receives the token.

use std::time::Duration;

use everfetch::client::{Call, Carrier, Client, Error, SessionOptions, Storage};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, failed, get, me, sign_in};
use crate::support::bounded;
use crate::support::stub::{Stub, notes};

fn build(session: SessionOptions) -> Result<Client, Error> {
    Client::builder().base_url("https://api.example.com").session(session).build()
}

fn options() -> SessionOptions {
    SessionOptions::new("/auth/refresh")
}

#[wasm_bindgen_test]
fn a_wrong_option_is_named_when_the_client_is_built() {
    let cases = [
        ("id", options().id("")),
        ("header", options().header("a b")),
        ("scheme", options().scheme("Bearer\n")),
        ("refresh_on", options().refresh_on(&[99])),
        ("refresh_on", options().refresh_on(&[401, 200])),
        ("refresh_timeout", options().refresh_timeout(Duration::ZERO)),
        ("exclude", options().exclude("")),
        ("origins", options().origins(&["ftp://example.com"])),
        ("origins", options().origins(&["example.com"])),
        ("share_tabs", options().storage(Storage::Memory).share_tabs(true)),
        ("refresh", SessionOptions::new("")),
        ("refresh", SessionOptions::new(Call::json("/r").header("a b", "c"))),
        ("revoke", options().revoke("")),
    ];
    for (name, session) in cases {
        let error = failed(build(session));
        assert_eq!(error.code(), "ERR_BAD_OPTION_VALUE", "{name}");
        assert!(error.to_string().contains(name), "{name}: {error}");
    }
    assert_eq!(failed(Client::builder().base_url("http://[").build()).code(), "ERR_INVALID_URL");
    assert_eq!(failed(Client::builder().header("a b", "c").build()).code(), "ERR_BAD_OPTION_VALUE");
    assert_eq!(failed(Client::new().session()).code(), "ERR_BAD_OPTION_VALUE");
}

#[wasm_bindgen_test]
fn two_clients_of_one_session_have_to_agree() {
    let first = build(options().id("agree")).expect("a client");
    let same = build(options().id("agree").on_session_end(|_| {})).expect("functions are no contradiction");
    assert_eq!(first.session().unwrap(), same.session().unwrap());
    for (name, session) in [
        ("carrier", options().carrier(Carrier::Cookie)),
        ("refresh", SessionOptions::new("/other")),
        ("origins", options().origins(&["https://other.example.com"])),
        ("storage", options().storage(Storage::Local)),
    ] {
        let error = failed(build(session.id("agree")));
        assert!(error.to_string().contains(name), "{name}: {error}");
    }
}

#[wasm_bindgen_test]
async fn a_client_reads_and_starts_nothing_before_its_first_use() {
    let read = notes();
    let _session = Stub::getter("sessionStorage", "notes.push('sessionStorage')");
    let _local = Stub::getter("localStorage", "notes.push('localStorage')");
    let _fetch = Stub::fetch("notes.push('fetch')");
    let client = build(options().id("idle")).expect("a client");
    assert_eq!(read.length(), 0);
    let _ = client.session().unwrap().state();
    assert_ne!(read.length(), 0, "the stubs would have noticed");
}

async fn has_credential(request: everfetch::client::RequestBuilder) -> bool {
    let ping: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    ping["credential"].as_bool().expect("a verdict")
}

#[wasm_bindgen_test]
async fn h105_only_the_origins_that_were_named_receive_the_token() {
    bounded(async {
        let sandbox = Sandbox::new("h105").await;
        let client = sandbox.signed_in().await;
        // The same server under another name is another origin.
        let foreign = format!("{}/public/ping", sandbox.url().replace("127.0.0.1", "localhost"));
        assert!(has_credential(client.get("/public/ping")).await);
        assert!(!has_credential(client.get(&foreign)).await);

        let origin = sandbox.url().replace("127.0.0.1", "localhost");
        let open = sandbox.client(sandbox.options().id("h105-open").origins(&[sandbox.url(), &origin]));
        sign_in(&open, "ada").await;
        assert!(has_credential(open.get(&foreign)).await);
    })
    .await;
}

#[wasm_bindgen_test]
async fn excluded_paths_and_the_sessions_own_endpoints_go_without_a_token() {
    bounded(async {
        let sandbox = Sandbox::new("exclude").await;
        let client = sandbox.client(sandbox.options().exclude("/public").revoke("/oauth/revoke"));
        sign_in(&client, "ada").await;
        assert!(!has_credential(client.get("/public/ping")).await);
        // By its whole path it is another one.
        assert!(has_credential(client.get(&format!("{}/public/ping", sandbox.url()))).await);
        let whole = sandbox.client(sandbox.options().id("exclude-whole").exclude("/s/exclude/public"));
        sign_in(&whole, "ada").await;
        assert!(!has_credential(whole.get(&format!("{}/public/ping", sandbox.url()))).await);

        let seen = notes();
        let _fetch =
            Stub::fetch("notes.push(request.headers.has('authorization')); return real(request, init)");
        for path in ["/auth/refresh", "/oauth/revoke", "/api/me"] {
            client.post(path).send().await.expect("an answer");
        }
        assert_eq!(
            seen.iter().map(|note| note.as_bool()).collect::<Vec<_>>(),
            [Some(false), Some(false), Some(true)]
        );
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_callers_own_credential_wins_and_switches_the_session_off_for_the_request() {
    bounded(async {
        let sandbox = Sandbox::new("own").await;
        let client = sandbox.signed_in().await;
        let own = client.get("/api/me").header("authorization", "Bearer other").send().await;
        assert_eq!(own.expect("an answer").status(), 401);
        assert_eq!(sandbox.counters().await.refresh.calls, 0);
        // An empty one is none.
        let empty = client.get("/api/me").header("Authorization", "").send().await;
        assert_eq!(empty.expect("an answer").status(), 200);
    })
    .await;
}

#[wasm_bindgen_test]
async fn other_statuses_than_401_may_mean_that_the_token_has_expired() {
    bounded(async {
        let sandbox = Sandbox::new("419").await;
        sandbox.knobs(serde_json::json!({ "unauthorizedStatus": 419 })).await;
        let client = sandbox.client(sandbox.options().refresh_on(&[419]));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert_eq!(get(&client, "/api/forbidden").await.expect("an answer").status(), 403);
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}
