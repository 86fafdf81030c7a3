//! The fleet, and the passing of time.
//!
//! A tab makes an API request every 11 to 33 seconds; with several tabs, a client makes as many in all. The API answers at
//! once: it is not what this is about.

use std::collections::VecDeque;

use everfetch::core::event::Op;
use everfetch::core::machine::{Decision, Hint, State};
use everfetch::core::{Action, Config, Event, Flags, Machine};

use super::client::{Client, Tab, now, tokens};
use super::endpoint::{Endpoint, Fate, Grant};
use super::others::{Next, Other};
use super::report::Report;
use super::scenario::{MINUTE, Scenario, Start, Who};
use super::wheel::Wheel;

/// The least time between two requests of a client, and how much longer it may be.
const REQUESTS: (u64, u64) = (11_000, 22_000);
/// How long the package lets a request wait: `refreshTimeout` and three seconds.
const LONGEST_WAIT: u64 = 63_000;
/// When a person reloads a page that shows an error.
const RELOAD: (u64, u64) = (20_000, 40_000);

#[derive(Debug, Clone, Copy)]
pub enum What {
    SignIn,
    Request,
    /// The longest wait of a request is over.
    Overdue,
    Reload,
    Tick(Op),
    Processed(Op, u32),
    Refused(Op, u16, Option<u64>),
}

/// Something that is going to happen in a tab, as it was loaded then.
#[derive(Debug, Clone, Copy)]
pub struct Happening {
    pub id: u32,
    pub tab: u8,
    pub loads: u8,
    pub what: What,
}

pub struct World {
    pub scenario: Scenario,
    pub clients: Vec<Client>,
    others: Vec<(Other, Grant)>,
    pub endpoint: Endpoint,
    pub wheel: Wheel<Happening>,
    pub pending: VecDeque<(u8, Event)>,
    pub woken: Vec<(u32, u8)>,
    pub report: Report,
    random: u64,
}

impl World {
    pub fn new(scenario: Scenario) -> Self {
        let mut world = World {
            scenario,
            clients: Vec::new(),
            others: Vec::new(),
            endpoint: Endpoint::new(scenario.most(), scenario.length),
            wheel: Wheel::new(scenario.length),
            pending: VecDeque::new(),
            woken: Vec::new(),
            report: Report::new(&scenario),
            random: scenario.seed,
        };
        let config = Config { shares: true, ..Config::default() };
        for id in 0..scenario.clients {
            world.add(id, &config);
        }
        world
    }

    fn add(&mut self, id: u32, config: &Config) {
        let lifetime = self.scenario.lifetime;
        // `end` stays in the past of those who sign in later.
        let (sign_in, end) = match self.scenario.start {
            Start::Spread => (0, self.within(lifetime)),
            Start::Within(most) => {
                let sign_in = self.within(most);
                (sign_in, sign_in + lifetime)
            }
        };
        let grant = Grant { number: 1, end, is_revoked: false };
        let chance = self.within(100) as u32;
        let count = match self.scenario.tabs {
            tabs if chance < tabs / 2 => 3,
            tabs if chance < tabs => 2,
            _ => 1,
        };
        if self.scenario.who == Who::Everfetch {
            self.clients.push(Client {
                tabs: (0..count).map(|_| Tab::new(config)).collect(),
                epoch: None,
                ledger: None,
                lock: None,
                queue: Vec::new(),
                grant,
                is_ended: false,
            });
        } else {
            self.others.push((Other::new(end), grant));
        }
        self.put(sign_in, id, 0, What::SignIn);
        for tab in 0..count {
            let first = sign_in + self.within(u64::from(count) * (REQUESTS.0 + REQUESTS.1 / 2));
            self.put(first, id, tab, What::Request);
        }
    }

    fn put(&mut self, time: u64, id: u32, tab: u8, what: What) {
        let loads = self.clients.get(id as usize).map_or(0, |client| client.tabs[tab as usize].loads);
        self.wheel.put(time, Happening { id, tab, loads, what });
    }

    /// Splitmix64: all that is needed of randomness here is that it can be repeated.
    pub fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    fn within(&mut self, most: u64) -> u64 {
        self.random() % most.max(1)
    }

    /// Runs to the end.
    pub fn run(mut self) -> Report {
        let step = 5_000;
        let mut end = 0;
        while end < self.scenario.length {
            end += step;
            while let Some(happening) = self.wheel.next(end) {
                self.happen(happening);
            }
            if self.report.wants_count(end) {
                let working = self.working();
                self.report.count(end, working);
            }
        }
        self.report.finish(&self.endpoint);
        self.report
    }

    /// The clients whose requests the API accepts.
    fn working(&self) -> u32 {
        let time = self.wheel.time();
        let is_good =
            |grant: &Grant, number: Option<u32>| number == Some(grant.number) && self.accepts(grant, time);
        let own =
            self.clients.iter().filter(|client| is_good(&client.grant, client.tabs[0].number())).count();
        let others = self.others.iter().filter(|(other, grant)| is_good(grant, Some(other.number))).count();
        (own + others) as u32
    }

    /// Whether the API accepts the newest token of a session.
    fn accepts(&self, grant: &Grant, time: u64) -> bool {
        let is_refused = self.scenario.refuses_all.is_some_and(|(start, end)| (start..end).contains(&time));
        let is_void =
            self.scenario.voided.is_some_and(|at| time >= at && grant.end < at + self.scenario.lifetime);
        time < grant.end && !grant.is_revoked && !is_refused && !is_void
    }

    /// When a device that sleeps wakes.
    fn wakes(&self, id: u32) -> Option<u64> {
        let (start, end, share) = self.scenario.sleep?;
        let chance = u64::from(id).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let wakes = end + (chance >> 8) % MINUTE;
        ((chance % 100) < u64::from(share) && (start..wakes).contains(&self.wheel.time())).then_some(wakes)
    }

    fn happen(&mut self, happening: Happening) {
        let Happening { id, tab, loads, what } = happening;
        if let Some(wakes) = self.wakes(id) {
            return self.wheel.put(wakes, happening);
        }
        if self.scenario.who != Who::Everfetch {
            return self.happen_to_other(id, what);
        }
        if self.clients[id as usize].tabs[tab as usize].loads != loads && !matches!(what, What::Request) {
            // The document is gone. What it has sent is processed all the same.
            if let What::Processed(_, number) = what {
                let (time, lifetime) = (self.wheel.time(), self.scenario.lifetime);
                self.endpoint.exchange(&mut self.clients[id as usize].grant, number, time, lifetime);
            }
            return;
        }
        match what {
            What::SignIn => self.sign_in(id),
            What::Request => {
                let count = self.clients[id as usize].tabs.len() as u64;
                let next = self.wheel.time() + (REQUESTS.0 + self.within(REQUESTS.1)) * count;
                self.put(next, id, tab, What::Request);
                self.report.requests += 1;
                let time = now(self.wheel.time());
                self.ask(id, tab, self.wheel.time(), |machine| machine.begin(Flags::default(), time));
            }
            What::Overdue => {
                let time = self.wheel.time();
                let own = &mut self.clients[id as usize].tabs[tab as usize];
                let all = own.waiting.len();
                own.waiting.retain(|(_, since)| time - since < LONGEST_WAIT);
                let late = (all - own.waiting.len()) as u64;
                self.report.rejected(late, LONGEST_WAIT);
            }
            What::Reload => self.reload(id, tab),
            What::Tick(op) => {
                if self.clients[id as usize].tabs[tab as usize].machine.awaits(op) {
                    self.tell(id, tab, Event::Tick(op));
                }
            }
            What::Processed(op, number) => self.processed(id, tab, op, number),
            What::Refused(op, status, after) => self.refused(id, tab, op, status, after),
        }
        self.wake();
    }

    fn sign_in(&mut self, id: u32) {
        let (time, lifetime) = (self.wheel.time(), self.scenario.lifetime);
        let client = &self.clients[id as usize];
        let set = tokens(1, time, client.grant.end, lifetime);
        let found = everfetch::core::event::Found::Nothing;
        self.tell(id, 0, Event::Open(Some(found.clone())));
        self.tell(id, 0, Event::SignIn(set));
        for tab in 1..self.clients[id as usize].tabs.len() as u8 {
            self.tell(id, tab, Event::Open(Some(found.clone())));
        }
    }

    /// A person loads the page again.
    fn reload(&mut self, id: u32, tab: u8) {
        let own = &mut self.clients[id as usize].tabs[tab as usize];
        own.is_reloading = false;
        // Nobody loads a page anew that works again, or is about to.
        if own.machine.state(now(self.wheel.time())) != State::Stale {
            return;
        }
        self.tell(id, tab, Event::Hide);
        self.let_go(id, tab);
        let config = Config { shares: true, ..Config::default() };
        let own = &mut self.clients[id as usize].tabs[tab as usize];
        let found = own.found();
        *own = Tab { record: own.record.take(), loads: own.loads.wrapping_add(1), ..Tab::new(&config) };
        self.report.reloads += 1;
        self.tell(id, tab, Event::Open(Some(found)));
        let time = now(self.wheel.time());
        self.ask(id, tab, self.wheel.time(), |machine| machine.begin(Flags::default(), time));
    }

    // ===== requests =====

    /// Asks what a request, which began to wait at `since` if it waits, does next.
    fn ask(&mut self, id: u32, tab: u8, since: u64, ask: impl FnOnce(&mut Machine) -> Decision) {
        let mut decision = ask(&mut self.clients[id as usize].tabs[tab as usize].machine);
        for _ in 0..10 {
            if let Some(event) = decision.event {
                self.tell(id, tab, event);
            }
            let ticket = decision.ticket;
            let time = self.wheel.time();
            let client = &mut self.clients[id as usize];
            let own = &mut client.tabs[tab as usize];
            decision = match ticket.action {
                Action::Wait if own.machine.is_waiting() => {
                    if since == time {
                        self.put(time + LONGEST_WAIT, id, tab, What::Overdue);
                    }
                    self.clients[id as usize].tabs[tab as usize].waiting.push((ticket, since));
                    return;
                }
                Action::Wait => own.machine.resume(ticket, now(time)),
                Action::Send | Action::SendWithToken => {
                    let (number, grant) = (own.number(), client.grant);
                    let status =
                        if number == Some(grant.number) && self.accepts(&grant, time) { 200 } else { 401 };
                    let own = &mut self.clients[id as usize].tabs[tab as usize];
                    own.machine.answer(ticket, status, Hint::None, now(time))
                }
                Action::Deliver => return self.report.answered(self.waited(since)),
                Action::Reject(_) => {
                    let waited = self.waited(since);
                    self.report.rejected(1, waited);
                    return self.may_reload(id, tab);
                }
            };
        }
        panic!("a request is asked about for ever");
    }

    /// How long a request has waited. What a device sleeps through does not count.
    fn waited(&self, since: u64) -> u64 {
        let has_slept = self
            .scenario
            .sleep
            .is_some_and(|(start, end, _)| (start - MINUTE..end + MINUTE).contains(&since));
        if has_slept { 0 } else { self.wheel.time() - since }
    }

    fn may_reload(&mut self, id: u32, tab: u8) {
        let is_impatient = id % 100 < self.scenario.reloads;
        let own = &mut self.clients[id as usize].tabs[tab as usize];
        if is_impatient && !std::mem::replace(&mut own.is_reloading, true) {
            let after = RELOAD.0 + self.within(RELOAD.1);
            self.put(self.wheel.time() + after, id, tab, What::Reload);
        }
    }

    fn wake(&mut self) {
        while let Some((id, tab)) = self.woken.pop() {
            let time = now(self.wheel.time());
            let waiting = std::mem::take(&mut self.clients[id as usize].tabs[tab as usize].waiting);
            for (ticket, since) in waiting {
                self.ask(id, tab, since, |machine| machine.resume(ticket, time));
            }
        }
    }

    // ===== clients that are modelled =====

    fn happen_to_other(&mut self, id: u32, what: What) {
        let (time, lifetime, who) = (self.wheel.time(), self.scenario.lifetime, self.scenario.who);
        let (mut other, mut grant) = self.others[id as usize];
        match what {
            What::Request => {
                let next = time + REQUESTS.0 + self.within(REQUESTS.1);
                self.put(next, id, 0, What::Request);
                self.report.requests += 1;
                match other.request(time, !self.accepts(&grant, time)) {
                    Next::Sent => self.report.answered(0),
                    Next::Fails => self.report.rejected(1, 0),
                    Next::Waits => {}
                    Next::Call => match self.endpoint.arrive(time, &self.scenario) {
                        // axios has no limit of its own; a browser gives up after five minutes.
                        Fate::Silent => self.put(time + 5 * MINUTE, id, 0, What::Refused(0, 0, None)),
                        Fate::Refused(status, after) => {
                            self.put(time + 50, id, 0, What::Refused(0, status, after));
                        }
                        Fate::Processed(at) => self.put(at, id, 0, What::Processed(0, other.number)),
                    },
                }
            }
            What::Processed(_, number) => {
                let is_good = self.endpoint.exchange(&mut grant, number, time, lifetime);
                other.answered(who, is_good.then_some(grant.end), time);
            }
            What::Refused(..) => {
                other.answered(who, None, time);
                self.report.rejected(1, 0);
            }
            What::SignIn | What::Overdue | What::Reload | What::Tick(_) => {}
        }
        self.others[id as usize] = (other, grant);
    }
}
