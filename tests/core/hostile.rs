//! Shared records and messages that somebody else has written: another version, another script, a broken disk. They
//! are untrusted input: nothing of them crashes, brings a token or starts a call that was not wanted.

use everfetch::core::event::{Found, Op, Told};
use everfetch::core::machine::State;
use everfetch::core::record::Record;
use everfetch::core::seal::Key;
use everfetch::core::{Answer, Carrier, Config, Effect, Event, Machine, Now, Secret, Snapshot, TokenSet};
use proptest::prelude::*;

const START: Now = Now { mono: 5_000, wall: 1_700_000_000_000 };

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
    let config = Config { shares: true, is_plain: true, carrier: Carrier::Bearer, ..Config::default() };
    let mut first = Machine::new(config.clone());
    let at = |epoch: Option<String>, ledger: Option<String>| Snapshot {
        now: START,
        random: 9,
        epoch,
        ledger,
        ..Snapshot::default()
    };
    first.handle(Event::Open(Some(Found::Nothing)), at(None, None));
    let effects = first.handle(Event::SignIn(tokens("access", "refresh")), at(None, None));
    let pick = |wanted: fn(&Effect) -> Option<String>| effects.iter().find_map(wanted);
    let epoch = pick(|effect| match effect {
        Effect::WriteEpoch(text) => Some(text.clone()),
        _ => None,
    });
    let ledger = pick(|effect| match effect {
        Effect::WriteLedger(_, text) => Some(text.clone()),
        _ => None,
    });
    // There is no key, so that nobody has to be asked for one.
    let has_key = |effect: &Effect| matches!(effect, Effect::Save(Record { key: Some(_), .. }));
    assert!(!effects.iter().any(has_key));
    let mut second = Machine::new(config);
    let effects = second.handle(Event::Open(Some(Found::Nothing)), at(epoch.clone(), ledger.clone()));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Ask(_) | Effect::Query(_))));
    assert_eq!(second.state(START), State::Active);
    assert_eq!(second.tokens(), &tokens("access", "refresh"));
    // A question of somebody else is not answered with what has no key.
    let effects = second.handle(Event::Asked(5), at(epoch, ledger));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Tell(_))));
}
