//! What becomes of each effect: the task of the page that carries it out, and what goes with it.

use super::engine::Engine;
use crate::boundary::{EPOCH_SUFFIX, Task, UNCHANGED, lines};
use crate::core::{Effect, Notice, Outcome, Secret, TokenSet};

impl Engine {
    #[inline(never)]
    pub(super) fn carry_out(&self, effect: Effect) {
        let page = &self.page;
        let start = |task, op| {
            page.start(task, op);
        };
        match effect {
            Effect::Load(op) => start(Task::Load, op),
            Effect::AskInitial(op) => start(Task::Initial, op),
            Effect::Save(record) => {
                let TokenSet { access, refresh, expiry } = &record.tokens;
                let expires = expiry.map_or(f64::NAN, |expiry| expiry.at() as f64);
                page.save(&record.write(), expose(access.as_ref()), expose(refresh.as_ref()), expires);
            }
            Effect::Clear => page.save("", "", "", f64::NAN),
            Effect::Send { op, access, refresh } => {
                page.perform(Task::Send, op, 0.0, expose(access.as_ref()), expose(refresh.as_ref()));
            }
            Effect::Carry(op, longest) => {
                page.perform(Task::Carry, op, longest as f64, "", "");
            }
            Effect::Collect(op, refresh) => {
                page.perform(Task::Collect, op, 0.0, refresh.expose(), "");
            }
            Effect::Leave(op) => start(Task::Leave, op),
            Effect::Abort(op) => start(Task::Abort, op),
            Effect::Timer(op, delay) => {
                page.perform(Task::Timer, op, delay as f64, "", "");
                self.clear_timers(op);
            }
            Effect::Revoke { is_sign_out, tokens: TokenSet { access, refresh, .. } } => {
                let (access, refresh) = (expose(access.as_ref()), expose(refresh.as_ref()));
                page.perform(Task::Revoke, is_sign_out.into(), 0.0, access, refresh);
            }
            Effect::Lock(op) => start(Task::Lock, op),
            Effect::CancelLock(op) => start(Task::CancelLock, op),
            Effect::Unlock(op) => start(Task::Unlock, op),
            Effect::Query(op) => start(Task::Query, op),
            Effect::Turn(op) => start(Task::Turn, op),
            Effect::Present { op, sid, generation } => {
                page.perform(Task::Present, op, 0.0, &lines::presence(sid, generation), "");
            }
            Effect::Absent => start(Task::Absent, 0),
            Effect::WriteEpoch(text) => page.tell(Task::Write, EPOCH_SUFFIX, &text),
            Effect::WriteLedger(sid, text) => page.tell(Task::Write, &lines::ledger(sid), &text),
            Effect::ForgetLedger(sid) => page.tell(Task::Write, &lines::ledger(sid), ""),
            Effect::Ask(nonce) => page.tell(Task::Post, &lines::ask(nonce), ""),
            Effect::Tell(told) => page.tell(Task::Post, &lines::tell(&told), &told.sealed),
            Effect::Wake(outcome) => {
                self.clear_timers(0);
                self.settle(match outcome {
                    Outcome::Done => "",
                    Outcome::Unchanged => UNCHANGED,
                    Outcome::Failed(code) => code.as_str(),
                });
            }
            Effect::Notify(notice) => self.notify(notice),
        }
    }

    fn notify(&self, notice: Notice) {
        let (name, detail, retry_in) = match notice {
            Notice::Restored => ("restored", "", 0),
            Notice::Anonymous => ("anonymous", "", 0),
            Notice::SignedIn => ("signedIn", "", 0),
            Notice::RefreshStarted => ("refreshStarted", "", 0),
            Notice::Refreshed => ("refreshed", "", 0),
            Notice::RefreshFailed { failure, retry_in } => ("refreshFailed", failure.as_str(), retry_in),
            Notice::Replaced => ("replaced", "", 0),
            Notice::Ended(reason) => ("ended", reason.as_str(), 0),
        };
        self.page.perform(Task::Notify, 0, retry_in as f64, name, detail);
    }
}

fn expose(secret: Option<&Secret>) -> &str {
    secret.map_or("", Secret::expose)
}
