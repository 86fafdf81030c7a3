//! The sessions of this page. Decides that clients with the same id share one, and refuses options that contradict it.
//!
//! A session lives as long as the page, so that no refresh loses its answer when a component, and with it the last
//! handle, is dropped.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::caller::Caller;
use super::host::host;
use super::live::Live;
use super::options::SessionOptions;
use crate::client::error::Error;
use crate::client::globals::get;
use crate::client::native::{IN_BROWSER, needs_browser};
use crate::client::settings::{Id, Settings};

thread_local! {
    static SESSIONS: RefCell<Vec<(Id, Rc<Live>)>> = const { RefCell::new(Vec::new()) };
}

/// The session for these options. Makes it if there is none with this id.
pub(in crate::client) fn join(options: SessionOptions, settings: &Settings) -> Result<Id, Error> {
    if !IN_BROWSER {
        // A component that is rendered on a server builds its client there too.
        return Ok(Id::from(""));
    }
    if !is_front_end() {
        let problem = "a session takes a page or a worker: on a server, users would share it";
        return Err(Error::Option(problem.to_owned()));
    }
    let (id, data, functions) = options.check(settings.base.as_deref())?;
    if let Some((id, live)) = entry(&id) {
        if let Some(option) = live.data.contradiction(&data) {
            return Err(Error::Option(format!(
                "the session {id:?} is already in use with another {option}; give this one another id, or the same \
                 options"
            )));
        }
        live.replace_functions(functions);
        return Ok(id);
    }
    let id: Id = id.into();
    let live = Live::start(data, functions, Caller::of(settings), host);
    SESSIONS.with_borrow_mut(|sessions| sessions.push((id.clone(), live)));
    Ok(id)
}

/// The session called `id`.
pub(in crate::client) fn find(id: &Id) -> Result<Rc<Live>, Error> {
    if !IN_BROWSER {
        return Err(needs_browser());
    }
    let found = entry(id).map(|(_, live)| live);
    found.ok_or_else(|| Error::Option(format!("the session {id:?} belongs to another thread")))
}

fn entry(id: &str) -> Option<(Id, Rc<Live>)> {
    SESSIONS.with_borrow(|sessions| sessions.iter().find(|(own, _)| **own == *id).cloned())
}

/// Whether this realm serves one user: a page, or a worker of one.
fn is_front_end() -> bool {
    let global = JsValue::from(js_sys::global());
    get(&global, "document").is_object() || get(&global, "WorkerGlobalScope").is_function()
}
