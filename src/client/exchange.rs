//! A request's way to its answer. It does what the core decides, by the action of a ticket. It decides only which of
//! the client's headers and cookies a send carries.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use gloo_net::http::Method;
use web_sys::Url;

use super::answer::Answer;
use super::body::Body;
use super::deadline::{Deadline, within};
use super::download::Download;
use super::error::Error;
use super::response::Response;
use super::session::{Live, registry};
use super::settings::Settings;
use super::transport::Parcel;
use super::url;
use crate::core::{Action, Carrier, Code, Flags};

/// A request as its builder describes it. Nothing has happened yet.
pub(super) struct Draft {
    settings: Arc<Settings>,
    pub(super) method: Method,
    /// As the caller wrote it.
    pub(super) url: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) timeout: Option<Duration>,
    pub(super) includes_cookies: bool,
    pub(super) joins_session: bool,
    /// Whether a 401 is delivered at once.
    pub(super) is_final: bool,
}

impl Draft {
    pub(super) fn new(settings: Arc<Settings>, method: Method, url: &str) -> Self {
        Draft {
            method,
            url: url.to_owned(),
            query: Vec::new(),
            headers: settings.headers.clone(),
            body: Body::default(),
            timeout: settings.timeout,
            includes_cookies: settings.includes_cookies,
            joins_session: true,
            is_final: false,
            settings,
        }
    }
}

/// One request, from its first poll to its answer.
pub(super) struct Exchange {
    settings: Arc<Settings>,
    method: Method,
    url: Url,
    headers: Vec<(String, String)>,
    body: Body,
    includes_cookies: bool,
    flags: Flags,
    /// The session, if the request takes part in it.
    live: Option<Rc<Live>>,
    /// Whether the session's token might go to this origin.
    is_trusted: bool,
    deadline: Option<Rc<Deadline>>,
}

impl Exchange {
    pub(super) fn begin(draft: Draft) -> Result<Self, Error> {
        let Draft { settings, method, url: written, query, headers, body, includes_cookies, .. } = draft;
        let url = url::resolve(settings.base.as_deref(), &written)?;
        for (name, value) in &query {
            url.search_params().append(name, value);
        }
        let live = settings.session.as_ref().map(registry::find).transpose()?;
        let is_trusted = match &live {
            Some(live) => live.allows(&url.origin()),
            None => is_base(&settings, &url),
        };
        let flags = Flags { is_final: draft.is_final, is_stream: body.is_stream() };
        let live = live.filter(|live| draft.joins_session && live.admits(&url, &written, &headers));
        let deadline = draft.timeout.map(Deadline::after).transpose()?;
        Ok(Exchange {
            settings,
            method,
            url,
            headers,
            body,
            includes_cookies,
            flags,
            live,
            is_trusted,
            deadline,
        })
    }

    pub(super) async fn run(self) -> Result<Response, Error> {
        let work = async {
            match &self.live {
                Some(live) => self.with_session(live).await,
                None => self.attempt(None).await,
            }
        };
        within(self.deadline.as_ref(), work).await
    }

    async fn with_session(&self, live: &Rc<Live>) -> Result<Response, Error> {
        let flags = self.flags;
        let mut ticket = live.begin(flags);
        // The last answer that was refused. The caller gets it if the session cannot help.
        let mut refused: Option<Answer> = None;
        let mut patience = None;
        loop {
            match ticket.action {
                Action::Send | Action::SendWithToken => {
                    let age = live.age();
                    let response = self.attempt(Some((live, ticket.action))).await?;
                    let (response, hint) = live.judge(ticket, response).await;
                    ticket = live.answer(ticket, response.status(), hint);
                    if ticket.action == Action::Deliver {
                        live.renew(&response, age);
                        return Ok(response);
                    }
                    refused = Some(response.into_answer().await);
                }
                Action::Wait => {
                    let patience = match &patience {
                        Some(patience) => patience,
                        None => patience.insert(live.patience()?),
                    };
                    let Ok(next) = live.outwait(ticket, patience).await else {
                        return Err(live.failure(Code::RefreshFailed, refused));
                    };
                    ticket = next;
                }
                Action::Deliver => match refused {
                    Some(answer) => return Ok(Response::kept(answer)),
                    // The core delivers only answers. A request without one is sent without the session.
                    None => return self.attempt(None).await,
                },
                Action::Reject(code) => return Err(live.failure(code, refused)),
            }
        }
    }

    /// One send. What changes from one to the next is read now: the credential and the header against forgery.
    async fn attempt(&self, session: Option<(&Rc<Live>, Action)>) -> Result<Response, Error> {
        let settings = &self.settings;
        let credential = session
            .filter(|(_, action)| *action == Action::SendWithToken)
            .and_then(|(live, _)| Some((live.data.header.as_str(), live.credential()?)));
        let is_cookie = session.is_some_and(|(live, _)| live.data.carrier == Carrier::Cookie);
        let xsrf = settings.xsrf.value(&self.url, self.is_trusted);
        // Frameworks answer a request that does not ask for JSON with a redirect to their login page, not with 401.
        let mut headers = vec![("Accept", "application/json, text/plain, */*")];
        if let Some(xsrf) = &xsrf {
            headers.push((settings.xsrf.header.as_str(), xsrf.as_str()));
        }
        headers.extend(self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if let Some((name, value)) = &credential {
            headers.push((name, value));
        }
        let url = self.url.href();
        let parcel = Parcel {
            method: &self.method,
            url: &url,
            headers,
            body: &self.body,
            includes_cookies: self.includes_cookies || is_cookie,
            is_lasting: false,
            is_fresh: false,
            // When a redirect leads to another origin, browsers remove `Authorization` only.
            is_bound: credential
                .as_ref()
                .is_some_and(|(name, _)| !name.eq_ignore_ascii_case("authorization")),
        };
        let (raw, guard) = parcel.send().await?;
        Ok(Response::arriving(Download::new(raw, guard, self.deadline.clone())))
    }
}

fn is_base(settings: &Settings, target: &Url) -> bool {
    settings.base.as_deref().and_then(url::parse).is_some_and(|base| base.origin() == target.origin())
}
