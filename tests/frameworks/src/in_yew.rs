//! The hook in a component of Yew, mounted into the page.

use std::cell::RefCell;
use std::rc::Rc;

use everfetch::client::Session;
use everfetch::yew::use_session;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::{place, session, sign_in, until};

type Seen = Rc<RefCell<Vec<&'static str>>>;

#[derive(PartialEq, Properties)]
struct Props {
    session: Session,
    seen: Seen,
}

#[component]
fn Status(Props { session, seen }: &Props) -> Html {
    let state = use_session(session).as_str();
    seen.borrow_mut().push(state);
    html! { <p>{ state }</p> }
}

#[wasm_bindgen_test]
async fn yew_shows_each_state_and_stops_listening_when_the_component_is_destroyed() {
    let (session, seen, place) = (session("yew"), Seen::default(), place());
    let props = Props { session: session.clone(), seen: seen.clone() };
    let app = yew::Renderer::<Status>::with_root_and_props(place.clone().into(), props).render();
    until("anonymous", || place.text_content().as_deref() == Some("anonymous")).await;
    sign_in(&session);
    until("active", || place.text_content().as_deref() == Some("active")).await;
    assert_eq!(*seen.borrow(), ["restoring", "anonymous", "active"]);
    assert_eq!(session.listeners(), 1);
    app.destroy();
    until("nobody listens", || session.listeners() == 0).await;
    session.sign_out_here();
    assert_eq!(seen.borrow().len(), 3);
}
