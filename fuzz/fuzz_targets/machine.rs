//! The whole machine, told anything in any order, with shared records and messages that any script of the origin may
//! have written: no panic, no readable refresh token in a shared record, no token sent that nobody gave it, no third
//! send; a sign-in with known tokens changes nothing, and a late answer is taken; no request carries the token of a record
//! that nothing else has vouched for (C17).
#![no_main]

use everfetch::core::event::{Answer, Event, Found, Snapshot, Told};
use everfetch::core::ledger::Epoch;
use everfetch::core::machine::{Decision, Hint, State};
use everfetch::core::record::Record;
use everfetch::core::seal::Key;
use everfetch::core::{
    Action, Carrier, Config, Effect, Flags, InDoubt, Machine, Now, Secret, Ticket, TokenSet,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

/// What lies under a key of localStorage.
#[derive(Arbitrary, Debug)]
enum Text<'a> {
    Missing,
    /// As the machine wrote it last.
    Own,
    Foreign(&'a str),
}

#[derive(Arbitrary, Debug)]
enum What<'a> {
    Open(Option<&'a str>),
    Loaded(u32, &'a str),
    Initial(u32, bool),
    Renew,
    Online,
    Refuse,
    SignIn,
    /// With the tokens that it holds.
    SignInAgain,
    Update(bool),
    SignOut(bool),
    Answered {
        op: u32,
        status: Option<u16>,
        has_tokens: bool,
        is_html: bool,
        retry_after: Option<u64>,
    },
    /// The call under way is answered with tokens, after so many seconds.
    Late(u8),
    Tick(u32),
    Unshare,
    Sending(u32, bool),
    Uncollected(u32),
    Granted(u32, bool),
    Denied(u32),
    Floor(u32, Option<u64>),
    Unlisted(u32),
    Turned(u32),
    Present(u32),
    Look,
    Hide,
    Show,
    Asked(u64),
    Told {
        nonce: u64,
        sid: u64,
        generation: u64,
        sealed: &'a str,
    },
    /// A request, its answer, and the end of its waiting, with a ticket of anybody's making.
    Begin(u32),
    AnswerTo(u32, u16, u32),
    Resume(u32),
    /// A page that is loaded anew finds its record.
    Restore(u64),
}

#[derive(Arbitrary, Debug)]
struct Step<'a> {
    what: What<'a>,
    epoch: Text<'a>,
    ledger: Text<'a>,
    passed: u16,
    set_clock: Option<u64>,
    random: u64,
}

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    carrier: u8,
    ends: bool,
    shares: bool,
    has_locks: bool,
    has_query: bool,
    has_initial: bool,
    has_function: bool,
    has_workers: bool,
    /// From this step on localStorage takes no writes: one that fails leaves nothing behind.
    jams_at: Option<u8>,
    steps: Vec<Step<'a>>,
}

/// A token that no text of a shared record contains by chance.
fn tokens(number: usize) -> TokenSet {
    TokenSet {
        access: Secret::new(&format!("access-of-the-session-{number}")),
        refresh: Secret::new(&format!("refresh-of-the-session-{number}")),
        expiry: None,
    }
}

struct World {
    machine: Machine,
    epoch: Option<String>,
    ledger: Option<String>,
    is_jammed: bool,
    given: usize,
    /// A storage that is not the machine's own may hold any token.
    is_foreign: bool,
    /// Tabs share the session: whether an answer counts depends on what others have written.
    shares: bool,
    /// The operation begun last: most ends are about it.
    op: u32,
    /// The call sent last, and its refresh token.
    call: (u32, Option<Secret>),
    /// What has to be in force after this event.
    due: Option<TokenSet>,
    /// Nothing may be asked for by this event.
    is_known: bool,
    /// C17 The session was restored from its record, and nothing else has said so far that it lives.
    is_unvouched: bool,
}

impl World {
    fn event(&mut self, what: What, now: Now) -> Option<Event> {
        let op = |op: u32| if op % 4 == 0 { op } else { self.op.wrapping_sub(op % 4 - 1) };
        let found = |text: &str| Record::read(text, now).map_or(Found::Nothing, Found::Record);
        Some(match what {
            What::Open(None) => Event::Open(None),
            What::Open(Some(text)) => {
                self.is_foreign |= Record::read(text, now).is_some();
                // By an even length the page has sent requests by the record's lease.
                Event::Open(Some(match found(text) {
                    Found::Record(record) if text.len() % 2 == 0 => Found::Leased(record),
                    found => found,
                }))
            }
            What::Restore(sid) => {
                self.given += 1;
                let tokens = tokens(self.given);
                Event::Open(Some(Found::Record(Record { sid, generation: 1, key: None, lease: None, tokens })))
            }
            What::Loaded(at, text) => {
                let event = Event::Loaded(op(at), found(text));
                self.is_foreign |= Record::read(text, now).is_some();
                event
            }
            What::Initial(at, has) => {
                let at = op(at);
                self.given += 1;
                Event::Initial(at, has.then(|| tokens(self.given)))
            }
            What::Renew => Event::Renew,
            What::Online => Event::Online,
            What::Refuse => Event::Refuse,
            What::SignIn => {
                self.given += 1;
                Event::SignIn(tokens(self.given))
            }
            What::SignInAgain => {
                let tokens = self.machine.tokens().clone();
                let state = self.machine.state(now);
                let has_session = matches!(state, State::Active | State::Refreshing | State::Stale);
                self.is_known = has_session && (tokens.access.is_some() || tokens.refresh.is_some());
                Event::SignIn(tokens)
            }
            What::Late(_) => {
                self.given += 1;
                let new = tokens(self.given);
                let (op, sent) = self.call.clone();
                let is_awaited = self.machine.awaits(op) && self.machine.state(now) == State::Refreshing;
                let is_held = self.machine.tokens().refresh == sent;
                // A sign-in that is held counts more than an answer with other tokens.
                let is_free = self.machine.held_tokens(op).is_none();
                self.due = (!self.shares && is_awaited && is_held && is_free).then(|| new.clone());
                let answer = Answer { status: Some(200), tokens: Some(new), ..Answer::default() };
                Event::Answered(op, answer)
            }
            What::Update(whole) => {
                self.given += 1;
                let new = tokens(self.given);
                Event::Update(if whole { new } else { TokenSet { refresh: None, ..new } })
            }
            What::SignOut(revoke) => Event::SignOut { revoke },
            What::Answered { op: at, status, has_tokens, is_html, retry_after } => {
                let at = op(at);
                self.given += usize::from(has_tokens);
                let new = has_tokens.then(|| tokens(self.given));
                Event::Answered(at, Answer { status, is_html, retry_after, tokens: new, ..Answer::default() })
            }
            What::Tick(at) => Event::Tick(op(at)),
            What::Unshare => Event::Unshare,
            What::Sending(at, is_carried) => Event::Sending { op: op(at), is_carried },
            What::Uncollected(at) => Event::Uncollected(op(at)),
            What::Granted(at, queued) => Event::Granted { op: op(at), queued },
            What::Denied(at) => Event::Denied(op(at)),
            What::Floor(at, floor) => Event::Floor(op(at), floor),
            What::Unlisted(at) => Event::Unlisted(op(at)),
            What::Turned(at) => Event::Turned(op(at)),
            What::Present(at) => Event::Present(op(at)),
            What::Look => Event::Look,
            What::Hide => Event::Hide,
            What::Show => Event::Show,
            What::Asked(nonce) => Event::Asked(nonce),
            What::Told { nonce, sid, generation, sealed } => {
                let told = Told { nonce, sid, generation, key: Key::new([7; 16]), sealed: sealed.to_owned() };
                Event::Told(told)
            }
            What::Begin(flags) => {
                let flags = Flags::from_bits(flags);
                if self.is_unvouched && !flags.is_final {
                    let (Action::Wait | Action::Reject(_)) =
                        self.machine.clone().begin(flags, now).ticket.action
                    else {
                        panic!("a request is sent with a record that nobody has vouched for");
                    };
                }
                self.checked(0, |machine| machine.begin(flags, now))?
            }
            What::AnswerTo(bits, status, hint) => {
                let sent = Ticket::unpack(bits);
                let hint = Hint::from_bits(hint);
                // Who waits was sent once at the most, and who was answered twice.
                self.checked(sent.sends.saturating_sub(1), |machine| machine.answer(sent, status, hint, now))?
            }
            What::Resume(bits) => {
                let waited = Ticket::unpack(bits);
                self.checked(waited.sends, |machine| machine.resume(waited, now))?
            }
        })
    }

    /// What is decided about a request that had been sent `sends` times when it began to wait.
    fn checked(&mut self, sends: u32, decide: impl Fn(&mut Machine) -> Decision) -> Option<Event> {
        let Decision { ticket, event } = decide(&mut self.machine);
        if sends <= 1 {
            assert!(ticket.sends <= 2, "a third send: {ticket:?}");
            assert_eq!(Ticket::unpack(ticket.pack()), ticket, "a ticket does not survive packing");
        }
        event
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::WriteEpoch(text) => self.epoch = Some(text).filter(|_| !self.is_jammed),
                Effect::WriteLedger(_, text) => {
                    assert!(!text.contains("-of-the-session-"), "a readable token: {text}");
                    self.ledger = Some(text).filter(|_| !self.is_jammed);
                }
                Effect::ForgetLedger(_) => self.ledger = None,
                Effect::Send { op, refresh, .. } => {
                    self.op = op;
                    self.call = (op, refresh.clone());
                    if let Some(refresh) = refresh.filter(|_| !self.is_foreign) {
                        let number = refresh.expose().strip_prefix("refresh-of-the-session-").map(str::parse);
                        assert!(matches!(number, Some(Ok(number)) if (1..=self.given).contains(&number)));
                    }
                }
                // Its answer is one to the token that was sent, and which is held.
                Effect::Collect(op, refresh) => {
                    self.op = op;
                    assert!(self.is_foreign || self.machine.tokens().refresh.as_ref() == Some(&refresh));
                    self.call = (op, Some(refresh));
                }
                Effect::Load(op)
                | Effect::Carry(op, _)
                | Effect::Timer(op, _)
                | Effect::Lock(op)
                | Effect::Query(op)
                | Effect::Turn(op)
                | Effect::AskInitial(op)
                | Effect::Present { op, .. } => self.op = op,
                _ => {}
            }
        }
    }
}

fuzz_target!(|input: Input| {
    let config = Config {
        carrier: [Carrier::Bearer, Carrier::Cookie, Carrier::Split][usize::from(input.carrier) % 3],
        in_doubt: if input.ends { InDoubt::End } else { InDoubt::Replay },
        shares: input.shares,
        has_locks: input.has_locks,
        has_query: input.has_query,
        has_initial: input.has_initial,
        has_function: input.has_function,
        has_workers: input.has_workers,
        can_revoke: true,
        ..Config::default()
    };
    let machine = Machine::new(config);
    let mut world = World {
        machine,
        epoch: None,
        ledger: None,
        is_jammed: false,
        given: 0,
        is_foreign: false,
        shares: input.shares,
        op: 0,
        call: (0, None),
        due: None,
        is_known: false,
        is_unvouched: false,
    };
    let mut now = Now { mono: 5_000, wall: 1_800_000_000_000 };
    for (index, step) in input.steps.into_iter().enumerate() {
        world.is_jammed |= input.jams_at.is_some_and(|at| index >= usize::from(at));
        let late = if let What::Late(seconds) = step.what { u64::from(seconds) * 1_000 } else { 0 };
        now =
            Now { mono: now.mono + u64::from(step.passed) + late, wall: step.set_clock.unwrap_or(now.wall) };
        let Some(event) = world.event(step.what, now) else { continue };
        let read = |text: Text, own: &Option<String>| match text {
            Text::Missing => None,
            Text::Own => own.clone(),
            Text::Foreign(text) => Some(text.to_owned()),
        };
        let snapshot = Snapshot {
            now,
            random: step.random,
            jitter: step.random as u32,
            key: [step.random as u8; 16],
            nonce: [(step.random >> 8) as u8; 16],
            epoch: read(step.epoch, &world.epoch),
            ledger: read(step.ledger, &world.ledger),
        };
        // What a request that is the refresh function's own may do, and a session that cannot be renewed, is left out.
        let is_found = match &event {
            Event::Open(Some(Found::Record(record))) => {
                world.machine.is_closed() && record.tokens.refresh.is_some()
            }
            _ => false,
        };
        let says_nothing = !matches!(
            event,
            Event::SignIn(_)
                | Event::SignOut { .. }
                | Event::Update(_)
                | Event::Refuse
                | Event::Answered(..)
                | Event::Told(_)
                | Event::Floor(_, Some(_))
                | Event::Tick(_)
                | Event::Unshare
        );
        let has_epoch = snapshot.epoch.as_deref().is_some_and(|text| Epoch::read(text).is_some());
        world.is_unvouched =
            (world.is_unvouched || is_found && world.machine.is_sharing()) && says_nothing && !has_epoch;
        let effects = world.machine.handle(event, snapshot);
        if std::mem::take(&mut world.is_known) {
            assert!(effects.is_empty(), "a sign-in with known tokens: {effects:?}");
        }
        if let Some(due) = world.due.take() {
            assert_eq!(world.machine.tokens().refresh, due.refresh, "a late answer is dropped");
        }
        world.take(effects);
    }
});
