//! Newer options of a session that goes on: which of them count, and which stay as the session began with them.

use everfetch::core::{Carrier, Config, InDoubt, Machine};

#[test]
fn h180_of_newer_options_those_count_that_do_not_say_whose_the_session_is() {
    let first = Config::default();
    let newer = Config {
        carrier: Carrier::Cookie,
        refresh_on: vec![401, 419],
        refresh_ahead: 1_000,
        refresh_timeout: 2_000,
        call_timeout: 300_000,
        vanished: 1,
        settle: 1,
        in_doubt: InDoubt::End,
        needs_refresh_token: false,
        has_function: true,
        has_initial: true,
        shares: true,
        has_locks: false,
        has_query: false,
        has_common_store: true,
        is_plain: true,
        can_revoke: true,
        has_workers: true,
    };
    let mut machine = Machine::new(first.clone());
    machine.adjust(newer.clone());
    let mixed = Config {
        refresh_on: newer.refresh_on,
        refresh_ahead: newer.refresh_ahead,
        refresh_timeout: newer.refresh_timeout,
        call_timeout: newer.call_timeout,
        in_doubt: newer.in_doubt,
        can_revoke: newer.can_revoke,
        ..first
    };
    assert!(machine == Machine::new(mixed));
}
