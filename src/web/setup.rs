//! A session for the Rust client, from options as Rust has them. The npm package makes the page itself.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::engine::Engine;
use super::host::Host;
use super::page::Page;
use crate::boundary::{Place, setup};
use crate::core::Config;

/// How a session is set up.
pub struct Setup {
    /// What the core decides by.
    pub config: Config,
    /// Where the record is kept.
    pub place: Place,
    /// The name of the record.
    pub key: JsValue,
    /// The refresh is a function of the application, not a declared call.
    pub has_function: bool,
    /// The application finds the tokens in an answer itself.
    pub has_parse: bool,
    /// The application judges failures.
    pub has_classify: bool,
}

impl Setup {
    /// Makes the page, then the session's engine. Reads and starts nothing.
    #[must_use]
    pub fn start(self, host: &Host) -> Rc<Engine> {
        let bits = [
            (self.has_function, setup::HAS_FUNCTION),
            (self.has_parse, setup::HAS_PARSE),
            (self.has_classify, setup::HAS_CLASSIFY),
            (self.config.shares, setup::SHARES),
        ];
        let place = self.config.carrier as u32 | (self.place as u32) << setup::PLACE_SHIFT;
        let bits = bits.into_iter().fold(place, |all, (is_set, bit)| if is_set { all | bit } else { all });
        Engine::new(self.config, self.place, Page::new(host, &self.key, bits))
    }
}
