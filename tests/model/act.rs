//! What can happen next.

use everfetch::core::ledger::Ledger;
use everfetch::core::machine::State;

use super::scope::{Kind, SETTLE, TIMEOUT};
use super::server::{Call, Fate, Reply, Token};
use super::shared::{EPOCH, SIDS, View};
use super::world::{Author, NOW, Page, Pending, World};

/// What the server makes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// What it should.
    Well,
    /// It ends the grant.
    Definitive,
    /// It refuses, for a reason that is not the token.
    Forbidden,
    /// It is too busy, and says so, and perhaps for how long.
    Busy { asks: bool },
    /// It fails, after it has processed the call or before.
    Broken { processed: bool },
}

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Open(usize, View),
    /// A request leaves by a lease, where it holds.
    Lease(usize, View),
    Request(usize, View),
    /// The request that is on its way meets a 401.
    Refused(usize, View),
    /// It is answered.
    Accepted(usize),
    Online(usize, View),
    SignIn(usize, View),
    /// The application has the tokens of a login, whose cookie is in the jar already.
    LoggedIn(usize),
    Again(usize),
    /// The refresh function whose call this is signs in with what it is about to return.
    Inside(usize),
    /// The request that waits is answered that it took too long.
    GiveUp(usize),
    SignOut(usize, View),
    Update(usize),
    Replace(usize),
    Copy {
        from: usize,
        to: usize,
    },
    Blank(usize),
    Crash(usize),
    Lossy(usize),
    Close(usize),
    Reload(usize),
    Restore(usize),
    Freeze(usize),
    Thaw(usize),
    Wipe(usize),
    Jam,
    Grant(usize),
    /// What the tab waits for, by index. `late`: time has passed.
    Report {
        tab: usize,
        index: usize,
        view: View,
        late: bool,
    },
    Look(usize),
    Show(usize, View),
    Letter(usize, View),
    Arrive(usize, How),
    Answer(usize, View),
    Lose(usize, View),
    Vanish(usize),
    /// The worker of a call is gone, whose page is gone.
    Die(usize),
}

impl World {
    /// What a tab may see in its next task.
    fn views(&self, tab: usize) -> Vec<View> {
        let mut views = vec![View::default()];
        if !self.left.has(Kind::Lag) {
            return views;
        }
        let behind = self.tab(tab).behind;
        for epoch in 0..=behind[EPOCH] {
            let most = self.key_seen(tab, epoch).map_or(0, |key| behind[key]);
            views.extend((0..=most).map(|ledger| View { epoch, ledger }).filter(|view| view.is_stale()));
        }
        views
    }

    /// A tab that finds the lock free waits for nothing, so it must see what was written before by a document that
    /// has stopped since. Whether it does, nothing can ensure: see `Scope::gambles`.
    fn may_see_in_turn(&self, tab: usize, view: View) -> bool {
        let is_free = self.lock.holder.is_some_and(|hold| hold.tab == tab && !hold.queued);
        let is_missed =
            self.key_seen(tab, view.epoch).is_some_and(|key| self.authors[key] == Author::Stopped);
        self.scope.gambles || !(view.ledger > 0 && is_free && is_missed)
    }

    /// What of the epoch it may see, where it reads nothing else.
    fn epochs(&self, tab: usize) -> Vec<View> {
        let most = if self.left.has(Kind::Lag) { self.tab(tab).behind[EPOCH] } else { 0 };
        (0..=most).map(|epoch| View { epoch, ledger: 0 }).collect()
    }

    pub fn actions(&self, list: &mut Vec<Action>) {
        if self.broken.is_some() {
            return;
        }
        for tab in 0..self.tabs().count() {
            self.work(tab, list);
        }
        self.network(list);
        if list.is_empty() {
            self.let_time_pass(list);
        }
        if self.left.has(Kind::Jam) && !self.jammed {
            list.push(Action::Jam);
        }
        for tab in 0..self.tabs().count() {
            self.impatience(tab, list);
            self.user(tab, list);
            self.mishaps(tab, list);
        }
    }

    /// What the tabs do by themselves.
    fn work(&self, tab: usize, list: &mut Vec<Action>) {
        let own = self.tab(tab);
        if own.page == Page::Unopened {
            list.extend(self.views(tab).into_iter().map(|view| Action::Open(tab, view)));
            if own.leased.is_none() && own.record.is_some() && self.left.has(Kind::Lease) {
                let holds = |view: &View| self.lease(tab, *view).is_some();
                list.extend(self.views(tab).into_iter().filter(holds).map(|view| Action::Lease(tab, view)));
            }
        }
        if !own.runs() {
            return;
        }
        let views = self.views(tab);
        if own.is_showing {
            list.extend(views.iter().map(|view| Action::Show(tab, *view)));
        }
        if own.logged_in.is_some() {
            list.push(Action::LoggedIn(tab));
        }
        if self.lock.holder.is_some_and(|hold| hold.tab == tab && !hold.told) {
            list.push(Action::Grant(tab));
        }
        for (index, pending) in own.pending.iter().enumerate() {
            let views: Vec<View> =
                views.iter().copied().filter(|view| self.may_see_in_turn(tab, *view)).collect();
            self.report(tab, index, pending, &views, list);
        }
        for (index, (to, _)) in self.mail.iter().enumerate() {
            if *to == tab && own.hears() {
                list.extend(views.iter().map(|view| Action::Letter(index, *view)));
            }
        }
        let sees_all = own.behind[EPOCH] == 0 && self.key_seen(tab, 0).is_none_or(|key| own.behind[key] == 0);
        if !sees_all && own.hears() {
            list.push(Action::Look(tab));
        }
        let is_resent = own.sent.is_some_and(|sent| sent.sends > 1);
        if is_resent {
            list.push(Action::Accepted(tab));
        }
        if own.sent.is_some() && (!is_resent || self.left.has(Kind::Distrust)) {
            list.extend(self.epochs(tab).into_iter().map(|view| Action::Refused(tab, view)));
        }
    }

    fn report(&self, tab: usize, index: usize, pending: &Pending, views: &[View], list: &mut Vec<Action>) {
        let fresh = View::default();
        let report = |view, late| Action::Report { tab, index, view, late };
        match pending {
            Pending::Queue(_) | Pending::Call(_) => {}
            // A timer that is longer than any write takes to show.
            Pending::Wait(_, delay, _) => {
                let is_early = self.is_under_way(tab, *delay);
                if !is_early || self.left.has(Kind::Late) {
                    list.push(report(fresh, is_early));
                }
            }
            Pending::Half(..) => list.push(report(fresh, false)),
            Pending::Turn(_, true) if !self.scope.has_locks => {
                for view in views {
                    list.push(report(*view, false));
                    if self.time_after(tab, *view).is_some() {
                        list.push(report(*view, true));
                    }
                }
            }
            Pending::Query(_) => {
                for view in views {
                    list.push(report(*view, false));
                    let ledger =
                        self.key_seen(tab, view.epoch).and_then(|key| self.logs[key].read(view.ledger));
                    let ledger = ledger.and_then(|text| Ledger::read(text.as_str()));
                    if ledger.is_some_and(|ledger| ledger.not_before > NOW.wall) {
                        list.push(report(*view, true));
                    }
                }
            }
            Pending::Turn(_, rereads) => {
                list.extend(views.iter().map(|view| report(*view, false)));
                if *rereads {
                    list.push(report(fresh, true));
                }
            }
            // Not before the worker has ended.
            Pending::Collect(_, token) => {
                if self.left_for(*token).is_none_or(|index| self.calls[index].reply.is_some()) {
                    list.extend(views.iter().map(|view| report(*view, false)));
                }
            }
            Pending::Sending(..) => {
                list.extend(views.iter().map(|view| report(*view, false)));
                // The worker has not begun, and everything shows by now.
                list.push(report(fresh, true));
            }
            Pending::Present { .. } | Pending::Initial(_) | Pending::Rest(_) => {
                list.push(report(fresh, false))
            }
        }
    }

    /// The call that a worker makes, or has made, in place of a page that is gone.
    pub fn left_for(&self, token: Token) -> Option<usize> {
        self.calls.iter().position(|call| call.fate == Fate::Carried && call.token == token)
    }

    /// Whether a call with the tab's token is on its way that cannot be any more once the timer has fired.
    pub fn is_under_way(&self, tab: usize, delay: u64) -> bool {
        let token = self.credential(tab);
        self.calls.iter().any(|call| {
            let is_bounded = match call.fate {
                Fate::Live | Fate::Carried => false,
                Fate::LetGo => delay >= SETTLE,
                Fate::Ghost => delay >= TIMEOUT,
            };
            Some(call.token) == token && is_bounded && !call.is_late
        })
    }

    fn network(&self, list: &mut Vec<Action>) {
        for (index, call) in self.calls.iter().enumerate() {
            let is_live = call.fate == Fate::Live;
            let is_awaited = is_live || call.fate == Fate::Carried;
            if call.reply.is_none() {
                list.push(Action::Arrive(index, How::Well));
                if !is_live {
                    list.push(Action::Vanish(index));
                }
                if call.fate == Fate::Carried && self.left.has(Kind::Died) {
                    list.push(Action::Die(index));
                }
                for (kind, how) in [
                    (Kind::Definitive, How::Definitive),
                    (Kind::Forbidden, How::Forbidden),
                    (Kind::Busy, How::Busy { asks: true }),
                    (Kind::Busy, How::Busy { asks: false }),
                    (Kind::Broken, How::Broken { processed: true }),
                    (Kind::Broken, How::Broken { processed: false }),
                ] {
                    // Where nothing shortens a pause, it makes no difference who has chosen it.
                    let is_needless = how == How::Busy { asks: false } && !self.scope.may_come_online();
                    let is_again = how == How::Forbidden && self.grants[call.token.0].was_forbidden;
                    if is_awaited && self.left.has(kind) && !is_needless && !is_again {
                        list.push(Action::Arrive(index, how));
                    }
                }
            }
            if is_live && self.tab(call.tab).runs() {
                if call.reply.is_some_and(|reply| self.may_sign_in_inside(call, reply)) {
                    list.push(Action::Inside(index));
                }
                for view in self.views(call.tab) {
                    if call.reply.is_some() {
                        list.push(Action::Answer(index, view));
                    }
                    if self.left.has(Kind::Lost) {
                        list.push(Action::Lose(index, view));
                    }
                }
            }
        }
    }

    /// Nothing else happens, so the longest timers fire.
    fn let_time_pass(&self, list: &mut Vec<Action>) {
        for tab in 0..self.tabs().count() {
            self.bounds(tab, |_| true, list);
        }
    }

    /// The longest timers may also fire while others go on.
    fn impatience(&self, tab: usize, list: &mut Vec<Action>) {
        let may = |pending: &Pending| match pending {
            Pending::Queue(_) => self.left.has(Kind::Impatience),
            Pending::Call(_) => self.left.has(Kind::Timeout),
            _ => false,
        };
        self.bounds(tab, may, list);
    }

    fn bounds(&self, tab: usize, may: impl Fn(&Pending) -> bool, list: &mut Vec<Action>) {
        let own = self.tab(tab);
        for (index, pending) in own.pending.iter().enumerate() {
            let is_bound = matches!(pending, Pending::Queue(_) | Pending::Call(_));
            let action = Action::Report { tab, index, view: View::default(), late: false };
            if own.runs() && is_bound && may(pending) && !list.contains(&action) {
                list.push(action);
            }
        }
    }

    fn user(&self, tab: usize, list: &mut Vec<Action>) {
        let own = self.tab(tab);
        let state = own.machine.state(NOW);
        if !own.runs() {
            return;
        }
        let has_session = matches!(state, State::Active | State::Refreshing | State::Stale);
        let may_ask = has_session || state == State::Restoring;
        let views = self.epochs(tab);
        if may_ask && own.waiting.is_none() && own.sent.is_none() && self.left.has(Kind::Renew) {
            list.extend(views.iter().map(|view| Action::Request(tab, *view)));
        }
        if self.left.has(Kind::Online) {
            list.extend(views.iter().map(|view| Action::Online(tab, *view)));
        }
        if self.left.has(Kind::SignIn) && self.may_begin() {
            list.extend(views.iter().map(|view| Action::SignIn(tab, *view)));
        }
        if has_session && self.left.has(Kind::Again) && self.may_begin() && self.knows_tokens(tab) {
            list.push(Action::Again(tab));
        }
        if own.waiting.is_some() && self.left.has(Kind::Slow) {
            list.push(Action::GiveUp(tab));
        }
        if has_session && self.left.has(Kind::SignOut) {
            list.extend(views.iter().map(|view| Action::SignOut(tab, *view)));
        }
        if has_session && self.left.has(Kind::Update) {
            list.push(Action::Update(tab));
        }
        if has_session && self.left.has(Kind::Replace) {
            list.push(Action::Replace(tab));
        }
        let room = (0..self.tabs().count()).find(|other| self.tab(*other).page == Page::Empty);
        if let Some(to) = room.filter(|_| self.left.has(Kind::Copy)) {
            list.push(Action::Copy { from: tab, to });
        }
    }

    /// Whether the refresh function that is about to return `reply` may sign in with it first. One whose session is
    /// over, or that does so after somebody else's sign-in, begins a session, as any sign-in does.
    fn may_sign_in_inside(&self, call: &Call, reply: Reply) -> bool {
        let machine = &self.tab(call.tab).machine;
        let is_first = !machine.is_holding() || self.holds_result(call, reply);
        let is_able = self.scope.has_function && matches!(reply, Reply::Tokens(_)) && self.may_begin();
        is_able && is_first && machine.is_calling(call.op) && self.left.has(Kind::Inside)
    }

    /// Whether there is room for a session more, where each sign-in that is held begins one.
    fn may_begin(&self) -> bool {
        let held = self.tabs().filter(|tab| tab.machine.is_holding()).count();
        self.begun + (held as u64) < SIDS as u64
    }

    /// Whether a tab has tokens, and does not see yet that they are another session's or nobody's.
    fn knows_tokens(&self, tab: usize) -> bool {
        let machine = &self.tab(tab).machine;
        machine.tokens().refresh.is_some() && self.lives(self.view_of(tab), machine.sid())
    }

    fn mishaps(&self, tab: usize, list: &mut Vec<Action>) {
        let own = self.tab(tab);
        let first_empty = (0..self.tabs().count()).find(|other| self.tab(*other).page == Page::Empty);
        if own.page == Page::Empty {
            if first_empty == Some(tab) && self.left.has(Kind::Blank) {
                list.push(Action::Blank(tab));
            }
            return;
        }
        let mut add = |kind, action| {
            if self.left.has(kind) {
                list.push(action);
            }
        };
        add(Kind::Crash, Action::Crash(tab));
        if own.page != Page::Open {
            return;
        }
        add(Kind::Restore, Action::Restore(tab));
        if !own.runs() {
            list.push(Action::Thaw(tab));
            return;
        }
        add(Kind::Close, Action::Close(tab));
        add(Kind::Reload, Action::Reload(tab));
        add(Kind::Wipe, Action::Wipe(tab));
        if !own.is_showing {
            add(Kind::Freeze, Action::Freeze(tab));
        }
        if self.can_lose(tab) {
            add(Kind::Lossy, Action::Lossy(tab));
        }
    }

    /// Whether what a tab wrote in its last task was seen by nobody else.
    fn can_lose(&self, tab: usize) -> bool {
        let unflushed = self.tab(tab).unflushed;
        let is_unseen = |key: usize| {
            let is_behind = |(other, page): (usize, &super::world::Tab)| {
                other == tab || page.page == Page::Empty || page.behind[key] >= unflushed[key]
            };
            self.tab(tab).behind[key] == 0 && self.tabs().enumerate().all(is_behind)
        };
        let written: Vec<usize> = (0..unflushed.len()).filter(|key| unflushed[*key] > 0).collect();
        !written.is_empty() && written.into_iter().all(is_unseen)
    }
}
