//! Reads the options of a session, which the face has validated and made flat.

use wasm_bindgen::prelude::*;

use everfetch::core::{Carrier, Config, InDoubt};
use everfetch::web::{Place, Setup};

#[wasm_bindgen]
extern "C" {
    /// The options of a session as flat values.
    pub type Options;

    #[wasm_bindgen(method, getter)]
    fn carrier(this: &Options) -> String;
    #[wasm_bindgen(method, getter)]
    fn storage(this: &Options) -> String;
    #[wasm_bindgen(method, getter)]
    fn key(this: &Options) -> String;
    #[wasm_bindgen(method, getter, js_name = refreshOn)]
    fn refresh_on(this: &Options) -> Vec<u16>;
    #[wasm_bindgen(method, getter, js_name = refreshAhead)]
    fn refresh_ahead(this: &Options) -> f64;
    #[wasm_bindgen(method, getter, js_name = refreshTimeout)]
    fn refresh_timeout(this: &Options) -> f64;
    #[wasm_bindgen(method, getter, js_name = endsInDoubt)]
    fn ends_in_doubt(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = needsRefreshToken)]
    fn needs_refresh_token(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasInitial)]
    fn has_initial(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasFunction)]
    fn has_function(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasParse)]
    fn has_parse(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasClassify)]
    fn has_classify(this: &Options) -> bool;
    #[wasm_bindgen(method, getter)]
    fn shares(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, js_name = canRevoke)]
    fn can_revoke(this: &Options) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(super) fn origins(this: &Options) -> Vec<String>;
    #[wasm_bindgen(method, getter, js_name = isSecure)]
    pub(super) fn is_secure(this: &Options) -> bool;
}

/// The set-up that `options` describes.
pub(super) fn setup(options: &Options) -> Setup {
    let carrier = match options.carrier().as_str() {
        "cookie" => Carrier::Cookie,
        "split" => Carrier::Split,
        _ => Carrier::Bearer,
    };
    let place = match options.storage().as_str() {
        "session" => Place::Session,
        "local" => Place::Local,
        "custom" => Place::Custom,
        _ => Place::Memory,
    };
    Setup {
        config: Config {
            carrier,
            refresh_on: options.refresh_on(),
            refresh_ahead: options.refresh_ahead() as u64,
            refresh_timeout: options.refresh_timeout() as u64,
            in_doubt: if options.ends_in_doubt() { InDoubt::End } else { InDoubt::Replay },
            needs_refresh_token: options.needs_refresh_token(),
            has_initial: options.has_initial(),
            shares: options.shares(),
            is_plain: place == Place::Local,
            can_revoke: options.can_revoke(),
            ..Config::default()
        },
        place,
        key: options.key(),
        has_function: options.has_function(),
        has_parse: options.has_parse(),
        has_classify: options.has_classify(),
    }
}
