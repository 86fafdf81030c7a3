//! What is counted in a run.

use super::endpoint::Endpoint;
use super::scenario::Scenario;

/// The figures of a run.
#[derive(Debug, Clone)]
pub struct Report {
    pub scenario: Scenario,
    pub arrivals: Vec<u32>,
    pub in_vain: u64,
    pub shed: u64,
    pub revoked: u64,
    pub ended: u64,
    pub requests: u64,
    pub reloads: u64,
    /// Requests that got an answer, and those that got an error.
    pub answers: u64,
    pub errors: u64,
    /// The longest that a request waited for either, in milliseconds.
    pub longest_wait: u64,
    /// The clients that did not work when the trouble was over.
    pub backlog: u32,
    /// When 95 % worked again, in milliseconds after that.
    pub recovered: Option<u64>,
}

impl Report {
    pub fn new(scenario: &Scenario) -> Self {
        Report {
            scenario: *scenario,
            arrivals: Vec::new(),
            in_vain: 0,
            shed: 0,
            revoked: 0,
            ended: 0,
            requests: 0,
            reloads: 0,
            answers: 0,
            errors: 0,
            longest_wait: 0,
            backlog: 0,
            recovered: None,
        }
    }

    pub fn answered(&mut self, waited: u64) {
        self.answers += 1;
        self.longest_wait = self.longest_wait.max(waited);
    }

    pub fn rejected(&mut self, count: u64, waited: u64) {
        self.errors += count;
        if count > 0 {
            self.longest_wait = self.longest_wait.max(waited);
        }
    }

    /// When the trouble is over.
    fn over(&self) -> Option<u64> {
        let Scenario { outage, refuses_all, voided, sleep, .. } = self.scenario;
        let windows =
            [outage, refuses_all, voided.map(|at| (at, at)), sleep.map(|(start, end, _)| (start, end))];
        windows.into_iter().flatten().map(|(_, end)| end).max()
    }

    /// Whether it is of interest how many work at this time.
    pub fn wants_count(&self, time: u64) -> bool {
        self.recovered.is_none() && self.over().is_some_and(|over| time >= over)
    }

    pub fn count(&mut self, time: u64, working: u32) {
        let clients = self.scenario.clients;
        let over = self.over().unwrap_or(0);
        if time == over {
            self.backlog = clients - working;
        } else if u64::from(working) * 100 >= u64::from(clients) * 95 {
            self.recovered = Some(time - over);
        }
    }

    pub fn finish(&mut self, endpoint: &Endpoint) {
        self.arrivals = endpoint.arrivals.clone();
        self.in_vain = endpoint.in_vain;
        self.shed = endpoint.shed;
        self.revoked = endpoint.revoked;
    }

    // ===== what is asked of it =====

    pub fn calls(&self) -> u64 {
        self.arrivals.iter().map(|calls| u64::from(*calls)).sum()
    }

    /// The most calls a second, on the average of so many seconds in a row, of a time in milliseconds.
    fn most(&self, from: u64, to: u64, window: usize) -> f64 {
        let second = |time: u64| (time / 1_000).min(self.arrivals.len() as u64) as usize;
        let sums = self.arrivals[second(from)..second(to)].windows(window).map(|calls| calls.iter().sum());
        f64::from(sums.max().unwrap_or(0u32)) / window as f64
    }

    /// The same over what the endpoint can bear: after an outage, and from the start of any other trouble on.
    pub fn peak(&self, window: usize) -> f64 {
        let is_outage = self.scenario.outage.is_some() || self.scenario.sleep.is_some();
        let from = if is_outage { self.over().unwrap_or(0) } else { 0 };
        self.most(from, self.scenario.length, window) / self.scenario.most()
    }

    /// Calls in the outage, for each client.
    pub fn in_vain_each(&self) -> f64 {
        self.in_vain as f64 / f64::from(self.scenario.clients)
    }

    /// The time until 95 % work again, over what the backlog takes at the least.
    pub fn recovery(&self) -> Option<f64> {
        let spare = self.scenario.most() - self.scenario.load();
        let least = f64::from(self.backlog) / spare * 1_000.0;
        self.recovered.map(|recovered| recovered as f64 / least)
    }

    /// The most calls a second in the n-th wave after a sign-in within a minute, from 0: the first renewals.
    pub fn wave(&self, n: u64, window: usize) -> f64 {
        let middle = (n + 1) * self.scenario.lifetime;
        let half = self.scenario.lifetime / 2;
        self.most(middle - half, (middle + half).min(self.scenario.length), window)
    }

    /// Sessions that the trouble has cost.
    pub fn lost(&self) -> u64 {
        self.revoked.max(self.ended)
    }

    /// Requests in a hundred that got an error.
    pub fn errors_share(&self) -> f64 {
        self.errors as f64 * 100.0 / (self.answers + self.errors).max(1) as f64
    }
}
