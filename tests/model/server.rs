//! A token server with rotation, reuse detection and no grace, and the calls on their way to it.
//!
//! Decides what a call is answered. A refresh token is `r<grant>.<number>`; each use of the newest makes the next,
//! and any use of an older one ends the grant.

use everfetch::core::event::Op;
use everfetch::core::record::SessionId;
use everfetch::core::{Answer, Secret, TokenSet};

/// A refresh token: the grant, and its number in it.
pub type Token = (usize, u8);

/// Why a grant is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Death {
    /// The server says so.
    Withdrawn,
    /// By a sign-out, or for a result that came too late.
    Revoked,
    /// A superseded token came, and what excuses it is the named loss.
    Excused,
    /// A superseded token came, and nothing excuses it.
    Killed,
}

/// What became of the last send of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    Never,
    /// Sent, and what became of it is not known to the tabs.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Known {
    pub sent: Sent,
    /// Its successor is committed in the ledger.
    pub superseded: bool,
}

/// What one sign-in began.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    /// By number; the last is the newest.
    pub tokens: Vec<Known>,
    pub death: Option<Death>,
    /// The newest token reached nobody.
    pub lost: bool,
    /// Something else excuses the use of a superseded token: see the residuals.
    pub excused: bool,
    /// A call was refused for a reason that is not the token.
    pub was_forbidden: bool,
}

impl Grant {
    pub fn new() -> Self {
        let first = Known { sent: Sent::Never, superseded: false };
        Grant { tokens: vec![first], death: None, lost: false, excused: false, was_forbidden: false }
    }

    pub fn newest(&self) -> u8 {
        self.tokens.len() as u8
    }

    pub fn known(&mut self, number: u8) -> &mut Known {
        &mut self.tokens[usize::from(number) - 1]
    }
}

/// What is on its way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// The newer token of this number.
    Tokens(u8),
    /// An answer without one.
    Status(u16),
}

impl Reply {
    /// The grant is dead.
    pub const REFUSED: Reply = Reply::Status(401);
    /// Refused for a reason that is not the token.
    pub const FORBIDDEN: Reply = Reply::Status(403);
    /// Not processed.
    pub const BUSY: Reply = Reply::Status(429);
    /// Not processed either, and when to come back is left to the tabs.
    pub const OVERLOADED: Reply = Reply::Status(503);
    /// Nobody knows.
    pub const BROKEN: Reply = Reply::Status(502);

    pub fn is_unprocessed(self) -> bool {
        self == Reply::BUSY || self == Reply::OVERLOADED || self == Reply::FORBIDDEN
    }

    pub fn answer(self, grant: usize) -> Answer {
        match self {
            Reply::Tokens(number) => {
                Answer { tokens: Some(token_set(grant, number)), status: Some(200), ..Answer::default() }
            }
            Reply::Status(status) => Answer {
                status: Some(status),
                error: (status == 400).then(|| "invalid_grant".into()),
                retry_after: (status == 429).then_some(1_000),
                ..Answer::default()
            },
        }
    }
}

/// What its sender thinks of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Waits for the answer.
    Live,
    /// Has given it up; it may arrive all the same.
    LetGo,
    /// Is gone.
    Ghost,
    /// Is gone, and a worker waits in its place and leaves the answer.
    Carried,
}

/// A call under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Call {
    pub tab: usize,
    pub op: Op,
    pub token: Token,
    pub fate: Fate,
    /// The token was sent before, with an unknown end.
    pub is_replay: bool,
    /// It was not waited for as long as it takes.
    pub is_late: bool,
    /// A worker makes it.
    pub is_carried: bool,
    /// The server has processed it.
    pub reply: Option<Reply>,
    /// The browser still takes the answer, whoever has sent it: a cookie jar gets its cookie.
    pub has_line: bool,
    /// It was sent to find out whether a cookie holds a session, so no ledger knows of it.
    pub is_guess: bool,
    /// The session whose call it is.
    pub sid: SessionId,
}

pub fn token_set(grant: usize, number: u8) -> TokenSet {
    TokenSet {
        access: Secret::new(&format!("a{grant}.{number}")),
        refresh: Secret::new(&format!("r{grant}.{number}")),
        expiry: None,
    }
}

/// Only an access token, as a sliding session hands one out.
pub fn access_only(grant: usize, number: u8) -> TokenSet {
    TokenSet { access: Secret::new(&format!("b{grant}.{number}")), refresh: None, expiry: None }
}

/// The same tokens to the server, and others to who compares texts.
pub fn respelt(tokens: &TokenSet) -> TokenSet {
    let refresh = tokens.refresh.as_ref().and_then(|token| Secret::new(&token.expose().replace('.', ".0")));
    TokenSet { refresh, ..tokens.clone() }
}

/// The refresh token that a tab has with its set. Where a cookie carries it, the access token tells which it was.
pub fn token_in(tokens: &TokenSet) -> Option<Token> {
    let of_access = || {
        let (grant, number) = tokens.access.as_ref()?.expose().get(1..)?.split_once('.')?;
        Some((grant.parse().ok()?, number.parse().ok()?))
    };
    token_of(tokens.refresh.as_ref()).or_else(of_access)
}

pub fn token_of(refresh: Option<&Secret>) -> Option<Token> {
    let (grant, number) = refresh?.expose().strip_prefix('r')?.split_once('.')?;
    Some((grant.parse().ok()?, number.parse().ok()?))
}
