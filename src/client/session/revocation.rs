//! What a sign-out returns: whether the server has revoked the session. The sign-out itself has happened, so that
//! the application need not await this.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::rc::Rc;

use futures::channel::oneshot;

use crate::client::deadline::{Deadline, within};
use crate::client::error::Error;

/// A sign-out that has happened, of which the server may not know yet.
///
/// ```no_run
/// use everfetch::client::{Client, Error};
///
/// async fn leave(client: &Client) -> Result<(), Error> {
///     let revoked = client.session()?.sign_out().await;
///     if !matches!(revoked, Ok(true)) {
///         web_sys::console::warn_1(&"signed out here, but the server does not know".into());
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct Revocation(Outcome);

impl Revocation {
    /// One whose outcome is known.
    pub(super) fn known(result: Result<bool, Error>) -> Self {
        Revocation(Outcome::Known(result))
    }

    /// One that waits for the server, for a limited time.
    pub(super) fn pending(done: oneshot::Receiver<Result<(), Error>>, patience: Rc<Deadline>) -> Self {
        Revocation(Outcome::Pending(done, patience))
    }
}

#[derive(Debug)]
enum Outcome {
    Known(Result<bool, Error>),
    Pending(oneshot::Receiver<Result<(), Error>>, Rc<Deadline>),
}

/// Whether the server has revoked the session; `Ok(false)` if it was not told.
impl IntoFuture for Revocation {
    type Output = Result<bool, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            match self.0 {
                Outcome::Known(result) => result,
                Outcome::Pending(done, patience) => {
                    // The session keeps the sender until the server has answered.
                    let answered = async { done.await.unwrap_or(Ok(())) };
                    within(Some(&patience), answered).await.map(|()| true)
                }
            }
        })
    }
}
