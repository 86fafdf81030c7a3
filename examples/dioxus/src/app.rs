//! What is seen: a form to sign in with, or the list and a way out, and below them what the session has told.

use dioxus::prelude::*;
use everfetch::client::{Client, Error, Session, SessionState};
use everfetch::dioxus::use_session;

use crate::api::{self, Item};
use crate::history::use_history;
use crate::status::Status;

const COUNT: u32 = 50;

/// Makes the client once, and says so if its options are wrong.
#[component]
pub(crate) fn App() -> Element {
    let made = use_hook(|| api::client().and_then(|client| Ok((client.session()?, client))));
    match made {
        Ok((session, client)) => rsx! { Page { client, session } },
        Err(error) => rsx! { p { role: "alert", "{error}" } },
    }
}

#[component]
fn Page(client: Client, session: Session) -> Element {
    let history = use_history(&session);
    let state = use_session(&session);
    let mut items = use_signal(Vec::<Item>::new);
    let mut problem = use_signal(|| None::<Error>);
    let mut name = use_signal(|| "ada".to_owned());

    let sign_in = {
        let client = client.clone();
        move |event: FormEvent| {
            event.prevent_default();
            let client = client.clone();
            async move { problem.set(api::sign_in(&client, &name()).await.err()) }
        }
    };
    let load = move |_| {
        let client = client.clone();
        async move {
            match api::items(&client, COUNT).await {
                Ok(found) => items.set(found),
                Err(error) => problem.set(Some(error)),
            }
        }
    };
    let sign_out = {
        let session = session.clone();
        move |_| {
            // The user is out at once; whether the server is told too is not waited for.
            drop(session.sign_out());
            items.set(Vec::new());
        }
    };

    rsx! {
        main {
            h1 { "everfetch in Dioxus" }
            p { id: "state", {state().as_str()} }
            Status { session }
            if state() == SessionState::Restoring {
                // Neither the form nor the list: which of them it will be is known in a moment.
            } else if matches!(state(), SessionState::Anonymous | SessionState::Ended) {
                form { onsubmit: sign_in,
                    label {
                        "Name "
                        input { value: "{name}", oninput: move |event| name.set(event.value()) }
                    }
                    button { "Sign in" }
                }
            } else {
                button { onclick: load, "Load" }
                button { onclick: sign_out, "Sign out" }
            }
            if let Some(error) = problem() {
                p { role: "alert", "{error} ({error.code()})" }
            }
            ul { id: "items",
                for Item { id , name , price } in items() {
                    li { key: "{id}", "{name}: {price}" }
                }
            }
            ol { id: "history",
                for line in history() {
                    li { "{line}" }
                }
            }
        }
    }
}
