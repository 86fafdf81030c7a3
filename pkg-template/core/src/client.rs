//! The engine of a session as JavaScript sees it.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use everfetch::boundary::{Act, Bits, Problem, Status, lines, setup};
use everfetch::core::challenge::{self, Demand};
use everfetch::core::machine::Hint;
use everfetch::core::text::{self, Parts};
use everfetch::core::{Config, Event, Flags, Ticket, origin};
use everfetch::web::{self, Engine, Page, clock};

/// One session, for all instances of a page that share it.
///
/// Requests cross as integers: what they ask for as [`Flags`], a [`Ticket`], a hint. Other small answers are numbers
/// too, all of them listed in `everfetch::boundary`. Texts come as values of JavaScript: a method that takes or returns
/// a `String` weighs 200 bytes more.
#[wasm_bindgen]
pub struct ApiClient {
    engine: Rc<Engine>,
    is_secure: bool,
}

#[wasm_bindgen]
impl ApiClient {
    /// A session on `page`, with options that the face has validated: all that is yes or no as bits, two durations in
    /// milliseconds, and the statuses as a text with blanks between them. Reads and starts nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(
        page: Page,
        bits: u32,
        refresh_ahead: f64,
        refresh_timeout: f64,
        statuses: &JsValue,
    ) -> ApiClient {
        let bits = Bits(bits);
        let config = config(bits, refresh_ahead, refresh_timeout, statuses);
        ApiClient { engine: Engine::new(config, bits.place(), page), is_secure: bits.has(setup::IS_SECURE) }
    }

    /// Goes on with newer options, given as at the start.
    pub fn adjust(&self, bits: u32, refresh_ahead: f64, refresh_timeout: f64, statuses: &JsValue) {
        self.engine.adjust(config(Bits(bits), refresh_ahead, refresh_timeout, statuses));
    }

    /// What a request does first. The clocks are `performance.now()` and `Date.now()`.
    pub fn begin(&self, flags: u32, mono: f64, wall: f64) -> u32 {
        self.engine.open();
        self.engine.decide(|machine| machine.begin(Flags::from_bits(flags), clock(mono, wall)))
    }

    /// The ticket of the requests that the page has sent by the lease of the record; `lines` are the first two of the
    /// record, session and generation. To be called before anything else.
    pub fn lease(&self, lines: &JsValue) -> u32 {
        self.engine.open_leased();
        let lines = web::text(lines);
        let mut lines = Parts::new(&lines, b'\n');
        let (sid, generation) = (lines.number().unwrap_or_default(), lines.number().unwrap_or_default());
        self.engine.leased(sid, generation).pack()
    }

    /// What a request does with an answer.
    pub fn answer(&self, ticket: u32, status: u16, hint: u32, mono: f64, wall: f64) -> u32 {
        let (now, hint) = (clock(mono, wall), Hint::from_bits(hint));
        self.engine.decide(|machine| machine.answer(Ticket::unpack(ticket), status, hint, now))
    }

    /// What `WWW-Authenticate` demands of a 401 beyond a newer token: undefined where a newer token may help, an empty
    /// text where it cannot, and the lines of `lines::step_up` where the user has to authenticate again.
    pub fn challenge(&self, header: &JsValue) -> JsValue {
        match challenge::read(&web::text(header)) {
            Demand::Unknown | Demand::NewToken => JsValue::UNDEFINED,
            Demand::MoreScope => JsValue::from_str(""),
            Demand::StepUp { acr_values, max_age } => {
                JsValue::from_str(&lines::step_up(acr_values.as_deref(), max_age.as_deref()))
            }
        }
    }

    /// What a request does after it has waited.
    pub fn resume(&self, ticket: u32, mono: f64, wall: f64) -> u32 {
        self.engine.decide(|machine| machine.resume(Ticket::unpack(ticket), clock(mono, wall)))
    }

    /// What a request does that has waited as long as it may to learn whether there is a session.
    pub fn overdue(&self, ticket: u32, mono: f64, wall: f64) -> u32 {
        self.engine.decide(|machine| machine.overdue(Ticket::unpack(ticket), clock(mono, wall)))
    }

    /// Settles when waiting is over, with nothing or with the code of the failure; undefined if nobody needs to
    /// wait. Never rejects.
    pub fn waiting(&self) -> JsValue {
        self.engine.waiting().unwrap_or_default()
    }

    /// The current access token, or undefined.
    pub fn token(&self) -> JsValue {
        self.engine.machine(|machine| match &machine.tokens().access {
            Some(access) => JsValue::from_str(access.expose()),
            None => JsValue::UNDEFINED,
        })
    }

    /// Whether `text` contains the current refresh token: a request that does is the refresh call itself.
    #[wasm_bindgen(js_name = isRefreshCall)]
    pub fn is_refresh_call(&self, text: &JsValue) -> bool {
        let text = web::text(text);
        self.engine.machine(|machine| {
            machine.tokens().refresh.as_ref().is_some_and(|token| text::contains(&text, token.expose()))
        })
    }

    /// Whether a request to this serialised origin may carry the token, of a session for `origins`, which have blanks
    /// between them.
    pub fn allows(&self, origin: &JsValue, origins: &JsValue) -> bool {
        let origin = web::text(origin);
        origin::is_safe(&origin, self.is_secure)
            && Parts::new(&web::text(origins), b' ').any(|one| one == origin)
    }

    /// When the current access token ends, in milliseconds since the Unix epoch; NaN where that is unknown.
    pub fn expires(&self) -> f64 {
        self.engine.machine(|machine| machine.tokens().expiry.map_or(f64::NAN, |expiry| expiry.at() as f64))
    }

    /// How the session is, as a packed `Status`.
    pub fn status(&self, mono: f64, wall: f64) -> u32 {
        let status = self.engine.machine(|machine| Status {
            state: machine.state(clock(mono, wall)),
            reason: machine.end_reason(),
            is_sharing: machine.is_sharing(),
            is_locking: machine.is_locking(),
            is_listing: machine.is_listing(),
        });
        status.pack()
    }

    /// Hands over tokens: of a new session, or newer ones of the same. Returns the `Problem` with them.
    #[wasm_bindgen(js_name = setTokens)]
    pub fn set_tokens(&self, tokens: &JsValue, is_update: bool) -> u32 {
        if is_update {
            self.engine.open();
        } else {
            self.engine.attach();
        }
        let problem = match self.engine.read_tokens(tokens) {
            Ok(tokens) => {
                self.engine.drive(if is_update { Event::Update(tokens) } else { Event::SignIn(tokens) });
                Problem::None
            }
            Err(unusable) => Problem::from(unusable),
        };
        problem as u32
    }

    /// Does what `Act` says, and answers what it says.
    pub fn act(&self, act: u32) -> bool {
        let engine = &self.engine;
        let Some(act) = Act::ALL.get(act as usize) else { return false };
        if !matches!(act, Act::Look | Act::Online) {
            engine.open();
        }
        let revokes = matches!(act, Act::Revoke);
        let can_revoke = revokes && engine.machine(|machine| machine.can_revoke());
        let event = match act {
            Act::Open => None,
            Act::Look => Some(Event::Look),
            Act::Online => Some(Event::Online),
            Act::Refresh => Some(Event::Refresh),
            Act::SignOut | Act::Revoke => Some(Event::SignOut { revoke: revokes }),
        };
        if let Some(event) = event {
            engine.drive(event);
        }
        if matches!(act, Act::Refresh) { engine.machine(|machine| machine.is_waiting()) } else { can_revoke }
    }
}

/// The options as the core has them.
#[inline(never)]
fn config(bits: Bits, refresh_ahead: f64, refresh_timeout: f64, statuses: &JsValue) -> Config {
    Config {
        refresh_ahead: refresh_ahead as u64,
        refresh_on: numbers(&web::text(statuses)),
        ..bits.config().with_refresh_timeout(refresh_timeout as u64)
    }
}

/// Numbers with blanks between them.
fn numbers(text: &str) -> Vec<u16> {
    let mut list = Vec::new();
    for status in Parts::new(text, b' ') {
        list.extend(text::number(status).map(|status| status as u16));
    }
    list
}
