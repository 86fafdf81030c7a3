//! A page that stops and runs again, and a device that comes online.
//!
//! Decides what a page lets go of when it stops: a flight lives exactly as long as its lock (R4).

use super::super::config::{Carrier, Config};
use super::super::effect::{Effect, Outcome};
use super::super::ledger::{Doubt, Ledger};
use super::Machine;
use super::flight::{Flight, Insists, Step};
use super::hold::Hold;
use super::session::Session;
use super::task::Task;

impl Machine {
    /// R4.1 The page is about to stop. A flight lives exactly as long as its lock, so both are let go of.
    pub(super) fn hide(&mut self, task: &mut Task) {
        if !self.config.shares || std::mem::replace(&mut task.document.is_hidden, true) {
            return;
        }
        if let Some((session, config)) = self.session_mut()
            && let Some(flight) = session.flight.take()
        {
            session.stop(&flight, config, task);
        }
        self.withdraw_initial(task);
        if let Some(releasing) = task.document.releasing.take() {
            task.unlock(releasing.lock);
        }
        task.push(Effect::Absent);
    }

    /// R4.5 The page runs again. Every lock counts as lost.
    pub(super) fn show(&mut self, task: &mut Task) {
        if !std::mem::take(&mut task.document.is_hidden) {
            self.look(task);
            return;
        }
        self.queue_initial_again(task);
        if self.look(task)
            && let Some((session, config)) = self.session_mut()
            && session.is_known
        {
            // R12.3 Meanwhile the session may have ended, and the records that said so may be gone.
            session.is_confirmed = session.is_vouched(config, task);
            session.attend(config, task);
        }
        if !self.waits(task.document.is_hidden) {
            task.wake(Outcome::Done);
        }
        if let Some((session, config)) = self.session_mut() {
            session.publish_later(config, task);
        }
    }

    /// R14.4 The device is online again: a pause that this tab chose by itself is over, and what failed is tried again.
    /// What the ledger says of a failure before this moment holds nobody here any more.
    pub(super) fn online(&mut self, task: &mut Task) {
        task.document.online = task.now.wall;
        if let Some((session, config)) = self.session_mut()
            && session.pace.cut_short()
            && session.flight.is_none()
            && session.is_known
        {
            session.start(Insists::Online, config, task);
        }
    }

    /// R13.3 The tabs cannot be shared here: found out before this tab has shared anything.
    pub(super) fn unshare(&mut self, task: &mut Task) {
        if std::mem::take(&mut self.config.shares) {
            task.push(Effect::Absent);
        }
    }
}

impl Session {
    /// Gives up a flight whose page stops.
    fn stop(&mut self, flight: &Flight, config: &Config, task: &mut Task) {
        let is_bearer = config.carrier == Carrier::Bearer;
        let mut is_carried = false;
        if let Step::Send(call) = &flight.step
            && is_bearer
        {
            is_carried = call.is_carried;
            task.push(if is_carried { Effect::Leave(call.op) } else { Effect::Abort(call.op) });
        }
        // R6.2 With cookies the call goes on by itself, and the jar holds the newest when it is over. R16.3 So does one
        // that a worker makes. Its sender counts as one that has vanished: nobody sends the token again before that.
        let is_sent = matches!(flight.step, Step::Send(_) | Step::Leave(_));
        let goes_on = is_carried || is_sent && !is_bearer;
        match &flight.hold {
            _ if goes_on => {}
            Hold::Claim(claim) => self.leave_claim(flight, claim, config, task),
            Hold::Alone | Hold::Lock { .. } if is_sent || matches!(flight.step, Step::Turn { .. }) => {
                self.leave_mark(config, task);
            }
            Hold::Alone | Hold::Lock { .. } => {}
        }
        flight.let_go(task);
    }

    /// R6.1 A tab that lets go of its call says so, so that the next one waits a shorter time.
    fn leave_mark(&self, config: &Config, task: &mut Task) {
        if task.epoch.is_none_or(|epoch| self.is_live(epoch))
            && let Some(ledger) = self.ledger(config, task)
            && ledger.generation == self.generation
        {
            self.write(Ledger { doubt: Doubt::LetGo, ..ledger }, config, task);
        }
    }
}
