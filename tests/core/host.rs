//! The host of the simulated document: carries the core's effects out, as the browser layer does.
//!
//! Decides nothing about the session. The test scripts what a token call meets on its way.

use everfetch::core::event::Op;
use everfetch::core::{Answer, Carrier, Effect, Event, Secret, TokenSet};

use super::server::{Fault, Grant, Server};
use super::world::{Happening, Revocation, Storage, World};

impl World {
    pub fn drive(&mut self, event: Event) {
        self.watch.sees(&event);
        let snapshot = self.snapshot();
        let effects = self.both(|machine| machine.handle(event.clone(), snapshot.clone()));
        self.effects.extend(effects);
        if self.is_busy {
            return;
        }
        self.is_busy = true;
        while let Some(effect) = self.effects.pop_front() {
            self.watch.checks(&effect, self.config.carrier, self.config.settle, self.time);
            self.carry_out(effect);
        }
        self.is_busy = false;
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Load(op) => {
                self.loads += 1;
                let Storage::Custom { delay, text } = self.storage.clone() else { panic!("no such storage") };
                let found = self.found(text.as_deref());
                if let Some(delay) = delay {
                    self.later(delay, Happening::Report(Event::Loaded(op, found)));
                }
            }
            Effect::AskInitial(op) => self.ask_initial(op),
            Effect::Save(record) => self.keep(Some(record.write())),
            Effect::Clear => self.keep(None),
            Effect::Send { op, refresh, .. } => {
                self.token_call(op, refresh.map(|token| token.expose().to_owned()));
            }
            Effect::Abort(_) => {}
            Effect::Timer(op, delay) => {
                self.longest_timer = self.longest_timer.max(delay);
                if !self.is_without_timers {
                    self.later(delay, Happening::Tick(op));
                }
            }
            Effect::Revoke { is_sign_out, tokens } => self.revoke(is_sign_out, tokens),
            Effect::Wake(outcome) => {
                self.outcomes.push(outcome);
                self.woken.extend(self.waiting.drain(..));
            }
            Effect::Notify(notice) => {
                self.notices.push(notice);
                if let Some(index) = self.listeners.iter().position(|(awaited, _)| *awaited == notice) {
                    let (_, event) = self.listeners.remove(index);
                    self.drive(event);
                }
            }
            shared => panic!("{shared:?} is asked for, although tabs share nothing here"),
        }
    }

    fn ask_initial(&mut self, op: Op) {
        self.initials += 1;
        let (Some(delay), grant) = self.initial.clone() else { return };
        let tokens = grant.map(|grant| {
            self.watch.begins(Some(Server::user(&grant.access)));
            self.receive(&grant)
        });
        self.later(delay, Happening::Report(Event::Initial(op, tokens)));
    }

    fn keep(&mut self, record: Option<String>) {
        match &mut self.storage {
            Storage::Page(text) | Storage::Custom { text, .. } => *text = record,
        }
    }

    fn revoke(&mut self, is_sign_out: bool, tokens: TokenSet) {
        let text = |token: &Option<Secret>| token.as_ref().map(|token| token.expose().to_owned());
        let (access, refresh) = (text(&tokens.access), text(&tokens.refresh));
        let cookie = self.jar.take_if(|_| is_sign_out).map(|(_, refresh)| refresh);
        for token in [&access, &refresh, &cookie].into_iter().flatten() {
            self.server.revoke(token);
        }
        self.revocations.push(Revocation { is_sign_out, refresh });
    }

    // ===== the token endpoint =====

    fn token_call(&mut self, op: Op, token: Option<String>) {
        self.refresh_tokens_sent.push(token.clone());
        let fault = self.faults.pop_front().unwrap_or(Fault::None);
        // A cookie goes along by itself, as it is when the call leaves.
        let token = token.or_else(|| self.jar.clone().map(|(_, refresh)| refresh));
        if self.is_instant || fault == Fault::Offline {
            let grant = self.exchange(token, fault);
            return self.token_call_answers(op, fault, grant);
        }
        let (there, back) = self.token_latency;
        self.later(there, Happening::TokenCallArrives(op, token, fault, back));
    }

    pub fn token_call_arrives(&mut self, op: Op, token: Option<String>, fault: Fault, back: u64) {
        let grant = self.exchange(token, fault);
        if !matches!(fault, Fault::Silent | Fault::Stuck) {
            self.later(back, Happening::TokenCallAnswers(op, fault, grant));
        }
    }

    fn exchange(&mut self, token: Option<String>, fault: Fault) -> Option<Grant> {
        if fault == Fault::Offline {
            return None;
        }
        self.server.refreshes += 1;
        let reaches = fault.reaches();
        match token {
            _ if !reaches => None,
            Some(token) => self.server.exchange(&token, fault, self.time),
            // The refresh function asks an identity library, which has a session of its own.
            None if !self.config.needs_refresh_token => Some(self.server.another(self.time, false)),
            None => None,
        }
    }

    pub fn token_call_answers(&mut self, op: Op, fault: Fault, grant: Option<Grant>) {
        // A call that was given up may still be answered. The host does not filter such answers: the core must.
        let is_open = self.watch.is_open(op);
        let is_orphan = self.watch.is_orphan(op);
        let jar = self.jar.clone();
        let status = |status| Answer { status: Some(status), ..Answer::default() };
        let invalid_grant = Answer { error: Some("invalid_grant".to_owned()), ..status(400) };
        let answer = match fault {
            Fault::None | Fault::NoRefreshToken | Fault::SameAccessToken => match &grant {
                Some(grant) => Answer { tokens: Some(self.receive(grant)), ..Answer::default() },
                None => invalid_grant,
            },
            Fault::Status(code) | Fault::StatusAfterRotation(code) => status(code),
            Fault::RetryAfter(code, delay) => Answer { retry_after: Some(delay), ..status(code) },
            Fault::Error(code, error) => Answer { error: Some(error.to_owned()), ..status(code) },
            Fault::Html(code) => Answer { is_html: true, ..status(code) },
            Fault::Empty => status(200),
            Fault::Offline => Answer { is_unsent: true, ..Answer::default() },
            Fault::JudgedTokens(failure) => {
                let tokens = grant.as_ref().map(|grant| self.receive(grant));
                Answer { tokens, judged: Some(failure), ..Answer::default() }
            }
            Fault::Judged(failure) => Answer { judged: Some(failure), ..status(400) },
            Fault::Dropped | Fault::Unreachable | Fault::Silent | Fault::Stuck => Answer::default(),
        };
        if is_orphan && !self.watch.is_over() {
            // A late cookie of one user could replace another's here; that is not for the core to prevent.
            self.jar = jar;
        }
        self.watch.ended(op, self.time, fault.leaves_doubt());
        self.tell(Event::Answered(op, answer));
        if is_open && is_orphan && self.config.can_revoke && self.config.carrier == Carrier::Bearer {
            let refresh = grant.filter(|_| !fault.leaves_doubt()).and_then(|grant| grant.refresh);
            let is_revoked =
                |refresh| self.revocations.iter().any(|done| done.refresh.as_ref() == Some(refresh));
            assert!(
                refresh.as_ref().is_none_or(is_revoked),
                "a late token of a session that is over lives on"
            );
        }
    }
}
