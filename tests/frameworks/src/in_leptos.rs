//! The hook in a component of Leptos, mounted into the page.

use std::sync::{Arc, Mutex};

use everfetch::leptos::use_session;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{place, session, sign_in, until};

#[wasm_bindgen_test]
async fn leptos_shows_each_state_and_stops_listening_when_the_component_is_unmounted() {
    let (session, place) = (session("leptos"), place());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (own, log) = (session.clone(), seen.clone());
    let mounted = leptos::mount::mount_to(place.clone(), move || {
        let state = use_session(&own);
        view! {
            <p>
                {move || {
                    log.lock().unwrap().push(state.get().as_str());
                    state.get().as_str()
                }}
            </p>
        }
    });
    assert_eq!(place.text_content().as_deref(), Some("restoring"));
    until("anonymous", || place.text_content().as_deref() == Some("anonymous")).await;
    sign_in(&session);
    until("active", || place.text_content().as_deref() == Some("active")).await;
    assert_eq!(*seen.lock().unwrap(), ["restoring", "anonymous", "active"]);
    assert_eq!(session.listeners(), 1);
    drop(mounted);
    assert_eq!(session.listeners(), 0);
    session.sign_out_here();
    assert_eq!(seen.lock().unwrap().len(), 3);
}
