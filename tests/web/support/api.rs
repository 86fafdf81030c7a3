//! The embedded API server, seen from a test: a sandbox with knobs and counters.

use std::collections::HashMap;

use everfetch::client::{Client, Error, Response, SessionOptions, Tokens};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answered;

/// Where the server is. Handed over when the tests are compiled, since a page has no environment.
const SERVER: Option<&str> = option_env!("EVERFETCH_API");

/// How long the server keeps a call waiting that the test releases, in milliseconds: longer than any test.
pub(crate) const HELD: u32 = 120_000;

/// A server of the test's own within the server.
pub(crate) struct Sandbox {
    name: &'static str,
    url: String,
    control: Client,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counters {
    pub(crate) unauthorized: u32,
    pub(crate) revocations: u32,
    pub(crate) reuse_detected: u32,
    pub(crate) csrf_refused: u32,
    pub(crate) refresh: Refreshes,
    /// By method and path.
    pub(crate) calls: HashMap<String, u32>,
    /// By `X-Request-Id`.
    pub(crate) sends: HashMap<String, u32>,
    /// By the label of the access token.
    pub(crate) tokens: HashMap<String, Uses>,
}

#[derive(Deserialize)]
pub(crate) struct Refreshes {
    pub(crate) calls: u32,
    pub(crate) rotated: u32,
    pub(crate) graced: u32,
    pub(crate) peak: u32,
}

#[derive(Deserialize)]
pub(crate) struct Uses {
    pub(crate) accepted: u32,
    pub(crate) refused: u32,
}

/// What `/api/me` answers: `token` is a label, `a1` for the first access token of the sandbox.
#[derive(Deserialize, Debug, PartialEq, Eq)]
pub(crate) struct Me {
    pub(crate) user: String,
    pub(crate) token: String,
}

impl Sandbox {
    /// A fresh one. Tokens live a minute there, so that only `expire` ends them.
    pub(crate) async fn new(name: &'static str) -> Self {
        let server = SERVER.expect("EVERFETCH_API names no API server; `npm test` starts one and names it");
        let url = format!("{server}/s/{name}");
        let control = Client::builder().base_url(&url).build().expect("a client");
        let sandbox = Sandbox { name, url, control };
        sandbox.post("/control/reset", &json!({})).await;
        sandbox.knobs(json!({ "accessTtl": 60_000 })).await;
        sandbox
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let sent = self.control.post(path).json(body).send().await.expect("the server answers");
        answered();
        let agreed = sent.error_for_status().await.expect("the server agrees");
        agreed.json().await.expect("JSON")
    }

    pub(crate) async fn knobs(&self, knobs: Value) {
        self.post("/control/knobs", &knobs).await;
    }

    /// Calls that the server keeps waiting go on, as soon as there are any.
    pub(crate) async fn release(&self) {
        while self.post("/control/release", &json!({})).await["released"] == 0 {}
    }

    /// Every access token is expired from now on.
    pub(crate) async fn expire(&self) {
        self.post("/control/expire", &json!({})).await;
    }

    /// Every session is over, as seen by the server.
    pub(crate) async fn kill(&self) {
        self.post("/control/kill", &json!({})).await;
    }

    pub(crate) async fn counters(&self) -> Counters {
        let response = self.control.get("/control/counters").send().await.expect("the server answers");
        answered();
        response.json().await.expect("counters")
    }

    /// The usual options: the session is named like the sandbox.
    pub(crate) fn options(&self) -> SessionOptions {
        SessionOptions::new("/auth/refresh").id(self.name)
    }

    /// What a session of this id and these options keeps its record under: its grant is in the name.
    pub(crate) fn key(&self, id: &str) -> String {
        let server = SERVER.unwrap_or_default();
        format!("everfetch:{id} {server} /s/{}/auth/refresh", self.name)
    }

    /// A client with these options.
    pub(crate) fn client(&self, session: SessionOptions) -> Client {
        Client::builder().base_url(&self.url).session(session).build().expect("a client")
    }

    /// A client with a session that has been signed in.
    pub(crate) async fn signed_in(&self) -> Client {
        let client = self.client(self.options());
        sign_in(&client, "ada").await;
        client
    }

    /// The same, and its token is expired.
    pub(crate) async fn expired(&self) -> Client {
        let client = self.signed_in().await;
        self.expire().await;
        client
    }
}

#[derive(Serialize)]
struct Login<'a> {
    user: &'a str,
    mode: &'a str,
}

/// Signs in at the server, and returns its tokens.
pub(crate) async fn login(client: &Client, user: &str, mode: &str) -> Tokens {
    let request = client.post("/auth/login").json(&Login { user, mode }).with_credentials().without_session();
    let response = request.send().await.expect("the server answers");
    answered();
    response.error_for_status().await.expect("signed in").tokens().await.expect("tokens")
}

/// Signs in at the server, and with the client's session.
pub(crate) async fn sign_in(client: &Client, user: &str) {
    let tokens = login(client, user, "bearer").await;
    client.session().unwrap().sign_in(&tokens).expect("tokens");
}

/// Who the server thinks we are.
pub(crate) async fn me(client: &Client) -> Result<Me, Error> {
    get(client, "/api/me").await?.error_for_status().await?.json().await
}

pub(crate) async fn get(client: &Client, path: &str) -> Result<Response, Error> {
    let answer = client.get(path).send().await;
    answered();
    answer
}

/// A request that is counted under `id`.
pub(crate) async fn counted(client: &Client, path: &str, id: &str) -> Result<Response, Error> {
    let answer = client.get(path).header("X-Request-Id", id).send().await;
    answered();
    answer
}

/// The error of a request that was to fail. Whatever it prints, no token of ours is in it.
pub(crate) fn failed<T>(result: Result<T, Error>) -> Error {
    let Err(error) = result else { panic!("it was to fail") };
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("eyJ") && !printed.contains("rt_"), "a token is printed: {printed}");
    error
}
