//! What listeners may do, and what servers ask for beside a newer token.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use everfetch::client::{SessionEvent, SessionState, Subscription};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, failed, get, me, sign_in};
use crate::support::{Heard, bounded};

#[wasm_bindgen_test]
async fn h11_a_listener_may_act_on_the_session_that_tells_it() {
    bounded(async {
        let sandbox = Sandbox::new("h11").await;
        let client = sandbox.signed_in().await;
        let session = client.session().unwrap();
        let own: Rc<RefCell<Vec<Subscription>>> = Rc::default();
        let calls = Rc::new(Cell::new(0));
        let subscription = {
            let (session, own, calls) = (session.clone(), own.clone(), calls.clone());
            session.clone().on_event(move |event| {
                calls.set(calls.get() + 1);
                // Stops another listener, starts one, and ends the session from within its own renewal.
                own.borrow_mut().clear();
                own.borrow_mut().push(session.on_event(|_| {}));
                if *event == SessionEvent::Refreshed {
                    session.sign_out();
                    assert_eq!(session.state(), SessionState::Ended);
                }
            })
        };
        let heard = Heard::of(&session);
        sandbox.expire().await;
        let error = failed(me(&client).await);
        assert_eq!(error.code(), "ERR_SESSION_ENDED");
        assert_eq!(heard.ends(), 1);
        assert_eq!(calls.get(), 3, "started, renewed, ended");
        drop(subscription);
        sign_in(&client, "bob").await;
        assert_eq!(calls.get(), 3, "a dropped subscription hears nothing");
        assert_eq!(me(&client).await.expect("the client still works").user, "bob");
    })
    .await;
}

#[wasm_bindgen_test]
async fn events_come_in_the_order_of_what_happens() {
    bounded(async {
        let sandbox = Sandbox::new("events").await;
        let client = sandbox.client(sandbox.options());
        let session = client.session().unwrap();
        let names = Rc::new(RefCell::new(Vec::new()));
        let _subscription = {
            let names = names.clone();
            session.on_event(move |event| names.borrow_mut().push(format!("{event:?}")))
        };
        assert_eq!(session.ready().await, SessionState::Anonymous);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        me(&client).await.expect("an answer");
        session.sign_out_here();
        assert_eq!(
            *names.borrow(),
            ["Anonymous", "SignedIn", "RefreshStarted", "Refreshed", "Ended { reason: SignedOut }"]
        );
    })
    .await;
}

#[wasm_bindgen_test]
async fn h125_a_step_up_is_told_and_costs_no_refresh() {
    bounded(async {
        let sandbox = Sandbox::new("h125").await;
        let client = sandbox.signed_in().await;
        let heard = Heard::of(&client.session().unwrap());
        assert_eq!(get(&client, "/api/stepup").await.expect("an answer").status(), 401);
        let SessionEvent::StepUpRequired { acr_values, max_age, .. } = heard.last() else {
            panic!("{:?}", heard.last())
        };
        assert_eq!((acr_values.as_deref(), max_age), (Some("mfa"), Some(Duration::from_secs(5))));
        assert_eq!(get(&client, "/api/forbidden").await.expect("an answer").status(), 403);
        assert_eq!(sandbox.counters().await.refresh.calls, 0);
    })
    .await;
}
