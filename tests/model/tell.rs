//! Tells a schedule to a reader: one line for what happens, one for what a tab makes of it.

use everfetch::core::ledger::{Doubt, Epoch, Ledger};
use everfetch::core::{Effect, Event, Notice};

use super::server::{token_in, token_of};
use super::shared::Text;

pub fn name(tab: usize) -> char {
    char::from(b'A' + (tab as u8).min(25))
}

pub fn epoch(text: Option<&Text>) -> String {
    match text.and_then(|text| Epoch::read(text.as_str())) {
        None => "E -".into(),
        Some(Epoch { sid, ended: None }) => format!("E {sid}"),
        Some(Epoch { sid, ended: Some(reason) }) => format!("E {sid} {}", reason.as_str()),
    }
}

pub fn ledger(text: Option<&str>) -> String {
    match text.and_then(Ledger::read) {
        None => "G -".into(),
        Some(ledger) => {
            let doubt = match ledger.doubt {
                Doubt::None => "",
                Doubt::Sent(_) => " sent",
                Doubt::LetGo => " letGo",
            };
            format!("G {}{doubt}", ledger.generation)
        }
    }
}

pub fn event(event: &Event) -> String {
    match event {
        Event::SignIn(tokens) => format!("SignIn({:?})", token_in(tokens)),
        Event::Update(tokens) => format!("Update({:?})", token_in(tokens)),
        Event::Answered(op, answer) => match &answer.tokens {
            Some(tokens) => format!("Answered({op}, {:?})", token_in(tokens)),
            None => format!("Answered({op}, status {:?})", answer.status),
        },
        Event::Open(_) => "Open".into(),
        Event::Told(told) => format!("Told(generation {})", told.generation),
        other => format!("{other:?}"),
    }
}

pub fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Save(record) => {
            format!("Save({}: {:?})", record.generation, token_in(&record.tokens))
        }
        Effect::Send { op, refresh, .. } => format!("Send({op}, {:?})", token_of(refresh.as_ref())),
        Effect::WriteEpoch(text) => epoch(Some(&Text::new(text.clone()))),
        Effect::WriteLedger(sid, text) => format!("{} of {sid}", ledger(Some(text))),
        Effect::Tell(told) => format!("Tell(generation {})", told.generation),
        Effect::Revoke { tokens, .. } => format!("Revoke({:?})", token_in(tokens)),
        Effect::Notify(Notice::Ended(reason)) => format!("Ended({})", reason.as_str()),
        Effect::Notify(notice) => format!("{notice:?}"),
        other => format!("{other:?}"),
    }
}
