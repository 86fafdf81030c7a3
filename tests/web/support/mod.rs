//! What the tests have in common.

pub(crate) mod api;
pub(crate) mod instance;
pub(crate) mod stub;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use everfetch::client::{Session, SessionEvent, Subscription};
use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long the server may say nothing: longer than any answer takes, shorter than a reader's patience.
const QUIET: i32 = 15_000;
/// How many such spans a test may take in all. A busy machine needs more than one for a test with many requests.
const SPANS: i32 = 4;

thread_local! {
    /// How many answers have come from the server.
    static ANSWERS: Cell<u32> = const { Cell::new(0) };
}

/// An answer has come: the test makes progress.
pub(crate) fn answered() {
    ANSWERS.set(ANSWERS.get().wrapping_add(1));
}

/// Runs a test, but not for ever, and in a page where nothing is left of an earlier one.
pub(crate) async fn bounded<T>(work: impl Future<Output = T>) -> T {
    stub::restore_all();
    let mut work = pin!(work);
    for _ in 0..SPANS {
        let before = ANSWERS.get();
        match select(work.as_mut(), pin!(timer(QUIET))).await {
            Either::Left((result, _)) => return result,
            Either::Right(_) => assert_ne!(ANSWERS.get(), before, "nothing has happened for {QUIET} ms"),
        }
    }
    panic!("it has not ended within {} ms", QUIET * SPANS)
}

/// Resolves after `delay` milliseconds. Only bounds are made of it, never an order of things.
pub(crate) async fn timer(delay: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("a page");
        let set = js_sys::Reflect::get(&window, &"setTimeout".into()).expect("setTimeout");
        let set: js_sys::Function = set.unchecked_into();
        set.call2(&window, &resolve, &delay.into()).expect("a timer");
    });
    JsFuture::from(promise).await.expect("a timer resolves");
}

/// Lets a future run until it waits for something, and no further.
pub(crate) async fn start<F: Future + Unpin>(work: &mut F) {
    let is_pending = poll_fn(|task| Poll::Ready(Pin::new(&mut *work).poll(task).is_pending())).await;
    assert!(is_pending, "it was to be under way, and has ended");
}

/// Something happens to the page: `online`, `pagehide`.
pub(crate) fn page_event(name: &str) {
    let dispatch = js_sys::Function::new_with_args("name", "dispatchEvent(new Event(name))");
    dispatch.call1(&JsValue::NULL, &name.into()).expect("no listener throws");
}

type Waiting = Rc<RefCell<Vec<(SessionEvent, oneshot::Sender<()>)>>>;

/// All that a session tells, in order.
pub(crate) struct Heard {
    events: Rc<RefCell<Vec<SessionEvent>>>,
    waiting: Waiting,
    _subscription: Subscription,
}

impl Heard {
    pub(crate) fn of(session: &Session) -> Self {
        let events = Rc::new(RefCell::new(Vec::new()));
        let waiting: Waiting = Rc::default();
        let subscription = {
            let (events, waiting) = (events.clone(), waiting.clone());
            session.on_event(move |event| {
                events.borrow_mut().push(event.clone());
                let mut waiting = waiting.borrow_mut();
                while let Some(index) = waiting.iter().position(|(wanted, _)| wanted == event) {
                    let _ = waiting.swap_remove(index).1.send(());
                }
            })
        };
        Heard { events, waiting, _subscription: subscription }
    }

    /// Waits until `event` has happened, now or before.
    pub(crate) async fn until(&self, event: SessionEvent) {
        if self.events.borrow().contains(&event) {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().push((event, sender));
        receiver.await.expect("the listener lives");
    }

    pub(crate) fn count(&self, is_meant: impl Fn(&SessionEvent) -> bool) -> usize {
        self.events.borrow().iter().filter(|event| is_meant(event)).count()
    }

    pub(crate) fn last(&self) -> SessionEvent {
        self.events.borrow().last().expect("an event").clone()
    }

    pub(crate) fn ends(&self) -> usize {
        self.count(|event| matches!(event, SessionEvent::Ended { .. }))
    }
}
