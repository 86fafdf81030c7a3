//! What is seen: a form to sign in with, or the list and a way out, and below them what the session has told.

use everfetch::client::{Client, Error, Session, SessionState};
use everfetch::leptos::use_session;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Item};
use crate::history::use_history;
use crate::status::Status;

const COUNT: u32 = 50;

/// Makes the client once, and says so if its options are wrong.
#[component]
pub(crate) fn App() -> impl IntoView {
    match api::client().and_then(|client| Ok((client.session()?, client))) {
        Ok((session, client)) => view! { <Page client session /> }.into_any(),
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
    }
}

#[component]
fn Page(client: Client, session: Session) -> impl IntoView {
    let history = use_history(&session);
    let state = use_session(&session);
    let items = RwSignal::new(Vec::<Item>::new());
    let problem = RwSignal::new(None::<Error>);
    let name = RwSignal::new("ada".to_owned());
    let (client, session) = (StoredValue::new(client), StoredValue::new(session));

    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        let (client, user) = (client.get_value(), name.get_untracked());
        spawn_local(async move { problem.set(api::sign_in(&client, &user).await.err()) });
    };
    let load = move |_| {
        let client = client.get_value();
        spawn_local(async move {
            match api::items(&client, COUNT).await {
                Ok(found) => items.set(found),
                Err(error) => problem.set(Some(error)),
            }
        });
    };
    let sign_out = move |_| {
        // The user is out at once; whether the server is told too is not waited for.
        drop(session.get_value().sign_out());
        items.set(Vec::new());
    };

    // Neither the form nor the list until it is known which of them it is.
    let controls = move || match state.get() {
        SessionState::Restoring => ().into_any(),
        SessionState::Anonymous | SessionState::Ended => view! {
            <form on:submit=sign_in>
                <label>"Name " <input bind:value=name /></label>
                <button>"Sign in"</button>
            </form>
        }
        .into_any(),
        _ => view! {
            <button on:click=load>"Load"</button>
            <button on:click=sign_out>"Sign out"</button>
        }
        .into_any(),
    };
    view! {
        <main>
            <h1>"everfetch in Leptos"</h1>
            <p id="state">{move || state.get().as_str()}</p>
            <Status session=session.get_value() />
            {controls}
            {move || problem.get().map(|error| view! { <p role="alert">{format!("{} ({})", error, error.code())}</p> })}
            <ul id="items">
                <For each=move || items.get() key=|item| item.id let:item>
                    <li>{format!("{}: {}", item.name, item.price)}</li>
                </For>
            </ul>
            <ol id="history">
                {move || history.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            </ol>
        </main>
    }
}
