//! A limit in time: how long a request may take, or how long the client waits for a session.

use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{Either, Shared, select};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::error::Error;
use crate::client::globals;

/// Starts when it is made. Dropping it clears the timer.
pub(super) struct Deadline {
    timer: JsValue,
    _callback: Closure<dyn FnMut()>,
    expired: Shared<oneshot::Receiver<()>>,
}

impl Deadline {
    pub(super) fn after(duration: Duration) -> Result<Rc<Self>, Error> {
        let (sender, expired) = oneshot::channel();
        let mut sender = Some(sender);
        let callback = Closure::<dyn FnMut()>::new(move || {
            if let Some(sender) = sender.take() {
                let _ = sender.send(());
            }
        });
        // The longest timer there is, 24 days, is longer than a page lives.
        let delay = f64::from(i32::try_from(duration.as_millis()).unwrap_or(i32::MAX));
        let timer = globals::set_timeout(callback.as_ref().unchecked_ref(), delay)
            .map_err(|_| Error::Request("setTimeout has failed, so that no time can be kept".to_owned()))?;
        Ok(Rc::new(Deadline { timer, _callback: callback, expired: expired.shared() }))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        // Clearing a timer that has fired does nothing.
        let _ = globals::clear_timeout(&self.timer);
    }
}

impl std::fmt::Debug for Deadline {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Deadline")
    }
}

/// Does `work`, and drops it when the time is over. Without a deadline there is no limit.
pub(super) async fn within<T>(
    deadline: Option<&Rc<Deadline>>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(deadline) = deadline else { return work.await };
    let expired = deadline.expired.clone();
    match select(std::pin::pin!(work), expired).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Err(Error::Timeout),
    }
}
