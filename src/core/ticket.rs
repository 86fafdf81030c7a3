//! What one request is told, packed into an integer.
//!
//! The core keeps no record of a single request. Its [`Ticket`], which the host holds as an integer, says what to do
//! next, how often it has been sent, and with which credential. Only this module packs and unpacks.

pub use super::code::Code;

/// Number of the credential that a request was sent with, within one document. Zero means none.
///
/// Serials run modulo 2²⁴ without zero. They are compared by distance, so that a wrap does no harm: only a credential
/// that is sixteen million renewals old could be taken for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Serial(u32);

const SERIAL_BITS: u32 = 24;
const SERIAL_MASK: u32 = (1 << SERIAL_BITS) - 1;

impl Serial {
    /// No credential.
    pub const NONE: Serial = Serial(0);

    /// The most renewals after which a credential still counts as its session's: half the ring.
    pub const MOST_OWN: u32 = 1 << (SERIAL_BITS - 1);

    /// The serial after this one.
    #[must_use]
    pub fn next(self) -> Serial {
        let next = self.0.wrapping_add(1) & SERIAL_MASK;
        Serial(if next == 0 { 1 } else { next })
    }

    /// How many renewals ago `self` was current, seen from `current`.
    #[must_use]
    pub fn age(self, current: Serial) -> u32 {
        current.0.wrapping_sub(self.0) & SERIAL_MASK
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// What the caller of a request has asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    /// `skipAuthRefresh`: sent with the token that is there, and its 401 is final.
    pub is_final: bool,
    /// The body can be sent only once (a stream).
    pub is_stream: bool,
}

impl Flags {
    /// The bit of `is_final`.
    pub const FINAL: u32 = 1;
    /// The bit of `is_stream`.
    pub const STREAM: u32 = 2;

    /// From the two low bits of `bits`.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Flags { is_final: bits & Self::FINAL != 0, is_stream: bits & Self::STREAM != 0 }
    }

    fn bits(self) -> u32 {
        let bit = |is_set: bool, bit: u32| if is_set { bit } else { 0 };
        bit(self.is_final, Self::FINAL) | bit(self.is_stream, Self::STREAM)
    }
}

/// What a request does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Send it without a credential.
    Send,
    /// Send it with the current credential.
    SendWithToken,
    /// Wait for the slot to settle, then ask again.
    Wait,
    /// Hand the answer to the caller as it is.
    Deliver,
    /// Reject the caller's promise.
    Reject(Code),
}

/// The state of one request.
///
/// As an integer: the action in bits 0–3 (from 5: reject, 5 plus the code's index), sends in 4–5, flags in 6–7,
/// serial in 8–31. The face switches on the action and treats the rest as opaque.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// What the request does next.
    pub action: Action,
    /// How often it will have been sent once the action is carried out.
    pub sends: u32,
    /// What its caller asked for.
    pub flags: Flags,
    /// The credential that it was sent with, or waits to replace.
    pub serial: Serial,
}

impl Ticket {
    /// The action, in the lowest bits.
    pub const ACTION_MASK: u32 = 15;
    /// [`Action::Send`].
    pub const SEND: u32 = 0;
    /// [`Action::SendWithToken`].
    pub const SEND_WITH_TOKEN: u32 = 1;
    /// [`Action::Wait`].
    pub const WAIT: u32 = 2;
    /// [`Action::Deliver`].
    pub const DELIVER: u32 = 3;
    /// [`Action::Reject`] with the first code; the others follow.
    pub const REJECT: u32 = 5;
    /// How often it has been sent.
    pub const SENDS_SHIFT: u32 = 4;
    /// The same.
    pub const SENDS_MASK: u32 = 3;
    /// The flags of the request.
    pub const FLAGS_SHIFT: u32 = 6;
    /// The serial of its credential, in all higher bits.
    pub const SERIAL_SHIFT: u32 = 8;

    /// Packs the ticket.
    #[must_use]
    pub fn pack(self) -> u32 {
        let action = match self.action {
            Action::Send => Self::SEND,
            Action::SendWithToken => Self::SEND_WITH_TOKEN,
            Action::Wait => Self::WAIT,
            Action::Deliver => Self::DELIVER,
            Action::Reject(code) => Self::REJECT + code.index(),
        };
        action
            | (self.sends & Self::SENDS_MASK) << Self::SENDS_SHIFT
            | self.flags.bits() << Self::FLAGS_SHIFT
            | self.serial.0 << Self::SERIAL_SHIFT
    }

    /// Unpacks a ticket. An integer that was never packed gives some ticket, and no panic.
    #[must_use]
    pub fn unpack(bits: u32) -> Self {
        let action = match bits & Self::ACTION_MASK {
            Self::SEND => Action::Send,
            Self::SEND_WITH_TOKEN => Action::SendWithToken,
            Self::WAIT => Action::Wait,
            action => match Code::ALL.get((action.wrapping_sub(Self::REJECT)) as usize) {
                Some(code) => Action::Reject(*code),
                None => Action::Deliver,
            },
        };
        Ticket {
            action,
            sends: bits >> Self::SENDS_SHIFT & Self::SENDS_MASK,
            flags: Flags::from_bits(bits >> Self::FLAGS_SHIFT),
            serial: Serial(bits >> Self::SERIAL_SHIFT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_ticket_survives_packing(action in 0u32..10, sends in 0u32..4, flags in 0u32..4, serial in 0u32..=SERIAL_MASK) {
            prop_assume!(action != 4);
            let bits = action | sends << 4 | flags << 6 | serial << 8;
            prop_assert_eq!(Ticket::unpack(bits).pack(), bits);
        }

        #[test]
        fn any_integer_unpacks(bits: u32) {
            let ticket = Ticket::unpack(bits);
            prop_assert_eq!(Ticket::unpack(ticket.pack()), ticket);
        }
    }

    #[test]
    fn h138_an_integer_has_the_layout_that_its_description_gives() {
        let ticket =
            |action, sends, flags, serial| Ticket { action, sends, flags, serial: Serial(serial) }.pack();
        let flags = |is_final, is_stream| Flags { is_final, is_stream };
        assert_eq!(ticket(Action::Send, 1, flags(false, false), 0), 0x10);
        assert_eq!(ticket(Action::SendWithToken, 2, flags(true, false), 5), 0x561);
        assert_eq!(ticket(Action::Wait, 0, flags(false, true), 0xFF_FFFF), 0xFFFF_FF82);
        assert_eq!(ticket(Action::Deliver, 3, flags(true, true), 1), 0x1F3);
        for (index, code) in Code::ALL.into_iter().enumerate() {
            assert_eq!(ticket(Action::Reject(code), 0, flags(false, false), 0), 5 + index as u32);
        }
        assert_eq!(Serial(77).get(), 77);
    }

    #[test]
    fn half_of_all_serials_may_be_one_sessions() {
        assert_eq!(Serial::MOST_OWN, SERIAL_MASK / 2 + 1);
        assert_eq!(SERIAL_MASK, u32::MAX >> 8);
        assert_eq!(Serial(5).age(Serial(9)), 4);
        assert_eq!(Serial(9).age(Serial(5)), SERIAL_MASK - 3);
    }

    #[test]
    fn a_serial_wraps_without_ever_being_none() {
        let last = Serial(SERIAL_MASK);
        assert_eq!(last.next(), Serial(1));
        // The wrap skips zero, so a distance across it is one more: harmless, since only order counts.
        assert!(last.age(last.next()) <= 2);
        assert_eq!(last.age(last), 0);
    }
}
