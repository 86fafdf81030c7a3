//! What an answer to a call brings, and the commit of its tokens.
//!
//! Decides whether the answer is about the tokens that are held: an update in between may have replaced them.

use super::super::config::{Carrier, Config};
use super::super::effect::{Effect, Notice, Outcome};
use super::super::event::Answer;
use super::super::failure::Failure;
use super::super::ledger::{Epoch, Ledger};
use super::super::token::TokenSet;
use super::credential::Standing;
use super::flight::Call;
use super::landing::judge;
use super::pace::Pace;
use super::session::{Next, Session};
use super::task::Task;

impl Session {
    /// Judges the answer to a call of this session.
    pub(super) fn land(&mut self, call: &Call, answer: &Answer, config: &Config, task: &mut Task) -> Next {
        let is_outdated = call.sent != self.credential.tokens.refresh;
        let is_certain = |failure| matches!(failure, Failure::Transient | Failure::Misconfigured);
        let is_needless = |failure| self.is_passed() && is_certain(failure) && !call.is_replay;
        match judge(answer, config) {
            // R5.3 An update brought another refresh token while this call was under way. Its answer belongs to the
            // replaced one: it is dropped, and not revoked, since that could end the whole grant.
            Ok(_) if is_outdated => self.finish_undoubted(config, task),
            Ok(tokens) => self.commit(tokens, config, task),
            // Newer tokens came from elsewhere meanwhile, so nothing is missing, and a refusal is not about them. An
            // answer that was lost is, as long as the refresh token that it was about is still held.
            Err(failure) if is_outdated || is_needless(failure) => self.finish_undoubted(config, task),
            Err(Failure::Definitive) if self.asks_again(answer) => self.ask_again(call, config, task),
            Err(failure) => return self.failed(failure, answer, Some(call), config, task),
        }
        Next::On
    }

    /// Whether the credential that was to be renewed is no longer the current one.
    pub(super) fn is_passed(&self) -> bool {
        self.flight.as_ref().is_none_or(|flight| flight.serial != self.credential.serial)
    }

    /// The call is over, and the refresh token held now was never sent: nothing is in doubt.
    fn finish_undoubted(&mut self, config: &Config, task: &mut Task) {
        if !config.shares {
            return self.finish(Outcome::Done, config, task);
        }
        // The update reaches the ledger with the same write: under the old generation "nothing in doubt" would speak
        // of the replaced token, which other tabs still hold and would send again.
        if self.update.take().is_some() {
            self.generation += 1;
            self.save(config, task);
        }
        self.write_clean(config, task);
        self.finish_present(Outcome::Done, config, task);
    }

    /// Writes that this tab's set is the newest, and that nothing is in doubt.
    fn write_clean(&self, config: &Config, task: &mut Task) {
        self.write(Ledger { generation: self.generation, ..Ledger::default() }, config, task);
    }

    /// R5.4 New tokens have come. Everything is written in this one task.
    fn commit(&mut self, new: TokenSet, config: &Config, task: &mut Task) {
        self.pace = Pace::default();
        self.credential.doubt = None;
        let is_unchanged = self.is_known
            && config.carrier != Carrier::Cookie
            && new.access == self.credential.tokens.access
            && !self.is_passed();
        if is_unchanged {
            self.keep_unchanged(new, task);
        } else if self.is_known {
            self.advance(new, task.now);
        } else {
            // A cookie holds a session, as has turned out: it is made known to the other tabs.
            self.disclaim(config, task);
            self.become_known(new, config, task);
        }
        self.save(config, task);
        let outcome = if is_unchanged { Outcome::Unchanged } else { Outcome::Done };
        // An update that came during the call is written with it, or was about what the answer has renewed.
        self.update = None;
        if config.shares {
            self.write_clean(config, task);
            if !self.is_confirmed {
                // R12.3 The server has said that the session lives.
                task.push(Effect::WriteEpoch(Epoch { sid: self.sid, ended: None }.write()));
                self.is_confirmed = true;
                task.notify(Notice::Restored);
            }
            if self.flight.as_ref().is_some_and(|flight| flight.done.is_unwritten() && !config.has_locks) {
                self.tell_all(config, task);
            }
            self.finish_present(outcome, config, task);
        } else {
            self.finish(outcome, config, task);
        }
        if !is_unchanged {
            task.notify(Notice::Refreshed);
        }
    }

    /// The access token came back as it was. A request that was refused with it would be refused again. Its expiry is
    /// not trusted either: the next request would renew it in vain.
    fn keep_unchanged(&mut self, new: TokenSet, task: &Task) {
        let credential = &mut self.credential;
        credential.tokens.refresh = new.refresh.or_else(|| credential.tokens.refresh.take());
        credential.tokens.expiry = None;
        if let Standing::Refused(status) = credential.standing {
            self.breaker.unchanged(credential.serial, status, task.now);
        }
        credential.standing = Standing::Unchanged;
        self.generation += 1;
    }

    /// It is known from here on that there is a session.
    pub(super) fn become_known(&mut self, tokens: TokenSet, config: &Config, task: &mut Task) {
        self.is_known = true;
        self.sid = task.snapshot.random;
        self.generation = 0;
        self.advance(tokens, task.now);
        self.announce(config, task);
    }
}
