//! `WWW-Authenticate` from any server: it is read without a panic, and what is read was in it.
#![no_main]

use everfetch::core::challenge::{Demand, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    if let Demand::StepUp { acr_values, max_age } = read(header) {
        // A quoted value loses its backslashes, so its length is the bound that holds for all.
        for value in [acr_values, max_age].into_iter().flatten() {
            assert!(value.len() <= header.len());
        }
    }
});
