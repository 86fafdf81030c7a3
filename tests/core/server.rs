//! A token server that rotates refresh tokens and detects reuse, together with the API that its tokens open.
//!
//! Decides what an honest server does with a token. What goes wrong on the way is a [`Fault`], scripted by the
//! test; when anything arrives is decided in `world`.

use everfetch::core::clock::Expiry;
use everfetch::core::{Failure, Now, Secret, TokenSet};

/// Part of every token, so that one that leaks is found.
pub const CANARY: &str = "hunter2";

/// What happens to one call of the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// Nothing: tokens come back, or the refusal that the token deserves.
    None,
    /// Refused with this status before the token is looked at.
    Status(u16),
    /// The same, with `Retry-After` in milliseconds.
    RetryAfter(u16, u64),
    /// Refused with an OAuth error before the token is looked at.
    Error(u16, &'static str),
    /// A proxy answers with a page of HTML.
    Html(u16),
    /// The token is exchanged, and a gateway answers with this status.
    StatusAfterRotation(u16),
    /// The token is exchanged, and the answer is lost at once.
    Dropped,
    /// The connection breaks before the token is looked at.
    Unreachable,
    /// The token is exchanged, and no answer ever comes.
    Silent,
    /// The call hangs: the token is never looked at, and no answer ever comes.
    Stuck,
    /// The device knows that it is offline.
    Offline,
    /// The token is exchanged, and a success brings no token.
    Empty,
    /// A success that brings an access token only: the refresh token stays as it is.
    NoRefreshToken,
    /// A success that brings the access token that was presented.
    SameAccessToken,
    /// What the application's `classify` says about a refusal.
    Judged(Failure),
    /// What it says about an answer that brings tokens.
    JudgedTokens(Failure),
}

impl Fault {
    /// Whether the token is exchanged, whatever becomes of the answer.
    pub fn reaches(self) -> bool {
        match self {
            Fault::None | Fault::StatusAfterRotation(_) | Fault::Dropped | Fault::Silent => true,
            Fault::Empty | Fault::NoRefreshToken | Fault::SameAccessToken | Fault::JudgedTokens(_) => true,
            Fault::Status(_) | Fault::RetryAfter(..) | Fault::Error(..) | Fault::Html(_) => false,
            Fault::Unreachable | Fault::Stuck | Fault::Offline | Fault::Judged(_) => false,
        }
    }

    /// Whether the caller cannot know if its token was used up.
    pub fn leaves_doubt(self) -> bool {
        match self {
            Fault::Html(_) | Fault::StatusAfterRotation(_) | Fault::Dropped | Fault::Unreachable => true,
            Fault::Silent | Fault::Stuck | Fault::Empty | Fault::Judged(Failure::InDoubt) => true,
            Fault::Status(status) => status >= 500 && status != 503,
            _ => false,
        }
    }
}

/// The texts of one token set.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    pub access: String,
    pub refresh: Option<String>,
    /// What the answer says of its lifetime.
    pub lifetime: Option<u64>,
}

impl Grant {
    /// As the core takes it.
    pub fn tokens(&self, now: Now) -> TokenSet {
        TokenSet {
            access: Secret::new(&self.access),
            refresh: self.refresh.as_deref().and_then(Secret::new),
            expiry: self.lifetime.map(|lifetime| Expiry::new(now, lifetime)),
        }
    }
}

/// One grant of a user: everything that stems from one sign-in.
#[derive(Debug)]
struct Family {
    user: String,
    refresh: String,
    /// Refresh tokens that were exchanged.
    past: Vec<String>,
    /// The access tokens that work, with their ends.
    access: Vec<(String, u64)>,
    is_dead: bool,
}

/// The server.
#[derive(Debug)]
pub struct Server {
    families: Vec<Family>,
    issued: u32,
    /// How long an access token works, in milliseconds.
    pub lifetime: u64,
    /// What answers say of it.
    pub stated: Option<u64>,
    /// Refuses every access token, however new.
    pub refuses_all: bool,
    /// Calls of the token endpoint that arrived.
    pub refreshes: u32,
    /// Refresh tokens that came although they had been exchanged.
    pub reuses: u32,
}

impl Server {
    pub fn new(lifetime: u64) -> Self {
        Server {
            families: Vec::new(),
            issued: 0,
            lifetime,
            stated: Some(lifetime),
            refuses_all: false,
            refreshes: 0,
            reuses: 0,
        }
    }

    fn name(&mut self, kind: char, user: &str) -> String {
        self.issued += 1;
        format!("{kind}.{user}.{}.{CANARY}", self.issued)
    }

    /// Whose token this is.
    pub fn user(token: &str) -> &str {
        token.split('.').nth(1).unwrap_or("")
    }

    /// A sign-in.
    pub fn grant(&mut self, user: &str, time: u64) -> Grant {
        let refresh = self.name('R', user);
        self.families.push(Family {
            user: user.to_owned(),
            refresh: refresh.clone(),
            past: Vec::new(),
            access: Vec::new(),
            is_dead: false,
        });
        let access = self.issue(self.families.len() - 1, time);
        Grant { access, refresh: Some(refresh), lifetime: self.stated }
    }

    fn issue(&mut self, family: usize, time: u64) -> String {
        let user = self.families[family].user.clone();
        let access = self.name('A', &user);
        self.families[family].access.push((access.clone(), time.saturating_add(self.lifetime)));
        access
    }

    /// Another access token of the newest grant, as an identity library in the page might fetch it.
    pub fn another(&mut self, time: u64, rotates: bool) -> Grant {
        let family = self.families.len() - 1;
        let refresh = rotates.then(|| self.rotate(family));
        Grant { access: self.issue(family, time), refresh, lifetime: self.stated }
    }

    fn rotate(&mut self, family: usize) -> String {
        let user = self.families[family].user.clone();
        let next = self.name('R', &user);
        let old = std::mem::replace(&mut self.families[family].refresh, next.clone());
        self.families[family].past.push(old);
        next
    }

    /// Exchanges a refresh token. One that was exchanged before kills its whole family.
    pub fn exchange(&mut self, refresh: &str, fault: Fault, time: u64) -> Option<Grant> {
        let family = self.families.iter().position(|family| {
            !family.is_dead && (family.refresh == refresh || family.past.iter().any(|past| past == refresh))
        })?;
        if self.families[family].refresh != refresh {
            self.families[family].is_dead = true;
            self.reuses += 1;
            return None;
        }
        let refresh = (fault != Fault::NoRefreshToken).then(|| self.rotate(family));
        let access = match self.families[family].access.last() {
            Some((access, _)) if fault == Fault::SameAccessToken => access.clone(),
            _ => self.issue(family, time),
        };
        Some(Grant { access, refresh, lifetime: self.stated })
    }

    /// Whether the API accepts this access token.
    pub fn accepts(&self, access: &str, time: u64) -> bool {
        let works = |family: &Family| family.access.iter().any(|(token, end)| token == access && time < *end);
        !self.refuses_all && self.families.iter().any(|family| !family.is_dead && works(family))
    }

    /// No access token issued so far works any more.
    pub fn expire(&mut self) {
        for family in &mut self.families {
            for (_, end) in &mut family.access {
                *end = 0;
            }
        }
    }

    /// The newest grant is over.
    pub fn kill(&mut self) {
        self.families.last_mut().expect("a grant").is_dead = true;
    }

    /// Whether the newest grant can still be renewed.
    pub fn is_alive(&self) -> bool {
        self.families.last().is_some_and(|family| !family.is_dead)
    }

    /// Revokes the family of a token.
    pub fn revoke(&mut self, token: &str) {
        for family in &mut self.families {
            if family.refresh == token || family.access.iter().any(|(access, _)| access == token) {
                family.is_dead = true;
            }
        }
    }
}
