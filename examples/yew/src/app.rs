//! What is seen: a form to sign in with, or the list and a way out, and below them what the session has told.

use everfetch::client::{Client, Error, Session, SessionState};
use everfetch::yew::use_session;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::api::{self, Item};
use crate::history::use_history;
use crate::status::Status;

const COUNT: u32 = 50;

/// Makes the client once, and says so if its options are wrong.
#[component]
pub(crate) fn App() -> Html {
    let client = use_memo((), |()| api::client().and_then(|client| Ok((client.session()?, client))));
    match &*client {
        Ok((session, client)) => html! { <Page client={client.clone()} session={session.clone()} /> },
        Err(error) => html! { <p role="alert">{ error.to_string() }</p> },
    }
}

#[derive(PartialEq, Properties)]
struct PageProps {
    client: Client,
    session: Session,
}

#[component]
fn Page(PageProps { client, session }: &PageProps) -> Html {
    let history = use_history(session);
    let state = use_session(session);
    let items = use_state(Vec::<Item>::new);
    let problem = use_state(|| None::<Error>);
    let field = use_node_ref();

    let sign_in = {
        let (client, field, problem) = (client.clone(), field.clone(), problem.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let user = field.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let (client, problem) = (client.clone(), problem.clone());
            spawn_local(async move { problem.set(api::sign_in(&client, &user).await.err()) });
        })
    };
    let load = {
        let (client, items, problem) = (client.clone(), items.clone(), problem.clone());
        Callback::from(move |_: MouseEvent| {
            let (client, items, problem) = (client.clone(), items.clone(), problem.clone());
            spawn_local(async move {
                match api::items(&client, COUNT).await {
                    Ok(found) => items.set(found),
                    Err(error) => problem.set(Some(error)),
                }
            });
        })
    };
    let sign_out = {
        let (session, items) = (session.clone(), items.clone());
        Callback::from(move |_: MouseEvent| {
            // The user is out at once; whether the server is told too is not waited for.
            drop(session.sign_out());
            items.set(Vec::new());
        })
    };

    html! {
        <main>
            <h1>{ "everfetch in Yew" }</h1>
            <p id="state">{ state.as_str() }</p>
            <Status session={session.clone()} />
            if state == SessionState::Restoring {
                // Neither the form nor the list: which of them it will be is known in a moment.
            } else if matches!(state, SessionState::Anonymous | SessionState::Ended) {
                <form onsubmit={sign_in}>
                    <label>{ "Name " }<input ref={field} value="ada" /></label>
                    <button>{ "Sign in" }</button>
                </form>
            } else {
                <button onclick={load}>{ "Load" }</button>
                <button onclick={sign_out}>{ "Sign out" }</button>
            }
            if let Some(error) = &*problem {
                <p role="alert">{ format!("{} ({})", error, error.code()) }</p>
            }
            <ul id="items">
                { for items.iter().map(|Item { id, name, price }| html! { <li key={*id}>{ format!("{name}: {price}") }</li> }) }
            </ul>
            <ol id="history">
                { for history.into_iter().map(|line| html! { <li>{ line }</li> }) }
            </ol>
        </main>
    }
}
