//! Storages that an application supplies for the record of a session. Decides that writes follow one another.

use std::rc::Rc;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::{StreamExt, future::LocalBoxFuture};
use serde::{Deserialize, Serialize};

use crate::client::error::Error;

/// What a [`SessionStore`] returns.
pub type StoreFuture<T> = LocalBoxFuture<'static, Result<T, Error>>;

/// A storage that the application supplies: IndexedDB, a native shell, another library.
///
/// Writes follow one another, so that they arrive in order. If the storage fails, the session goes on in memory, and
/// listeners get [`SessionEvent::StorageDegraded`](super::SessionEvent).
///
/// ```no_run
/// use std::{cell::RefCell, rc::Rc};
/// use everfetch::client::{SessionStore, StoreFuture, StoredSession};
///
/// #[derive(Clone, Default)]
/// struct Cabinet(Rc<RefCell<Option<StoredSession>>>);
///
/// impl SessionStore for Cabinet {
///     fn load(&self) -> StoreFuture<Option<StoredSession>> {
///         let held = self.0.borrow().clone();
///         Box::pin(async move { Ok(held) })
///     }
///     fn save(&self, session: StoredSession) -> StoreFuture<()> {
///         self.0.replace(Some(session));
///         Box::pin(async { Ok(()) })
///     }
///     fn clear(&self) -> StoreFuture<()> {
///         self.0.take();
///         Box::pin(async { Ok(()) })
///     }
/// }
/// ```
pub trait SessionStore {
    /// The record, if there is one.
    fn load(&self) -> StoreFuture<Option<StoredSession>>;
    /// Keeps the record.
    fn save(&self, session: StoredSession) -> StoreFuture<()>;
    /// Forgets the record.
    fn clear(&self) -> StoreFuture<()>;
}

/// The record of a session, as an application stores it. It serialises, and prints no tokens.
///
/// [`SessionStore::load`] may return the tokens alone, for example those that another library left behind.
///
/// ```no_run
/// use everfetch::client::StoredSession;
///
/// fn left_behind(access_token: String) -> StoredSession {
///     StoredSession { access_token: Some(access_token), ..StoredSession::default() }
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredSession {
    /// The access token.
    pub access_token: Option<String>,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// When the access token ends, in milliseconds since the Unix epoch.
    pub expires_at: Option<u64>,
    /// The whole record, in the format of this crate.
    pub record: Option<String>,
}

impl std::fmt::Debug for StoredSession {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("StoredSession").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Where the record of a session is kept.
///
/// ```no_run
/// use everfetch::client::{SessionOptions, Storage};
///
/// let stays = SessionOptions::new("/auth/refresh").storage(Storage::Local);
/// let forgets = SessionOptions::new("/auth/refresh").storage(Storage::Memory);
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Storage {
    /// `sessionStorage`: until the tab is closed.
    #[default]
    Session,
    /// `localStorage`: survives a browser's restart, and can be read by any script of the origin.
    Local,
    /// In memory only: a reload ends the session.
    Memory,
    /// A storage that the application supplies.
    Custom(Rc<dyn SessionStore>),
}

impl Storage {
    /// A storage that the application supplies.
    pub fn custom(store: impl SessionStore + 'static) -> Self {
        Storage::Custom(Rc::new(store))
    }
}

impl std::fmt::Debug for Storage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Storage::Session => "Session",
            Storage::Local => "Local",
            Storage::Memory => "Memory",
            Storage::Custom(_) => "Custom",
        })
    }
}

/// Writes records one after the other.
pub(super) struct Writer(UnboundedSender<Option<StoredSession>>);

impl Writer {
    /// A writer that calls `failed` for each write that failed.
    pub(super) fn start(store: Rc<dyn SessionStore>, failed: impl Fn() + 'static) -> Self {
        let (sender, receiver) = unbounded();
        wasm_bindgen_futures::spawn_local(work(store, receiver, failed));
        Writer(sender)
    }

    /// Writes the record; `None` deletes it.
    pub(super) fn write(&self, session: Option<StoredSession>) {
        // The receiver lives as long as the writer.
        let _ = self.0.unbounded_send(session);
    }
}

async fn work(
    store: Rc<dyn SessionStore>,
    mut receiver: UnboundedReceiver<Option<StoredSession>>,
    failed: impl Fn(),
) {
    while let Some(session) = receiver.next().await {
        let written = match session {
            Some(session) => store.save(session).await,
            None => store.clear().await,
        };
        if written.is_err() {
            failed();
        }
    }
}
