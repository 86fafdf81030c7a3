//! Explores every schedule of a scope, and says what it found.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use stateright::{Checker, HasDiscoveries, Model, Property};

use super::act::Action;
use super::laws::Law;
use super::scope::Scope;
use super::world::{World, residual};

/// The residuals by name.
const RESIDUALS: [(u8, &str); 8] = [
    (residual::LOST, "a successor that reached nobody"),
    (residual::LATE, "a call later than settle"),
    (residual::WIPED, "a wiped ledger"),
    (residual::KILLED, "a commit lost with its process"),
    (residual::HELD, "the free lock granted to a page that stops"),
    (residual::CROSSED, "an end that crossed a sign-in"),
    (residual::UNTOLD, "a page that left with a call of which no ledger tells"),
    (residual::FORMER, "a former user's cookie in the jar"),
];

/// A schedule that goes on for longer than this, and meets no state twice, never ends.
const LONGEST: u32 = 1_000;

/// The model: the schedules of one scope.
pub struct Schedules {
    scope: Arc<Scope>,
    counts: [AtomicU64; RESIDUALS.len()],
}

impl Model for Schedules {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(&self.scope)]
    }

    fn actions(&self, state: &World, actions: &mut Vec<Action>) {
        state.actions(actions);
        state.leave_mirrored(actions);
        state.leave_vanishing(actions);
    }

    fn next_state(&self, state: &World, action: Action) -> Option<World> {
        Some(state.after(action))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        fn holds<const LAW: usize>(_: &Schedules, state: &World) -> bool {
            state.broken.as_ref().is_none_or(|broken| broken.law != Law::ALL[LAW])
        }
        fn counts(model: &Schedules, state: &World) -> bool {
            for ((bit, _), count) in RESIDUALS.iter().zip(&model.counts) {
                if state.residual & bit != 0 {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
            true
        }
        let conditions: [fn(&Schedules, &World) -> bool; Law::ALL.len()] = [
            holds::<0>,
            holds::<1>,
            holds::<2>,
            holds::<3>,
            holds::<4>,
            holds::<5>,
            holds::<6>,
            holds::<7>,
            holds::<8>,
            holds::<9>,
            holds::<10>,
            holds::<11>,
            holds::<12>,
            holds::<13>,
        ];
        let laws = Law::ALL.iter().zip(conditions);
        let mut properties: Vec<_> =
            laws.map(|(law, condition)| Property::always(law.name(), condition)).collect();
        properties.push(Property::always("schedules end", |_, state: &World| state.steps < LONGEST));
        properties.push(Property::always("counts", counts));
        properties
    }
}

/// What an exploration found.
pub struct Found {
    pub law: Option<&'static str>,
    pub trace: String,
    pub states: usize,
    /// Whether nothing was left.
    pub is_exhausted: bool,
    pub residuals: Vec<(&'static str, u64)>,
}

/// How to explore.
#[derive(Clone, Copy)]
pub enum Search {
    /// The shortest trace first; more memory.
    Breadth,
    Depth,
}

/// Explores `scope` until a law is broken or nothing is left.
pub fn explore(scope: Scope, search: Search, threads: usize) -> Found {
    let began = Instant::now();
    let scope = Arc::new(scope);
    let model = Schedules { scope: scope.clone(), counts: Default::default() };
    let limit: u64 = std::env::var("MODEL_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_600);
    let builder = model
        .checker()
        .threads(threads)
        .finish_when(HasDiscoveries::AnyFailures)
        .timeout(Duration::from_secs(limit));
    let mut found = match search {
        Search::Breadth => conclude(builder.spawn_bfs().join(), &scope),
        Search::Depth => conclude(builder.spawn_dfs().join(), &scope),
    };
    found.is_exhausted = began.elapsed() < Duration::from_secs(limit);
    let residuals: Vec<String> = found
        .residuals
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{count} × {name}"))
        .collect();
    println!(
        "{:<28} {:>10} states, {:>6.1} s{}{}{}",
        scope.name,
        found.states,
        began.elapsed().as_secs_f64(),
        if found.is_exhausted { "" } else { ", NOT EXHAUSTED" },
        if residuals.is_empty() { String::new() } else { format!("; residual: {}", residuals.join(", ")) },
        found.law.map_or(String::new(), |law| format!("; BROKEN: {law}")),
    );
    found
}

fn conclude(checker: impl Checker<Schedules>, scope: &Arc<Scope>) -> Found {
    let broken = checker.discoveries().into_iter().min_by_key(|(_, path)| path.clone().into_actions().len());
    let (law, trace) = match broken {
        Some((law, path)) => (Some(law), retell(scope, path.into_actions())),
        None => (None, String::new()),
    };
    let counts = &checker.model().counts;
    let residuals = RESIDUALS
        .iter()
        .zip(counts)
        .map(|((_, name), count)| (*name, count.load(Ordering::Relaxed)))
        .collect();
    Found { law, trace, states: checker.unique_state_count(), is_exhausted: false, residuals }
}

/// The schedule as a reader can follow it.
fn retell(scope: &Arc<Scope>, actions: Vec<Action>) -> String {
    let mut world = World::new(scope);
    world.notes = Some(Vec::new());
    for action in actions {
        world = world.after(action);
    }
    world.notes.unwrap_or_default().join("\n")
}
