//! The access token itself, for what is no request of the client's: sockets and event streams.

use super::handle::Session;
use crate::client::error::Error;
use crate::core::{Action, Code, Flags};

impl Session {
    /// A fresh access token, for WebSockets and event streams. `None` if there is no session, or cookies hold it.
    ///
    /// ```no_run
    /// # use everfetch::client::{Client, Error};
    /// async fn protocols(client: &Client) -> Result<Vec<String>, Error> {
    ///     let token = client.session()?.access_token().await?;
    ///     Ok(token.into_iter().map(|token| format!("bearer.{token}")).collect())
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Session::refresh`], where the token has to be renewed first.
    pub async fn access_token(&self) -> Result<Option<String>, Error> {
        let live = self.live()?;
        let patience = live.patience()?;
        let mut ticket = live.begin(Flags::default());
        loop {
            match ticket.action {
                Action::Wait if live.is_inside() => return Err(live.failure(Code::RefreshFailed, None)),
                Action::Wait => {
                    live.wait(&patience).await?;
                    ticket = live.resume(ticket);
                }
                Action::SendWithToken => return Ok(live.token()),
                Action::Send | Action::Deliver => return Ok(None),
                Action::Reject(code) => return Err(live.failure(code, None)),
            }
        }
    }
}
