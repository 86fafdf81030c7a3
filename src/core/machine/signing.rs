//! A sign-in, and what it is while the application's own refresh function runs.
//!
//! Decides whether a new session begins. A refresh function may sign in with what it has brought, and return the same or
//! nothing: that is the refresh's result. Or somebody else signs in meanwhile, whose requests must not meet the former
//! user's. Only the end of the function tells, so such a sign-in is held until then, for a second at most; requests that
//! begin meanwhile belong to neither session yet.

use super::super::effect::{Notice, Outcome};
use super::super::event::{Answer, Op};
use super::super::token::TokenSet;
use super::Machine;
use super::credential::Known;
use super::flight::Step;
use super::session::Session;
use super::task::Task;
use super::turn::ASKING;

/// A sign-in of which it is not known yet whether it is the refresh's result.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Held {
    /// Ends the wait.
    pub(super) op: Op,
    tokens: TokenSet,
}

impl Machine {
    /// R2.5 The application signs a user in: a new session, but for tokens that this one knows already. Effects of a
    /// framework run twice, and an application may hand over what the session itself has brought.
    pub(super) fn sign_in(&mut self, tokens: TokenSet, task: &mut Task) {
        let session = self.session().filter(|session| session.is_known);
        match session.map_or(Known::No, |session| session.credential.knows(&tokens)) {
            Known::No => {}
            Known::Older => return,
            Known::Newer => return self.update(tokens, task),
        }
        match &self.held {
            Some(held) if held.tokens.shares_token(&tokens) => return,
            Some(_) => self.sign_in_held(task),
            None if self.is_in_function() && (tokens.access.is_some() || tokens.refresh.is_some()) => {
                let op = task.next_op();
                self.held = Some(Held { op, tokens });
                return task.timer(op, ASKING);
            }
            None => {}
        }
        self.sign_in_now(tokens, task);
    }

    /// A sign-in that was held is one.
    pub(super) fn sign_in_held(&mut self, task: &mut Task) {
        if let Some(held) = self.held.take() {
            self.sign_in_now(held.tokens, task);
        }
    }

    /// The same, where nothing is left to wait for.
    pub(super) fn release_held(&mut self, task: &mut Task) {
        if self.held.is_some() && !self.is_in_function() {
            self.sign_in_held(task);
        }
    }

    fn sign_in_now(&mut self, tokens: TokenSet, task: &mut Task) {
        self.leave(task);
        // The cookies that a sign-out has not revoked yet are the new session's.
        self.deferred_revoke = false;
        task.early = None;
        self.begin_session(tokens, task);
        task.wake(Outcome::Done);
        task.notify(Notice::SignedIn);
    }

    /// The answer to call `op` brings what the refresh function has signed in with, where that is the same.
    pub(super) fn take_held(&mut self, op: Op, answer: &mut Answer) {
        if answer.judged.is_none()
            && let Some(tokens) = &mut answer.tokens
            && self.held_tokens(op).is_some_and(|held| held.shares_token(tokens))
            && let Some(Held { tokens: held, .. }) = self.held.take()
        {
            tokens.access = tokens.access.take().or(held.access);
            tokens.refresh = tokens.refresh.take().or(held.refresh);
            tokens.expiry = tokens.expiry.or(held.expiry);
        }
    }

    /// What the refresh function of call `op` has signed in with, as far as is known: its result, if it returns nothing.
    #[must_use]
    pub fn held_tokens(&self, op: Op) -> Option<&TokenSet> {
        let flight = self.session()?.flight.as_ref().filter(|flight| flight.awaits(op))?;
        let held = self.held.as_ref().filter(|_| matches!(flight.step, Step::Send(_)));
        held.map(|held| &held.tokens)
    }

    /// R2.6 The refresh function of call `op` has ended. It may have run when the user was signed out, and have signed in
    /// with what it brings since: that is the refresh of the session that is over.
    pub(super) fn sign_out_again(&mut self, op: Op, answer: &Answer, task: &mut Task) {
        if self.signed_out.take_if(|call| *call == op).is_some()
            && answer.tokens.as_ref().is_some_and(|tokens| self.tokens().shares_token(tokens))
        {
            self.sign_out(false, task);
        }
    }

    /// The call of the application's refresh function, if it runs.
    pub(super) fn function_call(&self) -> Option<Op> {
        self.session().filter(|_| self.config.has_function).and_then(Session::call_under_way)
    }

    /// Whether the application's refresh function runs.
    fn is_in_function(&self) -> bool {
        self.function_call().is_some()
    }
}

impl Session {
    /// The refresh call that is under way.
    fn call_under_way(&self) -> Option<Op> {
        match &self.flight.as_ref()?.step {
            Step::Send(call) => Some(call.op),
            _ => None,
        }
    }
}
