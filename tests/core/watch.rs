//! What must never happen, whatever the schedule: checked in every test at every step.
//!
//! Decides nothing for the tests; it panics with a sentence that names the broken rule.

use std::collections::HashSet;

use everfetch::core::event::Op;
use everfetch::core::record::Record;
use everfetch::core::{Carrier, Effect, Event, Notice, Secret};

use super::server::{CANARY, Server};

/// One call of the token endpoint, as the document sees it.
#[derive(Debug, Clone)]
struct Call {
    op: Op,
    /// In which session it was sent.
    session: u32,
    token: Option<String>,
    /// When it ended, and whether what became of the token is unknown.
    ended: Option<(u64, bool)>,
}

/// The observer of one document.
#[derive(Debug, Default)]
pub struct Watch {
    /// Counts sessions, as the application sees them.
    session: u32,
    /// Whose session it is.
    user: Option<String>,
    /// Who signs in next.
    next: Option<String>,
    ends: u32,
    saved: Option<(u64, u64, Option<String>)>,
    superseded: HashSet<String>,
    calls: Vec<Call>,
    /// Calls whose token may have been used up without a trace.
    pub doubts: u32,
}

impl Watch {
    /// The application or its storage says whose session it is from now on.
    pub fn begins(&mut self, user: Option<&str>) {
        self.session += 1;
        self.user = user.map(str::to_owned);
        self.ends = 0;
        self.saved = None;
        self.superseded.clear();
    }

    /// The next sign-in is `user`'s. The test or a listener makes it, and not `World::sign_in`.
    pub fn expects(&mut self, user: &str) {
        self.next = Some(user.to_owned());
    }

    /// The session goes on with what a storage held.
    pub fn restores(&mut self, record: &Record) {
        self.saved = Some((record.sid, record.generation, text(record.tokens.refresh.as_ref())));
    }

    /// What the application does to the session.
    pub fn sees(&mut self, event: &Event) {
        match event {
            Event::SignOut { .. } => self.ends_now(),
            Event::SignIn(_) => {
                if let Some(user) = self.next.take() {
                    self.begins(Some(&user));
                }
            }
            _ => {}
        }
    }

    fn ends_now(&mut self) {
        self.session += 1;
        self.user = None;
    }

    /// Whether no session lives, as far as the application was told.
    pub fn is_over(&self) -> bool {
        self.user.is_none()
    }

    pub fn has_open_call(&self) -> bool {
        self.calls.iter().any(|call| call.session == self.session && call.ended.is_none())
    }

    pub fn is_open(&self, op: Op) -> bool {
        self.calls.iter().any(|call| call.op == op && call.ended.is_none())
    }

    pub fn checks(&mut self, effect: &Effect, carrier: Carrier, settle: u64, time: u64) {
        let printed = format!("{effect:?}");
        assert!(!printed.contains(CANARY), "a token is printed: {printed}");
        match effect {
            Effect::Send { op, refresh, .. } => self.sends(*op, refresh.as_ref(), carrier, settle, time),
            Effect::Save(record) => self.saves(record),
            Effect::Abort(op) => self.ended(*op, time, true),
            Effect::Notify(Notice::Ended(reason)) => {
                self.ends += 1;
                assert_eq!(self.ends, 1, "a session ended twice, now as {reason:?}");
                self.ends_now();
            }
            Effect::Notify(Notice::Anonymous) => self.ends_now(),
            _ => {}
        }
    }

    fn sends(&mut self, op: Op, refresh: Option<&Secret>, carrier: Carrier, settle: u64, time: u64) {
        let session = self.session;
        let open = |call: &&Call| call.session == session && call.ended.is_none();
        assert_eq!(self.calls.iter().find(open).map(|call| call.op), None, "two refreshes at once");
        let token = text(refresh);
        if let Some(token) = &token {
            assert!(!self.superseded.contains(token), "a superseded refresh token is sent");
        }
        if carrier == Carrier::Bearer && token.is_some() {
            for call in self.calls.iter().filter(|call| call.token == token && call.session == session) {
                let (ended, in_doubt) = call.ended.expect("checked above");
                assert!(
                    !in_doubt || time >= ended + settle,
                    "a token in doubt is sent again after {} ms",
                    time - ended
                );
            }
        }
        self.calls.push(Call { op, session, token, ended: None });
    }

    /// A call has ended, as far as the document can see.
    pub fn ended(&mut self, op: Op, time: u64, in_doubt: bool) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.op == op && call.ended.is_none()) {
            call.ended = Some((time, in_doubt));
            self.doubts += u32::from(in_doubt);
        }
    }

    /// Whether a call belongs to a session that is over.
    pub fn is_orphan(&self, op: Op) -> bool {
        self.calls.iter().any(|call| call.op == op && call.session != self.session)
    }

    fn saves(&mut self, record: &Record) {
        let Some(user) = &self.user else { panic!("a record is kept although no session lives") };
        for token in [&record.tokens.access, &record.tokens.refresh].into_iter().flatten() {
            assert_eq!(Server::user(token.expose()), user, "a token of an older session is committed");
        }
        let refresh = text(record.tokens.refresh.as_ref());
        if let Some((sid, generation, old)) = self.saved.take() {
            assert_eq!(record.sid, sid, "a session changes its id");
            assert!(record.generation > generation, "a generation does not grow");
            if old != refresh {
                self.superseded.extend(old);
            }
        }
        self.saved = Some((record.sid, record.generation, refresh));
    }
}

fn text(token: Option<&Secret>) -> Option<String> {
    token.map(|token| token.expose().to_owned())
}
