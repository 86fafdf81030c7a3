//! The list as JavaScript reads it.
//!
//! Decides the names and the form. The test compares the text with what is committed; with `BOUNDARY=write`
//! (`npm run boundary`) it writes the file instead.

use std::fmt::{Debug, Write as _};

use super::{Act, Problem, Report, Task, lines, setup, status};
use crate::core::machine::{Hint, State};
use crate::core::{Carrier, Code, Config, EndReason, Failure, Flags, Ticket};

const HEAD: &str = "// @ts-check
// What has a number, an order, a bit or a default on both sides of the boundary between Rust and JavaScript. Made of
// src/boundary by `npm run boundary`; cargo test compares. Bundlers inline what is used.
";

/// The longest line that prettier leaves as it is.
const WIDTH: usize = 110;

const STATES: [State; 6] =
    [State::Anonymous, State::Restoring, State::Active, State::Refreshing, State::Stale, State::Ended];
const REASONS: [EndReason; 4] =
    [EndReason::SignedOut, EndReason::Refused, EndReason::InDoubt, EndReason::Lost];
const HINTS: [Hint; 4] = [Hint::None, Hint::Accepted, Hint::Refused, Hint::End];
const CARRIERS: [(Carrier, &str); 3] =
    [(Carrier::Bearer, "bearer"), (Carrier::Cookie, "cookie"), (Carrier::Split, "split")];
const PLACES: [(setup::Place, &str); 4] = [
    (setup::Place::Memory, "memory"),
    (setup::Place::Session, "session"),
    (setup::Place::Local, "local"),
    (setup::Place::Custom, "custom"),
];
const CLASSES: [Failure; 4] =
    [Failure::Transient, Failure::InDoubt, Failure::Definitive, Failure::Misconfigured];

/// The whole file.
fn javascript() -> String {
    let mut file = File(HEAD.to_owned());
    file.title("What Rust has the page do, and what the page reports.");
    file.numbers("TASK", Task::ALL);
    file.numbers("REPORT", Report::ALL);

    file.title("Texts of several lines, and names that both sides know.");
    file.list("FAILED_LINES", &lines::FAILED);
    file.list("MESSAGE_LINES", &lines::MESSAGE);
    file.text("EPOCH_SUFFIX", super::EPOCH_SUFFIX);
    file.text("EPOCH_LIVE", &super::EPOCH_LIVE.replace('\n', "\\n"));
    file.text("LEDGER_INFIX", super::LEDGER_INFIX);
    file.text("PRESENCE_INFIX", super::PRESENCE_INFIX);
    file.text("RECORD_HEAD", crate::core::record::HEAD);
    file.text("UNCHANGED", super::UNCHANGED);

    file.title("The options of a session, as bits.");
    file.list("CARRIERS", &CARRIERS.map(|(_, name)| name));
    file.list("PLACES", &PLACES.map(|(_, name)| name));
    file.number("PLACE_SHIFT", setup::PLACE_SHIFT);
    file.number("PLACE_MASK", setup::PLACE_MASK);
    for (place, name) in PLACES {
        file.number(&constant("PLACE", name), place as u32);
    }
    for (name, bit) in [
        ("ENDS_IN_DOUBT", setup::ENDS_IN_DOUBT),
        ("NEEDS_REFRESH_TOKEN", setup::NEEDS_REFRESH_TOKEN),
        ("HAS_INITIAL", setup::HAS_INITIAL),
        ("HAS_FUNCTION", setup::HAS_FUNCTION),
        ("HAS_PARSE", setup::HAS_PARSE),
        ("HAS_CLASSIFY", setup::HAS_CLASSIFY),
        ("SHARES", setup::SHARES),
        ("CAN_REVOKE", setup::CAN_REVOKE),
        ("IS_SECURE", setup::IS_SECURE),
        ("HAS_COMMON_STORE", setup::HAS_COMMON_STORE),
    ] {
        file.number(name, bit);
    }

    file.title("Their defaults; times in milliseconds.");
    let config = Config::default();
    file.line("REFRESH_ON", &format!("{:?}", config.refresh_on));
    file.number("REFRESH_AHEAD", config.refresh_ahead);
    file.number("REFRESH_TIMEOUT", config.refresh_timeout);
    file.number("SETTLE", config.settle);
    file.number("BOUND_MARGIN", super::BOUND_MARGIN);
    file.number("STORAGE_BOUND", crate::core::config::LONGEST_OPENING);
    file.number("UNKNOWN_BOUND", super::UNKNOWN_BOUND);
    file.number("CALL_TIMEOUT", config.call_timeout);

    file.title("What a request asks for, and its ticket.");
    file.number("FLAG_FINAL", Flags::FINAL);
    file.number("FLAG_STREAM", Flags::STREAM);
    file.number("ACTION_MASK", Ticket::ACTION_MASK);
    file.number("ACTION_SEND_WITH_TOKEN", Ticket::SEND_WITH_TOKEN);
    file.number("ACTION_WAIT", Ticket::WAIT);
    file.number("ACTION_DELIVER", Ticket::DELIVER);
    file.number("ACTION_REJECT", Ticket::REJECT);
    file.number("SENDS_SHIFT", Ticket::SENDS_SHIFT);
    file.number("SENDS_MASK", Ticket::SENDS_MASK);
    file.number("FLAGS_SHIFT", Ticket::FLAGS_SHIFT);
    file.number("SERIAL_SHIFT", Ticket::SERIAL_SHIFT);
    for hint in HINTS {
        file.number(&constant("HINT", &format!("{hint:?}")), hint as u32);
    }
    for code in Code::ALL {
        file.text(&constant("CODE", &format!("{code:?}")), code.as_str());
    }
    file.list("CODES", &Code::ALL.map(Code::as_str));

    file.title("What the face has a session do, and what it is told.");
    file.numbers("ACT", Act::ALL);
    file.numbers("PROBLEM", Problem::ALL);
    file.list("STATES", &STATES.map(State::as_str));
    file.number("STATE_MASK", status::STATE_MASK);
    file.list("REASONS", &REASONS.map(EndReason::as_str));
    file.number("REASON_SHIFT", status::REASON_SHIFT);
    file.number("REASON_MASK", status::REASON_MASK);
    file.number("SHARING", status::SHARING);
    file.number("NO_LOCKS", status::NO_LOCKS);
    file.number("NO_LOCK_LIST", status::NO_LOCK_LIST);
    file.list("CLASSES", &CLASSES.map(Failure::as_str));
    file.0
}

struct File(String);

impl File {
    fn title(&mut self, text: &str) {
        let _ = write!(self.0, "\n// {text}\n");
    }

    fn line(&mut self, name: &str, value: &str) {
        let _ = writeln!(self.0, "export const {name} = {value};");
    }

    fn number(&mut self, name: &str, value: impl Into<u64>) {
        self.line(name, &value.into().to_string());
    }

    fn text(&mut self, name: &str, value: &str) {
        self.line(name, &format!("'{value}'"));
    }

    fn numbers(&mut self, prefix: &str, all: &[impl Debug]) {
        for (number, variant) in all.iter().enumerate() {
            self.number(&constant(prefix, &format!("{variant:?}")), number as u64);
        }
    }

    fn list(&mut self, name: &str, values: &[&str]) {
        let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
        let value = format!("/** @type {{const}} */ ([{}])", quoted.join(", "));
        if format!("export const {name} = {value};").len() <= WIDTH {
            return self.line(name, &value);
        }
        let lines: String = quoted.iter().map(|value| format!("  {value},\n")).collect();
        self.line(name, &format!("/** @type {{const}} */ ([\n{lines}])"));
    }
}

/// `CancelLock` with the prefix `TASK` is `TASK_CANCEL_LOCK`.
fn constant(prefix: &str, variant: &str) -> String {
    let mut name = prefix.to_owned();
    for (at, letter) in variant.char_indices() {
        if at == 0 || letter.is_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[test]
fn the_numbers_that_javascript_reads_are_those_of_this_list() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/boundary.js");
    let made = javascript();
    if std::env::var("BOUNDARY").is_ok_and(|mode| mode == "write") {
        std::fs::write(path, &made).expect("src/web/boundary.js can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == made, "src/web/boundary.js is not what this list makes: `npm run boundary` writes it");
}

#[test]
fn what_stands_in_a_list_is_at_its_own_number() {
    assert!(STATES.iter().enumerate().all(|(number, state)| *state as usize == number));
    assert!(REASONS.iter().enumerate().all(|(number, reason)| *reason as usize == number));
    assert!(CARRIERS.iter().enumerate().all(|(number, (carrier, _))| *carrier as usize == number));
    assert!(PLACES.iter().enumerate().all(|(number, (place, _))| *place as usize == number));
    assert!(Task::ALL.iter().enumerate().all(|(number, task)| *task as usize == number));
    assert!(Report::ALL.iter().enumerate().all(|(number, report)| *report as usize == number));
    assert!(Act::ALL.iter().enumerate().all(|(number, act)| *act as usize == number));
    for (number, code) in Code::ALL.into_iter().enumerate() {
        let ticket = Ticket::unpack(Ticket::REJECT + number as u32);
        assert_eq!(ticket.action, crate::core::Action::Reject(code));
    }
    for hint in HINTS {
        assert_eq!(Hint::from_bits(hint as u32), hint);
    }
}

#[test]
fn h138_any_integer_is_read_as_some_option_and_some_hint() {
    for bits in (0..32).map(|bit| 1u32 << bit).chain([0, u32::MAX]) {
        let config = super::Bits(bits).config();
        assert_eq!(config.is_plain, super::Bits(bits).place() == setup::Place::Local);
        let _ = Hint::from_bits(bits);
    }
    for (carrier, _) in CARRIERS {
        assert_eq!(super::Bits(carrier as u32).carrier(), carrier);
    }
    for (place, _) in PLACES {
        assert_eq!(super::Bits((place as u32) << setup::PLACE_SHIFT).place(), place);
    }
}

#[test]
fn no_two_bits_are_the_same() {
    let bits = [
        setup::ENDS_IN_DOUBT,
        setup::NEEDS_REFRESH_TOKEN,
        setup::HAS_INITIAL,
        setup::HAS_FUNCTION,
        setup::HAS_PARSE,
        setup::HAS_CLASSIFY,
        setup::SHARES,
        setup::CAN_REVOKE,
        setup::IS_SECURE,
        setup::HAS_COMMON_STORE,
        setup::CARRIER_MASK,
        setup::PLACE_MASK << setup::PLACE_SHIFT,
    ];
    assert!(are_apart(&bits));
    let status = [
        status::STATE_MASK,
        status::REASON_MASK << status::REASON_SHIFT,
        status::SHARING,
        status::NO_LOCKS,
        status::NO_LOCK_LIST,
    ];
    assert!(are_apart(&status));
}

fn are_apart(masks: &[u32]) -> bool {
    masks.iter().fold(0, |all, mask| all | mask).count_ones()
        == masks.iter().map(|mask| mask.count_ones()).sum::<u32>()
}
