//! Shared records and messages that somebody else has written: another version, another script, a broken disk. They
//! are untrusted input: none of them causes a crash, brings a token or starts a call that nobody wanted.

use everfetch::core::event::{Found, Op, Told};
use everfetch::core::machine::State;
use everfetch::core::record::Record;
use everfetch::core::seal::Key;
use everfetch::core::{Answer, Carrier, Config, Effect, Event, Machine, Now, Secret, Snapshot, TokenSet};
use proptest::prelude::*;

use super::tab::{START, Shared, Tab, config};

fn tokens(access: &str, refresh: &str) -> TokenSet {
    TokenSet { access: Secret::new(access), refresh: Secret::refresh(refresh), expiry: None }
}

/// Numbers at the edges, and those that real records hold.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (0u64..5).prop_map(|number| number.to_string()),
        prop::sample::select(vec![
            "18446744073709551615",
            "18446744073709551616",
            "-1",
            "01",
            "1e3",
            "",
            " 1",
            "9007199254740993",
        ])
        .prop_map(str::to_owned),
    ]
}

fn epoch() -> impl Strategy<Value = Option<String>> {
    let line = prop::sample::select(vec!["live", "signedOut", "refused", "inDoubt", "lost", "undead", ""]);
    prop_oneof![
        Just(None),
        ".{0,30}".prop_map(Some),
        ("[012]", number(), line).prop_map(|(version, sid, end)| Some(format!("{version}\n{sid}\n{end}"))),
    ]
}

fn ledger() -> impl Strategy<Value = Option<String>> {
    let doubt = prop_oneof![
        prop::sample::select(vec!["0", "1", "2", "3", "1 ", "1 x"]).prop_map(str::to_owned),
        number().prop_map(|claim| format!("1 {claim}")),
    ];
    let sealed = prop_oneof![
        "[A-Za-z0-9_-]{0,80}",
        Just("\n\nevilaccess\nevilrefresh".to_owned()),
        Just("https://evil.example/".to_owned()),
    ];
    prop_oneof![
        Just(None),
        ".{0,30}".prop_map(Some),
        ("[012]", number(), doubt, number(), number(), sealed).prop_map(
            |(version, generation, doubt, not_before, asked, sealed)| Some(format!(
                "{version}\n{generation}\n{doubt}\n{not_before}\n{asked}\n{sealed}"
            ))
        ),
    ]
}

/// What another script may put into the channel, as far as it has the form of a message.
fn told() -> impl Strategy<Value = Told> {
    let sealed = prop_oneof!["[A-Za-z0-9_-]{0,80}", ".{0,20}"];
    (0u64..4, 0u64..4, any::<u64>(), any::<[u8; 16]>(), sealed).prop_map(
        |(nonce, sid, generation, key, sealed)| Told { nonce, sid, generation, key: Key::new(key), sealed },
    )
}

fn event() -> impl Strategy<Value = Event> {
    let op = 0 as Op..12;
    prop_oneof![
        Just(Event::Look),
        Just(Event::Show),
        Just(Event::Hide),
        Just(Event::Renew),
        Just(Event::Refresh),
        (0u64..4).prop_map(Event::Asked),
        told().prop_map(Event::Told),
        op.clone().prop_map(Event::Tick),
        op.clone().prop_map(Event::Turned),
        op.clone().prop_map(Event::Denied),
        op.clone().prop_map(Event::Unlisted),
        (op.clone(), any::<bool>()).prop_map(|(op, queued)| Event::Granted { op, queued }),
        (op.clone(), prop::option::of(0u64..4)).prop_map(|(op, held)| Event::Floor(op, held)),
        op.prop_map(|op| Event::Answered(op, Answer { status: Some(503), ..Answer::default() })),
    ]
}

/// The event that a host would report next for `effects`, so that turns get anywhere.
fn reported(effects: &[Effect]) -> Option<Event> {
    effects.iter().find_map(|effect| match effect {
        Effect::Lock(op) => Some(Event::Granted { op: *op, queued: false }),
        Effect::Query(op) => Some(Event::Floor(*op, Some(1))),
        Effect::Turn(op) => Some(Event::Turned(*op)),
        Effect::Timer(op, delay) if *delay < 3_000 => Some(Event::Tick(*op)),
        _ => None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn h130_no_shared_record_or_message_of_somebody_else_brings_a_token_or_crashes(
        steps in prop::collection::vec((event(), epoch(), ledger(), any::<bool>()), 1..40),
        has_locks: bool,
        is_in: bool,
    ) {
        let config = Config { shares: true, has_locks, ..Config::default() };
        let mut machine = Machine::new(config);
        let mut now = START;
        let mut sign_in = is_in.then(|| Event::SignIn(tokens("access", "refresh")));
        let mut next = Some(Event::Open(Some(Found::Nothing)));
        for (step, (event, epoch, ledger, follows)) in steps.into_iter().enumerate() {
            now = Now { mono: now.mono + 700, wall: now.wall + 700 };
            let event = sign_in.take_if(|_| step == 1).or(next.take_if(|_| follows || step == 0)).unwrap_or(event);
            let snapshot = Snapshot { now, random: 1 + step as u64 % 3, epoch, ledger, ..Snapshot::default() };
            let effects = machine.handle(event, snapshot);
            for effect in &effects {
                let held = match effect {
                    Effect::Send { access, refresh, .. } => [access.clone(), refresh.clone()],
                    Effect::Save(Record { tokens, .. }) => [tokens.access.clone(), tokens.refresh.clone()],
                    _ => [None, None],
                };
                for token in held.iter().flatten() {
                    prop_assert!(["access", "refresh"].contains(&token.expose()));
                }
            }
            let written = effects.iter().find_map(|effect| match effect {
                Effect::WriteLedger(_, text) | Effect::WriteEpoch(text) => Some(text),
                _ => None,
            });
            prop_assert!(written.is_none_or(|text| !text.contains("evil")), "{written:?}");
            next = reported(&effects);
        }
        let _ = machine.state(now);
    }

    #[test]
    fn h130_a_record_that_another_script_has_written_is_read_without_a_crash_and_opens_nothing_shared(
        text in ".{0,60}",
        lines in prop::collection::vec(number(), 0..12),
    ) {
        for text in [text, format!("everfetch 1\n{}", lines.join("\n")), format!("everfetch 2\n{}", lines.join("\n"))] {
            let found = Record::read(&text, START).map_or(Found::Nothing, Found::Record);
            let is_record = found != Found::Nothing;
            prop_assert!(!is_record || text.starts_with("everfetch 1\n") || text.starts_with("everfetch 2\n"));
            let mut machine = Machine::new(Config { shares: true, ..Config::default() });
            machine.handle(Event::Open(Some(found)), Snapshot { now: START, ..Snapshot::default() });
            prop_assert!(is_record || machine.state(START) == State::Anonymous);
        }
    }
}

// ===== what lies readable: storage 'local' =====

#[test]
fn a_tab_with_storage_local_joins_without_asking_and_so_does_one_after_a_restart_of_the_browser() {
    let config = Config { is_plain: true, ..config(Carrier::Bearer) };
    let mut shared = Shared::default();
    let first = Tab::signed_in(config.clone(), &mut shared);
    // There is no key, so nobody has to be asked for one.
    assert_eq!(first.saved().expect("a record").key, None);
    let mut second = Tab::opened(config, &mut shared);
    let asks = |effect: &Effect| matches!(effect, Effect::Ask(_) | Effect::Query(_)).then_some(());
    assert_eq!(second.wants(asks), None);
    assert_eq!(second.machine.state(START), State::Active);
    assert_eq!(second.machine.tokens(), first.machine.tokens());
    // Another tab's question is answered all the same, under a key that the answer brings: the ledger may take no writes.
    second.tell(&mut shared, Event::Asked(5));
    let told = second.wants(|effect| match effect {
        Effect::Tell(told) => told.key.open(&told.sealed, told.sid, told.generation),
        _ => None,
    });
    assert!(told.is_some_and(|set| set.contains("refresh")));
}
