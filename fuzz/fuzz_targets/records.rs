//! What any script of the origin may have put into storage: read without a panic, and what is read survives writing.
#![no_main]

use everfetch::core::Now;
use everfetch::core::ledger::{Epoch, Ledger};
use everfetch::core::record::{Record, read_tokens, write_tokens};
use libfuzzer_sys::fuzz_target;

const NOW: Now = Now { mono: 5_000, wall: 1_800_000_000_000 };

fuzz_target!(|text: &str| {
    if let Some(epoch) = Epoch::read(text) {
        assert_eq!(Epoch::read(&epoch.write()), Some(epoch));
    }
    if let Some(ledger) = Ledger::read(text) {
        assert_eq!(Ledger::read(&ledger.write()), Some(ledger));
    }
    if let Some(record) = Record::read(text, NOW) {
        assert_eq!(Record::read(&record.write(), NOW), Some(record));
    }
    if let Some(tokens) = read_tokens(text, NOW) {
        assert_eq!(read_tokens(&write_tokens(&tokens), NOW), Some(tokens));
    }
});
