//! Tabs that take turns by claims, where there are no locks.
//!
//! Decides when the time of another tab's claim is over, and how claims are numbered. The wait of a claim has two
//! halves: at the end of each, what was written before it shows everywhere. So a write shows within half of a wait.

use everfetch::core::Now;
use everfetch::core::ledger::{Doubt, Ledger};

use super::shared::{NONCES, Text, View};
use super::world::{AFTER_CALL, AFTER_PAUSE, AFTER_REREAD, NOW, World};

impl World {
    /// A number for a question or a claim that nobody has under way.
    pub fn nonce(&self, tab: usize) -> u64 {
        let own = |text: &Option<Text>| match Ledger::read(text.as_ref()?.as_str())?.doubt {
            Doubt::Sent(claim) => Some(claim),
            _ => None,
        };
        let claims: Vec<u64> = if self.scope.has_locks {
            Vec::new()
        } else {
            let written = self.logs.iter().flat_map(|log| log.texts().iter().filter_map(own));
            written.chain(self.tabs().flat_map(|tab| tab.machine.claims())).collect()
        };
        let is_free = |nonce: &u64| {
            let is_claimed = claims.contains(&(nonce | 1));
            !is_claimed && !self.mail.iter().any(|(_, letter)| letter.nonce() == *nonce)
        };
        ((NONCES * tab as u64).max(1)..).find(is_free).unwrap_or_default()
    }

    /// Without locks: the moment at which a tab that reads the ledger so goes on, which it does not do before.
    pub fn time_after(&self, tab: usize, view: View) -> Option<Now> {
        let own = self.tab(tab);
        let text = self.key_seen(tab, view.epoch).and_then(|key| self.logs[key].read(view.ledger));
        let Some(ledger) = text.and_then(|text| Ledger::read(text.as_str())) else {
            return Some(AFTER_REREAD);
        };
        let [claim, rival] = own.machine.claims();
        match ledger.doubt {
            Doubt::Sent(other) if other == rival => {
                // Whoever claims is busy for less than that, and so is a call that nobody waits for any more.
                let is_at_it = self.tabs().any(|tab| tab.runs() && tab.machine.claims()[0] == rival);
                let token = self.credential(tab);
                let is_sent = self.calls.iter().any(|call| Some(call.token) == token);
                (!is_at_it && !is_sent && view == View::default()).then_some(AFTER_CALL)
            }
            Doubt::Sent(other) if other != claim => None,
            _ if ledger.not_before > NOW.wall => Some(AFTER_PAUSE),
            _ => (view == View::default()).then_some(AFTER_REREAD),
        }
    }
}
