//! The token endpoint: so many calls a second, a queue, and what it does when that is full.
//!
//! Refresh tokens rotate, and one that comes back after it was replaced revokes the session, without a grace period: the
//! strictest server. It knows a session by the number of its newest token.

use super::scenario::{Outage, Scenario};

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is processed at this time, and answered then.
    Processed(u64),
    /// It is answered at once, and with `Retry-After` in milliseconds.
    Refused(u16, Option<u64>),
    /// Nothing ever comes back.
    Silent,
}

/// How the server knows one session.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub number: u32,
    /// When its access token ends.
    pub end: u64,
    pub is_revoked: bool,
}

/// The endpoint, and what it has counted.
pub struct Endpoint {
    /// Microseconds of one call.
    cost: f64,
    /// When the last call that was taken is done, in milliseconds.
    free: f64,
    /// The calls that arrived in each second.
    pub arrivals: Vec<u32>,
    /// The calls in an outage.
    pub in_vain: u64,
    /// The calls that found the queue full.
    pub shed: u64,
    pub revoked: u64,
}

impl Endpoint {
    /// One that can answer so many calls a second.
    pub fn new(capacity: f64, length: u64) -> Self {
        Endpoint {
            cost: 1_000.0 / capacity,
            free: 0.0,
            arrivals: vec![0; (length / 1_000 + 2) as usize],
            in_vain: 0,
            shed: 0,
            revoked: 0,
        }
    }

    /// A call arrives.
    pub fn arrive(&mut self, time: u64, scenario: &Scenario) -> Fate {
        self.arrivals[(time / 1_000) as usize] += 1;
        if scenario.outage.is_some_and(|(start, end)| (start..end).contains(&time)) {
            self.in_vain += 1;
            return match scenario.trouble {
                Outage::Status(status) => Fate::Refused(status, scenario.retry_after),
                Outage::Silence => Fate::Silent,
            };
        }
        let start = self.free.max(time as f64);
        if start - time as f64 > scenario.queue as f64 {
            self.shed += 1;
            return Fate::Refused(503, scenario.retry_after);
        }
        self.free = start + self.cost;
        Fate::Processed(self.free as u64)
    }

    /// A call with token `number` is processed, whoever still waits for it.
    pub fn exchange(&mut self, grant: &mut Grant, number: u32, time: u64, lifetime: u64) -> bool {
        if grant.is_revoked || grant.number != number {
            self.revoked += u64::from(!grant.is_revoked);
            grant.is_revoked = true;
            return false;
        }
        *grant = Grant { number: number + 1, end: time + lifetime, is_revoked: false };
        true
    }
}
