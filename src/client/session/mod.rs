//! The session of a client. What it does is decided in [`core`](crate::core); this folder holds its options, the
//! handle that applications use, and what connects both to the engine in [`web`](crate::web).

mod access;
mod call;
mod caller;
mod check;
mod data;
mod ending;
mod events;
mod functions;
mod handle;
mod hooks;
mod host;
mod live;
mod options;
mod refresh;
pub(super) mod registry;
mod requests;
mod revocation;
mod store;
mod subscription;

pub use call::Call;
pub use events::SessionEvent;
pub use functions::{FailedRefresh, Verdict};
pub use handle::Session;
pub(super) use live::Live;
pub use options::SessionOptions;
pub use refresh::{Refresh, RefreshContext, Revoke};
pub use revocation::Revocation;
pub use store::{SessionStore, Storage, StoreFuture, StoredSession};
pub use subscription::Subscription;
