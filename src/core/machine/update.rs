//! Newer tokens of the same session that came from elsewhere: another library, or a response header.
//!
//! Decides that they count in this tab at once, and reach the others under the lock (R9). Where a cookie may hold a
//! session, this is how it becomes known.

use super::super::effect::Notice;
use super::super::token::TokenSet;
use super::session::Update;
use super::task::Task;
use super::{Life, Machine};

impl Machine {
    /// R9 Takes newer tokens of this session.
    pub(super) fn update(&mut self, tokens: TokenSet, task: &mut Task) {
        let session = match &mut self.life {
            Life::Live(session) => session,
            Life::Opening(_) => {
                task.early = Some(tokens);
                return;
            }
            Life::Closed | Life::Anonymous | Life::Ended(_) => return,
        };
        // R12.3 Who has newer tokens knows that the session lives.
        session.confirm(&self.config, task);
        if !session.is_known {
            session.become_known(tokens, &self.config, task);
        } else if self.config.shares {
            let had_refresh = session.update == Some(Update { has_refresh: true });
            session.update = Some(Update { has_refresh: had_refresh || tokens.refresh.is_some() });
            session.renew(tokens, task.now);
        } else {
            session.advance(tokens, task.now);
        }
        session.pace.updated();
        session.save(&self.config, task);
        task.notify(Notice::Refreshed);
        session.publish_later(&self.config, task);
    }
}
