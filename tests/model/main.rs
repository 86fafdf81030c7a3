//! A model checker for the session between tabs. It drives the machine that is shipped, not a copy: several of them
//! in one world with their storage, locks, channel and token server, through every schedule of a scope.
//!
//! `cargo test --test model -- --nocapture` explores small scopes and prints what it counted; larger ones are a matter of
//! the numbers in `Scope::with`, and of `--profile model`.
#![cfg(not(target_arch = "wasm32"))]
// Test code may fail loudly, and nobody uses it from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_range_loop
)]
#![allow(unreachable_pub, dead_code, missing_docs)]

mod act;
mod explore;
mod host;
mod laws;
mod locks;
mod play;
mod rules;
mod scope;
mod server;
mod shared;
mod step;
mod tell;
mod traces;
mod world;

use everfetch::core::rule::Rule;
use explore::{Search, explore};
use scope::{Kind, Scope};

/// Explores `scope`, and fails with the schedule that breaks a law.
fn holds(scope: Scope) {
    let found = explore(scope, Search::Breadth, 2);
    assert!(found.law.is_none(), "{} is broken:\n{}", found.law.unwrap_or_default(), found.trace);
    assert!(found.states > 100, "{} states are no exploration", found.states);
}

/// Explores `scope` without one of the rules: the checker must notice.
fn is_missed(rule: Rule, mut scope: Scope) {
    scope.dropped = Some(rule);
    let found = explore(scope, Search::Breadth, 2);
    assert!(found.law.is_some(), "nothing breaks without {rule:?}, in {} states", found.states);
}

fn two_tabs(name: &'static str) -> Scope {
    Scope::new(name, 2, 2)
}

#[test]
fn c1_two_tabs_renew_with_records_that_lag() {
    holds(two_tabs("lag").with(&[(Kind::Renew, 2), (Kind::Lag, 1)], 0));
}

#[test]
fn c2_a_sender_crashes() {
    holds(two_tabs("crash").with(&[(Kind::Renew, 2), (Kind::Crash, 1)], 1));
}

#[test]
fn c3_a_tab_is_copied() {
    holds(Scope::new("copy", 2, 1).with(&[(Kind::Renew, 2), (Kind::Copy, 1)], 1));
}

#[test]
fn c4_a_page_is_reloaded_in_mid_refresh() {
    holds(two_tabs("reload").with(&[(Kind::Renew, 2), (Kind::Reload, 1)], 1));
}

#[test]
fn c5_one_tab_signs_out_and_another_in() {
    holds(two_tabs("sign-out").with(&[(Kind::Renew, 1), (Kind::SignOut, 1), (Kind::SignIn, 1)], 2));
}

#[test]
fn c6_a_tab_is_frozen() {
    holds(two_tabs("freeze").with(&[(Kind::Renew, 2), (Kind::Freeze, 1)], 1));
}

#[test]
fn c7_c8_answers_are_lost_refused_or_broken() {
    holds(two_tabs("faults").with(
        &[(Kind::Renew, 2), (Kind::Lost, 1), (Kind::Busy, 1), (Kind::Broken, 1), (Kind::Definitive, 1)],
        2,
    ));
}

#[test]
fn without_doubt_a_token_is_in_flight_twice() {
    is_missed(Rule::Doubt, two_tabs("no doubt").with(&[(Kind::Renew, 2), (Kind::Crash, 1)], 1));
}

#[test]
fn without_settle_a_replay_overtakes_the_first_call() {
    is_missed(Rule::Settle, two_tabs("no settle").with(&[(Kind::Renew, 2), (Kind::Reload, 1)], 1));
}

#[test]
fn without_the_shared_epoch_a_session_goes_on_that_another_tab_has_ended() {
    is_missed(Rule::Epoch, two_tabs("no epoch").with(&[(Kind::Renew, 1), (Kind::SignOut, 1)], 1));
}

#[test]
fn without_the_floor_of_the_presence_locks_a_lagging_record_is_believed() {
    is_missed(Rule::Floor, two_tabs("no floor").with(&[(Kind::Renew, 2), (Kind::Lag, 2)], 0));
}

/// Explores the scope that the environment names.
#[test]
#[ignore]
fn probe() {
    let text = std::env::var("MODEL").unwrap();
    let mut words = text.split_whitespace();
    let tabs = words.next().unwrap().parse().unwrap();
    let active = words.next().unwrap().parse().unwrap();
    let all = words.next().unwrap().parse().unwrap();
    let mut kinds = Vec::new();
    let mut scope = Scope::new("probe", tabs, active);
    let mut search = Search::Breadth;
    for word in words {
        match word {
            "dfs" => search = Search::Depth,
            "end" => scope.in_doubt = everfetch::core::InDoubt::End,
            "initial" => scope.has_initial = true,
            "split" => scope.splits_requests = true,
            "gamble" => scope.gambles = true,
            "all" => scope.all_wait = true,
            _ => {
                let (name, count) = word.split_once('=').unwrap();
                kinds.push((Kind::named(name).unwrap(), count.parse().unwrap()));
            }
        }
    }
    let found =
        explore(scope.with(&kinds, all), search, std::env::var("T").map_or(2, |text| text.parse().unwrap()));
    println!("{}", found.trace);
}
