//! How a session is written, into this tab's record and into the ledger that the tabs share, and how that is read.
//!
//! It seals tokens and opens them; which of them count is decided elsewhere.

use super::super::clock::Now;
use super::super::config::{Carrier, Config};
use super::super::effect::Effect;
use super::super::event::Op;
use super::super::lease::Lease;
use super::super::ledger::{Epoch, Ledger};
use super::super::record::{self, Record, SessionId};
use super::super::seal::Key;
use super::super::token::TokenSet;
use super::session::Session;
use super::task::Task;

impl Session {
    /// Keeps the record of this tab.
    pub(super) fn save(&self, config: &Config, task: &mut Task) {
        let tokens = self.credential.tokens.clone();
        task.push(Effect::Save(Record {
            sid: self.sid,
            generation: self.generation,
            key: self.key.clone(),
            lease: Some(Lease::new(&tokens, self.sid, config, task.now)),
            tokens,
        }));
    }

    /// R1.3 Makes a session that begins in this tab known to the others: the ledger first, so that nobody meets an epoch
    /// without one.
    pub(super) fn announce(&mut self, config: &Config, task: &mut Task) {
        if !config.shares {
            return;
        }
        let is_sealed = !config.is_plain && config.carrier != Carrier::Cookie;
        self.key = is_sealed.then(|| Key::new(task.snapshot.key));
        if let Some(epoch) = task.epoch {
            task.push(Effect::ForgetLedger(epoch.sid));
        }
        let ledger = Ledger { generation: self.generation, ..Ledger::default() };
        self.write(ledger, config, task);
        task.push(Effect::WriteEpoch(Epoch { sid: self.sid, ended: None }.write()));
        self.present(config, task);
    }

    /// Writes the ledger of this session, with this tab's set in it.
    pub(super) fn write(&self, ledger: Ledger, config: &Config, task: &mut Task) {
        self.write_under(self.sid, ledger, config, task);
    }

    /// Writes it under the name of session `sid`.
    pub(super) fn write_under(&self, sid: SessionId, ledger: Ledger, config: &Config, task: &mut Task) {
        let sealed = self.stored(ledger.generation, config, task).unwrap_or_else(|| self.seal(config, task));
        task.push(Effect::WriteLedger(sid, Ledger { sealed: &sealed, ..ledger }.write()));
    }

    /// R5.5 Takes the presence lock of this tab's generation.
    pub(super) fn present(&self, config: &Config, task: &mut Task) -> Option<Op> {
        if !config.shares || !config.has_locks {
            return None;
        }
        let op = task.next_op();
        task.push(Effect::Present { op, sid: self.sid, generation: self.generation });
        Some(op)
    }

    /// The ledger of this session.
    pub(super) fn ledger<'a>(&self, config: &Config, task: &Task<'a>) -> Option<Ledger<'a>> {
        // Where only a cookie may know a session, no ledger speaks of it, and claims lie in whichever is there.
        let is_claimed = !self.is_known && self.is_claiming(config);
        let is_own = is_claimed || task.epoch.is_none_or(|epoch| epoch.sid == self.sid);
        task.ledger.filter(|_| is_own)
    }

    /// R2.2 Whether the epoch names this session as live.
    pub(super) fn is_live(&self, epoch: Epoch) -> bool {
        epoch.sid == self.sid && epoch.ended.is_none()
    }

    /// The set of `generation` as it lies in the ledger, where this tab's own is another: tokens from elsewhere that
    /// have no generation yet.
    pub(super) fn stored(&self, generation: u64, config: &Config, task: &Task) -> Option<String> {
        let ledger = self.ledger(config, task).filter(|_| self.update.is_some())?;
        (ledger.generation == generation && !ledger.sealed.is_empty()).then(|| ledger.sealed.to_owned())
    }

    /// R8.2 This tab's set as it lies in the ledger.
    pub(super) fn seal(&self, config: &Config, task: &Task) -> String {
        if config.carrier == Carrier::Cookie {
            return String::new();
        }
        match &self.key {
            _ if config.is_plain => record::write_tokens(&self.credential.tokens),
            Some(key) => self.seal_under(key, task),
            None => String::new(),
        }
    }

    /// This tab's set, sealed under `key`.
    pub(super) fn seal_under(&self, key: &Key, task: &Task) -> String {
        let plain = record::write_tokens(&self.credential.tokens);
        key.seal(task.snapshot.nonce, self.sid, self.generation, &plain)
    }
}

/// The set in a ledger of session `sid`, if it opens.
pub(super) fn open_set(
    key: Option<&Key>,
    ledger: &Ledger,
    sid: SessionId,
    config: &Config,
    now: Now,
) -> Option<TokenSet> {
    if config.carrier == Carrier::Cookie {
        return Some(TokenSet::default());
    }
    if config.is_plain {
        return record::read_tokens(ledger.sealed, now);
    }
    record::read_tokens(&key?.open(ledger.sealed, sid, ledger.generation)?, now)
}
