//! The session engine as JavaScript sees it.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use crate::options::{self, Options};
use everfetch::core::challenge::{self, Demand};
use everfetch::core::machine::Hint;
use everfetch::core::reply::Unusable;
use everfetch::core::{Event, Flags, Ticket, origin};
use everfetch::web::{Host, Session, clock};

/// One session, for all instances of a page that share it.
///
/// Requests cross as integers. A ticket's low four bits are the action: 0 send, 1 send with the token, 2 wait,
/// 3 deliver, 5 to 9 reject. The rest belongs to the core.
#[wasm_bindgen]
pub struct ApiClient {
    session: Rc<Session>,
    origins: Vec<String>,
    is_secure: bool,
}

#[wasm_bindgen]
impl ApiClient {
    /// A session with these options. Reads and starts nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &Options, host: Host) -> ApiClient {
        ApiClient {
            session: Session::new(options::setup(options), host),
            origins: options.origins(),
            is_secure: options.is_secure(),
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
    pub fn challenge(&self, header: &str) -> u32 {
        match challenge::read(header) {
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
    pub fn waiting(&self) -> Option<Promise> {
        self.session.waiting()
    }

    /// The number of the current credential.
    pub fn serial(&self) -> u32 {
        self.session.machine(|machine| machine.serial().get())
    }

    /// The current access token.
    pub fn token(&self) -> Option<String> {
        self.session
            .machine(|machine| machine.tokens().access.as_ref().map(|access| access.expose().to_owned()))
    }

    /// Whether `text` contains the current refresh token: a request that does is the refresh call itself.
    #[wasm_bindgen(js_name = isRefreshCall)]
    pub fn is_refresh_call(&self, text: &str) -> bool {
        self.session.machine(|machine| {
            machine.tokens().refresh.as_ref().is_some_and(|token| text.contains(token.expose()))
        })
    }

    /// Whether a request to this serialised origin may carry the token.
    pub fn allows(&self, origin: &str) -> bool {
        origin::allows(&self.origins, origin, self.is_secure)
    }

    /// Reads the record, if that has not happened.
    pub fn open(&self) {
        self.session.open();
    }

    /// The state by its public name.
    pub fn state(&self, mono: f64, wall: f64) -> String {
        self.session.machine(|machine| machine.state(clock(mono, wall)).as_str().to_owned())
    }

    /// Why the session ended.
    #[wasm_bindgen(js_name = endReason)]
    pub fn end_reason(&self) -> Option<String> {
        self.session.machine(|machine| machine.end_reason().map(|reason| reason.as_str().to_owned()))
    }

    /// Why the last refresh failed.
    pub fn cause(&self) -> JsValue {
        self.session.cause()
    }

    /// Whether the record is only in memory although it should not be.
    #[wasm_bindgen(js_name = isDegraded)]
    pub fn is_degraded(&self) -> bool {
        self.session.is_degraded()
    }

    /// Starts a new session. Returns what is wrong with the tokens, if anything.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(&self, tokens: &JsValue) -> Option<String> {
        self.session.attach();
        self.take(tokens, Event::SignIn)
    }

    /// Takes newer tokens of the same session. Returns what is wrong with them, if anything.
    pub fn update(&self, tokens: &JsValue) -> Option<String> {
        self.session.open();
        self.take(tokens, Event::Update)
    }

    /// Ends the session. Returns whether a revocation follows, at once or when a refresh under way has landed.
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self, revoke: bool) -> bool {
        self.session.open();
        let revokes = revoke && self.session.machine(|machine| machine.can_revoke());
        self.session.drive(Event::SignOut { revoke });
        revokes
    }

    /// Starts a refresh, or joins the one under way. Returns whether there is one to wait for.
    pub fn refresh(&self) -> bool {
        self.session.open();
        self.session.drive(Event::Refresh);
        self.session.machine(|machine| machine.is_waiting())
    }

    /// Whether the tabs of the origin share the session.
    #[wasm_bindgen(js_name = isSharing)]
    pub fn is_sharing(&self) -> bool {
        self.session.is_sharing()
    }

    /// The key in localStorage under which all tabs see which session lives. Where its text has changed, `look`
    /// comes before the next request.
    #[wasm_bindgen(js_name = epochKey)]
    pub fn epoch_key(&self) -> String {
        self.session.epoch_key()
    }

    /// Reads what the tabs share.
    pub fn look(&self) {
        self.session.drive(Event::Look);
    }

    /// The device is online again.
    #[wasm_bindgen(js_name = retryNow)]
    pub fn retry_now(&self) {
        if let Some(event) = self.session.retry_now() {
            self.session.drive(event);
        }
    }

    fn take(&self, tokens: &JsValue, event: fn(everfetch::core::TokenSet) -> Event) -> Option<String> {
        let problem = match self.session.read_tokens(tokens) {
            Ok(tokens) => {
                self.session.drive(event(tokens));
                return None;
            }
            Err(Unusable::NoToken) => "no token",
            Err(Unusable::BadToken) => "bad token",
        };
        Some(problem.to_owned())
    }
}
