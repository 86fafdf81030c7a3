//! The full scope: what `npm run model` explores. Everything that may happen, in every order, as far as memory goes.
//!
//! Decides which scopes there are and how a scope is written down. `npm test` explores the small ones of `main.rs`.

use std::time::Instant;

use everfetch::core::InDoubt;

use super::explore::{Search, explore};
use super::laws::Law;
use super::lies::Lie;
use super::scope::{Kind, Scope};

/// A scope as a text has it: tabs, active tabs, disturbances, then kinds with their numbers and options.
pub fn parse(text: &str) -> Result<(Scope, Search), String> {
    let mut words = text.split_whitespace();
    let mut number = |what: &str| {
        let word = words.next().ok_or_else(|| format!("the number of {what} is missing"))?;
        word.parse::<u8>().map_err(|_| format!("the number of {what} is {word:?}"))
    };
    let (tabs, active, disturbances) = (number("tabs")?, number("active tabs")?, number("disturbances")?);
    let mut scope = Scope::new("named", tabs.into(), active.into());
    let mut search = Search::Breadth;
    let mut kinds = Vec::new();
    let mut is_any = false;
    for word in words {
        match word {
            "dfs" => search = Search::Depth,
            "end" => scope.in_doubt = InDoubt::End,
            "initial" => scope.has_initial = true,
            "function" => scope.has_function = true,
            "claims" => scope.has_locks = false,
            "workers" => scope.has_workers = true,
            "jar" => scope.has_jar = true,
            "split" => scope.splits_requests = true,
            "any" => is_any = true,
            "faults" => kinds.extend(Kind::FAULTS.map(|kind| (kind, disturbances))),
            _ if word.starts_with("lie=") => {
                let named = |lie: &Lie| word == format!("lie={lie:?}");
                scope.lie =
                    Some(Lie::ALL.into_iter().find(named).ok_or_else(|| format!("{word:?} is no lie"))?);
            }
            _ if word.starts_with("only=") => {
                let named = |law: &Law| word == format!("only={law:?}");
                scope.only =
                    Some(Law::ALL.into_iter().find(named).ok_or_else(|| format!("{word:?} is no law"))?);
            }
            _ => {
                let kind = word
                    .split_once('=')
                    .and_then(|(name, count)| Some((Kind::named(name)?, count.parse::<u8>().ok()?)));
                kinds.push(kind.ok_or_else(|| format!("{word:?} is no kind=number and no option"))?);
            }
        }
    }
    if is_any {
        let survivable = Kind::ALL.into_iter().filter(|kind| kind.is_survivable(&scope));
        kinds.splice(0..0, survivable.map(|kind| (kind, disturbances)));
    }
    Ok((scope.with(&kinds, disturbances), search))
}

/// The scopes of the full exploration. One that is not exhausted fails it.
const SCOPES: [(&str, &str); 16] = [
    ("3 tabs, any 1", "3 2 1 Renew=2 Lag=1 any"),
    ("3 tabs, any 1, to the end", "3 2 1 Renew=2 Lag=1 any end"),
    ("3 tabs in use, any 1", "3 3 1 Renew=2 Lag=1 any"),
    ("3 tabs, 2 faults", "3 2 2 Renew=2 faults"),
    ("2 tabs, any 2", "2 2 2 Renew=2 Lag=1 any"),
    ("2 tabs, 2 with late, lossy", "2 2 2 Renew=2 faults Late=2 Lossy=2"),
    ("2 tabs, 3 renewals, any 1", "2 2 1 Renew=3 Lag=2 any"),
    ("2 tabs, requests split", "2 2 1 Renew=2 Lag=1 any split"),
    ("2 tabs, leases, any 2", "2 2 2 Renew=2 Lease=2 Lag=1 any"),
    ("2 tabs, a function, any 2", "2 2 2 Renew=2 any function"),
    ("3 tabs, a jar, any 1", "3 2 1 Renew=2 Lag=1 jar any"),
    ("2 tabs, a jar, any 2", "2 2 2 Renew=2 jar any"),
    ("2 tabs, workers, any 2", "2 2 2 Renew=2 any workers"),
    ("3 tabs, workers, any 1", "3 2 1 Renew=2 Lag=1 any workers"),
    ("2 tabs, claims, any 1", "2 2 1 Renew=2 Lag=2 claims any"),
    ("2 tabs, claims, any 2", "2 2 2 Renew=2 claims any"),
];

#[test]
#[ignore = "takes ten minutes: npm run model"]
fn full() {
    let mut broken = Vec::new();
    let (mut states, mut seconds) = (0, 0);
    for (name, text) in SCOPES {
        let (scope, _) = parse(text).unwrap_or_else(|why| panic!("{name}: {why}"));
        let began = Instant::now();
        let found = explore(Scope { name, ..scope }, Search::Depth, 2);
        states += found.states;
        seconds += began.elapsed().as_secs();
        if let Some(law) = found.law {
            broken.push(format!("{name}: {law}\n{}", found.trace));
        } else if !found.is_exhausted {
            broken.push(format!("{name}: the time was over after {} states", found.states));
        }
    }
    println!("{states} states in {seconds} s");
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}
