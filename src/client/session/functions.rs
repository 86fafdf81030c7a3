//! The functions that an application gives its session, and what they get and return.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::refresh::{RefreshFunction, RevokeFunction};
use super::store::SessionStore;
use crate::client::answer::{Answer, Headers};
use crate::client::decode::from_json;
use crate::client::error::Error;
use crate::client::tokens::Tokens;
use crate::core::{EndReason, Failure};

/// What the application says about an answer ([`refresh_on_answer`](super::SessionOptions::refresh_on_answer)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The token was not refused.
    Accepted,
    /// It was.
    Refused,
    /// It was, and the session is over: revoked, banned.
    End,
}

/// A refresh that has brought no tokens, for [`classify`](super::SessionOptions::classify) to judge.
#[derive(Clone, PartialEq, Eq)]
pub struct FailedRefresh {
    pub(super) status: Option<u16>,
    pub(super) body: String,
}

impl FailedRefresh {
    /// The status, if an answer was read.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The body of the answer.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// [`Error::Decode`] where it is not JSON, or not of this shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        from_json(&self.body)
    }
}

impl std::fmt::Debug for FailedRefresh {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FailedRefresh").field("status", &self.status).finish_non_exhaustive()
    }
}

type Parse = Rc<dyn Fn(&JsValue) -> Option<Tokens>>;
type Initial = Rc<dyn Fn() -> LocalBoxFuture<'static, Option<Tokens>>>;
type Judge = Rc<dyn Fn(&Answer) -> Verdict>;
type Classify = Rc<dyn Fn(&FailedRefresh) -> Option<Failure>>;
type Renew = Rc<dyn Fn(&Headers) -> Option<Tokens>>;

/// The functions of the application. Of two clients that share a session, the newer one's count.
#[derive(Clone, Default)]
pub(super) struct Functions {
    pub(super) refresh: Option<RefreshFunction>,
    pub(super) revoke: Option<RevokeFunction>,
    pub(super) parse: Option<Parse>,
    pub(super) initial: Option<Initial>,
    pub(super) judge: Option<Judge>,
    pub(super) classify: Option<Classify>,
    pub(super) renew: Option<Renew>,
    pub(super) session_end: Option<Rc<dyn Fn(EndReason)>>,
    pub(super) store: Option<Rc<dyn SessionStore>>,
}
