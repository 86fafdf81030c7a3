//! The bars that the policy of pauses has to reach, with few clients: counts and ratios, no times.
//!
//! A second of so small a fleet has so few calls that chance alone makes one twice the others. So a peak, which lasts
//! minutes, is counted over ten seconds here: as many calls as a fleet ten times as large has in one.

use super::report::Report;
use super::scenario::{MINUTE, Outage, Scenario, Who};
use super::world::World;

const CLIENTS: u32 = 800;
/// Over how many seconds a peak is counted.
const WINDOW: usize = 10;

fn run(scenario: Scenario) -> Report {
    let report = World::new(scenario).run();
    assert_eq!(report.lost(), 0, "sessions are lost: {scenario:?}");
    assert!(report.longest_wait <= 63_000, "a request waits {} ms: {scenario:?}", report.longest_wait);
    report
}

/// After it the endpoint queues for half a minute.
fn outage() -> Scenario {
    Scenario::queue(Who::Everfetch, CLIENTS)
}

#[test]
fn h78_ten_minutes_of_503_cost_two_calls_each_and_no_second_outage() {
    let report = run(Scenario { clients: 2 * CLIENTS, ..outage() });
    assert!(report.peak(WINDOW) <= 2.5, "{}", report.peak(WINDOW));
    assert!(report.in_vain_each() <= 2.0, "{}", report.in_vain_each());
    assert!(report.recovery().expect("it recovers") <= 1.2, "{:?}", report.recovery());
}

#[test]
fn h78_several_tabs_and_persons_who_reload_cost_little_more() {
    let report = run(Scenario { tabs: 40, reloads: 10, ..outage() });
    assert!(report.reloads > 0);
    assert!(report.in_vain_each() <= 2.4, "{}", report.in_vain_each());
}

#[test]
fn h78_a_good_retry_after_leaves_one_call_each_and_no_peak() {
    let (trouble, retry_after) = (Outage::Status(429), Some(5 * MINUTE));
    let report = run(Scenario { trouble, retry_after, ..outage() });
    assert!(report.in_vain_each() <= 1.2, "{}", report.in_vain_each());
    assert!(report.peak(WINDOW) <= 1.8, "{}", report.peak(WINDOW));
}

#[test]
fn h78_tokens_that_end_in_the_same_second_are_not_renewed_together() {
    let report = run(Scenario::all_at_once(Who::Everfetch, CLIENTS));
    assert!(report.peak(WINDOW) <= 5.0, "{}", report.peak(WINDOW));
}

#[test]
fn h78_trouble_of_the_endpoint_signs_nobody_out() {
    run(Scenario { trouble: Outage::Silence, ..outage() });
    run(Scenario::all_voided(Who::Everfetch, CLIENTS));
    run(Scenario::deployment(Who::Everfetch, CLIENTS));
    run(Scenario::sleepers(Who::Everfetch, CLIENTS));
    run(Scenario::slow(Who::Everfetch, CLIENTS));
}

/// Over the first wave of clients that all renew at the same age, in which as many come as have signed in.
#[test]
fn h78_the_herd_of_nine_o_clock_dissolves() {
    let fourth = run(Scenario::herd(Who::Everfetch, CLIENTS)).wave(3, WINDOW);
    let first = run(Scenario::herd(Who::SharedPromise, CLIENTS)).wave(0, WINDOW);
    assert!(fourth * 5.0 <= first, "{fourth} of {first}");
}

#[test]
fn h78_clients_that_are_modelled_show_that_the_scenarios_hurt() {
    let report = run(Scenario { who: Who::SharedPromise, ..outage() });
    assert!(report.peak(1) > 8.0 && report.in_vain_each() > 8.0);
    let report = run(Scenario { who: Who::Throttle, ..outage() });
    assert!(report.peak(1) > 3.0 && report.in_vain_each() > 2.5);
}
