//! A call that outlives its page (R16).
//!
//! Decides which calls a worker may make, and that a tab which finds a token in doubt takes the answer that such a call
//! has left. That answer is judged like any other, under this tab's own lock: what is committed, and what is dropped, does
//! not depend on who has made the call.

use super::super::config::Config;
use super::super::effect::Effect;
use super::super::event::{Answer, Op};
use super::Machine;
use super::flight::{Call, Flight, Step};
use super::hold::Hold;
use super::session::Session;
use super::task::Task;

impl Machine {
    /// R16.2 The call is about to be sent, by a worker or by the page, and its session may be over since it was prepared:
    /// then it is not sent. R16.3 One that a worker makes goes on when the page stops.
    pub(super) fn sending(&mut self, op: Op, is_carried: bool, task: &mut Task) {
        let is_due = self.session_mut().is_some_and(|(session, config)| session.is_current(config, task));
        match self.flight_mut() {
            Some(Flight { step: Step::Send(call), .. }) if is_due && call.op == op => {
                call.is_carried = is_carried;
            }
            _ => self.answered(op, &Answer { is_unsent: true, ..Answer::default() }, task),
        }
    }

    /// R16.5 There is no answer of an earlier call: the turn goes on as if nobody could have left one.
    pub(super) fn uncollected(&mut self, op: Op, task: &mut Task) {
        let is_own =
            matches!(self.flight_mut(), Some(Flight { step: Step::Send(call), .. }) if call.op == op);
        if !is_own {
            // Its session is over.
            self.answered(op, &Answer::default(), task);
        } else if let Some((session, _)) = self.session_mut() {
            session.count(task);
        }
    }
}

impl Session {
    /// R16.1 A worker may make the call that is about to be sent.
    pub(super) fn carry(&self, op: Op, config: &Config, task: &mut Task) {
        let is_locked = matches!(&self.flight, Some(Flight { hold: Hold::Lock { .. }, .. }));
        if is_locked && config.may_outlive(&self.credential.tokens.refresh) {
            task.push(Effect::Carry(op, config.call_timeout));
        }
    }

    /// R16.4 Waits for the end of a call that may have outlived its page, as for the answer to one of this tab's own. The
    /// token may have been sent once more before that call, so a refusal of it clears no doubt.
    pub(super) fn collect(&mut self, config: &Config, task: &mut Task) {
        let (Some(flight), Some(refresh)) = (&mut self.flight, &self.credential.tokens.refresh) else {
            return;
        };
        let (op, sent) = (task.next_op(), Some(refresh.clone()));
        flight.done.collected = true;
        flight.serial = self.credential.serial;
        flight.step = Step::Send(Call { op, sent, since: task.now, is_replay: true, is_carried: true });
        task.timer(op, config.call_timeout);
        task.push(Effect::Collect(op, refresh.clone()));
    }
}
