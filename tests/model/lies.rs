//! A host that lies: what each rule of the protocol is for.
//!
//! Decides what a tab is told, or what becomes of what it wants, in place of the truth. The machine is the one that is
//! shipped and follows all its rules; a lie takes away what one of them rests on. The world keeps the truth, so the
//! laws notice. Which law each lie breaks, and in which scope, stands in `rules.rs`.

use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::machine::State;
use everfetch::core::record::Record;
use everfetch::core::{Answer, Effect, Event, Outcome, Snapshot, Ticket};

use super::scope::SETTLE;
use super::server::respelt;
use super::world::{NOW, World};

/// One lie, and the rule that it shows to be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lie {
    /// The ledger names the tab's own generation and nothing in doubt: read it before every send.
    Ledger,
    /// Nothing in the ledger is in doubt: mark a token before it is sent.
    Doubt,
    /// The wait for a call in doubt is over at once: give that call time to arrive.
    Settle,
    /// The ledger names no pause: keep the pause after another tab's failure.
    Pause,
    /// The epoch names the tab's own session as live: share the epoch.
    Epoch,
    /// A lock request stays in the queue although it is withdrawn: withdraw it when the page stops.
    Withdraw,
    /// A ledger written after a 429 says that nothing is in doubt: a refusal of a replay clears no doubt.
    Refusal,
    /// A call goes on when it is aborted: abort it when the page stops.
    Abort,
    /// The page stops and its locks go, but nothing says so: give the flight up together with its lock.
    Hide,
    /// No presence lock is held: ask which ones are, and wait until the ledger is as new.
    Floor,
    /// The presence lock counts as held before it is: hold it before the refresh lock is let go of.
    Presence,
    /// The lock was free: wait, after queueing, for what a holder that died has written.
    Grace,
    /// The lock was free where another tab has a presence lock of the same generation: a third tab is no witness that
    /// the holder lives.
    Witness,
    /// The wait after a failure is over at once: give a failure time to show before the lock is let go of.
    Linger,
    /// The task that marks the token is also the one that sends it: end the task in between.
    Turn,
    /// Wiped records read as if they were there, with nothing in doubt: rebuild a wiped ledger as in doubt.
    Rebuild,
    /// The wait after a claim is over at once: give a claim written at the same moment time to show.
    Claim,
    /// Another tab's claim does not show: wait while another tab has one.
    Rival,
    /// An answer that no request waits for brings nothing: a call outlives its waiters.
    Patience,
    /// The tokens of a sign-in are spelt as no session has them: recognise known ones.
    Known,
    /// The refresh call is no function of the application's: hold a sign-in until the function returns.
    Inside,
    /// The second send of a request counts as its first: send a request twice at most.
    Sends,
    /// What a page does for its waiting requests when it runs again is lost: answer them.
    Wake,
    /// A mark that was not written shows in the tab that wrote it: look whether it is there before anything is sent.
    Mark,
    /// A presence lock of a tab's session is held where none is: ask the server about a session that nobody knows.
    Member,
    /// The epoch names the session of the record as live: compare the epoch before a leased send.
    LeaseEpoch,
    /// The ledger begins as the lease says: compare its head before a leased send.
    LeaseLedger,
    /// The lock is free once a session is over, although its call goes on: keep it until that call is over.
    Orphan,
    /// No worker makes a call or has left an answer: look for one before a token in doubt is sent again.
    Collect,
}

impl Lie {
    pub const ALL: [Lie; 29] = [
        Lie::Ledger,
        Lie::Doubt,
        Lie::Settle,
        Lie::Pause,
        Lie::Epoch,
        Lie::Withdraw,
        Lie::Refusal,
        Lie::Abort,
        Lie::Hide,
        Lie::Floor,
        Lie::Presence,
        Lie::Grace,
        Lie::Witness,
        Lie::Linger,
        Lie::Turn,
        Lie::Rebuild,
        Lie::Claim,
        Lie::Rival,
        Lie::Patience,
        Lie::Known,
        Lie::Inside,
        Lie::Sends,
        Lie::Wake,
        Lie::Mark,
        Lie::Member,
        Lie::LeaseEpoch,
        Lie::LeaseLedger,
        Lie::Orphan,
        Lie::Collect,
    ];
}

impl World {
    pub fn lies(&self, lie: Lie) -> bool {
        self.scope.lie == Some(lie)
    }

    /// What a tab is told in place of `event`.
    pub fn told(&self, tab: usize, event: Event) -> Event {
        match event {
            Event::Floor(op, _) if self.lies(Lie::Floor) => Event::Floor(op, None),
            Event::Floor(op, None) if self.lies(Lie::Member) => Event::Floor(op, Some(1)),
            Event::Granted { op, .. } if self.lies(Lie::Grace) => Event::Granted { op, queued: false },
            Event::Granted { op, .. } if self.lies(Lie::Witness) && self.has_witness(tab) => {
                Event::Granted { op, queued: false }
            }
            Event::Answered(op, _) if self.lies(Lie::Patience) && self.tab(tab).waiting.is_none() => {
                Event::Answered(op, Answer::default())
            }
            Event::SignIn(tokens) if self.lies(Lie::Known) => Event::SignIn(respelt(&tokens)),
            event => event,
        }
    }

    /// Whether another tab has a presence lock of this tab's generation.
    fn has_witness(&self, tab: usize) -> bool {
        let Some(own) = &self.tab(tab).record else { return false };
        let shown = Some((own.sid, own.generation));
        self.tabs().enumerate().any(|(other, page)| other != tab && page.presence == shown)
    }

    /// Changes what a tab reads while it handles `event`.
    pub fn misread(&self, tab: usize, event: &Event, snapshot: &mut Snapshot) {
        let Some(lie) = self.scope.lie else { return };
        let own = self.tab(tab);
        // A tab without a session has nothing to be told of.
        if !matches!(own.machine.state(NOW), State::Active | State::Refreshing | State::Stale) {
            return;
        }
        let live = Epoch { sid: own.machine.sid(), ended: None }.write();
        let generation = own.record.as_ref().map_or(0, |record| record.generation);
        let clean = Ledger { generation, ..Ledger::default() };
        // At the end of the task a tab looks for what it has just written itself.
        let is_own = matches!(event, Event::Turned(_));
        let [own_claim, _] = own.machine.claims();
        let seen = snapshot.ledger.take();
        let ledger = seen.as_deref().and_then(Ledger::read);
        snapshot.ledger = match (lie, ledger) {
            (Lie::Ledger, Some(_)) if !is_own => Some(clean.write()),
            (Lie::Doubt, Some(ledger)) if !is_own => Some(Ledger { doubt: Doubt::None, ..ledger }.write()),
            (Lie::Pause, Some(ledger)) if !is_own => Some(Ledger { not_before: 0, ..ledger }.write()),
            (Lie::Rebuild, None) => Some(clean.write()),
            (Lie::Mark, None) if is_own => own.phantom.as_ref().map(|text| text.as_str().to_owned()),
            (Lie::Rival, Some(ledger)) if matches!(ledger.doubt, Doubt::Sent(claim) if claim != own_claim) => {
                Some(Ledger { doubt: Doubt::None, ..ledger }.write())
            }
            _ => seen,
        };
        if lie == Lie::Epoch || lie == Lie::Rebuild && snapshot.epoch.is_none() {
            snapshot.epoch = Some(live);
        }
    }

    /// The texts that a page compares with its lease.
    pub fn misread_for_lease(
        &self,
        record: &Record,
        epoch: Option<String>,
        ledger: Option<String>,
    ) -> (Option<String>, Option<String>) {
        match self.scope.lie {
            Some(Lie::LeaseEpoch) => (Some(Epoch { sid: record.sid, ended: None }.write()), ledger),
            Some(Lie::LeaseLedger) => {
                let clean = Ledger { generation: record.generation, ..Ledger::default() };
                (epoch, Some(clean.write()))
            }
            _ => (epoch, ledger),
        }
    }

    /// What is carried out of what a tab wants in answer to `event`.
    pub fn done(&self, event: &Event, mut effects: Vec<Effect>) -> Vec<Effect> {
        match (self.scope.lie, event) {
            (Some(Lie::Withdraw), Event::Hide) => {
                effects.retain(|effect| !matches!(effect, Effect::CancelLock(_)))
            }
            (Some(Lie::Abort), _) => effects.retain(|effect| !matches!(effect, Effect::Abort(_))),
            (Some(Lie::Wake), Event::Show) => effects.retain(|effect| !matches!(effect, Effect::Wake(_))),
            (Some(Lie::Refusal), Event::Answered(_, answer)) if answer.status == Some(429) => {
                for effect in &mut effects {
                    if let Effect::WriteLedger(_, text) = effect
                        && let Some(ledger) = Ledger::read(text)
                    {
                        *text = Ledger { doubt: Doubt::None, ..ledger }.write();
                    }
                }
            }
            _ => {}
        }
        effects
    }

    /// What a tab is told at once, in the very task that asked for it.
    pub fn told_at_once(&self, effects: &[Effect]) -> Option<Event> {
        let lie = self.scope.lie?;
        let is_bound = effects.iter().any(|effect| matches!(effect, Effect::Lock(_) | Effect::Send { .. }));
        let writes = effects.iter().any(|effect| matches!(effect, Effect::WriteLedger(..)));
        let fails = effects.iter().any(|effect| matches!(effect, Effect::Wake(Outcome::Failed(_))));
        effects.iter().find_map(|effect| match (lie, effect) {
            (Lie::Settle, Effect::Timer(op, delay)) if *delay >= SETTLE && !is_bound => {
                Some(Event::Tick(*op))
            }
            (Lie::Linger, Effect::Timer(op, _)) if fails => Some(Event::Tick(*op)),
            (Lie::Claim, Effect::Timer(op, _)) if writes => Some(Event::Tick(*op)),
            (Lie::Turn, Effect::Turn(op)) if writes => Some(Event::Turned(*op)),
            (Lie::Presence, Effect::Present { op, .. }) => Some(Event::Present(*op)),
            _ => None,
        })
    }

    /// By how many sends a request is told to be younger than it is.
    pub fn uncounted(&self, sent: Ticket) -> u32 {
        u32::from(self.lies(Lie::Sends) && sent.sends > 1)
    }
}
