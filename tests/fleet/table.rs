//! The table of `npm run fleet`.

use std::time::Instant;

use super::report::Report;
use super::scenario::{MINUTE, Outage, Scenario, Who};
use super::world::World;

fn run(scenario: Scenario) -> Report {
    World::new(scenario).run()
}

fn clients() -> u32 {
    let asked = std::env::var("FLEET_CLIENTS").ok().and_then(|text| text.replace('_', "").parse().ok());
    asked.unwrap_or(100_000)
}

fn name(who: Who) -> &'static str {
    match who {
        Who::Everfetch => "everfetch",
        Who::Throttle => "60 s throttle (modelled)",
        Who::SharedPromise => "shared promise (modelled)",
    }
}

/// `FLEET_ONLY`: part of a scenario's or a client's name.
fn is_wanted(title: &str, who: Who) -> bool {
    let only = std::env::var("FLEET_ONLY").unwrap_or_default();
    format!("{title}, {}", name(who)).contains(&only)
}

fn row(title: &str, scenario: Scenario) {
    if !is_wanted(title, scenario.who) {
        return;
    }
    let begun = Instant::now();
    let report = run(scenario);
    println!(
        "| {title} | {} | {:.1} | {:.1} | {} | {} | {:.1} | {:.0} | {:.1} |",
        name(scenario.who),
        report.peak(1),
        report.in_vain_each(),
        report.recovery().map_or("-".to_owned(), |ratio| format!("{ratio:.2}")),
        report.lost(),
        report.errors_share(),
        report.longest_wait as f64 / 1_000.0,
        begun.elapsed().as_secs_f64(),
    );
}

fn herd_row(scenario: Scenario) {
    if !is_wanted("nine o'clock herd", scenario.who) {
        return;
    }
    let begun = Instant::now();
    let report = run(scenario);
    let waves: Vec<String> = (0..4).map(|n| format!("{:.0}", report.wave(n, 1))).collect();
    println!(
        "| {} | {} | {:.0} | {} | {:.1} |",
        name(scenario.who),
        waves.join(", "),
        f64::from(scenario.clients) / 60.0,
        report.calls(),
        begun.elapsed().as_secs_f64(),
    );
}

#[test]
#[ignore = "npm run fleet: minutes in a build without optimisation"]
fn table() {
    let all = clients();
    println!(
        "\n{all} clients; tokens of 900 s, endpoint of 3 times the steady load; calls a second, over its capacity\n"
    );
    println!(
        "| scenario | client | peak after | in vain, each | recovery | lost | errors % | longest wait s | ran s |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for who in [Who::Everfetch, Who::Throttle, Who::SharedPromise] {
        row("10 minutes of 503", Scenario::outage(who, all));
        let outage = Scenario::outage(who, all);
        row("the same, then a queue of 30 s", Scenario::queue(who, all));
        let after = |seconds: u64| Some(seconds * 1_000);
        row(
            "429 and Retry-After: 30",
            Scenario { trouble: Outage::Status(429), retry_after: after(30), ..outage },
        );
        row(
            "429 and Retry-After: 300",
            Scenario { trouble: Outage::Status(429), retry_after: after(300), ..outage },
        );
        row("silence", Scenario { trouble: Outage::Silence, ..outage });
        row("all tokens end in one second", Scenario::all_at_once(who, all));
        row("all tokens void at once", Scenario::all_voided(who, all));
        row("every token refused for a minute", Scenario::deployment(who, all));
        row("devices sleep and wake together", Scenario::sleepers(who, all));
        row("a queue of 90 s, all at once", Scenario::slow(who, all));
        if who == Who::Everfetch {
            row("503, several tabs", Scenario { tabs: 40, ..outage });
            row("503, persons reload", Scenario { reloads: 10, ..outage });
            row("503, persons reload, tabs", Scenario { reloads: 10, tabs: 40, ..outage });
            row("one minute of 503", Scenario { outage: Some((5 * MINUTE, 6 * MINUTE)), ..outage });
        }
    }
    println!("\n| client | waves of renewals, calls a second | signed in a second | calls in all | ran s |");
    println!("| --- | --- | --- | --- | --- |");
    for who in [Who::Everfetch, Who::Throttle, Who::SharedPromise] {
        herd_row(Scenario::herd(who, all));
    }
}
