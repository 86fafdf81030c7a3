//! Random schedules: whatever happens in whatever order, the rules hold at each step, and everybody is answered once
//! the world has come to rest.
//!
//! What must never happen is checked by `watch` and `world` at every step; what must have happened is checked here
//! at the end.

use everfetch::core::machine::State;
use everfetch::core::{Carrier, Code, Event, Failure, InDoubt};
use proptest::collection::vec;
use proptest::prelude::*;

use super::request::Fate;
use super::scenario::{FINAL, MINUTE, PLAIN, SIGN_OUT, STREAM, Scenario};
use super::server::Fault;
use super::world::{Storage, World};

/// One thing that happens in a schedule.
#[derive(Debug, Clone)]
enum Step {
    /// So many requests begin: ordinary, final, or with a body that exists once.
    Fetch(usize, u8),
    /// The caller of one of the open requests aborts it.
    Leave(usize),
    /// Time passes.
    Advance(u64),
    /// It passes while the device sleeps.
    Sleep(u64),
    /// The time of day is set.
    SetWall(i64),
    SignIn(u8),
    SignOut(bool),
    Update(bool),
    Refresh,
    Online,
    /// The server forgets all access tokens.
    Expire,
    /// The server ends the grant.
    Kill,
    /// The server refuses every access token from now on, or no more.
    RefuseAll(bool),
    /// What the next refresh meets.
    Meet(Fault),
    /// How long the ways to the API and to the token endpoint are from now on.
    Ways((u64, u64), (u64, u64)),
    /// Jitter from now on: none, all, or random.
    Jitter(Option<u32>),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::None),
        1 => prop::sample::select(vec![408, 425, 429, 500, 502, 503, 504]).prop_map(Fault::Status),
        1 => prop::sample::select(vec![400, 401, 403, 404]).prop_map(Fault::Status),
        1 => (0..20_000u64).prop_map(|delay| Fault::RetryAfter(429, delay)),
        1 => prop::sample::select(vec!["invalid_client", "invalid_grant"]).prop_map(|error| Fault::Error(400, error)),
        1 => prop::sample::select(vec![200, 400, 403, 502]).prop_map(Fault::Html),
        1 => Just(Fault::StatusAfterRotation(502)),
        1 => Just(Fault::Dropped),
        1 => Just(Fault::Unreachable),
        1 => Just(Fault::Silent),
        1 => Just(Fault::Stuck),
        1 => Just(Fault::Offline),
        1 => Just(Fault::Empty),
        1 => Just(Fault::NoRefreshToken),
        1 => Just(Fault::SameAccessToken),
        1 => prop::sample::select(vec![Failure::Transient, Failure::InDoubt, Failure::Misconfigured])
            .prop_map(Fault::Judged),
    ]
}

fn way() -> impl Strategy<Value = (u64, u64)> {
    // A call reaches its server within the time that is allowed for it; answers may take longer.
    prop_oneof![
        3 => (1..200u64, 1..200u64),
        1 => (0..1_900u64, 0..12_000u64),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let duration = || prop_oneof![0..300u64, 0..5_000u64, 0..90_000u64];
    prop_oneof![
        8 => (1..6usize, prop_oneof![6 => Just(0u8), 1 => Just(1), 1 => Just(2)])
            .prop_map(|(count, kind)| Step::Fetch(count, kind)),
        1 => any::<usize>().prop_map(Step::Leave),
        8 => duration().prop_map(Step::Advance),
        1 => (0..8 * 60 * MINUTE).prop_map(Step::Sleep),
        1 => prop::sample::select(vec![-86_400_000, -3_600_000, -30_000, 30_000, 3_600_000, 86_400_000])
            .prop_map(Step::SetWall),
        2 => (0..3u8).prop_map(Step::SignIn),
        1 => any::<bool>().prop_map(Step::SignOut),
        1 => any::<bool>().prop_map(Step::Update),
        1 => Just(Step::Refresh),
        1 => Just(Step::Online),
        4 => Just(Step::Expire),
        1 => Just(Step::Kill),
        1 => any::<bool>().prop_map(Step::RefuseAll),
        4 => fault().prop_map(Step::Meet),
        2 => (way(), way()).prop_map(|(api, token)| Step::Ways(api, token)),
        1 => prop::sample::select(vec![None, Some(0), Some(u32::MAX)]).prop_map(Step::Jitter),
    ]
}

/// How a document begins: nothing there, signed in, or with what a storage holds, quick, slow or mute.
#[derive(Debug, Clone)]
enum Start {
    Nothing,
    SignedIn,
    Stored(Option<u64>),
    Mute,
    Initial(Option<u64>, bool),
}

fn start() -> impl Strategy<Value = Start> {
    prop_oneof![
        1 => Just(Start::Nothing),
        6 => Just(Start::SignedIn),
        1 => prop::option::of(0..3_000u64).prop_map(Start::Stored),
        1 => Just(Start::Mute),
        1 => (prop::option::of(0..3_000u64), any::<bool>()).prop_map(|(delay, some)| Start::Initial(delay, some)),
    ]
}

#[derive(Debug, Clone)]
struct Plan {
    seed: u64,
    carrier: Carrier,
    in_doubt: InDoubt,
    can_revoke: bool,
    lifetime: u64,
    stated: Option<u64>,
    start: Start,
    /// From which step on a copy of the machine is driven along.
    copy_at: usize,
    steps: Vec<Step>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let carrier =
        prop_oneof![4 => Just(Carrier::Bearer), 1 => Just(Carrier::Split), 1 => Just(Carrier::Cookie)];
    let in_doubt = prop_oneof![3 => Just(InDoubt::Replay), 1 => Just(InDoubt::End)];
    let lifetime = prop_oneof![Just(2_000), Just(MINUTE), Just(60 * MINUTE)];
    // What the server says of a lifetime: the truth, nothing, or nonsense.
    let stated = prop_oneof![4 => lifetime.clone().prop_map(Some), 1 => Just(None), 1 => Just(Some(1))];
    (
        any::<u64>(),
        carrier,
        in_doubt,
        any::<bool>(),
        (lifetime, stated),
        start(),
        0..60usize,
        vec(step(), 1..60),
    )
        .prop_map(|(seed, carrier, in_doubt, can_revoke, (lifetime, stated), start, copy_at, steps)| {
            Plan { seed, carrier, in_doubt, can_revoke, lifetime, stated, start, copy_at, steps }
        })
}

fn begin(plan: &Plan) -> World {
    let scenario =
        Scenario::bearer().seed(plan.seed).lifetime(plan.lifetime).stating(plan.stated).with(|config| {
            config.carrier = plan.carrier;
            config.in_doubt = plan.in_doubt;
            config.can_revoke = plan.can_revoke;
            config.has_initial = matches!(plan.start, Start::Initial(..));
        });
    match plan.start {
        Start::Nothing => scenario.opened(),
        Start::SignedIn => scenario.signed_in(),
        Start::Stored(delay) => {
            let before = scenario.clone().signed_in();
            let storage = match (before.storage, delay) {
                (Storage::Page(text), Some(_)) => Storage::Custom { delay, text },
                (storage, _) => storage,
            };
            let mut world = scenario.storage(storage).closed();
            (world.server, world.jar) = (before.server, before.jar);
            world
        }
        Start::Mute => scenario.storage(Storage::Custom { delay: None, text: None }).closed(),
        Start::Initial(delay, has_tokens) => {
            let mut world = scenario.closed();
            let grant = has_tokens.then(|| world.server.grant("ann", world.time));
            world.initial = (delay, grant);
            world
        }
    }
}

fn take(world: &mut World, step: &Step) {
    match *step {
        Step::Fetch(count, kind) => {
            let flags = [PLAIN, FINAL, STREAM][usize::from(kind)];
            for _ in 0..count {
                world.fetch_with(flags);
            }
        }
        Step::Leave(pick) => {
            let count = world.requests.len();
            if count > 0 {
                world.leave(pick % count);
            }
        }
        Step::Advance(duration) => world.advance(duration),
        Step::Sleep(duration) => world.sleep(duration),
        Step::SetWall(change) => world.set_wall(change),
        Step::SignIn(user) => {
            world.open();
            world.sign_in(["ann", "bob", "eve"][usize::from(user)]);
        }
        Step::SignOut(revoke) => {
            world.open();
            world.tell(if revoke { SIGN_OUT } else { Event::SignOut { revoke: false } });
        }
        Step::Update(rotates) => {
            if world.server.is_alive() && !world.watch.is_over() {
                world.update(rotates);
            }
        }
        Step::Refresh => {
            world.open();
            world.tell(Event::Refresh);
        }
        Step::Online => world.online(),
        Step::Expire => world.server.expire(),
        Step::Kill => {
            if world.server.is_alive() {
                world.server.kill();
            }
        }
        Step::RefuseAll(refuses) => world.server.refuses_all = refuses,
        Step::Meet(fault) => world.faults.push_back(fault),
        Step::Ways(api, token) => (world.latency, world.token_latency) = (api, token),
        Step::Jitter(jitter) => world.jitter = jitter,
    }
}

/// The longest that a request may wait in one go: for a storage that never answers, an application that never
/// answers, and twice a lost call's time together with a refresh that is never answered.
const LONGEST_WAIT: u64 = 10_000 + 12_000 + 2 * (2_000 + 10_000) + 1_000;

fn check_requests(world: &World) {
    for (id, request) in world.requests.iter().enumerate() {
        assert_ne!(request.fate, Fate::Open, "request {id} is never settled");
        assert!(request.renewals <= 2, "request {id} has asked for {} refreshes", request.renewals);
        assert!(request.longest_wait <= LONGEST_WAIT, "request {id} has waited {} ms", request.longest_wait);
    }
    assert!(!world.machine.is_waiting(), "at rest, and yet somebody would have to wait");
}

/// More cases than usual, unless `PROPTEST_CASES` says how many.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let is_told = std::env::var_os("PROPTEST_CASES").is_some();
    if is_told { default } else { ProptestConfig { cases: 500, ..default } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_schedule_keeps_the_rules_and_settles_everybody(plan in plan()) {
        let mut world = begin(&plan);
        for (index, step) in plan.steps.iter().enumerate() {
            if index == plan.copy_at {
                world.copy();
            }
            take(&mut world, step);
        }
        // Nothing goes wrong any more, and everything on its way arrives.
        world.faults.clear();
        world.server.refuses_all = false;
        world.rest();
        check_requests(&world);
        if world.watch.doubts == 0 && world.races == 0 && plan.carrier == Carrier::Bearer {
            prop_assert_eq!(world.server.reuses, 0, "a token was used twice although no answer was lost");
        }

        // An hour later the session works, or it is over and says so.
        (world.latency, world.token_latency) = ((1, 1), (1, 1));
        world.advance(61 * MINUTE);
        let last = world.fetch();
        world.rest();
        check_requests(&world);
        match (world.fate(last), world.state()) {
            (Fate::Answered(200), State::Active) => prop_assert!(world.server.is_alive()),
            // A cookie that works needs no refresh to find out whose it is.
            (Fate::Answered(200), State::Restoring) => prop_assert_eq!(plan.carrier, Carrier::Cookie),
            (Fate::Answered(401), State::Anonymous | State::Ended) => {}
            (Fate::Rejected(Code::SessionEnded), State::Ended) => {
                prop_assert!(!world.server.is_alive() || plan.carrier != Carrier::Bearer);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
