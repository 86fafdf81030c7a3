//! An answer whose body is still on its way. Decides that it is read within the request's time, and that dropping it
//! stops the download.

use std::rc::Rc;

use futures::Stream;
use futures::stream::unfold;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::answer::{Answer, Headers};
use super::deadline::{Deadline, within};
use super::error::{Error, text_of};
use super::globals::get;
use super::transport::AbortGuard;

pub(super) struct Download {
    raw: web_sys::Response,
    guard: AbortGuard,
    deadline: Option<Rc<Deadline>>,
}

impl Download {
    pub(super) fn new(raw: web_sys::Response, guard: AbortGuard, deadline: Option<Rc<Deadline>>) -> Self {
        Download { raw, guard, deadline }
    }

    /// The browser's response, of which the status and the headers are there already.
    pub(super) fn raw(&self) -> &web_sys::Response {
        &self.raw
    }

    /// Hands the browser's response over: it is neither aborted nor bounded in time any more.
    pub(super) fn into_raw(self) -> web_sys::Response {
        self.guard.disarm();
        self.raw
    }

    pub(super) async fn text(self) -> Result<String, Error> {
        let text = self.read(web_sys::Response::text).await?;
        Ok(text.as_string().unwrap_or_default())
    }

    pub(super) async fn bytes(self) -> Result<Vec<u8>, Error> {
        let buffer = self.read(web_sys::Response::array_buffer).await?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// The body as it arrives. It ends with the first piece that fails; dropping it stops the download.
    pub(super) fn pieces(self) -> impl Stream<Item = Result<Vec<u8>, Error>> {
        let reader = self.raw.body().map(|body| body.get_reader().unchecked_into());
        unfold((self, reader), |(download, reader)| async move {
            let reader = reader?;
            match download.piece(&reader).await {
                Ok(Some(bytes)) => Some((Ok(bytes), (download, Some(reader)))),
                Ok(None) => None,
                Err(error) => Some((Err(error), (download, None))),
            }
        })
    }

    /// The next piece; nothing at the end.
    async fn piece(&self, reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, Error> {
        let next = reader.read();
        let read = async move { JsFuture::from(next).await.map_err(|error| Error::Network(text_of(&error))) };
        let result = within(self.deadline.as_ref(), read).await?;
        let is_over = get(&result, "done").is_truthy();
        Ok((!is_over).then(|| Uint8Array::new(&get(&result, "value")).to_vec()))
    }

    /// Reads the answer to its end. A body that breaks off counts as empty, so that the status is not lost with it.
    pub(super) async fn into_answer(self) -> Answer {
        let mut answer = Answer {
            status: self.raw.status(),
            status_text: self.raw.status_text(),
            url: self.raw.url(),
            headers: Headers::of(&self.raw),
            body: String::new(),
        };
        if let Ok(text) = self.text().await {
            answer.body = text;
        }
        answer
    }

    /// A second reader of the same body, unless it cannot be copied.
    pub(super) fn copy(&self) -> Option<Self> {
        // Not Rust's `clone`, which would share the body: the one of the Fetch standard.
        let copy = web_sys::Response::clone(&self.raw).ok()?;
        Some(Download::new(copy, AbortGuard::none(), self.deadline.clone()))
    }

    async fn read(
        self,
        start: impl FnOnce(&web_sys::Response) -> Result<Promise, JsValue>,
    ) -> Result<JsValue, Error> {
        let broken = |error: JsValue| Error::Network(text_of(&error));
        let started = start(&self.raw).map_err(broken)?;
        let read = async move { JsFuture::from(started).await.map_err(broken) };
        within(self.deadline.as_ref(), read).await
    }
}
