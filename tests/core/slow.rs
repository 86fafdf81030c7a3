//! A token endpoint that answers late: there is one call, and its answer counts whether or not anybody still waits.

use everfetch::core::machine::State;
use everfetch::core::{Carrier, Config};

use super::request::Fate::Answered;
use super::scenario::{MINUTE, Scenario};
use super::tab::{Shared, Tab, config};

const SECOND: u64 = 1_000;

#[test]
fn h145_c9_an_answer_after_12_30_or_90_seconds_is_the_answer_of_the_one_call() {
    for carrier in [Carrier::Bearer, Carrier::Cookie, Carrier::Split] {
        for delay in [12, 30, 90] {
            let scenario = match carrier {
                Carrier::Bearer => Scenario::bearer(),
                Carrier::Cookie => Scenario::cookie(),
                Carrier::Split => Scenario::split(),
            };
            let scenario = scenario.lifetime(10 * MINUTE);
            let mut world =
                scenario.with(|config| config.call_timeout = Config::default().call_timeout).signed_in();
            world.server.expire();
            world.token_latency = (1, delay * SECOND);
            let requests = world.fetch_many(3);
            world.advance(delay * SECOND + 500);
            assert!(world.all(&requests, Answered(200), 2), "{carrier:?} {delay}");
            assert_eq!((world.server.refreshes, world.state()), (1, State::Active), "{carrier:?} {delay}");
            assert!(world.ends().is_empty());
        }
    }
}

#[test]
fn h145_a_call_that_is_never_answered_is_given_up_after_two_minutes() {
    let mut shared = Shared::default();
    let defaults = Config::default();
    let Config { call_timeout, vanished, .. } = defaults;
    assert_eq!((call_timeout, vanished), (2 * MINUTE, 10 * SECOND));
    let mut tab = Tab::signed_in(Config { call_timeout, ..config(Carrier::Bearer) }, &mut shared);
    tab.refresh(&mut shared);
    assert_eq!(tab.timer().map(|(_, delay)| delay), Some(2 * MINUTE));
}

#[test]
fn h145_a_longer_refresh_timeout_gives_the_call_as_long() {
    let times = |refresh_timeout| {
        let config = Config::default().with_refresh_timeout(refresh_timeout);
        (config.refresh_timeout, config.call_timeout)
    };
    assert_eq!(times(5_000), (5_000, 120_000));
    assert_eq!(times(600_000), (600_000, 600_000));
}

#[test]
fn h145_after_a_call_that_was_given_up_a_cookie_request_goes_first() {
    let mut world = Scenario::cookie().signed_in();
    world.server.expire();
    // The server rotates, and its answer never comes; the jar has the new cookie.
    world.token_latency = (1, 200 * SECOND);
    let first = world.fetch();
    world.advance(15 * SECOND);
    assert_eq!(world.requests[first].carried.len(), 1);
    let sends = world.server.refreshes;
    let next = world.fetch();
    assert_eq!(world.requests[next].carried.len(), 1, "it waits for another refresh");
    assert_eq!(world.server.refreshes, sends);
}
