//! The server's side of the applications in ../yew, ../leptos and ../dioxus, typed: what is sent, what comes back, and the
//! client that carries it.

use everfetch::client::{Client, Error, SessionOptions};
use futures::future::join_all;
use serde::{Deserialize, Serialize};

/// What signs a user in.
#[derive(Serialize)]
struct Credentials<'a> {
    user: &'a str,
}

#[derive(Serialize)]
struct Range {
    page: u32,
    limit: u32,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Item>,
}

/// One line of the list.
#[derive(Clone, PartialEq, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) price: u32,
}

/// The server's address: `?api=` in the page's own, else where the embedded server of the tests listens.
fn base_url() -> String {
    let given = web_sys::window()
        .and_then(|window| window.location().search().ok())
        .and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok())
        .and_then(|search| search.get("api"));
    given.unwrap_or_else(|| "http://127.0.0.1:4645".to_owned())
}

/// One for the whole page. A refresh token goes to `/auth/refresh`; everything else is the defaults.
pub(crate) fn client() -> Result<Client, Error> {
    Client::builder().base_url(&base_url()).session(SessionOptions::new("/auth/refresh")).build()
}

pub(crate) async fn sign_in(client: &Client, user: &str) -> Result<(), Error> {
    let request = client.post("/auth/login").json(&Credentials { user }).without_session();
    let tokens = request.send().await?.error_for_status().await?.tokens().await?;
    client.session()?.sign_in(&tokens)
}

async fn item(client: &Client, number: u32) -> Result<Option<Item>, Error> {
    let request = client.get("/api/items").query(&Range { page: number, limit: 1 });
    let page: Page = request.send().await?.error_for_status().await?.json().await?;
    Ok(page.items.into_iter().next())
}

/// So many requests at once: if the token has expired, all of them meet it, and one refresh serves them.
pub(crate) async fn items(client: &Client, count: u32) -> Result<Vec<Item>, Error> {
    let answers = join_all((1..=count).map(|number| item(client, number))).await;
    answers.into_iter().filter_map(Result::transpose).collect()
}
