//! The tokens in force, and what is known of them.
//!
//! What was learnt about a credential lies beside it, so that it cannot outlive it: a new credential is a new value.

use super::super::clock::Now;
use super::super::ticket::Serial;
use super::super::token::TokenSet;

/// What the server has said of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Standing {
    /// Nothing against it.
    #[default]
    Good,
    /// A request was refused with it.
    Refused,
    /// It was to be renewed, and the endpoint returned it as it was. What is refused with it would be refused again.
    Unchanged,
}

/// The tokens in force.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Credential {
    /// Numbers the credentials of this document.
    pub(super) serial: Serial,
    pub(super) tokens: TokenSet,
    /// When they came.
    pub(super) since: Now,
    pub(super) standing: Standing,
    /// Since when it is unknown what became of the refresh token: a call was sent, and never answered.
    pub(super) doubt: Option<Now>,
}

impl Credential {
    /// The credential after the one with number `last`.
    pub(super) fn new(last: Serial, tokens: TokenSet, since: Now) -> Self {
        Credential { serial: last.next(), tokens, since, standing: Standing::Good, doubt: None }
    }

    /// Newer tokens of the same session. An answer without a refresh token leaves the old one in force (RFC 6749 §6),
    /// and with it the doubt about it.
    pub(super) fn renewed(&mut self, new: TokenSet, now: Now) {
        let held = self.tokens.refresh.take();
        let doubt = self.doubt.filter(|_| new.refresh.is_none() || new.refresh == held);
        let tokens = TokenSet { refresh: new.refresh.or(held), ..new };
        *self = Credential { doubt, ..Credential::new(self.serial, tokens, now) };
    }

    pub(super) fn is_refused(&self) -> bool {
        self.standing == Standing::Refused
    }
}
