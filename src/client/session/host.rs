//! What the engine asks of the application, as the JavaScript object that the engine expects. It only converts.

use std::future::poll_fn;
use std::rc::{Rc, Weak};

use futures::future::{AbortHandle, abortable};
use js_sys::{JSON, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{future_to_promise, spawn_local};
use web_sys::AbortSignal;

use super::ending;
use super::events::SessionEvent;
use super::functions::{FailedRefresh, Verdict};
use super::live::Live;
use super::refresh::RefreshContext;
use super::store::StoredSession;
use crate::client::answer::{Answer, Headers};
use crate::client::error::Error;
use crate::client::transport::fetch;
use crate::core::Failure;
use crate::web::Host;

/// All methods have the same shape. Arguments that the engine does not pass are undefined.
type Arguments = [JsValue; 5];
type Answered = Result<JsValue, JsValue>;

/// The application's side of a session.
pub(super) fn host(live: &Weak<Live>) -> Host {
    let object = Object::new();
    let method = |name: &str, act: fn(&Rc<Live>, Arguments) -> Answered| {
        let live = live.clone();
        let closure = Closure::<dyn Fn(JsValue, JsValue, JsValue, JsValue, JsValue) -> Answered>::new(
            move |first, second, third, fourth, fifth| match live.upgrade() {
                Some(live) => act(&live, [first, second, third, fourth, fifth]),
                None => Ok(JsValue::UNDEFINED),
            },
        );
        // Fails only if the object is frozen; this one is new.
        let _ = Reflect::set(&object, &name.into(), &closure.into_js_value());
    };
    method("prepare", prepare);
    method("refresh", refresh);
    method("parse", parse);
    method("classify", classify);
    method("problem", problem);
    method("initial", initial);
    method("load", load);
    method("save", save);
    method("revoke", revoke);
    method("notify", notify);
    object.unchecked_into()
}

/// The refresh call as `{ url, init }`.
fn prepare(live: &Rc<Live>, [_, refresh, ..]: Arguments) -> Answered {
    let Some(call) = &live.data.refresh else { return Ok(JsValue::UNDEFINED) };
    let token = refresh.as_string();
    let (request, init) =
        live.caller.refresh(call, live.data.carrier, token.as_deref()).map_err(|error| error.to_js())?;
    let prepared = Object::new();
    Reflect::set(&prepared, &"url".into(), &request)?;
    Reflect::set(&prepared, &"init".into(), &init)?;
    Ok(prepared.into())
}

/// The application's own refresh function.
fn refresh(live: &Rc<Live>, [access, refresh, signal, ..]: Arguments) -> Answered {
    let Some(function) = live.functions().refresh.clone() else { return Ok(JsValue::UNDEFINED) };
    let context = RefreshContext { access_token: access.as_string(), refresh_token: refresh.as_string() };
    let mut running = live.inside(|| function(context));
    let live = live.clone();
    let (running, handle) = abortable(poll_fn(move |task| live.inside(|| running.as_mut().poll(task))));
    let promise = future_to_promise(async move {
        let _stop = StopOn::new(&signal, handle);
        match running.await {
            Ok(Ok(tokens)) => Ok(tokens.as_js().clone()),
            Ok(Err(error)) => Err(error.to_js()),
            Err(_) => Err(js_sys::Error::new("the refresh took longer than refresh_timeout").into()),
        }
    });
    Ok(promise.into())
}

/// Aborts a future when the signal is aborted. Dropping this ends that.
struct StopOn {
    signal: Option<AbortSignal>,
    _listener: Closure<dyn Fn()>,
}

impl StopOn {
    fn new(signal: &JsValue, handle: AbortHandle) -> Self {
        let signal = signal.dyn_ref::<AbortSignal>().cloned();
        let listener = Closure::<dyn Fn()>::new(move || handle.abort());
        if let Some(signal) = &signal {
            signal.set_onabort(Some(listener.as_ref().unchecked_ref()));
        }
        StopOn { signal, _listener: listener }
    }
}

impl Drop for StopOn {
    fn drop(&mut self) {
        if let Some(signal) = &self.signal {
            signal.set_onabort(None);
        }
    }
}

/// The tokens in a reply, found by the application.
fn parse(live: &Rc<Live>, [data, ..]: Arguments) -> Answered {
    let found = live.functions().parse.as_ref().and_then(|parse| parse(&data));
    Ok(found.map_or(JsValue::UNDEFINED, |tokens| tokens.as_js().clone()))
}

/// How the application classifies the answer to a refresh.
fn classify(live: &Rc<Live>, [status, data, _, is_failure, response]: Arguments) -> Answered {
    let functions = live.functions();
    let response = response.dyn_ref::<web_sys::Response>();
    let status = status.as_f64().map(|status| status as u16);
    let body = match data.as_string() {
        Some(text) => text,
        None => JSON::stringify(&data).ok().and_then(|text| text.as_string()).unwrap_or_default(),
    };
    if let (Some(judge), Some(status)) = (&functions.judge, status) {
        let answer = Answer {
            status,
            status_text: String::new(),
            url: response.map(web_sys::Response::url).unwrap_or_default(),
            headers: response.map(Headers::of).unwrap_or_default(),
            body: body.clone(),
        };
        if judge(&answer) != Verdict::Accepted {
            return Ok(Failure::Definitive.as_str().into());
        }
    }
    let judged = match &functions.classify {
        Some(classify) if is_failure.is_truthy() => classify(&FailedRefresh { status, body }),
        _ => None,
    };
    Ok(judged.map_or(JsValue::UNDEFINED, |failure| failure.as_str().into()))
}

/// The error that stands for a refresh without tokens.
fn problem(_: &Rc<Live>, [status, code, ..]: Arguments) -> Answered {
    let Some(status) = status.as_f64() else {
        return Ok(js_sys::Error::new("the refresh function returned no usable token").into());
    };
    let is_name = |code: &String| {
        code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    };
    let named = code.as_string().filter(is_name).map_or(String::new(), |code| [" (", &code, ")"].concat());
    let text =
        format!("the refresh was answered with status {}{named} and without a usable token", status as u16);
    let error = js_sys::Error::new(&text);
    let response = Object::new();
    Reflect::set(&response, &"status".into(), &status.into())?;
    Reflect::set(&error, &"response".into(), &response)?;
    Ok(error.into())
}

/// Tokens that the application has from elsewhere.
fn initial(live: &Rc<Live>, _: Arguments) -> Answered {
    let Some(function) = live.functions().initial.clone() else { return Ok(JsValue::UNDEFINED) };
    let asked = function();
    let promise = future_to_promise(async move {
        Ok(asked.await.map_or(JsValue::UNDEFINED, |tokens| tokens.as_js().clone()))
    });
    Ok(promise.into())
}

/// The record in the application's own storage.
fn load(live: &Rc<Live>, _: Arguments) -> Answered {
    let Some(store) = live.functions().store.clone() else { return Ok(JsValue::UNDEFINED) };
    let loading = store.load();
    let promise = future_to_promise(async move {
        let stored = loading.await.map_err(|error| error.to_js())?;
        stored.serialize(&Serializer::json_compatible()).map_err(JsValue::from)
    });
    Ok(promise.into())
}

/// Keeps the record, or forgets it.
fn save(live: &Rc<Live>, [record, ..]: Arguments) -> Answered {
    let session = match record.is_null() {
        true => None,
        false => Some(serde_wasm_bindgen::from_value::<StoredSession>(record)?),
    };
    if let Some(writer) = &live.writer {
        writer.write(session);
    }
    Ok(JsValue::UNDEFINED)
}

/// Revokes tokens at the server.
fn revoke(live: &Rc<Live>, [access, refresh, is_sign_out, ..]: Arguments) -> Answered {
    let asked = if is_sign_out.is_truthy() { live.take_sign_outs() } else { Vec::new() };
    let context = RefreshContext { access_token: access.as_string(), refresh_token: refresh.as_string() };
    let live = live.clone();
    spawn_local(async move {
        let revoked = revoke_tokens(&live, context).await;
        for done in asked {
            // The sender fails if the caller of the sign-out has stopped waiting.
            let _ = done.send(revoked.clone());
        }
    });
    Ok(JsValue::UNDEFINED)
}

async fn revoke_tokens(live: &Live, context: RefreshContext) -> Result<(), Error> {
    if let Some(function) = live.functions().revoke.clone() {
        return function(context).await;
    }
    let Some(call) = &live.data.revoke else { return Ok(()) };
    let (access, refresh) = (context.access_token.as_deref(), context.refresh_token.as_deref());
    let (request, init) =
        live.caller.revoke(call, live.data.carrier, access, refresh, live.data.refresh.as_ref())?;
    let response = fetch(&request, &init).await.map_err(Error::Network)?;
    match response.ok() {
        true => Ok(()),
        false => {
            Err(Error::Network(format!("the revocation was answered with status {}", response.status())))
        }
    }
}

/// Tells listeners, and the application that its session has ended.
fn notify(live: &Rc<Live>, [name, detail, retry_in, ..]: Arguments) -> Answered {
    let name = name.as_string().unwrap_or_default();
    let event = SessionEvent::read(&name, &detail, retry_in.as_f64().unwrap_or_default());
    let Some(event) = event else { return Ok(JsValue::UNDEFINED) };
    if let SessionEvent::RefreshFailed { failure: Failure::Misconfigured, .. } = event {
        let text =
            "everfetch: the token endpoint refuses the refresh call; check how the session is refreshed";
        web_sys::console::error_2(&text.into(), &live.engine.page().cause());
    }
    live.tell(&event);
    if let SessionEvent::Ended { reason } = event {
        if let Some(function) = live.functions().session_end.clone() {
            function(reason);
        }
        if let Some(url) = &live.data.login_url {
            ending::go(url, reason);
        }
    }
    Ok(JsValue::UNDEFINED)
}
