//! The tokens in force, and what is known of them.
//!
//! What was learnt about a credential lies beside it, so that it cannot outlive it: a new credential is a new value.

use super::super::clock::Now;
use super::super::ticket::Serial;
use super::super::token::{Secret, TokenSet};

/// What the server has said of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Standing {
    /// Nothing against it.
    #[default]
    Good,
    /// A request was refused with it, and with this status.
    Refused(u16),
    /// It was to be renewed, and the endpoint returned it as it was. What is refused with it would be refused again.
    Unchanged,
}

/// What a session knows of tokens that are handed over to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// They are another session's.
    No,
    /// It has them, or has replaced them.
    Older,
    /// It has the refresh token, and another access token.
    Newer,
}

/// What tells one grant's tokens from another's.
fn grant(tokens: &TokenSet) -> Option<&Secret> {
    tokens.refresh.as_ref().or(tokens.access.as_ref())
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
    /// By which the token that this credential has replaced is recognised: the refresh token, or the access token where
    /// there is none. The token itself must not be kept when it is over.
    pub(super) replaced: Option<u64>,
    /// Since when it is unknown what became of the refresh token: a call was sent, and never answered.
    pub(super) doubt: Option<Now>,
}

impl Credential {
    /// The credential after the one with number `last`.
    pub(super) fn new(last: Serial, tokens: TokenSet, since: Now) -> Self {
        let serial = last.next();
        Credential { serial, tokens, since, standing: Standing::Good, replaced: None, doubt: None }
    }

    /// The same with other tokens of the session, which take the place of these.
    pub(super) fn replaced_by(&mut self, tokens: TokenSet, now: Now) {
        let replaced = if grant(&tokens) == grant(&self.tokens) {
            self.replaced
        } else {
            grant(&self.tokens).map(Secret::fingerprint)
        };
        *self = Credential { replaced, ..Credential::new(self.serial, tokens, now) };
    }

    /// Whether these tokens are the ones in force, or the ones before.
    pub(super) fn knows(&self, tokens: &TokenSet) -> Known {
        let Some(new) = grant(tokens) else { return Known::No };
        if self.replaced == Some(new.fingerprint()) {
            return Known::Older;
        }
        match grant(&self.tokens) {
            Some(own) if own == new && tokens.access == self.tokens.access => Known::Older,
            Some(own) if own == new => Known::Newer,
            _ => Known::No,
        }
    }

    /// Newer tokens of the same session. An answer without a refresh token leaves the old one in force (RFC 6749 §6),
    /// and with it the doubt about it.
    pub(super) fn renewed(&mut self, new: TokenSet, now: Now) {
        let held = self.tokens.refresh.clone();
        let doubt = self.doubt.filter(|_| new.refresh.is_none() || new.refresh == held);
        let tokens = TokenSet { refresh: new.refresh.or(held), ..new };
        self.replaced_by(tokens, now);
        self.doubt = doubt;
    }

    pub(super) fn is_refused(&self) -> bool {
        matches!(self.standing, Standing::Refused(_))
    }
}
