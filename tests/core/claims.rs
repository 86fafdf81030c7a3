//! Tabs of one origin without Web Locks: several [`Tab`]s over one localStorage, in virtual time. A write shows in the
//! other tabs later: after 55 ms at most where that was measured, and after less than half of the wait here. The server
//! rotates tokens, and notices one that is used again.

use std::collections::BTreeMap;

use everfetch::core::event::{Found, Op};
use everfetch::core::ledger::{Doubt, Ledger};
use everfetch::core::machine::State;
use everfetch::core::record::SessionId;
use everfetch::core::{Answer, Carrier, Config, Effect, Event, Machine, Notice, Now, Secret, TokenSet};
use proptest::prelude::*;

use super::tab::{SETTLE, START, Shared, TIMEOUT, Tab, config, tokens};

const PATIENCE: u64 = SETTLE + TIMEOUT;

#[derive(Debug, Clone)]
enum Happening {
    Tell(usize, Event),
    Arrives(usize, Op, Option<String>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Call {
    tab: usize,
    token: u32,
    sent: u64,
    over: u64,
}

struct Origin {
    tabs: Vec<Option<Tab>>,
    /// What was written under each key, by whom and when, in its order.
    epoch: Vec<(u64, usize, Option<String>)>,
    ledgers: BTreeMap<SessionId, Vec<(u64, usize, Option<String>)>>,
    /// How long a write takes to show in other tabs.
    lag: u64,
    /// How long a call is on its way, there and back.
    latency: u64,
    time: u64,
    order: u64,
    agenda: BTreeMap<(u64, u64), Happening>,
    /// The generation of the token that is good; what a used one brings ends the grant.
    newest: u32,
    is_revoked: bool,
    /// What the next calls are answered with in place of tokens.
    faults: Vec<Answer>,
    calls: Vec<Call>,
    outcomes: Vec<(usize, u64)>,
    failures: usize,
}

/// The generation of a token, and 0 for none.
fn number(token: Option<&Secret>) -> u32 {
    let digits = |token: &Secret| token.expose().trim_start_matches(char::is_alphabetic).parse();
    token.map_or(0, |token| digits(token).expect("a number"))
}

impl Origin {
    fn new(count: usize, lag: u64, latency: u64, carrier: Carrier) -> Origin {
        let config = Config { has_locks: false, ..config(carrier) };
        let mut origin = Origin {
            tabs: (0..count).map(|_| Some(Tab::closed(config.clone()))).collect(),
            epoch: Vec::new(),
            ledgers: BTreeMap::new(),
            lag,
            latency,
            time: 0,
            order: 0,
            agenda: BTreeMap::new(),
            newest: 1,
            is_revoked: false,
            faults: Vec::new(),
            calls: Vec::new(),
            outcomes: Vec::new(),
            failures: 0,
        };
        for tab in 0..count {
            origin.tell(tab, Event::Open(Some(Found::Nothing)));
        }
        origin
    }

    /// Tabs of one session, all with its first tokens.
    fn joined(count: usize, lag: u64, latency: u64) -> Origin {
        let mut origin = Origin::new(count, lag, latency, Carrier::Bearer);
        origin.tell(0, Event::SignIn(tokens(1, Carrier::Bearer)));
        origin.run(5_000);
        for tab in 0..count {
            assert_eq!(origin.state(tab), State::Active, "tab {tab} has joined");
        }
        origin.outcomes.clear();
        origin
    }

    fn now(&self) -> Now {
        Now { mono: START.mono + self.time, wall: START.wall + self.time }
    }

    fn machine(&self, tab: usize) -> &Machine {
        &self.tabs[tab].as_ref().expect("a tab that lives").machine
    }

    fn state(&self, tab: usize) -> State {
        self.machine(tab).state(self.now())
    }

    fn holds(&self, tab: usize) -> u32 {
        number(self.machine(tab).tokens().access.as_ref())
    }

    fn seen(&self, tab: usize, log: &[(u64, usize, Option<String>)]) -> Option<String> {
        let shows =
            |(at, author, _): &&(u64, usize, Option<String>)| *author == tab || at + self.lag <= self.time;
        log.iter().rev().find(shows).and_then(|(_, _, text)| text.clone())
    }

    fn ledger(&self) -> Ledger<'_> {
        let text = self.ledgers.values().filter_map(|log| log.last()?.2.as_deref()).next_back();
        Ledger::read(text.expect("a ledger")).expect("a readable ledger")
    }

    fn later(&mut self, delay: u64, happening: Happening) {
        self.order += 1;
        self.agenda.insert((self.time + delay, self.order), happening);
    }

    /// Another tab's write is noticed.
    fn wrote(&mut self, author: usize) {
        for tab in (0..self.tabs.len()).filter(|tab| *tab != author) {
            self.later(self.lag, Happening::Tell(tab, Event::Look));
        }
    }

    fn tell(&mut self, tab: usize, event: Event) {
        let Some(mut own) = self.tabs[tab].take() else { return };
        let epoch = self.seen(tab, &self.epoch);
        let named = epoch.as_deref().and_then(everfetch::core::ledger::Epoch::read);
        let sid = named.map_or(own.machine.sid(), |epoch| epoch.sid);
        let ledger = self.ledgers.get(&sid).and_then(|log| self.seen(tab, log));
        self.order += 1;
        let random = Some(self.order * 16 + tab as u64);
        own.now = self.now();
        own.tell(&mut Shared { epoch, ledger, random, ..Shared::default() }, event);
        let effects = std::mem::take(&mut own.effects);
        self.tabs[tab] = Some(own);
        for effect in effects {
            self.carry_out(tab, effect);
        }
    }

    fn carry_out(&mut self, tab: usize, effect: Effect) {
        match effect {
            Effect::WriteEpoch(text) => {
                self.epoch.push((self.time, tab, Some(text)));
                self.wrote(tab);
            }
            Effect::WriteLedger(sid, text) => {
                self.ledgers.entry(sid).or_default().push((self.time, tab, Some(text)));
                self.wrote(tab);
            }
            Effect::ForgetLedger(sid) => {
                self.ledgers.entry(sid).or_default().push((self.time, tab, None));
                self.wrote(tab);
            }
            Effect::Timer(op, delay) => self.later(delay, Happening::Tell(tab, Event::Tick(op))),
            Effect::Turn(op) => self.later(1, Happening::Tell(tab, Event::Turned(op))),
            Effect::Ask(nonce) => {
                for other in (0..self.tabs.len()).filter(|other| *other != tab) {
                    self.later(1, Happening::Tell(other, Event::Asked(nonce)));
                }
            }
            Effect::Tell(told) => {
                for other in (0..self.tabs.len()).filter(|other| *other != tab) {
                    self.later(1, Happening::Tell(other, Event::Told(told.clone())));
                }
            }
            Effect::Send { op, refresh, .. } => self.send(tab, op, number(refresh.as_ref())),
            Effect::Wake(_) => self.outcomes.push((tab, self.time)),
            Effect::Notify(Notice::RefreshFailed { .. }) => self.failures += 1,
            Effect::Lock(_) | Effect::Query(_) | Effect::Present { .. } => panic!("{effect:?} without locks"),
            _ => {}
        }
    }

    fn send(&mut self, tab: usize, op: Op, token: u32) {
        let over = self.time + self.latency;
        self.calls.push(Call { tab, token, sent: self.time, over });
        self.later(self.latency / 2, Happening::Arrives(tab, op, (token > 0).then(|| token.to_string())));
    }

    fn arrives(&mut self, tab: usize, op: Op, token: Option<String>) {
        let back = self.latency - self.latency / 2;
        if let Some(answer) = self.faults.pop() {
            return self.later(back, Happening::Tell(tab, Event::Answered(op, answer)));
        }
        let sent = token.and_then(|token| token.parse::<u32>().ok());
        let is_good = !self.is_revoked && sent.is_none_or(|sent| sent == self.newest);
        self.is_revoked |= !is_good;
        let answer = if is_good {
            self.newest += 1;
            let carrier = if sent.is_some() { Carrier::Bearer } else { Carrier::Cookie };
            Answer { status: Some(200), tokens: Some(tokens(self.newest, carrier)), ..Answer::default() }
        } else {
            Answer { status: Some(400), error: Some("invalid_grant".to_owned()), ..Answer::default() }
        };
        self.later(back, Happening::Tell(tab, Event::Answered(op, answer)));
    }

    /// Lets time pass.
    fn run(&mut self, milliseconds: u64) {
        let end = self.time + milliseconds;
        while let Some((&(at, order), _)) = self.agenda.first_key_value() {
            if at > end {
                break;
            }
            self.time = self.time.max(at);
            match self.agenda.remove(&(at, order)) {
                Some(Happening::Tell(tab, event)) => self.tell(tab, event),
                Some(Happening::Arrives(tab, op, token)) => self.arrives(tab, op, token),
                None => {}
            }
        }
        self.time = end;
    }

    /// A request of a tab meets a 401, if the tab still has the first token.
    fn refused(&mut self, tab: usize) {
        if self.holds(tab) == 1 {
            self.tell(tab, Event::Renew);
        }
    }

    fn overlaps(&self) -> bool {
        let calls = &self.calls;
        (0..calls.len()).any(|at| calls[..at].iter().any(|first| calls[at].sent < first.over))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn h59_tabs_without_locks_that_need_a_token_at_once_renew_once(
        offsets in prop::collection::vec(0u64..600, 2..6),
        lag in 0u64..75,
        latency in 2u64..4_000,
    ) {
        let mut origin = Origin::joined(offsets.len(), lag, latency);
        let mut order: Vec<(u64, usize)> = offsets.iter().enumerate().map(|(tab, at)| (*at, tab)).collect();
        order.sort_unstable();
        let begun = origin.time;
        for (at, tab) in order {
            origin.run((begun + at).saturating_sub(origin.time));
            origin.refused(tab);
        }
        origin.run(30_000);
        prop_assert_eq!(origin.calls.len(), 1);
        prop_assert!(!origin.is_revoked);
        prop_assert_eq!(origin.failures, 0);
        for tab in 0..offsets.len() {
            prop_assert_eq!((origin.holds(tab), origin.state(tab)), (2, State::Active));
        }
    }

    #[test]
    fn h59_no_two_calls_of_tabs_without_locks_are_ever_under_way_at_once(
        acts in prop::collection::vec((0usize..4, 0u64..3_000, 0u8..10), 1..12),
        lag in 0u64..75,
        latency in 2u64..4_000,
    ) {
        let mut origin = Origin::joined(4, lag, latency);
        for (tab, pause, what) in acts {
            match what {
                0 => { origin.tell(tab, Event::Hide); origin.run(300); origin.tell(tab, Event::Show) }
                1 => origin.tell(tab, Event::Update(tokens(100, Carrier::Bearer))),
                _ => origin.tell(tab, Event::Refresh),
            }
            origin.run(pause);
        }
        origin.run(120_000);
        // A page that stops gives its call up: that one may be followed after `settle`.
        let calls = &origin.calls;
        for at in 1..calls.len() {
            let first = calls[at - 1];
            prop_assert!(calls[at].sent >= first.over.min(first.sent + SETTLE), "{:?}", calls);
        }
        for tab in 0..4 {
            prop_assert_ne!(origin.state(tab), State::Refreshing);
        }
    }
}

#[test]
fn h59_a_single_tab_without_locks_renews_after_150_ms() {
    let mut origin = Origin::joined(1, 0, 10);
    origin.tell(0, Event::Refresh);
    origin.run(149);
    assert!(origin.calls.is_empty());
    origin.run(20);
    assert_eq!((origin.calls.len(), origin.holds(0)), (1, 2));
    assert_eq!(origin.ledger().doubt, Doubt::None);
}

#[test]
fn h47_a_claim_whose_tab_is_gone_is_taken_over_when_its_call_has_had_all_its_time() {
    let mut origin = Origin::joined(2, 20, 400);
    origin.tell(0, Event::Refresh);
    origin.run(160);
    assert_eq!(origin.calls.len(), 1);
    // Killed, without a word, before its call has arrived.
    origin.tabs[0] = None;
    origin.agenda.retain(|_, happening| !matches!(happening, Happening::Arrives(..)));
    origin.tell(1, Event::Refresh);
    let begun = origin.time;
    origin.run(60_000);
    assert_eq!(origin.calls.len(), 2);
    let waited = origin.calls[1].sent - begun;
    assert!((PATIENCE..PATIENCE + 1_000).contains(&waited), "{waited}");
    assert_eq!((origin.holds(1), origin.is_revoked), (2, false));
}

#[test]
fn a_page_that_stops_before_its_call_gives_its_claim_back() {
    let mut origin = Origin::joined(2, 0, 400);
    origin.tell(0, Event::Refresh);
    assert!(matches!(origin.ledger().doubt, Doubt::None));
    origin.run(10);
    assert!(matches!(origin.ledger().doubt, Doubt::Sent(1..)));
    origin.tell(0, Event::Hide);
    assert_eq!(origin.ledger().doubt, Doubt::None);
    origin.tell(1, Event::Refresh);
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.holds(1)), (1, 2));
}

#[test]
fn c2_a_page_that_stops_with_its_call_under_way_leaves_a_doubt_and_the_next_one_waits() {
    let mut origin = Origin::joined(2, 0, 400);
    origin.tell(0, Event::Refresh);
    origin.run(160);
    origin.tell(0, Event::Hide);
    assert_eq!(origin.ledger().doubt, Doubt::LetGo);
    origin.agenda.retain(|_, happening| !matches!(happening, Happening::Arrives(..)));
    origin.tell(1, Event::Refresh);
    origin.run(SETTLE);
    assert_eq!(origin.calls.len(), 1);
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.holds(1)), (2, 2));
}

#[test]
fn h42_tabs_without_locks_that_look_for_a_cookie_session_ask_once() {
    for count in [2, 5] {
        let mut origin = Origin::new(count, 30, 300, Carrier::Cookie);
        for tab in 0..count {
            origin.tell(tab, Event::Refresh);
            origin.run(20);
        }
        origin.run(20_000);
        assert_eq!(origin.calls.len(), 1);
        for tab in 0..count {
            assert_eq!(origin.state(tab), State::Active, "tab {tab} of {count}");
        }
    }
}

#[test]
fn a_cookie_that_holds_no_session_is_asked_about_by_one_tab_after_the_other() {
    let mut origin = Origin::new(3, 30, 300, Carrier::Cookie);
    origin.is_revoked = true;
    for tab in 0..3 {
        origin.tell(tab, Event::Refresh);
    }
    origin.run(20_000);
    assert!(!origin.overlaps());
    for tab in 0..3 {
        assert_eq!(origin.state(tab), State::Anonymous);
    }
}

#[test]
fn h59_locks_that_turn_out_not_to_work_are_done_without() {
    let mut origin = Origin::new(1, 0, 10, Carrier::Bearer);
    origin.tabs[0] = Some(Tab::closed(config(Carrier::Bearer)));
    origin.tell(0, Event::Open(Some(Found::Nothing)));
    // The trial has failed before anything was asked of the locks.
    origin.tell(0, Event::Denied(0));
    assert!(!origin.machine(0).is_locking() && origin.machine(0).is_sharing());
    origin.tell(0, Event::SignIn(tokens(1, Carrier::Bearer)));
    origin.tell(0, Event::Refresh);
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.holds(0)), (1, 2));
}

#[test]
fn h73_what_a_server_has_asked_of_one_tab_holds_for_all_without_locks_and_leaves_no_claim_behind() {
    let mut origin = Origin::joined(2, 30, 100);
    origin.faults.push(Answer { status: Some(429), retry_after: Some(5_000), ..Answer::default() });
    origin.tell(0, Event::Refresh);
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.failures), (1, 1));
    origin.tell(1, Event::Refresh);
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.failures), (1, 2));
    assert_eq!(origin.ledger().doubt, Doubt::None);
    origin.run(5_000);
    origin.tell(1, Event::Refresh);
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.holds(1)), (2, 2));
}

#[test]
fn a_claim_whose_token_came_from_elsewhere_is_given_back() {
    let mut origin = Origin::new(1, 0, 100, Carrier::Cookie);
    origin.tell(0, Event::Refresh);
    origin.run(10);
    origin.tell(0, Event::Update(TokenSet::default()));
    origin.run(2_000);
    assert!(origin.calls.is_empty());
    assert_eq!((origin.state(0), origin.ledger().doubt), (State::Active, Doubt::None));
}

#[test]
fn a_ledger_that_was_wiped_is_rebuilt_as_in_doubt_without_locks_too() {
    let mut origin = Origin::joined(1, 0, 100);
    origin.ledgers.clear();
    origin.tell(0, Event::Refresh);
    origin.run(SETTLE);
    assert!(origin.calls.is_empty());
    origin.run(1_000);
    assert_eq!((origin.calls.len(), origin.holds(0)), (1, 2));
}

#[test]
fn tokens_from_elsewhere_are_not_sealed_under_the_generation_before_without_locks_too() {
    let mut origin = Origin::joined(1, 0, 100);
    origin.tell(0, Event::Refresh);
    origin.run(10);
    let claimed = origin.ledger();
    assert!(matches!(claimed.doubt, Doubt::Sent(_)));
    let (generation, sealed) = (claimed.generation, claimed.sealed.to_owned());
    origin.tell(0, Event::Update(TokenSet { access: Secret::new("elsewhere"), ..TokenSet::default() }));
    origin.tell(0, Event::Hide);
    let left = origin.ledger();
    assert_eq!((left.generation, left.doubt), (generation, Doubt::None));
    assert_eq!(left.sealed, sealed);
}
