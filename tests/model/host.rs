//! The page: tells a machine what happened, with what it may read in that task, and carries out what it wants.
//!
//! Decides nothing that the browser layer does not decide. What is asynchronous there is put among what the document
//! waits for, and comes back as an event of its own.

use everfetch::core::event::Found;
use everfetch::core::lease::Lease;
use everfetch::core::ledger::{Epoch, Ledger};
use everfetch::core::record::Record;
use everfetch::core::{Effect, Event, Notice, Now, Snapshot};

use super::laws::Law;
use super::lies::Lie;
use super::scope::{CLAIM, Kind, SETTLE};
use super::server::{Call, Fate, Sent, token_in, token_of};
use super::shared::{DEEPEST, EPOCH, KEYS, NONCES, Text, UNASKED, View};
use super::tell;
use super::world::{Letter, NOW, Page, Pending, World};

/// A number that no session has.
const PROBE: u64 = u64::MAX;

impl World {
    /// The key of the ledger that a tab reads with the epoch that it sees.
    pub fn key_seen(&self, tab: usize, epoch: u8) -> Option<usize> {
        let named = self.logs[EPOCH]
            .read(epoch)
            .and_then(|text| everfetch::core::ledger::Epoch::read(text.as_str()).map(|epoch| epoch.sid));
        Self::ledger_key(named.unwrap_or_else(|| self.tab(tab).machine.sid()))
    }

    /// The texts that a tab reads, which from now on it has seen.
    fn read(&mut self, tab: usize, view: View) -> (Option<Text>, Option<Text>) {
        let key = self.key_seen(tab, view.epoch);
        let own = self.tab_mut(tab);
        own.behind[EPOCH] = view.epoch;
        if let Some(key) = key {
            own.behind[key] = view.ledger;
        }
        let epoch = self.logs[EPOCH].read(view.epoch).cloned();
        (epoch, key.and_then(|key| self.logs[key].read(view.ledger).cloned()))
    }

    /// What a tab that reads now, without anything new, sees.
    pub fn view_of(&self, tab: usize) -> View {
        let own = self.tab(tab);
        let epoch = own.behind[EPOCH];
        let ledger = self.key_seen(tab, epoch).map_or(0, |key| own.behind[key]);
        View { epoch, ledger }
    }

    /// One task of a document.
    pub fn handle(&mut self, tab: usize, event: Event, view: View, now: Now) {
        self.tab_mut(tab).unflushed.fill(0);
        self.tell(tab, event, view, now);
    }

    /// Something that happens in the task under way.
    fn tell(&mut self, tab: usize, event: Event, view: View, now: Now) {
        let event = self.told(tab, event);
        let name = name_of(&event);
        let (epoch, ledger) = self.read(tab, view);
        let (was_holding, was_unvouched) = (self.tab(tab).machine.is_holding(), self.tab(tab).is_unvouched);
        let is_signing_in = matches!(event, Event::SignIn(_) | Event::Initial(_, Some(_)));
        let mut snapshot = Snapshot {
            now,
            random: if is_signing_in { self.begun + 1 } else { self.nonce(tab) },
            jitter: if self.scope.may_come_online() { u32::MAX } else { 0 },
            key: [self.begun as u8 + 1; 16],
            nonce: [0; 16],
            epoch: epoch.as_ref().map(|text| text.as_str().to_owned()),
            ledger: ledger.as_ref().map(|text| text.as_str().to_owned()),
        };
        if matches!(event, Event::Floor(..)) && self.tab(tab).phantom.is_some() {
            self.tab_mut(tab).phantom = None;
        }
        self.vouch(tab, &event, epoch.is_some());
        self.misread(tab, &event, &mut snapshot);
        // Whether a sign-in that was held begins a session now shows only afterwards.
        let may_begin = was_holding || self.scope.has_jar && matches!(event, Event::Answered(..));
        if may_begin && !is_signing_in {
            let mut trial = self.tab(tab).machine.clone();
            trial.handle(event.clone(), Snapshot { random: PROBE, ..snapshot.clone() });
            if trial.held() == PROBE {
                snapshot.random = self.begun + 1;
            }
        }
        let own = self.tab_mut(tab);
        let had = token_in(own.machine.tokens());
        let mut sid = match &event {
            // The document has acted for it before its machine ran.
            Event::Open(Some(Found::Leased(record))) => record.sid,
            _ => own.machine.held(),
        };
        let random = snapshot.random;
        let effects = own.machine.handle(event.clone(), snapshot);
        let effects = self.done(&event, effects);
        let is_new_session = |effect: &Effect| {
            matches!(effect, Effect::Notify(Notice::Ended(_) | Notice::Replaced | Notice::SignedIn))
        };
        if self.lies(Lie::Orphan) && effects.iter().any(is_new_session) {
            self.lock.forget(tab);
        }
        let is_held = !was_holding && self.tab(tab).machine.is_holding();
        let begins = (random == self.begun + 1 && sid != random && self.tab(tab).machine.held() == random)
            .then_some(random);
        // An application that was asked for tokens has been told of a session in any case.
        self.begun += u64::from(begins.is_some() || matches!(event, Event::Initial(_, Some(_))));
        self.note(|| {
            let sees = [tell::epoch(epoch.as_ref()), tell::ledger(ledger.as_ref().map(Text::as_str))];
            let told: Vec<String> = effects.iter().map(tell::effect).collect();
            format!(
                "    {} {} [{}] → {}",
                tell::name(tab),
                tell::event(&event),
                sees.join(", "),
                told.join(", ")
            )
        });
        if is_held {
            self.tab_mut(tab).is_unvouched = was_unvouched;
        }
        if begins.is_some() && was_holding {
            self.tab_mut(tab).is_unvouched = false;
            self.check_release(tab, sid, &event);
        }
        let mut is_settled = false;
        for at in 0..effects.len() {
            if let Effect::WriteLedger(_, text) = &effects[at] {
                self.check_pause(tab, ledger.as_ref(), text, now);
            }
            if self.scope.splits_commit
                && name == "Answered"
                && matches!(effects[at], Effect::WriteLedger(..))
            {
                let rest = effects[at..].to_vec();
                self.tab_mut(tab).pending.push(Pending::Rest(rest));
                break;
            }
            match &effects[at] {
                Effect::Wake(_) => is_settled = true,
                Effect::Notify(Notice::Ended(reason)) => self.check_end(tab, sid, *reason),
                Effect::WriteEpoch(text) => {
                    self.check_epoch(text, &event, begins, had, view);
                    if Epoch::read(text).is_some_and(|new| begins == Some(new.sid)) {
                        sid = random;
                    }
                    self.write(tab, EPOCH, Some(text));
                }
                _ => self.carry_out(tab, &effects, at, view),
            }
        }
        // What the former session wrote before a sign-in that was held took its place was its own.
        let first = effects.iter().position(|effect| {
            begins.is_some() && matches!(effect, Effect::WriteLedger(sid, _) if *sid == random)
        });
        self.check_commits(tab, &effects[first.filter(|_| was_holding).unwrap_or(0)..]);
        if let Some(event) = self.told_at_once(&effects) {
            let view = self.view_of(tab);
            self.tell(tab, event, view, now);
        }
        if let Event::Sending { op, is_carried } = event {
            self.begin_call(tab, op, view, is_carried);
        }
        self.renumber(tab);
        if is_settled {
            self.resume(tab);
        }
        let view = self.view_of(tab);
        self.check_task(tab, name, view);
    }

    /// Keeps in mind whether anything beside the record of a tab says that its session lives: the epoch, another tab, or
    /// the server.
    fn vouch(&mut self, tab: usize, event: &Event, has_epoch: bool) {
        let begins = match event {
            Event::Open(_) => self.tab(tab).record.is_some(),
            Event::Show => self.tab(tab).machine.is_live(),
            _ => false,
        };
        let sid = match (event, &self.tab(tab).record) {
            (Event::Open(_), Some(record)) => record.sid,
            _ => self.tab(tab).machine.sid(),
        };
        let is_member = |(other, page): (usize, &super::world::Tab)| {
            other != tab && page.presence.is_some_and(|(shown, _)| shown == sid)
        };
        let is_told = match event {
            Event::Told(_) | Event::Update(_) | Event::SignIn(_) => true,
            Event::Answered(_, answer) => answer.tokens.is_some(),
            Event::Floor(..) => self.tabs().enumerate().any(is_member),
            _ => false,
        };
        let own = self.tab(tab);
        let is_unvouched = !has_epoch && !is_told && (begins || own.is_unvouched);
        if own.is_unvouched != is_unvouched {
            self.tab_mut(tab).is_unvouched = is_unvouched;
        }
    }

    /// The device says that it is online again.
    pub fn online(&mut self, tab: usize, view: View) {
        self.tab_mut(tab).is_insisting = true;
        self.handle(tab, Event::Online, view, NOW);
    }

    /// I4: what is committed belongs to the session that the epoch, as it is seen in that task, names as live.
    fn check_commits(&mut self, tab: usize, effects: &[Effect]) {
        let view = self.view_of(tab);
        for effect in effects {
            if let Effect::WriteLedger(sid, text) = effect
                && !self.lives(view, *sid)
                && Ledger::read(text).is_some()
            {
                self.breaks(Law::I4, format!("a ledger of session {sid} is written"));
            }
        }
    }

    pub fn carry_out(&mut self, tab: usize, effects: &[Effect], at: usize, view: View) {
        let next = effects.get(at + 1);
        match effects[at].clone() {
            Effect::Save(record) => {
                self.check_record(tab, &record);
                // Of one moment, so that it makes no other states.
                let lease = Some(Lease::new(&record.tokens, record.sid, &self.scope.config(), NOW));
                self.tab_mut(tab).record = Some(Record { lease, ..record });
            }
            Effect::Clear => self.tab_mut(tab).record = None,
            Effect::Send { op, refresh, .. } => {
                let token = if self.scope.has_jar { self.jar } else { token_of(refresh.as_ref()) };
                let begins_later =
                    |one: &&mut Pending| matches!(one, Pending::Sending(call, _) if *call == op);
                if let Some(Pending::Sending(_, later)) =
                    self.tab_mut(tab).pending.iter_mut().find(begins_later)
                {
                    *later = token;
                } else if let Some(token) = token {
                    self.send(tab, op, token, view, false);
                }
            }
            Effect::Abort(op) => {
                self.stop_collecting(tab, op);
                self.tab_mut(tab)
                    .pending
                    .retain(|one| !matches!(one, Pending::Sending(own, _) if *own == op));
                self.let_go(|call| call.tab == tab && call.op == op, Fate::LetGo);
            }
            Effect::Carry(op, _) => self.tab_mut(tab).pending.push(Pending::Sending(op, None)),
            Effect::Collect(op, refresh) => {
                let token = token_of(Some(&refresh)).expect("a token of the server's");
                self.tab_mut(tab).pending.push(Pending::Collect(op, token));
            }
            Effect::Leave(op) => {
                self.stop_collecting(tab, op);
                self.leave_to_worker(|call| call.tab == tab && call.op == op);
            }
            Effect::Timer(op, delay) => {
                let timer = match next {
                    Some(Effect::Lock(lock) | Effect::AskInitial(lock)) if *lock == op => Pending::Queue(op),
                    Some(Effect::Send { op: call, .. }) if *call == op => Pending::Call(op),
                    Some(Effect::Collect(call, _)) if *call == op => Pending::Call(op),
                    _ => {
                        if delay >= SETTLE && !self.may_doubt {
                            self.breaks(
                                Law::Doubt,
                                format!("{delay} ms for a call that nothing happened to"),
                            );
                        }
                        if self.scope.has_locks || delay != CLAIM || self.scope.shows_late {
                            Pending::Wait(op, delay, [0; KEYS])
                        } else {
                            Pending::Half(op, [0; KEYS])
                        }
                    }
                };
                self.tab_mut(tab).pending.push(timer);
            }
            Effect::Revoke { tokens, .. } => {
                let token = if self.scope.has_jar { self.jar } else { token_of(tokens.refresh.as_ref()) };
                if let Some(token) = token {
                    self.revoke(tab, token);
                }
            }
            Effect::Lock(op) => self.lock.ask(tab, op),
            Effect::CancelLock(op) => self.lock.cancel(tab, op),
            Effect::Unlock(op) => self.lock.unlock(tab, op),
            Effect::Query(op) => self.tab_mut(tab).pending.push(Pending::Query(op)),
            Effect::Turn(op) => {
                let rereads = !effects.iter().any(|effect| matches!(effect, Effect::WriteLedger(..)));
                self.tab_mut(tab).pending.push(Pending::Turn(op, rereads));
            }
            Effect::Present { op, sid, generation } => {
                let own = self.tab_mut(tab);
                unwant(own);
                own.pending.push(Pending::Present { op, sid, generation, wanted: true });
            }
            Effect::Absent => {
                let own = self.tab_mut(tab);
                unwant(own);
                own.presence = None;
            }
            Effect::WriteLedger(sid, text) => {
                self.check_ledger(tab, sid, &text);
                if let Some(key) = Self::ledger_key(sid) {
                    self.write(tab, key, Some(&text));
                }
            }
            Effect::ForgetLedger(sid) => {
                if let Some(key) = Self::ledger_key(sid) {
                    self.write(tab, key, None);
                }
            }
            Effect::Ask(nonce) => {
                for other in 0..self.tabs().count() {
                    if other != tab && self.tab(other).hears() {
                        self.mail.push((other, Letter::Asked(nonce)));
                    }
                }
            }
            Effect::Tell(told) => {
                if told.nonce == UNASKED {
                    let told = std::sync::Arc::new(told);
                    for other in 0..self.tabs().count() {
                        if other != tab && self.tab(other).hears() {
                            self.mail.push((other, Letter::Told(told.clone())));
                        }
                    }
                    return;
                }
                // The others would ignore it.
                let asker = (told.nonce / NONCES) as usize;
                if asker < self.tabs().count() && self.tab(asker).hears() {
                    self.mail.push((asker, Letter::Told(told.into())));
                }
            }
            Effect::AskInitial(op) => self.tab_mut(tab).pending.push(Pending::Initial(op)),
            Effect::Load(_) | Effect::Wake(_) | Effect::Notify(_) | Effect::WriteEpoch(_) => {}
        }
    }

    pub fn write(&mut self, tab: usize, key: usize, text: Option<&str>) {
        if self.jammed && key != EPOCH && self.lies(Lie::Mark) {
            self.tab_mut(tab).phantom = text.map(|text| Text::new(text.to_owned()));
        }
        let text = text.filter(|_| !self.jammed).map(|text| Text::new(text.to_owned()));
        let is_new = self.logs[key].newest() != text.as_ref();
        let watches_flush = self.scope.kinds.iter().any(|(kind, _)| *kind == Kind::Lossy);
        let own = self.tab_mut(tab);
        own.behind[key] = 0;
        if !is_new {
            return;
        }
        own.unflushed[key] += u8::from(watches_flush);
        self.authors[key] = super::world::Author::Tab(tab);
        self.logs[key].push(text);
        for other in 0..self.tabs().count() {
            let behind = self.tab(other).behind[key];
            if self
                .tab(other)
                .pending
                .iter()
                .any(|pending| matches!(pending, Pending::Wait(..) | Pending::Half(..)))
            {
                self.tab_mut(other).count_write(key, |written| (written + 1).min(DEEPEST));
            }
            if other != tab && self.tab(other).page != Page::Empty && behind < DEEPEST {
                self.tab_mut(other).behind[key] = behind + 1;
            }
        }
    }

    fn stop_collecting(&mut self, tab: usize, op: u32) {
        self.tab_mut(tab).pending.retain(|one| !matches!(one, Pending::Collect(own, _) if *own == op));
    }

    /// A call that a worker might make begins, if it is still wanted. Its operation is numbered anew only after that.
    fn begin_call(&mut self, tab: usize, begun: u32, view: View, is_carried: bool) {
        let own = self.tab_mut(tab);
        let is_it = |one: &Pending| matches!(one, Pending::Sending(op, _) if *op == begun);
        let Some(at) = own.pending.iter().position(is_it) else { return };
        if let Pending::Sending(op, Some(token)) = own.pending.remove(at)
            && own.machine.awaits(op)
        {
            self.send(tab, op, token, view, is_carried);
        }
    }

    fn send(&mut self, tab: usize, op: u32, token: super::server::Token, view: View, is_carried: bool) {
        self.check_send(tab, token, view);
        let known = self.grants[token.0].known(token.1);
        let is_replay = known.sent == Sent::Unknown;
        known.sent = Sent::Unknown;
        self.calls.push(Call {
            tab,
            op,
            token,
            fate: Fate::Live,
            is_replay,
            is_late: false,
            is_carried,
            reply: None,
            has_line: true,
            sid: self.tab(tab).machine.sid(),
            is_guess: !self.tab(tab).machine.is_live(),
        });
    }

    /// The page of the calls that `which` picks is gone. Those that a worker makes go on without it, also where the answer
    /// was on its way.
    pub fn leave_to_worker(&mut self, which: impl Fn(&Call) -> bool) {
        let is_left = |call: &&mut Call| call.fate == Fate::Live && call.is_carried && which(call);
        for call in self.calls.iter_mut().filter(is_left) {
            (call.fate, call.tab, call.op) = (Fate::Carried, usize::MAX, 0);
        }
    }

    /// Nobody waits any more for the calls that `which` picks: `fate` says why.
    pub fn let_go(&mut self, which: impl Fn(&Call) -> bool, fate: Fate) {
        let (gone, kept): (Vec<Call>, Vec<Call>) =
            std::mem::take(&mut self.calls).into_iter().partition(which);
        self.calls = kept;
        for call in gone {
            self.drop_reply(&call);
            if call.reply.is_none() {
                self.calls.push(Call { fate, tab: usize::MAX, op: 0, ..call });
            }
        }
    }

    /// Nobody will ever read what a call was answered.
    pub fn drop_reply(&mut self, call: &Call) {
        let has_cookie = self.scope.has_jar && call.has_line;
        if matches!(call.reply, Some(super::server::Reply::Tokens(_))) && !has_cookie {
            self.lose(call.token.0);
        }
    }

    pub fn lose(&mut self, grant: usize) {
        self.grants[grant].lost = true;
        if self.grants[grant].death.is_none() {
            self.residual |= super::world::residual::LOST;
        }
    }

    /// Gives the operations of a tab the smallest numbers, and forgets those whose end means nothing.
    fn renumber(&mut self, tab: usize) {
        let own = self.tab_mut(tab);
        let old = own.machine.renumber();
        let new = |op: u32| old.binary_search(&op).map_or(0, |at| at as u32 + 1);
        own.pending.retain_mut(|pending| {
            if let Some(op) = pending.op_mut() {
                *op = new(*op);
            }
            match pending {
                Pending::Present { op, wanted, .. } => *wanted || *op > 0,
                Pending::Rest(_) => true,
                pending => pending.op() > 0,
            }
        });
        own.pending.sort_by_key(Pending::rank);
        for call in self.calls.iter_mut().filter(|call| call.tab == tab) {
            call.op = new(call.op);
        }
        for asked in self.lock.queue.iter_mut().filter(|asked| asked.0 == tab) {
            asked.1 = new(asked.1);
        }
        if let Some(hold) = self.lock.holder.as_mut().filter(|hold| hold.tab == tab) {
            hold.op = new(hold.op);
        }
    }
}

fn unwant(tab: &mut super::world::Tab) {
    for pending in &mut tab.pending {
        if let Pending::Present { wanted, .. } = pending {
            *wanted = false;
        }
    }
}

fn name_of(event: &Event) -> &'static str {
    match event {
        Event::Look => "Look",
        Event::Show => "Show",
        Event::Hide => "Hide",
        Event::Floor(..) => "Floor",
        Event::Turned(_) => "Turned",
        Event::Answered(..) => "Answered",
        Event::Open(_) => "Open",
        _ => "other",
    }
}
