//! What the session asks of the application: its functions, made uniform by the face that creates the session.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The application's side of a session: an object. In the npm package the face makes it, for Rust front ends the
    /// typed client does. A method that is absent is not asked; what one throws is as good as an answer.
    ///
    /// | method | |
    /// | --- | --- |
    /// | `over` | no method: a promise that settles when this instance of Rust is given up, whose locks are let go of then |
    /// | `guard(entry)` | the callback through which everything asynchronous enters, wrapped by the face, which can do something if it breaks |
    /// | `prepare(access, refresh)` | the refresh call as `{ url, init }` for `fetch`, or a promise of it |
    /// | `refresh(access, refresh, signal)` | the application's own refresh function: tokens, a string, nothing, or a promise of one of these |
    /// | `parse(data, response)` | the tokens in an answer of an unknown shape |
    /// | `classify(status, data, error, isFailure, response)` | the class of a failed refresh in the application's view, or undefined; `isFailure` is false for an answer that looks like a success |
    /// | `problem(status, error)` | the error that stands for a refresh answered with `status` and without tokens |
    /// | `joined()` | told when the page has become one of the tabs that share the session |
    /// | `initial()` | tokens from elsewhere, where the storage holds none |
    /// | `load()` | the record in the application's own storage, or a promise of it |
    /// | `save(record)` | keeps the record, or forgets it where it is null |
    /// | `leased()` | the record by whose lease requests were sent before Rust was there |
    /// | `leave()` | lets go of the presence lock that was held for the lease |
    /// | `revoke(access, refresh, isSignOut)` | revokes tokens at the server |
    /// | `notify(name, detail, retryIn)` | tells listeners and the timeline |
    pub type Host;
}
