//! The session engine as JavaScript sees it.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use crate::options;
use everfetch::core::challenge::{self, Demand};
use everfetch::core::machine::Hint;
use everfetch::core::reply::Unusable;
use everfetch::core::text::Parts;
use everfetch::core::{Event, Flags, Ticket, origin, text};
use everfetch::web::{self, Host, Session, clock};

/// One session, for all instances of a page that share it.
///
/// Requests cross as integers. A ticket's low four bits are the action: 0 send, 1 send with the token, 2 wait,
/// 3 deliver, 5 to 9 reject. The rest belongs to the core. Other small answers are numbers too, and texts come as
/// values of JavaScript: a method that takes or returns a `String` weighs 200 bytes more.
#[wasm_bindgen]
pub struct ApiClient {
    session: Rc<Session>,
    /// With blanks between them.
    origins: String,
    is_secure: bool,
}

/// Whether the page was loaded securely, among the bits of the options.
const IS_SECURE: u32 = 1 << 11;

#[wasm_bindgen]
impl ApiClient {
    /// A session with these options, which the face has validated: the key of its record, all that is yes or no
    /// (`options.rs` says which bit is what), two durations in milliseconds, and the statuses and origins as texts
    /// with blanks between them. Reads and starts nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(
        host: &Host,
        key: JsValue,
        bits: u32,
        refresh_ahead: f64,
        refresh_timeout: f64,
        statuses: &JsValue,
        origins: &JsValue,
    ) -> ApiClient {
        let mut config = options::config(bits, refresh_ahead, refresh_timeout);
        config.refresh_on = options::statuses(&web::text(statuses));
        ApiClient {
            session: Session::new(options::setup(bits, config, key), host),
            origins: web::text(origins),
            is_secure: bits & IS_SECURE != 0,
        }
    }

    /// What a request does first. `flags`: 1 its 401 is final, 2 its body can be sent only once. The clocks are
    /// `performance.now()` and `Date.now()`.
    pub fn begin(&self, flags: u32, mono: f64, wall: f64) -> u32 {
        self.session.open();
        self.session.decide(|machine| machine.begin(Flags::from_bits(flags), clock(mono, wall)))
    }

    /// What a request does with an answer. `hint`: 0 the status decides, 1 accepted, 2 refused, 3 the session is
    /// over.
    pub fn answer(&self, ticket: u32, status: u16, hint: u32, mono: f64, wall: f64) -> u32 {
        let now = clock(mono, wall);
        self.session
            .decide(|machine| machine.answer(Ticket::unpack(ticket), status, Hint::from_bits(hint), now))
    }

    /// What `WWW-Authenticate` says of a 401, as the hint for `answer`: only a newer token is worth a refresh.
    pub fn challenge(&self, header: &JsValue) -> u32 {
        match challenge::read(&web::text(header)) {
            Demand::Unknown | Demand::NewToken => 0,
            Demand::MoreScope => 1,
            Demand::StepUp { acr_values, max_age } => {
                self.session.step_up(acr_values.as_deref(), max_age.as_deref());
                1
            }
        }
    }

    /// What a request does after it has waited.
    pub fn resume(&self, ticket: u32, mono: f64, wall: f64) -> u32 {
        self.session.decide(|machine| machine.resume(Ticket::unpack(ticket), clock(mono, wall)))
    }

    /// Settles when waiting is over, with nothing or with the code of the failure; undefined if nobody needs to
    /// wait. Never rejects.
    pub fn waiting(&self) -> JsValue {
        self.session.waiting().unwrap_or_default()
    }

    /// The current access token, or undefined.
    pub fn token(&self) -> JsValue {
        self.session.machine(|machine| match &machine.tokens().access {
            Some(access) => JsValue::from_str(access.expose()),
            None => JsValue::UNDEFINED,
        })
    }

    /// Whether `text` contains the current refresh token: a request that does is the refresh call itself.
    #[wasm_bindgen(js_name = isRefreshCall)]
    pub fn is_refresh_call(&self, text: &JsValue) -> bool {
        let text = web::text(text);
        self.session.machine(|machine| {
            machine.tokens().refresh.as_ref().is_some_and(|token| text::contains(&text, token.expose()))
        })
    }

    /// Whether a request to this serialised origin may carry the token.
    pub fn allows(&self, origin: &JsValue) -> bool {
        let origin = web::text(origin);
        origin::is_safe(&origin, self.is_secure) && Parts::new(&self.origins, b' ').any(|one| one == origin)
    }

    /// How the session is. Bits 0 to 2: its state, in the order of the core's `State`; 3 to 5: why it ended, one
    /// more than the place in `EndReason`, or 0; 6: the tabs of the origin share it; 7 to 10: what had to
    /// fall back, in the order of the face's `DEGRADED`: the record is only in memory, tabs have no locks, locks cannot
    /// be listed, timers are late in a hidden page.
    pub fn status(&self, mono: f64, wall: f64) -> u32 {
        self.session.machine(|machine| {
            let reason = machine.end_reason().map_or(0, |reason| reason as u32 + 1);
            let is_sharing = machine.is_sharing();
            machine.state(clock(mono, wall)) as u32
                | reason << 3
                | u32::from(is_sharing) << 6
                | u32::from(is_sharing && !machine.is_locking()) << 8
                | u32::from(is_sharing && machine.is_locking() && !machine.is_listing()) << 9
        }) | u32::from(self.session.is_degraded()) << 7
            | u32::from(self.session.is_late_when_hidden()) << 10
    }

    /// Why the last refresh failed.
    pub fn cause(&self) -> JsValue {
        self.session.cause()
    }

    /// Takes tokens: of a new session, or newer ones of the same. Returns 0, or what is wrong with them: 1 there
    /// are none, 2 no header can carry them.
    pub fn take(&self, tokens: &JsValue, is_update: bool) -> u32 {
        if is_update {
            self.session.open();
        } else {
            self.session.attach();
        }
        match self.session.read_tokens(tokens) {
            Ok(tokens) => {
                self.session.drive(if is_update { Event::Update(tokens) } else { Event::SignIn(tokens) });
                0
            }
            Err(Unusable::NoToken) => 1,
            Err(Unusable::BadToken) => 2,
        }
    }

    /// Does something. 0: reads the record, if that has not happened. 1: reads what the tabs share. 2: the device is
    /// online again. 3: starts a refresh, or joins the one under way; returns whether there is one to wait for.
    /// 4: ends the session. 5: the same, and revokes; returns whether that follows, at once or when a refresh under
    /// way has landed.
    pub fn act(&self, what: u32) -> bool {
        let session = &self.session;
        let event = match what {
            1 => Some(Event::Look),
            2 => Some(Event::Online),
            _ => {
                session.open();
                None
            }
        };
        let revokes = what == 5 && session.machine(|machine| machine.can_revoke());
        let event = match what {
            3 => Some(Event::Refresh),
            4 | 5 => Some(Event::SignOut { revoke: what == 5 }),
            _ => event,
        };
        if let Some(event) = event {
            session.drive(event);
        }
        if what == 3 { session.machine(|machine| machine.is_waiting()) } else { revokes }
    }

    /// The key in localStorage under which all tabs see which session lives. Where its text has changed, a look
    /// (see `act`) comes before the next request.
    #[wasm_bindgen(js_name = epochKey)]
    pub fn epoch_key(&self) -> JsValue {
        self.session.epoch_key()
    }
}
