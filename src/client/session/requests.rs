//! What a request asks of its session. Decides which requests take part; the core decides what they do next.

use std::rc::Rc;
use std::time::Duration;

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use web_sys::Url;

use super::call::Call;
use super::events::SessionEvent;
use super::functions::Verdict;
use super::live::Live;
use crate::boundary::UNKNOWN_BOUND;
use crate::client::answer::Answer;
use crate::client::deadline::{Deadline, within};
use crate::client::error::{Cause, Error, SessionFailure};
use crate::client::globals::get;
use crate::client::response::Response;
use crate::client::url::begins_with;
use crate::core::challenge::{self, Demand};
use crate::core::machine::{Decision, Hint, State};
use crate::core::ticket::Serial;
use crate::core::{Carrier, Code, Event, Flags, Machine, Now, Ticket, origin};
use crate::web;

impl Live {
    /// Whether the token may go to this origin.
    pub(in crate::client) fn allows(&self, target: &str) -> bool {
        let page = js_sys::global();
        // A page over http that is a secure context is on this machine, where others may be reached over http too.
        let is_http = get(&get(&page, "location"), "protocol").as_string().as_deref() == Some("http:");
        let is_secure = !is_http && get(&page, "isSecureContext").is_truthy();
        origin::allows(&self.data.origins, target, is_secure)
    }

    /// Whether a request takes part in the session. `written` is its URL as the caller wrote it.
    pub(in crate::client) fn admits(
        &self,
        target: &Url,
        written: &str,
        headers: &[(String, String)],
    ) -> bool {
        // A request of the refresh function itself would wait for its own end.
        if self.is_inside() || self.is_excluded(target, written) {
            return false;
        }
        let own = &self.data.header;
        if headers.iter().any(|(name, value)| name.eq_ignore_ascii_case(own) && !value.is_empty()) {
            self.warn(&["a request sets its own ", own, ", so the session leaves it alone"].concat());
            return false;
        }
        let origin = target.origin();
        let is_allowed = self.allows(&origin);
        if !is_allowed && self.token().is_some() {
            let advice = "; if it should be, name it in SessionOptions::origins";
            self.warn(&["the session's token is not sent to ", &origin, advice].concat());
        }
        is_allowed
    }

    fn is_excluded(&self, target: &Url, written: &str) -> bool {
        let (origin, path) = (target.origin(), target.pathname());
        let is_target = |call: &Call| {
            self.caller.resolve(&call.url).is_ok_and(|own| own.origin() == origin && own.pathname() == path)
        };
        let is_covered = |prefix: &String| begins_with(&path, prefix) || begins_with(written, prefix);
        self.data.exclude.iter().any(is_covered)
            || self.data.refresh.as_ref().is_some_and(is_target)
            || self.data.revoke.as_ref().is_some_and(is_target)
    }

    /// What a request does first.
    pub(in crate::client) fn begin(self: &Rc<Self>, flags: Flags) -> Ticket {
        self.open();
        self.look();
        self.decide(|machine, now| machine.begin(flags, now))
    }

    /// What a request does with an answer.
    pub(in crate::client) fn answer(&self, ticket: Ticket, status: u16, hint: Hint) -> Ticket {
        // A resend must not carry a token of a session that another tab has ended since.
        if status >= 400 {
            self.look();
        }
        self.decide(|machine, now| machine.answer(ticket, status, hint, now))
    }

    /// Lets a request wait, and says what it does then. A cookie cannot be read: where nobody knows whether anybody is
    /// signed in, public requests must not wait for an attempt that hangs.
    pub(in crate::client) async fn outwait(
        &self,
        ticket: Ticket,
        patience: &Rc<Deadline>,
    ) -> Result<Ticket, Error> {
        let is_unknown = self.data.carrier != Carrier::Bearer
            && self.engine.machine(|machine| machine.state(web::now())) == State::Restoring;
        let soon = is_unknown.then(|| Deadline::after(Duration::from_millis(UNKNOWN_BOUND))).transpose()?;
        match within(soon.as_ref(), self.wait(patience)).await {
            Ok(_) => Ok(self.resume(ticket)),
            Err(Error::Timeout) => {
                self.look();
                Ok(self.decide(|machine, now| machine.overdue(ticket, now)))
            }
            Err(error) => Err(error),
        }
    }

    /// What a request does after it has waited.
    pub(in crate::client) fn resume(&self, ticket: Ticket) -> Ticket {
        self.look();
        self.decide(|machine, now| machine.resume(ticket, now))
    }

    fn decide(&self, ask: impl FnOnce(&mut Machine, Now) -> Decision) -> Ticket {
        Ticket::unpack(self.engine.decide(|machine| ask(machine, web::now())))
    }

    /// How long all waiting for the session may take together, from now on.
    pub(in crate::client) fn patience(&self) -> Result<Rc<Deadline>, Error> {
        Deadline::after(self.data.patience())
    }

    /// Waits as long as the core says. The outcome is empty, `unchanged`, or the code of the failure.
    pub(in crate::client) async fn wait(&self, patience: &Rc<Deadline>) -> Result<Option<String>, Error> {
        let Some(promise) = self.engine.waiting() else { return Ok(None) };
        let settled = async move {
            Ok(JsFuture::from(Promise::resolve(&promise)).await.ok().and_then(|code| code.as_string()))
        };
        let waited = within(Some(patience), settled).await;
        waited.map_err(|_| self.failure(Code::RefreshFailed, None))
    }

    /// The finished value of the header that carries the token.
    pub(in crate::client) fn credential(&self) -> Option<String> {
        let token = self.token()?;
        let scheme = &self.data.scheme;
        Some(if scheme.is_empty() { token } else { [scheme, " ", &token].concat() })
    }

    pub(super) fn token(&self) -> Option<String> {
        self.engine.machine(|machine| Some(machine.tokens().access.as_ref()?.expose().to_owned()))
    }

    /// What the server's challenge and the application say about an answer. A refused answer is read to its end here,
    /// so that a resend follows the core's decision at once.
    pub(in crate::client) async fn judge(&self, sent: Ticket, response: Response) -> (Response, Hint) {
        // A request without a credential cannot have had it refused.
        if sent.serial == Serial::NONE {
            return (response, Hint::None);
        }
        // If a newer token cannot help, the application is not asked.
        if !self.can_renewing_help(&response) {
            return (response, Hint::Accepted);
        }
        let Some(judge) = self.functions().judge.clone() else {
            if !self.data.refresh_on.contains(&response.status()) {
                return (response, Hint::None);
            }
            return (Response::kept(response.into_answer().await), Hint::None);
        };
        let (answer, response) = response.peek().await;
        match judge(&answer) {
            Verdict::Accepted => (response, Hint::Accepted),
            Verdict::Refused => (Response::kept(answer), Hint::Refused),
            Verdict::End => (Response::kept(answer), Hint::End),
        }
    }

    fn can_renewing_help(&self, response: &Response) -> bool {
        let header = if response.status() == 401 { response.header("www-authenticate") } else { None };
        match header.map(|header| challenge::read(&header)) {
            None | Some(Demand::Unknown | Demand::NewToken) => true,
            Some(Demand::MoreScope) => false,
            Some(Demand::StepUp { acr_values, max_age }) => {
                self.tell(&SessionEvent::step_up(acr_values, max_age.as_deref()));
                false
            }
        }
    }

    /// Updates the session with tokens that came with an answer, unless another session has begun since the request.
    pub(in crate::client) fn renew(&self, response: &Response, age: u32) {
        if let Some(renew) = self.functions().renew.clone()
            && let Some(tokens) = renew(&response.headers())
            && age == self.age()
            && let Ok(set) = self.engine.read_tokens(tokens.as_js())
        {
            self.engine.drive(Event::Update(set));
        }
    }

    /// The error that stands for `code`.
    pub(in crate::client) fn failure(&self, code: Code, response: Option<Answer>) -> Error {
        let reason = match code {
            Code::SessionEnded => self.engine.machine(Machine::end_reason),
            _ => None,
        };
        let cause = match code {
            Code::BodyNotReplayable => None,
            _ => Cause::read(&self.engine.page().cause()),
        };
        let failure = Box::new(SessionFailure { response, cause, reason });
        match code {
            Code::SessionEnded => Error::SessionEnded(failure),
            Code::SessionChanged => Error::SessionChanged(failure),
            Code::RefreshFailed => Error::RefreshFailed(failure),
            Code::RefreshMisconfigured => Error::RefreshMisconfigured(failure),
            Code::BodyNotReplayable => Error::BodyNotReplayable(failure),
        }
    }
}
