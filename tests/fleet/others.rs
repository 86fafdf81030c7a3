//! What other clients do, as far as it matters to an endpoint: modelled, not run.
//!
//! One page, one promise that all its requests share. Only the pause after a failure differs.

use super::scenario::Who;

/// How long the throttled one keeps quiet after a 5xx.
const THROTTLE: u64 = 60_000;

/// One client.
#[derive(Debug, Clone, Copy, Default)]
pub struct Other {
    pub number: u32,
    pub end: u64,
    is_calling: bool,
    quiet_until: u64,
}

/// What a request of it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Sent,
    Call,
    Waits,
    Fails,
}

impl Other {
    pub fn new(end: u64) -> Self {
        Other { number: 1, end, ..Other::default() }
    }

    /// A request at `time`. `is_refused`: the API refuses the token.
    pub fn request(&mut self, time: u64, is_refused: bool) -> Next {
        if time < self.end && !is_refused {
            return Next::Sent;
        }
        if self.is_calling {
            return Next::Waits;
        }
        if time < self.quiet_until {
            return Next::Fails;
        }
        self.is_calling = true;
        Next::Call
    }

    /// Its call was answered at `time`, with tokens that end at `end`, or not.
    pub fn answered(&mut self, who: Who, end: Option<u64>, time: u64) {
        self.is_calling = false;
        match end {
            Some(end) => {
                self.number += 1;
                self.end = end;
            }
            None if who == Who::Throttle => self.quiet_until = time + THROTTLE,
            None => {}
        }
    }
}
