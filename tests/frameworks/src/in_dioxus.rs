//! The hook in a component of Dioxus. No renderer takes part: the virtual page is driven by hand.

use std::cell::RefCell;
use std::rc::Rc;

use dioxus::core::NoOpMutations;
use dioxus::prelude::*;
use everfetch::client::Session;
use everfetch::dioxus::use_session;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{session, sign_in};

type Seen = Rc<RefCell<Vec<&'static str>>>;

#[derive(Clone)]
struct Given {
    session: Session,
    seen: Seen,
}

fn status() -> Element {
    let Given { session, seen } = use_hook(consume_context::<Given>);
    let state = use_session(&session);
    seen.borrow_mut().push(state().as_str());
    rsx! { p { {state().as_str()} } }
}

#[wasm_bindgen_test]
async fn dioxus_shows_each_state_and_stops_listening_when_the_component_is_dropped() {
    let (session, seen) = (session("dioxus"), Seen::default());
    let given = Given { session: session.clone(), seen: seen.clone() };
    let mut page = VirtualDom::new(status).with_root_context(given);
    page.rebuild_in_place();
    assert_eq!(*seen.borrow(), ["restoring"]);
    page.wait_for_work().await;
    page.render_immediate(&mut NoOpMutations);
    assert_eq!(*seen.borrow(), ["restoring", "anonymous"]);
    sign_in(&session);
    page.wait_for_work().await;
    page.render_immediate(&mut NoOpMutations);
    assert_eq!(*seen.borrow(), ["restoring", "anonymous", "active"]);
    assert_eq!(session.listeners(), 1);
    drop(page);
    assert_eq!(session.listeners(), 0);
    session.sign_out_here();
    assert_eq!(seen.borrow().len(), 3);
}
