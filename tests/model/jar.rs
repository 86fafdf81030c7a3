//! A cookie jar that all tabs have in common, where a cookie carries the refresh token.
//!
//! Decides which answers reach it. The browser takes the cookie of an answer whoever waits for it, also where the page is
//! gone (`keepalive`), but not where the line is broken. Every call carries the cookie that the jar holds when it is sent.

use everfetch::core::{Answer, TokenSet};

use super::laws::Law;
use super::server::{Call, Fate, Token, token_in, token_set};
use super::shared::View;
use super::world::{World, residual};

impl World {
    /// The token that a refresh of `tab` would carry.
    pub fn credential(&self, tab: usize) -> Option<Token> {
        if self.scope.has_jar { self.jar } else { token_in(self.tab(tab).machine.tokens()) }
    }

    /// What an answer shows of a set of tokens.
    pub fn token_set(&self, grant: usize, number: u8) -> TokenSet {
        let tokens = token_set(grant, number);
        let refresh = tokens.refresh.filter(|_| !self.scope.has_jar);
        TokenSet { refresh, ..tokens }
    }

    pub fn shown(&self, answer: Answer) -> Answer {
        let hide =
            |tokens: TokenSet| TokenSet { refresh: tokens.refresh.filter(|_| !self.scope.has_jar), ..tokens };
        Answer { tokens: answer.tokens.map(hide), ..answer }
    }

    /// The answer to a call brings a cookie.
    pub fn keep_cookie(&mut self, index: usize, number: u8) {
        let Call { token: (grant, _), has_line, .. } = self.calls[index];
        if !self.scope.has_jar || !has_line {
            return;
        }
        if let Some((other, _)) = self.jar.replace((grant, number)).filter(|(other, _)| *other > grant) {
            // The newer session goes on with the former user's cookie.
            self.residual |= residual::FORMER;
            self.grants[other].excused = true;
            self.grants[grant].excused = true;
        }
    }

    /// A document stops: its calls go on without it.
    pub fn leave_calls(&mut self, tab: usize) {
        if self.scope.has_jar {
            self.let_go(|call| call.tab == tab && call.fate == Fate::Live, Fate::Ghost);
        }
    }

    /// R4.7, R6: a call with what the jar holds while another call may change that.
    pub fn check_jar(&mut self, tab: usize, token: Token) {
        // With a grant that is over there is nothing to spoil: a revocation has cleared the jar, in truth.
        if !self.scope.has_jar || self.grants[token.0].death.is_some() {
            return;
        }
        let may_arrive = |call: &&Call| !call.is_late && call.reply.is_none();
        let others: Vec<Call> = self.calls.iter().filter(may_arrive).cloned().collect();
        // The ledger of a session that is over is gone, and with it what it knew of a page that went away.
        let is_over = !self.lives(View::default(), self.tab(tab).machine.sid());
        let machine = &self.tab(tab).machine;
        let (is_live, sid) = (machine.is_live(), machine.sid());
        for other in others {
            let is_untold = other.is_guess || if is_live { other.sid != sid } else { is_over };
            if other.fate != Fate::Live && is_untold {
                self.excuse(token.0, residual::UNTOLD);
            } else if other.fate == Fate::Ghost && self.may_forget() {
                // The rebuilt ledger knows of a doubt, but not that the sender vanished.
                self.excuse(token.0, residual::WIPED);
            } else if other.token.0 == token.0 {
                self.breaks(Law::I1, format!("{token:?} is sent while {:?} is under way", other.token));
            } else if other.fate == Fate::Live {
                self.breaks(Law::I1, format!("{token:?} is sent while another session's call is under way"));
            }
        }
    }
}
