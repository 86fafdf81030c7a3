//! What happens to a fleet.
//!
//! Times are in milliseconds from the start of a run. Tokens live a quarter of an hour, and the endpoint can bear three
//! times the load of a quiet day, unless a scenario says otherwise.

/// What the endpoint does in an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    Status(u16),
    Silence,
}

/// When the fleet's sessions begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Long ago, so that tokens end evenly.
    Spread,
    /// All within so many milliseconds.
    Within(u64),
}

/// Who the clients are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Everfetch,
    /// Modelled: no call for 60 seconds after any 5xx, as one identity SDK documents it.
    Throttle,
    /// Modelled: one promise for all requests of a page, and no pause after a failure.
    SharedPromise,
}

/// One run.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    pub who: Who,
    pub clients: u32,
    pub seed: u64,
    pub length: u64,
    pub lifetime: u64,
    pub start: Start,
    /// How many times the load of a quiet day the endpoint can bear.
    pub capacity: f64,
    /// How long a call may queue at the endpoint; what would queue longer is refused with 503.
    pub queue: u64,
    pub trouble: Outage,
    pub outage: Option<(u64, u64)>,
    /// What the endpoint's refusals ask for.
    pub retry_after: Option<u64>,
    /// While the API refuses every token.
    pub refuses_all: Option<(u64, u64)>,
    /// At this time every access token is void at the API, whatever its end says.
    pub voided: Option<u64>,
    /// While this share of the devices, in percent, sleeps; they wake within a minute.
    pub sleep: Option<(u64, u64, u32)>,
    /// How many clients in a hundred have a second tab, and half of these a third.
    pub tabs: u32,
    /// How many persons in a hundred reload a page that shows an error, after 20 to 60 seconds.
    pub reloads: u32,
}

pub const MINUTE: u64 = 60_000;

impl Scenario {
    /// A quiet day.
    pub fn quiet(who: Who, clients: u32) -> Self {
        Scenario {
            who,
            clients,
            seed: 1,
            length: 20 * MINUTE,
            lifetime: 15 * MINUTE,
            start: Start::Spread,
            capacity: 3.0,
            queue: 1_000,
            trouble: Outage::Status(503),
            outage: None,
            retry_after: None,
            refuses_all: None,
            voided: None,
            sleep: None,
            tabs: 0,
            reloads: 0,
        }
    }

    /// Ten minutes in which every call is answered 503, from the fifth minute on.
    pub fn outage(who: Who, clients: u32) -> Self {
        Scenario {
            outage: Some((5 * MINUTE, 15 * MINUTE)),
            length: 30 * MINUTE,
            ..Scenario::quiet(who, clients)
        }
    }

    /// The same, and after it a queue of half a minute: the endpoint answers late rather than not at all.
    pub fn queue(who: Who, clients: u32) -> Self {
        Scenario { queue: 30_000, ..Scenario::outage(who, clients) }
    }

    /// All tokens were signed in the same second, so they end in the same second.
    pub fn all_at_once(who: Who, clients: u32) -> Self {
        Scenario {
            start: Start::Within(1_000),
            length: 25 * MINUTE,
            retry_after: Some(MINUTE),
            ..Scenario::quiet(who, clients)
        }
    }

    /// All tokens are void from one moment on, and no client can know it before the API refuses one.
    pub fn all_voided(who: Who, clients: u32) -> Self {
        Scenario { voided: Some(5 * MINUTE), retry_after: Some(MINUTE), ..Scenario::quiet(who, clients) }
    }

    /// Everybody signs in within a minute.
    pub fn herd(who: Who, clients: u32) -> Self {
        Scenario {
            start: Start::Within(MINUTE),
            // Nobody is to be refused here: what is looked at is when they come.
            capacity: 1_000.0,
            length: 64 * MINUTE,
            ..Scenario::quiet(who, clients)
        }
    }

    /// A deployment refuses every token for a minute.
    pub fn deployment(who: Who, clients: u32) -> Self {
        let start = 5 * MINUTE;
        Scenario { refuses_all: Some((start, start + MINUTE)), ..Scenario::quiet(who, clients) }
    }

    /// Four in five devices sleep for half an hour, and wake together.
    pub fn sleepers(who: Who, clients: u32) -> Self {
        let start = 2 * MINUTE;
        Scenario {
            sleep: Some((start, start + 30 * MINUTE, 80)),
            length: 45 * MINUTE,
            ..Scenario::quiet(who, clients)
        }
    }

    /// An endpoint whose queue is longer than a request waits: a minute and a half.
    pub fn slow(who: Who, clients: u32) -> Self {
        Scenario { queue: 90_000, ..Scenario::all_at_once(who, clients) }
    }

    /// Refresh calls a second on a quiet day, where tokens are used to their end.
    pub fn load(&self) -> f64 {
        f64::from(self.clients) * 1_000.0 / self.lifetime as f64
    }

    /// Calls a second that the endpoint can answer.
    pub fn most(&self) -> f64 {
        self.load() * self.capacity
    }
}
