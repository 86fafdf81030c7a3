//! Keeps requests that are refused with every token from renewing it for ever.
//!
//! Decides whether a 401 for the current credential is worth a refresh. When even the *resend* of a request, with
//! a token just renewed, is refused, the token is not to blame (a revoked right, a wrong server, a wrong clock):
//! for a while, 401s with this credential are delivered as they are.

use super::super::clock::Now;
use super::super::ticket::Serial;

/// A token refused within ten seconds of its arrival was refused "at once".
const FRESH: u64 = 10_000;
/// The first pause is five seconds; each further one in a row is twice as long, up to five minutes.
const FIRST: u64 = 5_000;
const LONGEST: u64 = 300_000;

/// The breaker of one session. Closed: 401s are acted upon. Open: they are delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Breaker {
    open: Option<(Serial, Now)>,
    trips: u32,
}

impl Breaker {
    /// A resend with credential `serial`, which came at `since`, was refused at `now`.
    pub(super) fn refused(&mut self, serial: Serial, since: Now, now: Now) {
        let is_new = self.open.is_none_or(|(open, _)| open != serial);
        if is_new && now.since(since) < FRESH {
            self.open = Some((serial, now));
            self.trips = self.trips.saturating_add(1);
        }
    }

    /// A resend was accepted: renewing does help.
    pub(super) fn accepted(&mut self) {
        *self = Breaker::default();
    }

    /// Whether a 401 for credential `serial` is delivered instead of acted upon.
    pub(super) fn is_open(&self, serial: Serial, now: Now) -> bool {
        let pause = FIRST.saturating_mul(1 << self.trips.saturating_sub(1).min(16)).min(LONGEST);
        self.open.is_some_and(|(open, since)| open == serial && now.since(since) < pause)
    }
}
