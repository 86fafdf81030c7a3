//! Reads the options of a session, which the face has validated and made flat.
//!
//! | bits | |
//! | --- | --- |
//! | 0 and 1 | the carrier: 0 bearer, 1 cookie, 2 split |
//! | 2 and 3 | where the record is kept: 0 memory, 1 session, 2 local, 3 the application's own storage |
//! | 4 | a session in doubt ends |
//! | 5 | the refresh call needs a refresh token |
//! | 6 | the application supplies tokens |
//! | 7 | the refresh is a function |
//! | 8 | the application parses the answer |
//! | 9 | tabs share |
//! | 10 | there is a way to revoke |
//! | 11 | the page was loaded securely |
//! | 12 | the application's own storage is one for all tabs |

use wasm_bindgen::JsValue;

use everfetch::core::text::{Parts, number};
use everfetch::core::{Carrier, Config, InDoubt};
use everfetch::web::{Place, Setup};

/// Numbers separated by blanks.
pub(super) fn statuses(text: &str) -> Vec<u16> {
    let mut list = Vec::new();
    for status in Parts::new(text, b' ') {
        list.extend(number(status).map(|status| status as u16));
    }
    list
}

/// What the core decides by.
pub(super) fn config(bits: u32, refresh_ahead: f64, refresh_timeout: f64) -> Config {
    let has = |bit: u32| bits >> bit & 1 != 0;
    Config {
        carrier: match bits & 3 {
            1 => Carrier::Cookie,
            2 => Carrier::Split,
            _ => Carrier::Bearer,
        },
        refresh_ahead: refresh_ahead as u64,
        refresh_timeout: refresh_timeout as u64,
        in_doubt: if has(4) { InDoubt::End } else { InDoubt::Replay },
        needs_refresh_token: has(5),
        has_initial: has(6),
        shares: has(9),
        has_common_store: has(12),
        is_plain: place(bits) == Place::Local,
        can_revoke: has(10),
        ..Config::default()
    }
}

fn place(bits: u32) -> Place {
    match bits >> 2 & 3 {
        1 => Place::Session,
        2 => Place::Local,
        3 => Place::Custom,
        _ => Place::Memory,
    }
}

/// The whole set-up.
pub(super) fn setup(bits: u32, config: Config, key: JsValue) -> Setup {
    let has = |bit: u32| bits >> bit & 1 != 0;
    Setup { config, place: place(bits), key, has_function: has(7), has_parse: has(8), has_classify: true }
}
