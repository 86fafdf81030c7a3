//! The hands of a page: carries the core's effects out, among the tabs of one browser.
//!
//! Messages, storage events and grants of locks arrive at once, in their order; what is slow in a browser is explored by
//! `tests/model`.

use everfetch::core::event::Op;
use everfetch::core::{Answer, Effect, EndReason, Event, Notice, Snapshot};

use super::client::{self, now};
use super::endpoint::Fate;
use super::world::{Happening, What, World};

/// From the endpoint's answer to the page.
const BACK: u64 = 50;

impl World {
    /// Something happens in a tab, and what it leads to in that browser.
    pub fn tell(&mut self, id: u32, tab: u8, event: Event) {
        self.pending.push_back((tab, event));
        while let Some((tab, event)) = self.pending.pop_front() {
            let snapshot = self.snapshot(id);
            let own = &mut self.clients[id as usize].tabs[tab as usize];
            for effect in own.machine.handle(event, snapshot) {
                self.carry_out(id, tab, effect);
            }
        }
    }

    fn snapshot(&mut self, id: u32) -> Snapshot {
        let (random, jitter) = (self.random(), self.random() as u32);
        let mut key = [0; 16];
        key[..8].copy_from_slice(&random.to_le_bytes());
        let client = &self.clients[id as usize];
        Snapshot {
            now: now(self.wheel.time()),
            random,
            jitter,
            key,
            nonce: key,
            epoch: client.epoch.clone(),
            ledger: client.ledger.clone(),
        }
    }

    fn others(&mut self, id: u32, tab: u8, event: &Event) {
        for other in 0..self.clients[id as usize].tabs.len() as u8 {
            if other != tab {
                self.pending.push_back((other, event.clone()));
            }
        }
    }

    fn carry_out(&mut self, id: u32, tab: u8, effect: Effect) {
        let client = &mut self.clients[id as usize];
        let own = &mut client.tabs[tab as usize];
        match effect {
            Effect::Save(record) if self.scenario.reloads > 0 => own.record = Some(Box::new(record)),
            Effect::Clear => own.record = None,
            Effect::Send { op, refresh, .. } => self.call(id, tab, op, client::number(refresh.as_ref())),
            Effect::Timer(op, delay) => self.later(delay, id, tab, What::Tick(op)),
            Effect::Lock(op) => {
                if client.lock.is_none() {
                    client.lock = Some((tab, op));
                    self.pending.push_back((tab, Event::Granted { op, queued: false }));
                } else {
                    client.queue.push((tab, op));
                }
            }
            Effect::CancelLock(op) => client.queue.retain(|queued| *queued != (tab, op)),
            Effect::Unlock(op) => self.unlock(id, tab, op),
            Effect::Query(op) => {
                let floor = client.tabs.iter().filter_map(|tab| tab.presence).max();
                self.pending.push_back((tab, Event::Floor(op, floor)));
            }
            Effect::Turn(op) => self.pending.push_back((tab, Event::Turned(op))),
            Effect::Present { op, generation, .. } => {
                own.presence = Some(generation);
                self.pending.push_back((tab, Event::Present(op)));
            }
            Effect::Absent => own.presence = None,
            Effect::WriteEpoch(text) => {
                client.epoch = Some(text);
                self.others(id, tab, &Event::Look);
            }
            Effect::WriteLedger(_, text) => {
                client.ledger = Some(text);
                self.others(id, tab, &Event::Look);
            }
            Effect::ForgetLedger(_) => client.ledger = None,
            Effect::Ask(nonce) => self.others(id, tab, &Event::Asked(nonce)),
            Effect::Tell(told) => self.others(id, tab, &Event::Told(told)),
            Effect::Wake(_) => self.woken.push((id, tab)),
            Effect::Notify(Notice::Ended(reason)) => {
                let is_first = !std::mem::replace(&mut client.is_ended, true);
                self.report.ended += u64::from(is_first && reason != EndReason::SignedOut);
            }
            Effect::Load(_)
            | Effect::AskInitial(_)
            | Effect::Revoke { .. }
            | Effect::Carry(..)
            | Effect::Collect(..)
            | Effect::Leave(_) => panic!("nothing asks for this"),
            Effect::Save(_) | Effect::Abort(_) | Effect::Notify(_) => {}
        }
    }

    fn unlock(&mut self, id: u32, tab: u8, op: Op) {
        let client = &mut self.clients[id as usize];
        if client.lock == Some((tab, op)) {
            client.lock = (!client.queue.is_empty()).then(|| client.queue.remove(0));
            if let Some((tab, op)) = client.lock {
                self.pending.push_back((tab, Event::Granted { op, queued: true }));
            }
        }
    }

    /// A page goes away, and its locks with it.
    pub fn let_go(&mut self, id: u32, tab: u8) {
        let client = &mut self.clients[id as usize];
        client.tabs[tab as usize].presence = None;
        client.queue.retain(|queued| queued.0 != tab);
        if let Some((holder, op)) = client.lock
            && holder == tab
        {
            self.unlock(id, tab, op);
        }
    }

    // ===== the token endpoint =====

    fn call(&mut self, id: u32, tab: u8, op: Op, number: Option<u32>) {
        let number = number.expect("a refresh token");
        let time = self.wheel.time();
        match self.endpoint.arrive(time, &self.scenario) {
            Fate::Silent => {}
            Fate::Refused(status, after) => self.later(BACK, id, tab, What::Refused(op, status, after)),
            Fate::Processed(at) => self.later(at - time, id, tab, What::Processed(op, number)),
        }
    }

    /// A call is processed and answered.
    pub fn processed(&mut self, id: u32, tab: u8, op: Op, number: u32) {
        let (time, lifetime) = (self.wheel.time(), self.scenario.lifetime);
        let grant = &mut self.clients[id as usize].grant;
        let answer = if self.endpoint.exchange(grant, number, time, lifetime) {
            let tokens = client::tokens(grant.number, time, grant.end, lifetime);
            Answer { status: Some(200), tokens: Some(tokens), ..Answer::default() }
        } else {
            Answer { status: Some(400), error: Some("invalid_grant".to_owned()), ..Answer::default() }
        };
        self.tell(id, tab, Event::Answered(op, answer));
    }

    /// A call is refused.
    pub fn refused(&mut self, id: u32, tab: u8, op: Op, status: u16, retry_after: Option<u64>) {
        let answer = Answer { status: Some(status), retry_after, ..Answer::default() };
        self.tell(id, tab, Event::Answered(op, answer));
    }

    fn later(&mut self, delay: u64, id: u32, tab: u8, what: What) {
        let loads = self.clients[id as usize].tabs[tab as usize].loads;
        let time = self.wheel.time() + delay;
        self.wheel.put(time, Happening { id, tab, loads, what });
    }
}
