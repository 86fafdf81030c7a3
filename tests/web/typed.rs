//! Requests and answers as Rust sees them.

use std::collections::BTreeMap;

use everfetch::client::{Client, Error, Method, Session};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, failed};
use crate::support::bounded;
use crate::support::stub::Stub;

async fn echo(request: everfetch::client::RequestBuilder) -> Value {
    let response = request.send().await.expect("an answer");
    response.error_for_status().await.expect("an echo").json().await.expect("JSON")
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Order {
    id: u64,
    lines: BTreeMap<u32, String>,
    note: Option<String>,
}

#[wasm_bindgen_test]
async fn json_keeps_what_rust_has() {
    bounded(async {
        let sandbox = Sandbox::new("json").await;
        let client = sandbox.signed_in().await;
        let order = Order { id: u64::MAX, lines: [(7, "seven".to_owned())].into(), note: None };
        let text = serde_json::to_string(&order).unwrap();
        let echoed = echo(client.post("/api/echo").json(&order)).await;
        assert_eq!(echoed["headers"]["content-type"], "application/json");
        assert_eq!(echoed["bytes"], text.len());
        assert_eq!(echoed["body"]["note"], Value::Null);

        let _fetch = Stub::fetch("return request.text().then((text) => new Response(text))");
        let sent = client.put("/api/echo").json(&order).send().await.expect("an answer");
        assert_eq!(sent.json::<Order>().await.expect("the order"), order);
    })
    .await;
}

#[wasm_bindgen_test]
async fn every_method_query_and_body_arrives_as_it_was_given() {
    bounded(async {
        let sandbox = Sandbox::new("echo").await;
        let client = sandbox.signed_in().await;
        for (name, request) in [
            ("GET", client.get("/api/echo")),
            ("DELETE", client.delete("/api/echo")),
            ("POST", client.post("/api/echo")),
            ("PUT", client.put("/api/echo")),
            ("PATCH", client.patch("/api/echo")),
        ] {
            assert_eq!(echo(request).await["method"], name);
        }
        assert_eq!(client.head("/api/me").send().await.expect("an answer").status(), 200);
        assert_eq!(client.request(Method::HEAD, "/api/me").send().await.expect("an answer").status(), 200);
        assert!(client.options("/public/ping").send().await.is_ok());

        let asked = echo(client.get("/api/echo?a=1#top").query(&[("q", "ä b&c")]).query(&[("n", 2)])).await;
        assert_eq!(asked["query"], json!({ "a": "1", "q": "ä b&c", "n": "2" }));

        let accept = asked["headers"]["accept"].as_str().expect("a header");
        assert!(accept.starts_with("application/json"), "{accept}");
        let own = echo(client.get("/api/echo").header("Accept", "text/csv")).await;
        assert_eq!(own["headers"]["accept"], "text/csv");

        let form = echo(client.post("/api/echo").form(&[("a", "1 2"), ("b", "&")])).await;
        assert_eq!(form["body"], json!([["a", "1 2"], ["b", "&"]]));
        assert_eq!(form["headers"]["content-type"], "application/x-www-form-urlencoded");

        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(echo(client.post("/api/echo").body(bytes)).await["bytes"], 256);
        let text = echo(client.post("/api/echo").body("hällo")).await;
        assert_eq!((text["body"].as_str(), text["bytes"].as_u64()), (Some("hällo"), Some(6)));
        let multipart = web_sys::FormData::new().unwrap();
        multipart.append_with_str("name", "value").unwrap();
        let multipart = echo(client.post("/api/echo").body(multipart)).await;
        assert_eq!(multipart["body"], json!([{ "name": "name", "value": "value" }]));
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_body_is_resent_byte_for_byte() {
    bounded(async {
        let sandbox = Sandbox::new("resent").await;
        let client = sandbox.expired().await;
        let bytes: Vec<u8> = (0..100_000u32).map(|number| (number * 7) as u8).collect();
        let first = echo(client.post("/api/echo").body(bytes.clone())).await;
        let second = echo(client.post("/api/echo").body(bytes)).await;
        assert_eq!(first["credential"]["token"], "a2");
        assert_eq!((&first["sha256"], &first["bytes"]), (&second["sha256"], &json!(100_000)));
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_status_is_an_error_only_where_that_is_asked() {
    bounded(async {
        let sandbox = Sandbox::new("status").await;
        let client = sandbox.signed_in().await;
        let response = client.post("/api/items").json(&json!({})).send().await.expect("an answer");
        assert_eq!((response.status(), response.is_success()), (422, false));
        assert_eq!(response.header("Content-Type").as_deref(), Some("application/json; charset=utf-8"));
        let error = failed(response.error_for_status().await);
        assert_eq!((error.code(), error.status()), ("ERR_BAD_REQUEST", Some(422)));
        let body: Value = error.response().unwrap().json().expect("the body comes along");
        assert_eq!(body["error"], "invalid");
        sandbox.knobs(json!({ "apiStatus": 503 })).await;
        let down = client.get("/api/me").send().await.expect("an answer");
        assert_eq!(failed(down.error_for_status().await).code(), "ERR_BAD_RESPONSE");
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_does_not_decode_is_an_error_that_names_no_value() {
    bounded(async {
        let sandbox = Sandbox::new("decode").await;
        let client = sandbox.signed_in().await;
        let response = client.get("/api/me").send().await.expect("an answer");
        let error = failed(response.json::<BTreeMap<String, u8>>().await);
        assert_eq!(error.code(), "ERR_BAD_RESPONSE");
        assert!(!error.to_string().contains("ada"), "{error}");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h119_mistakes_of_the_caller_are_errors_and_harm_nothing() {
    bounded(async {
        let sandbox = Sandbox::new("mistakes").await;
        let client = sandbox.signed_in().await;
        let fails = |result| failed::<everfetch::client::Response>(result).code();
        assert_eq!(fails(client.get("/api/me").header("X-A", "a\r\nb").send().await), "ERR_BAD_REQUEST");
        assert_eq!(fails(client.get("/api/me").header("a b", "c").send().await), "ERR_BAD_REQUEST");
        assert_eq!(fails(client.get("/api/me").header("X-A", "€").send().await), "ERR_BAD_REQUEST");
        assert_eq!(fails(client.get("/api/me").body("a GET has none").send().await), "ERR_BAD_REQUEST");
        assert_eq!(fails(client.get("/api/me").query("no pairs").send().await), "ERR_BAD_REQUEST");
        assert_eq!(fails(client.get("http://[").send().await), "ERR_INVALID_URL");
        assert_eq!(fails(client.get("https://ada:secret@example.com/").send().await), "ERR_INVALID_URL");
        let trace = client.request(Method::TRACE, "/api/me").send().await;
        assert_eq!(fails(trace), "ERR_BAD_REQUEST");
        // A key of a map that JSON cannot have.
        let keyless = BTreeMap::from([((1, 2), 3)]);
        assert_eq!(fails(client.post("/api/items").json(&keyless).send().await), "ERR_BAD_REQUEST");
        assert_eq!(crate::support::api::me(&client).await.expect("the client still works").token, "a1");
    })
    .await;
}

#[wasm_bindgen_test]
fn handles_and_errors_can_be_shared_between_threads() {
    fn check<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    check::<Client>();
    check::<Session>();
    check::<Error>();
}

#[wasm_bindgen_test]
async fn a_body_arrives_piece_by_piece() {
    bounded(async {
        let _fetch = Stub::fetch(
            "const pieces = ['one', 'two'].map((text) => new TextEncoder().encode(text));
            const pull = (to) => (pieces.length ? to.enqueue(pieces.shift()) : to.close());
            return new Response(new ReadableStream({ pull }))",
        );
        let response = Client::new().get("/x").send().await.expect("an answer");
        let pieces: Vec<_> = response.bytes_stream().map(|piece| piece.expect("a piece")).collect().await;
        assert_eq!(pieces, [b"one".to_vec(), b"two".to_vec()]);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_ends_with_its_error() {
    bounded(async {
        let _fetch = Stub::fetch(
            "let isFirst = true;
            const pull = (to) => (isFirst ? to.enqueue(new Uint8Array([7])) : to.error(new Error('gone')), isFirst = false);
            return new Response(new ReadableStream({ pull }))",
        );
        let response = Client::new().get("/x").send().await.expect("an answer");
        let pieces: Vec<_> = response.bytes_stream().collect().await;
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].as_ref().expect("a piece"), &[7]);
        assert_eq!(pieces[1].as_ref().expect_err("the end").code(), "ERR_NETWORK");
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_request_may_say_beforehand_that_a_status_is_an_error() {
    bounded(async {
        let _fetch = Stub::fetch("return new Response('gone', { status: 404 })");
        let request = Client::new().get("/x").error_for_status();
        let error = failed(request.send().await);
        assert_eq!((error.status(), error.response().map(|answer| answer.text())), (Some(404), Some("gone")));
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_bearer_token_of_the_caller_is_sent() {
    bounded(async {
        let _fetch = Stub::fetch("return new Response(request.headers.get('authorization'))");
        let sent = Client::new().get("/x").bearer_auth("t-1").send().await.expect("an answer");
        assert_eq!(sent.text().await.expect("a text"), "Bearer t-1");
    })
    .await;
}
