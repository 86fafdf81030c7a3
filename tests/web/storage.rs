//! Where the record of a session is kept, and what happens where it cannot be.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use everfetch::client::{
    Error, SessionEvent, SessionState, SessionStore, Storage, StoreFuture, StoredSession, Tokens,
};
use gloo_storage::Storage as _;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, me, sign_in};
use crate::support::stub::Stub;
use crate::support::{Heard, bounded, timer};

#[wasm_bindgen_test]
async fn h128_a_storage_that_throws_costs_the_record_and_nothing_else() {
    bounded(async {
        let sandbox = Sandbox::new("h128").await;
        let _session = Stub::getter("sessionStorage", "throw new DOMException('blocked', 'SecurityError')");
        let _local = Stub::getter("localStorage", "throw new DOMException('blocked', 'SecurityError')");
        let client = sandbox.client(sandbox.options());
        let session = client.session().unwrap();
        let heard = Heard::of(&session);
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert!(session.is_degraded() && !session.is_sharing());
        assert_eq!(heard.count(|event| *event == SessionEvent::StorageDegraded), 1);
        session.sign_out();
        assert_eq!(session.state(), SessionState::Ended);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h129_a_full_storage_does_not_lose_the_newest_token() {
    bounded(async {
        let sandbox = Sandbox::new("h129").await;
        let client = sandbox.client(sandbox.options().share_tabs(false));
        let session = client.session().unwrap();
        let heard = Heard::of(&session);
        sign_in(&client, "ada").await;
        {
            let prototype = Reflect::get(&js_sys::global(), &"Storage".into()).unwrap();
            let prototype = Reflect::get(&prototype, &"prototype".into()).unwrap();
            let full = js_sys::Function::new_no_args("throw new DOMException('full', 'QuotaExceededError')");
            let _full = Stub::value(prototype.unchecked_into(), "setItem", &full);
            sandbox.expire().await;
            assert_eq!(me(&client).await.expect("an answer").token, "a2");
            assert!(session.is_degraded());
            assert_eq!(heard.count(|event| *event == SessionEvent::StorageDegraded), 1);
        }
        // There is room again: the next renewal is kept.
        sandbox.expire().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a3");
        assert!(!session.is_degraded());
        let kept =
            gloo_storage::SessionStorage::raw().get_item(&sandbox.key("h129")).unwrap().expect("a record");
        let token = session.access_token().await.unwrap().expect("a token");
        assert!(kept.contains(&token));
    })
    .await;
}

#[wasm_bindgen_test]
async fn h130_a_record_that_does_not_hold_is_no_session() {
    bounded(async {
        let sandbox = Sandbox::new("h130").await;
        for (number, text) in
            ["", "{}", "everfetch 1\n\n\n", "everfetch 9\n1\n1\n\n\nAAA\nRRR", "🦀"].iter().enumerate()
        {
            let id = format!("h130-{number}");
            gloo_storage::SessionStorage::raw().set_item(&sandbox.key(&id), text).unwrap();
            let client = sandbox.client(sandbox.options().id(&id));
            assert_eq!(client.session().unwrap().ready().await, SessionState::Anonymous, "{text:?}");
        }
    })
    .await;
}

/// A storage of the application that takes its time, and notes the order of its writes.
#[derive(Clone, Default)]
struct Cabinet {
    held: Rc<RefCell<Option<StoredSession>>>,
    writes: Rc<RefCell<Vec<Option<String>>>>,
    begun: Rc<Cell<i32>>,
    fails: Rc<Cell<bool>>,
}

impl Cabinet {
    fn write(&self, session: Option<StoredSession>) -> StoreFuture<()> {
        let cabinet = self.clone();
        // The first writes take longest, so that they would be overtaken.
        let delay = 60 - 20 * self.begun.replace(self.begun.get() + 1).min(3);
        Box::pin(async move {
            timer(delay).await;
            if cabinet.fails.get() {
                return Err(Error::Application("the drawer is stuck".to_owned()));
            }
            cabinet
                .writes
                .borrow_mut()
                .push(session.as_ref().and_then(|session| session.access_token.clone()));
            cabinet.held.replace(session);
            Ok(())
        })
    }

    async fn written(&self, count: usize) {
        while self.writes.borrow().len() < count {
            timer(1).await;
        }
    }
}

impl SessionStore for Cabinet {
    fn load(&self) -> StoreFuture<Option<StoredSession>> {
        let cabinet = self.clone();
        Box::pin(async move {
            timer(5).await;
            Ok(cabinet.held.borrow().clone())
        })
    }

    fn save(&self, session: StoredSession) -> StoreFuture<()> {
        self.write(Some(session))
    }

    fn clear(&self) -> StoreFuture<()> {
        self.write(None)
    }
}

#[wasm_bindgen_test]
async fn h131_writes_to_a_storage_of_the_application_do_not_overtake_each_other() {
    bounded(async {
        let sandbox = Sandbox::new("h131").await;
        let cabinet = Cabinet::default();
        let options =
            |id: &str| sandbox.options().id(id).storage(Storage::custom(cabinet.clone())).share_tabs(false);
        let client = sandbox.client(options("h131"));
        let session = client.session().unwrap();
        sign_in(&client, "ada").await;
        session.update(&Tokens::new("second")).await.expect("a token");
        session.sign_out_here();
        cabinet.written(3).await;
        let writes = cabinet.writes.borrow().clone();
        assert!(writes[0].as_ref().is_some_and(|token| token.starts_with("eyJ")));
        assert_eq!((writes[1].as_deref(), writes[2].as_deref()), (Some("second"), None));

        sign_in(&client, "bob").await;
        cabinet.written(4).await;
        // Another session that finds the same record, as after a reload.
        let reloaded = sandbox.client(options("h131-reloaded"));
        assert_eq!(reloaded.session().unwrap().state(), SessionState::Restoring);
        assert_eq!(me(&reloaded).await.expect("an answer").user, "bob");
    })
    .await;
}

#[wasm_bindgen_test]
async fn tokens_that_another_library_has_stored_are_taken_over() {
    bounded(async {
        let sandbox = Sandbox::new("takeover").await;
        let other = sandbox.signed_in().await;
        let token = other.session().unwrap().access_token().await.unwrap();
        let cabinet = Cabinet::default();
        cabinet.held.replace(Some(StoredSession { access_token: token, ..StoredSession::default() }));
        let options = sandbox.options().id("takeover-own").storage(Storage::custom(cabinet));
        let client = sandbox.client(options);
        assert_eq!(client.session().unwrap().ready().await, SessionState::Active);
        assert_eq!(me(&client).await.expect("an answer").token, "a1");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h131_a_storage_of_the_application_that_fails_is_told_and_the_session_goes_on() {
    bounded(async {
        let sandbox = Sandbox::new("h131-fails").await;
        let cabinet = Cabinet::default();
        cabinet.fails.set(true);
        let client = sandbox.client(sandbox.options().storage(Storage::custom(cabinet)));
        let heard = Heard::of(&client.session().unwrap());
        sign_in(&client, "ada").await;
        heard.until(SessionEvent::StorageDegraded).await;
        assert_eq!(me(&client).await.expect("an answer").token, "a1");
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_session_in_memory_leaves_nothing_behind() {
    bounded(async {
        let sandbox = Sandbox::new("memory").await;
        let client = sandbox.client(sandbox.options().storage(Storage::Memory));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        for storage in [gloo_storage::SessionStorage::raw(), gloo_storage::LocalStorage::raw()] {
            for index in 0..storage.length().unwrap() {
                let key = storage.key(index).unwrap().expect("a key");
                assert!(!key.starts_with("everfetch:memory "), "{key}");
            }
        }
    })
    .await;
}
