//! Which event a report of the page is.

use wasm_bindgen::JsValue;

use super::engine::Engine;
use super::foreign::{self, milliseconds, text};
use super::reply;
use crate::boundary::{Report, Task, lines};
use crate::core::event::Op;
use crate::core::reply::Unusable;
use crate::core::{Answer, Carrier, Event, Failure, Machine, TokenSet};

impl Engine {
    /// The page has something to report. Answers whether anybody wanted to know.
    pub(super) fn reported(&self, report: Report, op: Op, value: &JsValue, number: f64) -> bool {
        let event = match report {
            Report::Tick => {
                self.drive(Event::Tick(op));
                self.clear_timers(0);
                return true;
            }
            Report::Loaded => Event::Loaded(op, reply::found(value, self.carrier, foreign::now())),
            Report::Initial => {
                let tokens = self.read_tokens(value).ok();
                let has_token = |set: &TokenSet| set.access.is_some() || set.refresh.is_some();
                Event::Initial(op, tokens.filter(has_token))
            }
            Report::Replied => match self.replied(op, value, milliseconds(number)) {
                Some(tokens) => Event::Answered(op, Answer { tokens: Some(tokens), ..Answer::default() }),
                None => return false,
            },
            Report::Failed => {
                Event::Answered(op, lines::failed(&text(value), milliseconds(number), foreign::now().wall))
            }
            Report::Unsent => {
                let is_wrong = number > 0.0;
                let judged = is_wrong.then_some(Failure::Misconfigured);
                Event::Answered(op, Answer { is_unsent: !is_wrong, judged, ..Answer::default() })
            }
            Report::Sending => {
                self.drive(Event::Sending { op, is_carried: number > 0.0 });
                return self.machine(|machine| machine.awaits(op));
            }
            Report::Uncollected => Event::Uncollected(op),
            Report::Granted => Event::Granted { op, queued: number > 0.0 },
            Report::Taken => {
                // A page that has stopped since must not queue: it would be granted the lock, and keep it.
                return self.machine(|machine| machine.awaits(op)) && self.page.start(Task::QueueLock, op);
            }
            Report::Denied => Event::Denied(op),
            Report::Listed => Event::Floor(op, lines::highest(&text(value), self.machine(Machine::sid))),
            Report::Unlisted => Event::Unlisted(op),
            Report::Present => Event::Present(op),
            Report::Turned => Event::Turned(op),
            Report::Message => match lines::message(&text(value)) {
                Some(event) => event,
                None => return false,
            },
            Report::Hide => Event::Hide,
            Report::Show => Event::Show,
            Report::Look => Event::Look,
            Report::Unshare => Event::Unshare,
        };
        self.drive(event);
        true
    }

    /// The refresh call was answered with success: its tokens, unless it has failed all the same.
    fn replied(&self, op: Op, value: &JsValue, server: Option<u64>) -> Option<TokenSet> {
        let now = foreign::now();
        let tokens = match self.carrier {
            Carrier::Bearer | Carrier::Split => match reply::tokens(value, self.carrier, now, server) {
                // A refresh function that has signed in need not say it again.
                Err(Unusable::NoToken) => {
                    self.machine(|machine| machine.held_tokens(op).cloned()).ok_or(Unusable::NoToken)
                }
                tokens => tokens,
            },
            Carrier::Cookie => Ok(reply::tokens_or_cookie(value, now, server)),
        };
        let is_confirmed = self.page.start(if tokens.is_ok() { Task::Confirm } else { Task::Fail }, op);
        tokens.ok().filter(|_| is_confirmed)
    }
}
