//! What each thing that happens changes.

use everfetch::core::Event;
use everfetch::core::event::Found;
use everfetch::core::record::Record;

use super::act::{Action, How};
use super::laws::Law;
use super::lies::Lie;
use super::scope::{ASKING, CLAIM, Kind, SETTLE, TIMEOUT};
use super::server::{Call, Death, Fate, Grant, Known, Reply, Sent, access_only, token_in};
use super::shared::{EPOCH, KEYS, View};
use super::world::{AFTER_CALL, AFTER_PAUSE, AFTER_REREAD, Letter, NOW, Page, Pending, World, residual};

impl World {
    /// The state after `action`.
    pub fn after(&self, action: Action) -> World {
        let mut next = self.clone();
        next.steps += 1;
        next.note(|| format!("{action:?}"));
        next.act(action);
        next.check_granted();
        next.settle();
        next
    }

    /// A session begins in the first tab, and the others are opened from it.
    pub fn begin(&mut self) {
        let nothing = Vec::new();
        let (kinds, disturbances) = (self.scope.kinds.clone(), self.scope.disturbances);
        self.left = super::scope::Budget::new(&[(Kind::SignIn, 1), (Kind::Copy, 9)], 10);
        if self.scope.active > 0 {
            self.tab_mut(0).page = Page::Unopened;
            self.act(Action::Open(0, View::default()));
            self.act(Action::SignIn(0, View::default()));
            self.act(Action::LoggedIn(0));
        }
        for tab in 1..self.scope.active {
            self.act(Action::Copy { from: 0, to: tab });
            self.act(Action::Open(tab, View::default()));
        }
        loop {
            let mut list = nothing.clone();
            for tab in 0..self.tabs().count() {
                let index =
                    self.tab(tab).pending.iter().position(|one| matches!(one, Pending::Present { .. }));
                list.extend(index.map(|index| Action::Report {
                    tab,
                    index,
                    view: View::default(),
                    late: false,
                }));
                if self.tab(tab).behind != [0; KEYS] {
                    list.push(Action::Look(tab));
                }
            }
            match list.first() {
                Some(action) => self.act(*action),
                None => break,
            }
        }
        self.left = super::scope::Budget::new(&kinds, disturbances);
        self.may_doubt = false;
        self.settle();
    }

    pub fn spend(&mut self, kind: Kind) {
        self.left.spend(kind);
        self.may_doubt |= kind.may_cause_doubt();
    }

    pub fn look_with(&mut self, tab: usize, view: View) {
        if view.is_stale() {
            self.spend(Kind::Lag);
        }
        let key = self.key_seen(tab, view.epoch);
        let own = self.tab_mut(tab);
        own.behind[EPOCH] = view.epoch;
        if let Some(key) = key {
            own.behind[key] = view.ledger;
        }
    }

    /// The same, where nothing but the epoch is read.
    fn look_at_epoch(&mut self, tab: usize, view: View) {
        if view.is_stale() {
            self.spend(Kind::Lag);
        }
        self.tab_mut(tab).behind[EPOCH] = view.epoch;
    }

    pub fn act(&mut self, action: Action) {
        match action {
            Action::Open(tab, view) => {
                self.look_with(tab, view);
                let own = self.tab_mut(tab);
                own.page = Page::Open;
                // As it lies in the storage.
                let found = own.record.as_ref().and_then(|record| Record::read(&record.write(), NOW));
                let leased = self.tab_mut(tab).leased.take();
                let kind = if leased.is_some() { Found::Leased } else { Found::Record };
                let found = found.map_or(Found::Nothing, kind);
                self.handle(tab, Event::Open(Some(found)), view, NOW);
                if let Some((sid, generation)) = leased {
                    let own = self.tab_mut(tab);
                    own.sent = Some(own.machine.leased(sid, generation));
                }
            }
            Action::Lease(tab, view) => self.send_by_lease(tab, view),
            Action::Request(tab, view) => {
                self.spend(Kind::Renew);
                self.look_at_epoch(tab, view);
                self.request(tab);
            }
            Action::Refused(tab, view) => {
                self.look_at_epoch(tab, view);
                if self.tab(tab).sent.is_some_and(|sent| sent.sends > 1) {
                    self.spend(Kind::Distrust);
                }
                self.refused(tab);
            }
            Action::Accepted(tab) => self.accepted(tab),
            Action::Online(tab, view) => {
                self.spend(Kind::Online);
                self.online(tab, view);
            }
            Action::SignIn(tab, view) => {
                self.spend(Kind::SignIn);
                self.look_at_epoch(tab, view);
                self.grants.push(Grant::new());
                let grant = self.grants.len() - 1;
                if self.scope.has_jar {
                    self.jar = Some((grant, 1));
                    self.tab_mut(tab).logged_in = Some(grant);
                } else {
                    self.sign_in(tab, grant);
                }
            }
            Action::LoggedIn(tab) => {
                if let Some(grant) = self.tab_mut(tab).logged_in.take() {
                    self.sign_in(tab, grant);
                }
            }
            Action::Again(tab) => {
                self.spend(Kind::Again);
                self.sign_in_again(tab);
            }
            Action::Inside(index) => {
                self.spend(Kind::Inside);
                self.sign_in_inside(index);
            }
            Action::GiveUp(tab) => {
                self.spend(Kind::Slow);
                self.tab_mut(tab).waiting = None;
            }
            Action::SignOut(tab, view) => {
                self.spend(Kind::SignOut);
                self.look_at_epoch(tab, view);
                let view = self.view_of(tab);
                self.handle(tab, Event::SignOut { revoke: true }, view, NOW);
            }
            Action::Update(tab) => {
                self.spend(Kind::Update);
                let token = token_in(self.tab(tab).machine.tokens());
                if let Some((grant, number)) = token {
                    let view = self.view_of(tab);
                    self.handle(tab, Event::Update(access_only(grant, number)), view, NOW);
                }
            }
            Action::Replace(tab) => {
                self.spend(Kind::Replace);
                self.grants.push(Grant::new());
                let tokens = self.token_set(self.grants.len() - 1, 1);
                let view = self.view_of(tab);
                self.handle(tab, Event::Update(tokens), view, NOW);
            }
            Action::Look(tab) => self.handle(tab, Event::Look, View::default(), NOW),
            Action::Show(tab, view) => {
                self.look_with(tab, view);
                let own = self.tab_mut(tab);
                own.is_showing = false;
                // R14.2 Whatever it does now is another turn.
                (own.waited, own.was_vanished) = (0, false);
                self.handle(tab, Event::Show, view, NOW);
            }
            Action::Grant(tab) => {
                let view = self.view_of(tab);
                if let Some(hold) = &mut self.lock.holder {
                    hold.told = true;
                    let (op, queued) = (hold.op, hold.queued || self.scope.all_wait);
                    self.tab_mut(tab).has_settled = false;
                    self.handle(tab, Event::Granted { op, queued }, view, NOW);
                    if op == 0 {
                        self.check_unwanted(tab);
                    }
                }
            }
            Action::Report { tab, index, view, late } => self.report_now(tab, index, view, late),
            Action::Letter(index, view) => {
                let (tab, letter) = self.mail.remove(index);
                self.look_with(tab, view);
                let event = match letter {
                    Letter::Asked(nonce) => Event::Asked(nonce),
                    Letter::Told(told) => Event::Told((*told).clone()),
                };
                self.handle(tab, event, view, NOW);
            }
            Action::Arrive(index, how) => self.arrive(index, how),
            Action::Answer(index, view) => {
                let call = self.calls.remove(index);
                self.look_with(call.tab, view);
                self.deliver(call, view);
            }
            Action::Lose(index, view) => {
                self.spend(Kind::Lost);
                self.calls[index].has_line = false;
                let call = self.calls[index].clone();
                self.look_with(call.tab, view);
                self.let_go(|other| *other == call, Fate::LetGo);
                self.handle(call.tab, Event::Answered(call.op, Default::default()), view, NOW);
            }
            Action::Vanish(index) => {
                self.calls.remove(index);
            }
            Action::Die(index) => {
                self.spend(Kind::Died);
                let call = &mut self.calls[index];
                (call.fate, call.is_carried) = (Fate::Ghost, false);
            }
            other => self.change_page(other),
        }
    }

    /// A tab is told what a call was answered.
    fn deliver(&mut self, call: Call, view: View) {
        let Some(reply) = call.reply else { return };
        if reply.is_unprocessed() && !call.is_replay {
            self.grants[call.token.0].known(call.token.1).sent = Sent::Never;
        }
        let due = self.is_due(&call, reply, view);
        let (is_result, begun) = (self.holds_result(&call, reply), self.begun);
        let answer = self.shown(reply.answer(call.token.0));
        self.handle(call.tab, Event::Answered(call.op, answer), view, NOW);
        self.check_taken(call.tab, due);
        if is_result && self.begun != begun {
            self.breaks(Law::I5, "the refresh function's own sign-in begins a session");
        }
    }

    fn sign_in(&mut self, tab: usize, grant: usize) {
        let (tokens, view) = (self.token_set(grant, 1), self.view_of(tab));
        self.handle(tab, Event::SignIn(tokens), view, NOW);
    }

    /// The application hands over what the session has already.
    fn sign_in_again(&mut self, tab: usize) {
        let tokens = self.tab(tab).machine.tokens().clone();
        let (view, begun) = (self.view_of(tab), self.begun);
        let held = |world: &World| {
            let own = world.tab(tab);
            let tokens = own.machine.tokens().clone();
            (own.machine.sid(), tokens, own.record.clone(), own.pending.clone(), own.waiting)
        };
        let before = held(self);
        self.handle(tab, Event::SignIn(tokens), view, NOW);
        if held(self) == before {
            // No session has begun.
            self.begun = begun;
        } else {
            self.breaks(Law::I5, "a sign-in with the tokens of the session changes something");
        }
    }

    /// The refresh function signs in with what it is about to return.
    fn sign_in_inside(&mut self, index: usize) {
        let call = self.calls[index].clone();
        let Some(Reply::Tokens(number)) = call.reply else { return };
        let (tab, view) = (call.tab, self.view_of(call.tab));
        let kept = |world: &World| {
            let own = world.tab(tab);
            let tokens = own.machine.tokens().clone();
            (own.machine.held(), tokens, own.record.clone(), own.waiting, world.begun, world.logs.clone())
        };
        let before = kept(self);
        self.handle(tab, Event::SignIn(self.token_set(call.token.0, number)), view, NOW);
        if kept(self) != before {
            self.breaks(Law::I5, "a sign-in inside the refresh function changes something");
        }
    }

    fn report_now(&mut self, tab: usize, index: usize, view: View, late: bool) {
        let pending = self.tab_mut(tab).pending.remove(index);
        let time = if late { self.time_after(tab, view) } else { None };
        if let Pending::Wait(_, _, written) | Pending::Half(_, written) = &pending {
            // What was written before it was set shows by now, in every tab.
            for other in 0..self.tabs().count() {
                let own = self.tab_mut(other);
                for key in EPOCH..KEYS {
                    own.behind[key] = own.behind[key].min(written[key]);
                }
            }
        }
        let is_claim = !self.scope.has_locks && matches!(pending, Pending::Wait(_, CLAIM, _));
        let has_timer = matches!(pending, Pending::Queue(_) | Pending::Call(_) | Pending::Wait(..));
        let view = if is_claim { self.view_of(tab) } else { view };
        if (has_timer || late) && !is_claim {
            self.tab_mut(tab).behind = [0; KEYS];
        } else if matches!(
            pending,
            Pending::Query(_) | Pending::Turn(..) | Pending::Collect(..) | Pending::Sending(..)
        ) {
            self.look_with(tab, view);
        }
        match pending {
            Pending::Queue(op) => {
                self.bound(Kind::Impatience);
                self.handle(tab, Event::Tick(op), view, NOW);
            }
            Pending::Call(op) => {
                self.bound(Kind::Timeout);
                self.may_doubt = true;
                self.tab_mut(tab).waited += TIMEOUT;
                self.handle(tab, Event::Tick(op), view, NOW);
            }
            Pending::Half(op, _) => {
                self.tab_mut(tab).pending.push(Pending::Wait(op, CLAIM, [0; KEYS]));
            }
            Pending::Wait(op, ..) if is_claim => self.handle(tab, Event::Tick(op), view, NOW),
            Pending::Wait(op, delay, _) => {
                if late {
                    self.spend(Kind::Late);
                    self.forgive_late(tab);
                }
                let own = self.tab_mut(tab);
                // A sign-in that is held waits beside the call, and nothing waits for both.
                own.waited += if own.machine.is_holding() && delay == ASKING { 0 } else { delay };
                own.was_vanished |= delay >= TIMEOUT;
                own.has_settled |= delay >= SETTLE;
                self.handle(tab, Event::Tick(op), view, NOW);
            }
            Pending::Query(op) => {
                let sid = self.tab(tab).machine.sid();
                let of_session = |tab: &super::world::Tab| tab.presence.filter(|(own, _)| *own == sid);
                let floor = self.tabs().filter_map(of_session).map(|(_, generation)| generation).max();
                self.tab_mut(tab).was_newest = self.may_forget() && self.is_newest(tab);
                let now = if late { AFTER_PAUSE } else { NOW };
                self.handle(tab, Event::Floor(op, floor), view, now);
            }
            Pending::Turn(op, true) if !self.scope.has_locks => {
                self.tab_mut(tab).has_settled |= time == Some(AFTER_CALL);
                self.handle(tab, Event::Turned(op), view, time.unwrap_or(NOW));
            }
            Pending::Turn(op, _) => {
                if late {
                    self.tab_mut(tab).waited += 500;
                }
                let now = if late { AFTER_REREAD } else { NOW };
                self.handle(tab, Event::Turned(op), view, now);
            }
            Pending::Present { op, sid, generation, wanted } => {
                if wanted {
                    self.tab_mut(tab).presence = Some((sid, generation));
                }
                let view = self.view_of(tab);
                self.handle(tab, Event::Present(op), view, NOW);
            }
            Pending::Initial(op) => {
                self.grants.push(Grant::new());
                let tokens = self.token_set(self.grants.len() - 1, 1);
                self.tab_mut(tab).behind = [0; KEYS];
                self.handle(tab, Event::Initial(op, Some(tokens)), View::default(), NOW);
            }
            Pending::Sending(op, _) => {
                self.tab_mut(tab).pending.push(pending);
                // Where it is late, the page makes the call.
                self.handle(tab, Event::Sending { op, is_carried: !late }, view, NOW);
            }
            Pending::Collect(op, token) => match self.left_for(token) {
                Some(index) if !self.lies(Lie::Collect) => {
                    // What was sent before that call is not known to who takes its answer.
                    let call = self.calls.remove(index);
                    self.deliver(Call { tab, op, is_replay: true, ..call }, view);
                }
                _ => self.handle(tab, Event::Uncollected(op), view, NOW),
            },
            Pending::Rest(effects) => {
                let view = self.view_of(tab);
                for at in 0..effects.len() {
                    self.carry_out(tab, &effects, at, view);
                }
                if let Some(ticket) = self.tab(tab).waiting {
                    self.note(|| format!("    {ticket:?}"));
                }
                self.handle(tab, Event::Look, view, NOW);
            }
        }
    }

    /// A bound is reached: because somebody is slow, or because nothing happens any more.
    fn bound(&mut self, kind: Kind) {
        if self.left.has(kind) {
            self.spend(kind);
        }
    }

    /// Calls that are still on their way, when they should not be any more.
    fn forgive_late(&mut self, tab: usize) {
        let token = self.credential(tab);
        for call in self.calls.iter_mut().filter(|call| Some(call.token) == token && call.fate != Fate::Live)
        {
            call.is_late = true;
        }
        if let Some((grant, _)) = token {
            self.excuse(grant, residual::LATE);
        }
    }

    fn arrive(&mut self, index: usize, how: How) {
        match how {
            How::Well => {}
            How::Definitive => self.spend(Kind::Definitive),
            How::Forbidden => self.spend(Kind::Forbidden),
            How::Busy { .. } => self.spend(Kind::Busy),
            How::Broken { .. } => self.spend(Kind::Broken),
        }
        let (grant, number) = self.calls[index].token;
        let reply = match how {
            How::Busy { asks: true } => Reply::BUSY,
            How::Busy { asks: false } => Reply::OVERLOADED,
            How::Broken { processed: false } => Reply::BROKEN,
            How::Forbidden => {
                self.grants[grant].was_forbidden = true;
                Reply::FORBIDDEN
            }
            How::Definitive => {
                self.grants[grant].death.get_or_insert(Death::Withdrawn);
                Reply::REFUSED
            }
            How::Well | How::Broken { .. } => self.rotate(grant, number),
        };
        let is_broken = matches!(how, How::Broken { .. });
        self.calls[index].has_line &= !is_broken;
        if let Reply::Tokens(number) = reply {
            self.keep_cookie(index, number);
        }
        if is_broken && matches!(reply, Reply::Tokens(_)) {
            self.lose(grant);
        }
        self.note(|| format!("    the server answers r{grant}.{number}: {reply:?}"));
        let call = &mut self.calls[index];
        call.reply = Some(if is_broken { Reply::BROKEN } else { reply });
        if !matches!(call.fate, Fate::Live | Fate::Carried) {
            let call = self.calls.remove(index);
            self.drop_reply(&call);
        }
    }

    fn rotate(&mut self, grant: usize, number: u8) -> Reply {
        let own = &mut self.grants[grant];
        if own.death.is_some() {
            return Reply::REFUSED;
        }
        if number == own.newest() {
            own.tokens.push(Known { sent: Sent::Never, superseded: false });
            return Reply::Tokens(number + 1);
        }
        if own.lost || own.excused {
            own.death = Some(Death::Excused);
        } else {
            own.death = Some(Death::Killed);
            self.breaks(Law::I1, format!("r{grant}.{number} was used before, and the grant is killed"));
        }
        Reply::REFUSED
    }
}
