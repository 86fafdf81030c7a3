//! Keeps requests that are refused with every token from renewing it for ever.
//!
//! Decides whether a refusal of the current credential is worth a refresh. When even a token that was just renewed is
//! refused, the token is not to blame (a revoked right, a wrong server, a wrong clock): for a while, refusals of this
//! credential with this status are delivered as they are. Another status may have another reason: a 403 for a missing
//! right must not hide the 401 of a token that has expired.

use super::super::clock::Now;
use super::super::ticket::Serial;

/// A token refused within ten seconds of its arrival was refused "at once".
const FRESH: u64 = 10_000;
/// The first pause is five seconds; each further one in a row is twice as long, up to five minutes.
const FIRST: u64 = 5_000;
const LONGEST: u64 = 300_000;

/// The breaker of one session. Closed: refusals are acted upon. Open: those of `statuses` are delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Breaker {
    open: Option<(Serial, Now)>,
    trips: u32,
    /// With which it has opened, as bits.
    statuses: u64,
    /// Others, for which a refresh was tried since. It opens for them too, the next time: a server that refuses with one
    /// status after the other must not have a refresh for each.
    tried: u64,
    /// The last credential that was refused at once, of those that nothing was accepted with since.
    suspect: Option<Serial>,
}

impl Breaker {
    /// A request with credential `serial`, which came at `since`, was refused with `status` at `now`.
    ///
    /// The refusal of a resend is proof. That of a first send is not, and the resends' answers may be slower than
    /// ever new requests: so the second fresh credential in a row that is refused counts as well.
    pub(super) fn refused(&mut self, serial: Serial, status: u16, is_resend: bool, since: Now, now: Now) {
        if self.names(serial, status).is_some() || now.since(since) >= FRESH {
            return;
        }
        if is_resend || self.suspect.is_some_and(|suspect| suspect != serial) {
            self.trip(serial, status, now);
        }
        self.suspect = Some(serial);
    }

    /// The endpoint returned credential `serial` again, which had been refused with `status`.
    pub(super) fn unchanged(&mut self, serial: Serial, status: u16, now: Now) {
        if !self.is_open(serial, status, now) {
            self.trip(serial, status, now);
        }
    }

    fn trip(&mut self, serial: Serial, status: u16, now: Now) {
        self.open = Some((serial, now));
        self.statuses |= self.tried | bit(status);
        self.trips = self.trips.saturating_add(1);
    }

    /// A refresh is tried because of a refusal with `status`.
    pub(super) fn tries(&mut self, status: u16) {
        if self.open.is_some() {
            self.tried |= bit(status) & !self.statuses;
        }
    }

    /// A request with the current credential was accepted. Where it is a resend, renewing does help.
    pub(super) fn accepted(&mut self, is_resend: bool) {
        if is_resend {
            *self = Breaker::default();
        }
        self.suspect = None;
    }

    /// Whether a refusal of credential `serial` with `status` is delivered instead of acted upon.
    pub(super) fn is_open(&self, serial: Serial, status: u16, now: Now) -> bool {
        let pause = (FIRST << self.trips.saturating_sub(1).min(16)).min(LONGEST);
        self.names(serial, status).is_some_and(|since| now.since(since) < pause)
    }

    /// Since when it has been open for this credential and status, at whatever time.
    fn names(&self, serial: Serial, status: u16) -> Option<Now> {
        let is_meant = self.statuses & bit(status) != 0;
        self.open.filter(|(open, _)| is_meant && *open == serial).map(|(_, since)| since)
    }
}

/// A status in the set of them. Two whose numbers differ by 64 count as one, which costs a refresh that is not tried.
fn bit(status: u16) -> u64 {
    1 << (status % 64)
}
