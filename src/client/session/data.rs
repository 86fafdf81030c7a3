//! The options of a session that are data: what clients that share it have to agree on, and what the engine is set up
//! with. What an option does is decided in the core.

use std::time::Duration;

use super::call::Call;
use super::functions::Functions;
use crate::boundary::bound;
use crate::core::{Carrier, Config, InDoubt};
use crate::web::{Place, Setup};

/// The options that are data. Two clients that share a session have to agree on them.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::client) struct Data {
    /// What the records, the locks and the channel are named after.
    pub(super) key: String,
    pub(in crate::client) carrier: Carrier,
    pub(in crate::client) header: String,
    pub(super) scheme: String,
    pub(super) place: Place,
    pub(super) refresh: Option<Call>,
    pub(super) revoke: Option<Call>,
    pub(super) refresh_on: Vec<u16>,
    pub(super) refresh_ahead: Duration,
    pub(super) refresh_timeout: Duration,
    pub(super) in_doubt: InDoubt,
    pub(super) shares_tabs: bool,
    pub(super) origins: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) login_url: Option<String>,
}

impl Data {
    /// The first option in which two clients differ.
    pub(super) fn contradiction(&self, other: &Data) -> Option<&'static str> {
        let options = [
            ("carrier", self.carrier == other.carrier),
            ("header", self.header == other.header),
            ("scheme", self.scheme == other.scheme),
            ("storage", self.place == other.place),
            ("refresh", self.refresh == other.refresh),
            ("revoke", self.revoke == other.revoke),
            ("refresh_on", self.refresh_on == other.refresh_on),
            ("refresh_ahead", self.refresh_ahead == other.refresh_ahead),
            ("refresh_timeout", self.refresh_timeout == other.refresh_timeout),
            ("in_doubt", self.in_doubt == other.in_doubt),
            ("share_tabs", self.shares_tabs == other.shares_tabs),
            ("origins", self.origins == other.origins),
            ("exclude", self.exclude == other.exclude),
            ("login_url", self.login_url == other.login_url),
        ];
        options.into_iter().find(|(_, is_same)| !is_same).map(|(name, _)| name)
    }

    /// How long all waiting for the session may take together: a turn of another tab's and one of this tab's.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_millis(bound(milliseconds(self.refresh_timeout)))
    }

    /// What the browser layer is set up with.
    pub(super) fn setup(&self, functions: &Functions) -> Setup {
        Setup {
            config: Config {
                carrier: self.carrier,
                refresh_on: if functions.judge.is_some() { Vec::new() } else { self.refresh_on.clone() },
                refresh_ahead: milliseconds(self.refresh_ahead),
                in_doubt: self.in_doubt,
                needs_refresh_token: self.refresh.as_ref().is_some_and(Call::sends_token),
                has_function: functions.refresh.is_some(),
                has_initial: functions.initial.is_some(),
                shares: self.shares_tabs,
                is_plain: self.place == Place::Local,
                can_revoke: self.revoke.is_some() || functions.revoke.is_some(),
                ..Config::default().with_refresh_timeout(milliseconds(self.refresh_timeout))
            },
            place: self.place,
            key: self.key.as_str().into(),
            has_function: functions.refresh.is_some(),
            has_parse: functions.parse.is_some(),
            has_classify: functions.classify.is_some() || functions.judge.is_some(),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
