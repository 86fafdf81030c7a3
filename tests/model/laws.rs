//! What must hold in every schedule: the invariants I1–I10 of the protocol between tabs, as far as they speak of
//! tabs, and what follows from its rules at once.
//!
//! Decides whether a step broke one. What cannot be saved (the residuals) is excused here, by the exact condition
//! that makes it hopeless, and counted.

use everfetch::core::backoff;
use everfetch::core::effect::EndReason;
use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::machine::State;
use everfetch::core::record::{Record, SessionId};
use everfetch::core::{Event, InDoubt, Now};

use super::server::{Call, Death, Fate, Reply, Sent, Token, token_in};
use super::shared::{EPOCH, Text, View};
use super::world::{NOW, Pending, World, residual};

/// One law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// No token is sent whose successor is committed; one in doubt only by policy, in the lock, after `settle`; no
    /// two calls of one token at once; and so no grant is ever killed (R3, R6).
    I1,
    /// Every promise settles within the bound (R14).
    I2,
    /// A request is sent twice at the most.
    I3,
    /// No result of an older epoch is committed (R2, R5.1).
    I4,
    /// A session ends by nothing but what may end it (R7.6).
    I5,
    /// A document is told the end of a session once, and as soon as it looks (R2.2).
    I6,
    /// No token lies readable where every script reads (R8).
    I7,
    /// Generations never decrease (R3.1, R5.4).
    I9,
    /// No request carries a token of a session that the epoch does not name as live (R2).
    I10,
    /// R4: a page that does not run holds no refresh lock.
    Lock,
    /// R3.1: nothing is in doubt in a run in which nothing went wrong.
    Doubt,
    /// R4.4: tokens that reach the page that asked for them are taken, whoever waits.
    Late,
    /// R14.4: no token is sent inside a pause, but for one that a tab chose by itself before the device came online.
    Pause,
    /// R15.2: a lease is used under the generation that it is of, and nothing in doubt.
    Lease,
}

impl Law {
    pub const ALL: [Law; 14] = [
        Law::I1,
        Law::I2,
        Law::I3,
        Law::I4,
        Law::I5,
        Law::I6,
        Law::I7,
        Law::I9,
        Law::I10,
        Law::Lock,
        Law::Doubt,
        Law::Late,
        Law::Pause,
        Law::Lease,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Law::I1 => "I1 no superseded token, no two calls of one",
            Law::I2 => "I2 every promise settles in time",
            Law::I3 => "I3 at most two sends",
            Law::I4 => "I4 nothing of an older epoch is committed",
            Law::I5 => "I5 a session ends only by what may end it",
            Law::I6 => "I6 one end, told at once",
            Law::I7 => "I7 no readable token in localStorage",
            Law::I9 => "I9 generations never decrease",
            Law::I10 => "I10 no token of a session that is over",
            Law::Lock => "R4: no lock in a page that does not run",
            Law::Doubt => "R3.1: no false doubt",
            Law::Late => "R4.4: no answer is dropped that reaches its page",
            Law::Pause => "R14.4: no send inside a pause",
            Law::Lease => "R15.2: no lease beside a newer token",
        }
    }
}

/// A law that was broken, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Broken {
    pub law: Law,
    pub why: String,
}

/// R14.2: a turn takes settle and `refreshTimeout` and a second of asking, and `refreshTimeout` more after a
/// sender that vanished. (A request whose time in the queue is over is answered at once.)
const LONGEST_TURN: u64 = super::scope::SETTLE + super::scope::TIMEOUT + 1_000;

impl World {
    pub fn breaks(&mut self, law: Law, why: impl Into<String>) {
        if self.broken.is_none() && self.scope.only.is_none_or(|only| only == law) {
            let why = why.into();
            self.note(|| format!("    *** {}: {why}", law.name()));
            self.broken = Some(Broken { law, why });
        }
    }

    pub fn excuse(&mut self, grant: usize, reason: u8) {
        self.residual |= reason;
        self.grants[grant].excused = true;
    }

    /// A refresh token is about to be sent.
    pub fn check_send(&mut self, tab: usize, token: Token, view: View) {
        let (grant, number) = token;
        if self.scope.has_locks && !self.lock.is_held_by(tab) {
            self.breaks(Law::I1, format!("r{grant}.{number} is sent outside the lock"));
        }
        let sid = self.tab(tab).machine.sid();
        // Whether a cookie holds a session is asked for none that is known.
        let is_guess = self.scope.has_jar && !self.tab(tab).machine.is_live();
        if !is_guess && !self.lives(view, sid) {
            self.breaks(Law::I10, "a refresh of a session that is over");
        }
        if self.may_forget() && self.over.get(sid as usize).is_some_and(|over| *over) {
            // A wiped epoch forgets that the session was over, and one that takes no writes is never told.
            return self.excuse(grant, residual::WIPED);
        }
        self.check_jar(tab, token);
        let known = self.grants[grant].known(number).clone();
        // A jar holds the newest token, whatever the ledger says of the access token.
        if known.superseded && !self.scope.has_jar {
            if self.may_forget() && self.tab(tab).was_newest {
                self.excuse(grant, residual::WIPED);
            } else {
                self.breaks(Law::I1, format!("r{grant}.{number} is sent, and its successor is committed"));
            }
        }
        // R6.4 With a jar it is sent in any case, and whoever made the call before has waited.
        if known.sent == Sent::Unknown && !self.scope.has_jar {
            if self.scope.in_doubt == InDoubt::End {
                self.breaks(Law::I1, format!("r{grant}.{number} is replayed, and the policy is to end"));
            }
            if !self.tab(tab).has_settled {
                self.breaks(Law::I1, format!("r{grant}.{number} is in doubt, and sent again at once"));
            }
            let may_arrive = |call: &&super::server::Call| {
                call.token == token && !call.is_late && (call.reply.is_none() || call.fate == Fate::Live)
            };
            let others: Vec<Fate> = self.calls.iter().filter(may_arrive).map(|call| call.fate).collect();
            if self.wiped && !others.is_empty() && others.iter().all(|fate| *fate == Fate::Ghost) {
                // The rebuilt ledger knows of a doubt, but not that the sender vanished.
                self.excuse(grant, residual::WIPED);
            } else if !others.is_empty() {
                self.breaks(
                    Law::I1,
                    format!("r{grant}.{number} is sent while another call with it is under way"),
                );
            }
        }
    }

    /// Whether no tab has a newer token than this one, and shows it by its presence lock.
    pub fn is_newest(&self, tab: usize) -> bool {
        let Some((grant, number)) = token_in(self.tab(tab).machine.tokens()) else {
            return true;
        };
        let is_newer = |other: &super::world::Tab| {
            let token = token_in(other.machine.tokens());
            let shown = other.presence.map(|(_, generation)| generation);
            let is_shown = other.record.as_ref().is_some_and(|record| Some(record.generation) == shown);
            other.hears() && is_shown && token.is_some_and(|token| token.0 == grant && token.1 > number)
        };
        !self.tabs().any(is_newer)
    }

    /// Whether the epoch, as it is seen, names `sid` as live, or nothing.
    pub fn lives(&self, view: View, sid: SessionId) -> bool {
        let epoch = self.logs[EPOCH].read(view.epoch).and_then(|text| Epoch::read(text.as_str()));
        epoch.is_none_or(|epoch| epoch.sid == sid && epoch.ended.is_none())
    }

    /// A ledger is about to be written.
    pub fn check_ledger(&mut self, tab: usize, sid: SessionId, text: &str) {
        let Some(key) = Self::ledger_key(sid) else { return };
        let Some(new) = Ledger::read(text) else { return self.breaks(Law::I9, "a ledger that is none") };
        let old = self.logs[key].newest().map(|old| old.as_str().to_owned());
        let old = old.as_deref().and_then(Ledger::read);
        if let Some(old) = &old
            && old.generation > new.generation
        {
            self.breaks(Law::I9, format!("ledger {} over {}", new.generation, old.generation));
        }
        let is_same_set = old.is_some_and(|old| old.sealed == new.sealed);
        let refresh = self.tab(tab).machine.tokens().refresh.clone();
        if refresh.as_ref().is_some_and(|refresh| text.contains(refresh.expose())) {
            self.breaks(Law::I7, "a readable token in the ledger");
        }
        let Some((grant, number)) = token_in(self.tab(tab).machine.tokens()) else { return };
        if is_same_set {
            return;
        }
        let before = self.sealed[key].replace((grant, number));
        for known in &mut self.grants[grant].tokens[..usize::from(number) - 1] {
            known.superseded = true;
        }
        if let Some((old, _)) = before
            && old != grant
        {
            self.grants[old].tokens.iter_mut().for_each(|known| known.superseded = true);
        }
    }

    /// A ledger is about to be written by a tab that sees `seen`.
    pub fn check_pause(&mut self, tab: usize, seen: Option<&Text>, text: &str, now: Now) {
        let Some(new) = Ledger::read(text) else { return };
        let is_paused =
            |ledger: &Ledger| backoff::believed(ledger.not_before.saturating_sub(now.wall), ledger.asked) > 0;
        if is_paused(&new) {
            for other in 0..self.tabs().count() {
                if self.tab(other).is_insisting && !self.tab(other).machine.is_waiting() {
                    self.tab_mut(other).is_insisting = false;
                }
            }
        }
        let old = seen.and_then(|text| Ledger::read(text.as_str())).filter(is_paused);
        let marks = matches!(new.doubt, Doubt::Sent(_)) && new.not_before == 0;
        if let Some(old) = old
            && marks
            && old.generation == new.generation
            && (backoff::is_asked(old.asked) || !self.tab(tab).is_insisting)
        {
            self.breaks(Law::Pause, format!("a token is sent before {}", old.not_before));
        }
    }

    /// The token that the answer to a call has to bring into force, if it has to: its session lives, no newer set is in
    /// the ledger (R5.2), no update has replaced what was sent (R5.3), and no wiped ledger has brought it back after its
    /// end: a tab that left it then has dropped its call. Nor where another sign-in is held until this answer.
    pub fn is_due(&self, call: &Call, reply: Reply, view: View) -> Option<Token> {
        let Reply::Tokens(number) = reply else { return None };
        let own = self.tab(call.tab);
        let sid = own.machine.sid();
        let seen = self.key_seen(call.tab, view.epoch).and_then(|key| self.logs[key].read(view.ledger));
        let seen = seen.and_then(|text| Ledger::read(text.as_str())).map_or(0, |ledger| ledger.generation);
        let is_newest = own.record.as_ref().is_some_and(|record| seen <= record.generation);
        let is_held = if self.scope.has_jar {
            own.machine.is_calling(call.op)
        } else {
            token_in(own.machine.tokens()) == Some(call.token)
        };
        let is_replaced = own.machine.held_tokens(call.op).is_some() && !self.holds_result(call, reply);
        let is_back = self.may_forget() && self.over.get(sid as usize).is_none_or(|over| *over);
        (is_newest && is_held && !is_back && !is_replaced && self.lives(view, sid))
            .then_some((call.token.0, number))
    }

    /// Whether a tab holds a sign-in with what `reply` to its call brings.
    pub fn holds_result(&self, call: &Call, reply: Reply) -> bool {
        let held = self.tab(call.tab).machine.held_tokens(call.op);
        let token = held.and_then(token_in);
        matches!(reply, Reply::Tokens(number) if token == Some((call.token.0, number)))
    }

    /// What was due has come into force.
    pub fn check_taken(&mut self, tab: usize, due: Option<Token>) {
        let held = token_in(self.tab(tab).machine.tokens());
        if let Some((grant, number)) = due
            && held != due
        {
            self.breaks(Law::Late, format!("r{grant}.{number} came, and {held:?} is held"));
        }
    }

    /// The epoch is about to be written. `begins` is the session that has begun in this task, and `had` the token that the
    /// tab had when the event came.
    pub fn check_epoch(
        &mut self,
        text: &str,
        event: &Event,
        begins: Option<u64>,
        had: Option<Token>,
        view: View,
    ) {
        let Some(new) = Epoch::read(text) else { return self.breaks(Law::I5, "an epoch that is none") };
        let old = self.logs[EPOCH].newest().and_then(|old| Epoch::read(old.as_str()));
        // A sign-in that was held begins in the task of another event.
        let is_signing_in = matches!(event, Event::SignIn(_) | Event::Initial(..));
        if is_signing_in || new.ended.is_none() && begins == Some(new.sid) {
            for sid in 1..self.over.len() {
                self.over[sid] |= sid as u64 != new.sid;
            }
            return;
        }
        let overwrites = old.is_some_and(|old| old.sid != new.sid && old.ended.is_none());
        let revives = new.ended.is_none() && old.is_some_and(|old| old.ended.is_some());
        if let Some(old) = old
            && overwrites
            && new.ended.is_some()
            && view.epoch > 0
        {
            self.residual |= residual::CROSSED;
            self.over[old.sid as usize] = true;
        } else if (overwrites || revives) && self.may_forget() && view.epoch > 0 {
            // The epoch was missing, and what was written in its place does not show here yet.
            self.residual |= residual::WIPED;
            self.over.fill(true);
        } else if overwrites || revives {
            self.breaks(
                Law::I5,
                format!("the epoch of {} over that of {:?}", new.sid, old.map(|old| old.sid)),
            );
        }
        if new.ended.is_none()
            && self.may_forget()
            && self.over.get(new.sid as usize).is_some_and(|over| *over)
        {
            // The same: a tab that was away when its session ended revives it, and so ends the one after.
            self.residual |= residual::WIPED;
            self.over.fill(true);
        }
        // With a jar the refused call may have carried the cookie of a login since.
        let is_dead =
            [had, self.jar].into_iter().flatten().any(|(grant, _)| self.grants[grant].death.is_some());
        match new.ended {
            None => return,
            Some(EndReason::SignedOut) if matches!(event, Event::SignOut { .. }) => {}
            Some(EndReason::Refused) if is_dead => {}
            Some(EndReason::InDoubt) if self.scope.in_doubt == InDoubt::End && self.may_doubt => {}
            Some(reason) => {
                self.breaks(Law::I5, format!("session {} is ended as {}", new.sid, reason.as_str()))
            }
        }
        if let Some(over) = self.over.get_mut(new.sid as usize) {
            *over = true;
        }
    }

    /// A sign-in that was held begins a session: because the refresh function is over, or the time for it, or nothing
    /// can be waited for any more.
    pub fn check_release(&mut self, tab: usize, former: SessionId, event: &Event) {
        let may_release = matches!(
            event,
            Event::Tick(_) | Event::Answered(..) | Event::SignIn(_) | Event::SignOut { .. } | Event::Hide
        );
        // What the function would bring is dropped where another tab has ended or replaced its session.
        let is_over = !self.lives(self.view_of(tab), former);
        if !may_release && !is_over {
            self.breaks(Law::I5, format!("a sign-in that is held begins a session at {event:?}"));
        }
    }

    /// A document is told that session `sid` is over.
    pub fn check_end(&mut self, tab: usize, sid: SessionId, reason: EndReason) {
        if self.tab(tab).ended.contains(&sid) {
            self.breaks(Law::I6, format!("the end of {sid} is told twice"));
        }
        self.tab_mut(tab).ended.push(sid);
        if !self.over.get(sid as usize).is_some_and(|over| *over) {
            self.breaks(Law::I5, format!("session {sid} ends as {}", reason.as_str()));
        }
    }

    pub fn check_record(&mut self, tab: usize, new: &Record) {
        let old = self.tab(tab).record.as_ref();
        if old.is_some_and(|old| old.sid == new.sid && old.generation > new.generation) {
            self.breaks(Law::I9, "the own record's generation decreases");
        }
    }

    /// Tokens are revoked at the server.
    pub fn revoke(&mut self, tab: usize, token: Token) {
        let epoch = self.logs[EPOCH].newest().and_then(|text| Epoch::read(text.as_str()));
        let is_live = |other: usize| {
            let own = self.tab(other);
            let is_same = token_in(own.machine.tokens()).is_some_and(|own| own.0 == token.0);
            // A wiped ledger forgets a sign-out, and a tab that has not heard of it goes on.
            let live = epoch.filter(|epoch| epoch.ended.is_none() && !self.over[epoch.sid as usize]);
            other != tab
                && own.page == super::world::Page::Open
                && is_same
                && live.is_some_and(|live| live.sid == own.machine.sid())
        };
        if (0..self.tabs().count()).any(is_live) {
            self.breaks(Law::I5, "the grant of a live session is revoked");
        }
        self.grants[token.0].death.get_or_insert(Death::Revoked);
    }

    /// After each task of a document.
    pub fn check_task(&mut self, tab: usize, event: &'static str, view: View) {
        let own = self.tab(tab);
        let has_session = matches!(own.machine.state(NOW), State::Active | State::Refreshing | State::Stale);
        let reads = matches!(event, "Look" | "Show" | "Floor" | "Turned" | "Request" | "Open");
        if reads && has_session && !self.lives(view, own.machine.sid()) {
            return self.breaks(Law::I6, "a session that is over goes on");
        }
        let own = self.tab(tab);
        if event == "Hide" || own.waiting.is_none() || !own.runs() || own.is_showing {
            return;
        }
        let goes_on = own.pending.iter().any(|pending| {
            !matches!(pending, Pending::Present { .. })
                && (pending.op() > 0 || matches!(pending, Pending::Rest(_)))
        });
        if !own.machine.is_waiting() {
            self.breaks(Law::I2, "a request waits for nothing");
        } else if !goes_on {
            self.breaks(Law::I2, "a request waits without a bound");
        } else if own.waited > LONGEST_TURN + if own.was_vanished { super::scope::TIMEOUT } else { 0 } {
            let waited = own.waited;
            self.breaks(Law::I2, format!("a request waits {waited} ms"));
        }
    }

    /// A tab was granted a lock that it had given up.
    pub fn check_unwanted(&mut self, tab: usize) {
        if self.lock.is_held_by(tab) {
            self.breaks(
                Law::Lock,
                format!("tab {} keeps a lock that it does not want", super::tell::name(tab)),
            );
        }
    }

    /// After each step: nobody who queued has got the lock while its page does not run.
    pub fn check_granted(&mut self) {
        if let Some(hold) = self.lock.holder
            && hold.queued
            && self.tab(hold.tab).is_frozen
        {
            let name = super::tell::name(hold.tab);
            self.breaks(Law::Lock, format!("tab {name} is granted the lock, and does not run"));
        }
    }

    /// A document has stopped.
    pub fn check_stopped(&mut self, tab: usize) {
        match self.lock.holder {
            Some(hold) if hold.tab == tab && (hold.told || hold.queued || hold.op > 0) => {
                self.breaks(Law::Lock, format!("tab {} stops with the refresh lock", super::tell::name(tab)));
            }
            // Nothing can be done: what asks whether the lock is free cannot be withdrawn. The page does not want it
            // any more, and lets go as soon as it runs: see `check_unwanted`.
            Some(hold) if hold.tab == tab => self.residual |= residual::HELD,
            _ => {}
        }
        let wants = |one: &Pending| matches!(one, Pending::Present { wanted: true, .. });
        if self.tab(tab).presence.is_some() || self.tab(tab).pending.iter().any(wants) {
            self.breaks(Law::Lock, format!("tab {} stops and has a presence lock", super::tell::name(tab)));
        }
    }
}
