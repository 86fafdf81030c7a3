//! A second instance of this very module beside the first: with the same storage and nothing else in common, as a
//! page has it after a reload, or another tab.

use std::cell::RefCell;

use everfetch::client::{Client, SessionOptions, SessionState};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::api::{Sandbox, me};

thread_local! {
    /// What a second instance has restored.
    static CLIENT: RefCell<Option<Client>> = const { RefCell::new(None) };
}

/// Called in the second instance: restores the session of a sandbox, and tells its state and its newest token.
#[allow(unreachable_pub, reason = "wasm-bindgen exports nothing else")]
#[wasm_bindgen]
pub async fn restore(name: String, url: String) -> String {
    let session = SessionOptions::new("/auth/refresh").id(&name);
    let client = Client::builder().base_url(&url).session(session).build().expect("a client");
    let state = client.session().expect("a session").ready().await;
    let token = match state {
        SessionState::Active => me(&client).await.map_or_else(|error| error.code().to_owned(), |me| me.token),
        _ => String::new(),
    };
    CLIENT.set(Some(client));
    format!("{} {token}", state.as_str())
}

/// Called in the second instance: ends the session that was restored there.
#[allow(unreachable_pub, reason = "wasm-bindgen exports nothing else")]
#[wasm_bindgen]
pub fn end() {
    let client = CLIENT.take().expect("a client");
    client.session().expect("a session").sign_out();
}

/// A second instance, as the first one holds it.
pub(crate) struct Instance(JsValue);

impl Instance {
    pub(crate) async fn load() -> Self {
        // Where the module was loaded from, only the list of what the page has loaded knows.
        let load = Function::new_with_args(
            "query",
            "const [wasm] = performance.getEntriesByType('resource').map((entry) => entry.name)
               .filter((name) => name.endsWith('_bg.wasm'));
             const script = wasm.replace('_bg.wasm', '.js') + '?' + query;
             return import(script).then((glue) => glue.default({ module_or_path: wasm }).then(() => glue));",
        );
        let query = format!("{}", (js_sys::Math::random() * 1e12) as u64);
        let loading: Promise = load.call1(&JsValue::NULL, &query.into()).unwrap().unchecked_into();
        Instance(JsFuture::from(loading).await.expect("a second instance"))
    }

    fn function(&self, name: &str) -> Function {
        Reflect::get(&self.0, &name.into()).unwrap().unchecked_into()
    }

    /// Restores the session of `sandbox`, called `name`.
    pub(crate) async fn restored(&self, name: &str, sandbox: &Sandbox) -> String {
        let told = self.function("restore").call2(&JsValue::NULL, &name.into(), &sandbox.url().into());
        let told: Promise = told.unwrap().unchecked_into();
        JsFuture::from(told).await.expect("it tells").as_string().expect("a text")
    }

    /// Ends that session.
    pub(crate) fn end(&self) {
        self.function("end").call0(&JsValue::NULL).unwrap();
    }
}
