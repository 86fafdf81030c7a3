//! Keeps requests that are refused with every token from renewing it for ever.
//!
//! Decides whether a 401 for the current credential is worth a refresh. When even a token that was just renewed is
//! refused, the token is not to blame (a revoked right, a wrong server, a wrong clock): for a while, 401s with this
//! credential are delivered as they are.

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
    /// The last credential that was refused at once, of those that nothing was accepted with since.
    suspect: Option<Serial>,
}

impl Breaker {
    /// A request with credential `serial`, which came at `since`, was refused at `now`.
    ///
    /// The refusal of a resend is proof. That of a first send is not, and the resends' answers may be slower than
    /// ever new requests: so the second fresh credential in a row that is refused counts as well.
    pub(super) fn refused(&mut self, serial: Serial, is_resend: bool, since: Now, now: Now) {
        let is_new = self.open.is_none_or(|(open, _)| open != serial);
        if !is_new || now.since(since) >= FRESH {
            return;
        }
        if is_resend || self.suspect.is_some_and(|suspect| suspect != serial) {
            self.trip(serial, now);
        }
        self.suspect = Some(serial);
    }

    /// The endpoint returned credential `serial` again, which had been refused.
    pub(super) fn unchanged(&mut self, serial: Serial, now: Now) {
        if !self.is_open(serial, now) {
            self.trip(serial, now);
        }
    }

    fn trip(&mut self, serial: Serial, now: Now) {
        self.open = Some((serial, now));
        self.trips = self.trips.saturating_add(1);
    }

    /// A request with the current credential was accepted. Where it is a resend, renewing does help.
    pub(super) fn accepted(&mut self, is_resend: bool) {
        if is_resend {
            *self = Breaker::default();
        }
        self.suspect = None;
    }

    /// Whether a 401 for credential `serial` is delivered instead of acted upon.
    pub(super) fn is_open(&self, serial: Serial, now: Now) -> bool {
        let pause = (FIRST << self.trips.saturating_sub(1).min(16)).min(LONGEST);
        self.open.is_some_and(|(open, since)| open == serial && now.since(since) < pause)
    }
}
